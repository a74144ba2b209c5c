"""A tender ends without an award before its bids are judged: proposed by one officer, confirmed by another."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, states
from core.models import User
from procurement.tenders import notices, queries
from procurement.tenders.models import CancellationProposal, Tender
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.services.deadlines import NotChangeable
from procurement.tenders.states import CANCELLABLE, TENDER_STATES, CancelReason, TenderLeafKind, TenderState


@transaction.atomic
def cancel_draft(*, tender: Tender, code: str, text: str, by: User, at: datetime) -> None:
    """Cancel what was never published. Who: an officer; one is enough. DRAFT to CANCELLED, for good.

    Effects: leaf tender.cancelled with the reason, a notice to the other officers and who wrote it. It stays with the
    officers of its authority: nobody else ever sees it. Raises NotChangeable: no draft, without a reason.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    if row.state != TenderState.DRAFT:
        raise NotChangeable(_("Only a draft is cancelled by one officer."))
    reason = _required(code, text)
    states.move(row, "cancel", table=TENDER_STATES, by=by, at=at, facts={"code": code}, secret={"reason": reason})
    notices.tell_writers(TenderNoticeKind.CANCELLED, row, but=by, event=f"tender-cancelled:{row.pk}", at=at)
    tender.refresh_from_db()


def _required(code: str, text: str) -> str:
    if code not in set(CancelReason):
        raise NotChangeable(_("Choose why the tender is cancelled."))
    if not text.strip():
        raise NotChangeable(_("Say why the tender is cancelled."))
    return text.strip()


@transaction.atomic
def propose_cancellation(*, tender: Tender, code: str, text: str, by: User, at: datetime) -> CancellationProposal:
    """Say that a published tender should end. Who: an officer. Nothing ends before another officer confirms it.

    Effects: a CancellationProposal, which takes the place of an earlier one; leaf tender.cancellation_proposed; a
    notice to the other officers. The same by the same person a second time is the proposal that stands. Raises
    NotChangeable.
    """
    row = _require_cancellable(tender)
    if code not in set(CancelReason):
        raise NotChangeable(_("Choose why the tender is cancelled."))
    if not text.strip():
        raise NotChangeable(_("Say why the tender is cancelled: suppliers will read it."))
    latest = queries.latest_cancellation_proposal(row)
    if latest is not None and (latest.by_id, latest.code, latest.text) == (by.pk, code, text.strip()):
        return latest
    proposal = CancellationProposal.objects.create(tender=row, code=code, text=text.strip(), by=by, at=at)
    secret = {"reason": proposal.text}
    audit.record(TenderLeafKind.CANCELLATION_PROPOSED, row, by=by, at=at, facts={"code": code}, secret=secret)
    others = [officer for officer in notices.officers_of(row) if officer.pk != by.pk]
    event = f"cancellation:{proposal.pk}"
    notices.tell(TenderNoticeKind.CANCELLATION_PROPOSED, row, others, event=event, at=at)
    return proposal


@transaction.atomic
def cancel(*, tender: Tender, proposal: CancellationProposal, by: User, at: datetime) -> None:
    """Cancel a tender as another officer proposed. Who: an officer other than who proposed it.

    Effects: the tender is CANCELLED; leaf tender.cancelled with the reason, which is public; a notice to everybody.
    Sealed bids stay sealed. Raises NotChangeable: another proposal took its place, or the same person confirms.
    """
    row = _require_cancellable(tender)
    latest = queries.latest_cancellation_proposal(row)
    if latest is None or latest.pk != proposal.pk:
        raise NotChangeable(_("This proposal does not stand any more. Read it again."))
    if latest.by_id == by.pk:
        raise NotChangeable(_("You proposed it: another officer confirms."))
    secret = {"reason": latest.text}
    states.move(row, "cancel", table=TENDER_STATES, by=by, at=at, facts={"code": latest.code}, secret=secret)
    notices.tell_everybody(TenderNoticeKind.CANCELLED, row, event=f"tender-cancelled:{row.pk}", at=at)
    tender.refresh_from_db()


def _require_cancellable(tender: Tender) -> Tender:
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    if row.origin == "imported" or row.state not in CANCELLABLE:
        raise NotChangeable(_("This tender cannot be cancelled now."))
    return row
