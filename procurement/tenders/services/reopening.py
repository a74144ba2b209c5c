"""A closed tender takes bids again after an outage of the site (SEALING §7b, ADR 0063): two officers, for all alike."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, states
from core.models import User
from procurement.tenders import notices, queries
from procurement.tenders.gather.outages import OutageProposal, reopening_terms
from procurement.tenders.models import OutageExtension, ReopeningProposal, Tender, TenderVersion
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.services.deadlines import NotChangeable, move_deadline
from procurement.tenders.states import TENDER_STATES, TenderLeafKind, TenderState

REOPEN = "reopen"


class ByAnOfficer(Protocol):
    """What one officer proposes and another confirms."""

    pk: Any
    by_id: Any


Proposal = TypeVar("Proposal", bound=ByAnOfficer)


@transaction.atomic
def propose_reopening(
    *, tender: Tender, outages: Collection[int], reason: str, by: User, at: datetime
) -> ReopeningProposal:
    """Say that a closed tender should take bids again. Who: an officer. Nothing moves before another confirms it.

    `outages`: those that the person read of, by their numbers. Effects: a ReopeningProposal, which takes the place of
    an earlier one; leaf tender.reopening_proposed; a notice to the other officers. The same by the same person a second
    time is the proposal that stands. Raises NotChangeable: not closed, no outage that is not made good, other ones than
    were read, without a reason, or what a later stage objects to: the opening has begun.
    """
    row, terms = _require_reopenable(tender, at=at)
    numbers = [outage.pk for outage in terms.outages]
    if set(numbers) != set(outages):
        raise NotChangeable(_("Meanwhile the outages are others. Look at them, then choose again."))
    if not reason.strip():
        raise NotChangeable(_("Say why it takes bids again: suppliers will read it."))
    latest = queries.latest_reopening_proposal(row)
    if latest is not None and (latest.by_id, latest.outages, latest.text) == (by.pk, numbers, reason.strip()):
        return latest
    proposal = ReopeningProposal.objects.create(tender=row, outages=numbers, text=reason.strip(), by=by, at=at)
    kind, secret = TenderLeafKind.REOPENING_PROPOSED, {"reason": proposal.text}
    audit.record(kind, row, by=by, at=at, facts={"outages": numbers}, secret=secret)
    others = [officer for officer in notices.officers_of(row) if officer.pk != by.pk]
    event = f"reopening:{proposal.pk}"
    notices.tell(TenderNoticeKind.REOPENING_PROPOSED, row, others, event=event, at=at)
    return proposal


@transaction.atomic
def reopen(*, tender: Tender, proposal: ReopeningProposal, by: User, at: datetime) -> TenderVersion:
    """Let a closed tender take bids again as another officer proposed. Who: an officer other than who proposed it.

    Effects: CLOSED to OPEN with leaf tender.reopened; the deadline as `reopening_terms` counts it from now, with leaf
    tender.extended_for_outage; an OutageExtension each, so that none counts twice; the next version; a notice to
    everybody. Bids that came in stay in as they are. Raises NotChangeable: as the proposal does, another one took its
    place, or the same person confirms.
    """
    row, terms = _require_reopenable(tender, at=at)
    latest = queries.latest_reopening_proposal(row)
    has_these = latest is not None and latest.outages == [outage.pk for outage in terms.outages]
    latest = require_confirmable(latest if has_these else None, proposal, by=by)
    facts = {"cause": "outage", "outages": latest.outages}
    states.move(row, REOPEN, table=TENDER_STATES, by=by, at=at, facts=facts)
    kind = TenderLeafKind.EXTENDED_FOR_OUTAGE
    version = move_deadline(row, terms.deadline, kind=kind, reason=latest.text, by=by, at=at)
    OutageExtension.objects.bulk_create(
        [OutageExtension(tender=row, outage=outage, version=version) for outage in terms.outages]
    )
    event = f"tender-version:{version.pk}"
    notices.tell_everybody(TenderNoticeKind.REOPENED, row, event=event, at=at)
    tender.refresh_from_db()
    return version


def obstacles_to_reopening(tender: Tender) -> list[str]:
    """What later stages object to: an opening that has begun. As many queries as they ask."""
    return states.findings(tender, REOPEN)


def closed_row(tender: Tender) -> Tender:
    """The row of a closed tender, locked until the transaction ends. Raises NotChangeable: it is not closed."""
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    if row.state != TenderState.CLOSED:
        raise NotChangeable(_("Only a closed tender whose bids are not opened takes bids again."))
    return row


def require_confirmable(latest: Proposal | None, proposal: Proposal, *, by: User) -> Proposal:
    """The latest proposal, if it is the one that this person has read, and another's. Raises NotChangeable."""
    if latest is None or latest.pk != proposal.pk:
        raise NotChangeable(_("This proposal does not stand any more. Read it again."))
    if latest.by_id == by.pk:
        raise NotChangeable(_("You proposed it: another officer confirms."))
    return latest


def _require_reopenable(tender: Tender, *, at: datetime) -> tuple[Tender, OutageProposal]:
    """The tender's row, locked until the transaction ends, and what it would get now. Raises NotChangeable."""
    row = closed_row(tender)
    if refused := obstacles_to_reopening(row):
        raise NotChangeable(" ".join(refused))
    terms = reopening_terms(row, at=at)
    if terms is None:
        raise NotChangeable(_("No outage of the last hours before the deadline waits to be made good."))
    return row, terms
