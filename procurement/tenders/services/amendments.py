"""An open tender is amended: officers change a copy, another officer publishes it as the next version (ADR 0045)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, states
from core.models import User
from core.states import GateRefused, IllegalMove
from procurement.tenders import gather, notices, queries
from procurement.tenders.gate import TenderGate, gate_of_amendment
from procurement.tenders.gather import Amended
from procurement.tenders.models import Amendment, AnnouncedVersion, Tender, TenderVersion
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.sections import read_section
from procurement.tenders.services import moments
from procurement.tenders.services.deadlines import NotChangeable, require_open, tender_time
from procurement.tenders.services.drafts import add_save
from procurement.tenders.services.publication import explanations_of
from procurement.tenders.services.rows import method_columns, write_rows
from procurement.tenders.services.versions import freeze_version
from procurement.tenders.states import AMENDMENT_STATES, AmendmentKind, AmendmentLeafKind, AmendmentState


@transaction.atomic
def begin_amendment(*, tender: Tender, by: User, at: datetime) -> Amendment:
    """Begin to change what an open tender publishes. Who: an officer. Nothing is changed before its publication.

    Effects: an Amendment in DRAFT from the latest version; leaf amendment.begun; a save of each section that was saved
    otherwise since, so that the forms begin with what is published. Raises NotChangeable: not open, not written here,
    or an amendment is in work already.
    """
    row = require_open(tender, at=at)
    if queries.live_amendment(row) is not None:
        raise NotChangeable(_("An amendment of this tender is in work already."))
    published = gather.publication_of(row)
    base = queries.versions_of(row).first()
    if published is None or base is None:
        raise NotChangeable(_("What this tender publishes was not written here, so it cannot be amended here."))
    amendment = Amendment.objects.create(tender=row, base=base, state_at=at, begun_by=by, begun_at=at)
    audit.record(AmendmentLeafKind.BEGUN, amendment, by=by, at=at, facts={"base": base.digest})
    saves = queries.latest_saves(row)
    for key, text in gather.texts_of(published.content).items():
        if key not in saves or saves[key].content != text:
            no = saves[key].no + 1 if key in saves else 1
            add_save(row, read_section(key, text), text, no, amendment=amendment, by=by, at=at)
    return amendment


class ReasonsMeanwhile(NotChangeable):
    """Another officer wrote other reasons since they were read. `latest` has theirs; nothing is stored."""

    def __init__(self, latest: Amendment) -> None:
        super().__init__(_("Meanwhile another officer wrote other reasons. Read them, then send yours again."))
        self.latest = latest


@transaction.atomic
def describe_amendment(
    *, amendment: Amendment, reason: str, time_why: str, affects_bids: bool, at: datetime, seen: str = ""
) -> Amendment:
    """Say why the tender is amended. Who: an officer. `reason` and `time_why` are published with it.

    `seen`: the `reasons_digest` that the person read; empty does not ask. Effects: the row. Raises NotChangeable once
    it is with a second officer, and after the deadline; ReasonsMeanwhile where others were stored since, unless these
    are the same.
    """
    row = _locked(amendment, at=at)
    if row.state != AmendmentState.DRAFT:
        raise NotChangeable(_("A second officer reads this amendment. It is changed once it is sent back."))
    stored = row.reasons_digest
    row.reason, row.time_why, row.affects_bids = reason.strip(), time_why.strip(), affects_bids
    if seen not in {"", stored} and row.reasons_digest != stored:
        raise ReasonsMeanwhile(Amendment.objects.get(pk=row.pk))
    row.save(update_fields=["reason", "time_why", "affects_bids"])
    return row


@transaction.atomic
def send_amendment(*, amendment: Amendment, by: User, at: datetime) -> None:
    """Hand an amendment to a second officer. Who: an officer. DRAFT to REVIEW; nothing is saved from then on.

    Effects: leaf amendment.sent with the digest of all sections, a notice to the other officers. Raises GateRefused
    with everything that stops it, NotChangeable after the deadline, IllegalMove for what is not in work.
    """
    row = _locked(amendment, at=at)
    amended, gate = checked_amendment(row, at=at)
    if refused := [*lacking(row, amended), *gate.refuses_sending]:
        raise GateRefused(refused)
    facts = {"sections": gate.digest}
    states.move(row, "send_amendment", table=AMENDMENT_STATES, by=by, at=at, facts=facts, sent_by=by, sent_at=at)
    _tell(TenderNoticeKind.AMENDMENT_SENT, row, but=by, at=at)
    amendment.refresh_from_db()


@transaction.atomic
def return_amendment(*, amendment: Amendment, reason: str, by: User, at: datetime) -> None:
    """Give an amendment back to be changed, with the reason. Who: an officer. REVIEW to DRAFT.

    Effects: leaf amendment.returned, the reason as a secret, a notice to the other officers and who wrote it. Raises
    GateRefused without a reason, IllegalMove for what is not in review.
    """
    row = _locked(amendment, at=at)
    if not reason.strip():
        raise GateRefused([_("Say why it goes back.")])
    secret = {"reason": reason.strip()}
    states.move(row, "return_amendment", table=AMENDMENT_STATES, by=by, at=at, secret=secret)
    _tell(TenderNoticeKind.AMENDMENT_RETURNED, row, but=by, at=at)
    amendment.refresh_from_db()


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, by: User, at: datetime) -> None:
    """Give an amendment up. Who: an officer, also after the deadline. DRAFT or REVIEW to WITHDRAWN.

    Effects: leaf amendment.withdrawn; its saves stay and are read no more. Raises IllegalMove for one that is over.
    """
    row = _row(amendment)
    states.move(row, "withdraw_amendment", table=AMENDMENT_STATES, by=by, at=at)
    amendment.refresh_from_db()


@transaction.atomic
def publish_amendment(*, amendment: Amendment, by: User, at: datetime) -> TenderVersion:
    """Publish an amendment for good. Who: another officer than who sent it. REVIEW to PUBLISHED.

    Effects, the tender locked and everything checked anew: an AnnouncedVersion; the rows become what the sections say;
    the columns of the method; the dates, with at least seven days left; the timer; the next TenderVersion, with policy,
    law and draws of the first; leaf amendment.published with its digest and kinds, the reason as a secret;
    the effects that later stages register for this move; a notice to everybody. Raises GateRefused with everything that
    speaks against it, NotChangeable after the deadline, IllegalMove for what is not in review, so for a second time.
    """
    row = _locked(amendment, at=at)
    if row.state != AmendmentState.REVIEW:
        raise IllegalMove(AMENDMENT_STATES, row.state, "publish_amendment")
    if row.sent_by_id == by.pk:
        raise GateRefused([_("Whoever sent an amendment does not publish it; a second officer does.")])
    amended, gate = checked_amendment(row, at=at)
    if refused := [*lacking(row, amended), *gate.refuses_publication]:
        raise GateRefused(refused)
    version = _freeze(row, amended, gate, by=by, at=at)
    states.move(
        row,
        "publish_amendment",
        table=AMENDMENT_STATES,
        by=by,
        at=at,
        facts=_facts(amended, version),
        secret={"reason": row.reason},
        is_checked=True,
        version=version,
        kinds=[kind.value for kind in amended.kinds],
    )
    notices.tell_everybody(TenderNoticeKind.AMENDED, row.tender, event=f"tender-version:{version.pk}", at=at)
    amendment.refresh_from_db()
    return version


def checked_amendment(amendment: Amendment, *, at: datetime) -> tuple[Amended, TenderGate]:
    """What it changes, and what stands between it and its publication; both while time stands still in a suspension."""
    now = tender_time(amendment.tender, at)
    amended = gather.amended(amendment, at=now)
    return amended, gate_of_amendment(amendment, amended, now)


def lacking(amendment: Amendment, amended: Amended) -> list[str]:
    """What an amendment itself lacks, in sentences; empty for nothing."""
    sentences = []
    if not amended.changes:
        sentences.append(_("Nothing is changed yet."))
    if not amendment.reason:
        sentences.append(_("Say why the tender is amended: suppliers will read it."))
    is_significant = AmendmentKind.RESPONSE_AFFECTING in amended.kinds
    if is_significant and not amended.moves_deadline and not amendment.time_why:
        sentences.append(
            _("Bids have to answer something else: give more time, or say why the time that is left is enough.")
        )
    return sentences


def _row(amendment: Amendment) -> Amendment:
    """The amendment's row with its tender, both locked in this order until the transaction ends."""
    tender = queries.with_authority().select_for_update(of=("self",)).get(pk=amendment.tender_id)
    row = Amendment.objects.select_for_update().get(pk=amendment.pk)
    row.tender = tender
    return row


def _locked(amendment: Amendment, *, at: datetime) -> Amendment:
    """As `_row`, of a tender that is open and before its deadline. Raises NotChangeable."""
    row = _row(amendment)
    row.tender = require_open(row.tender, at=at)
    return row


def _tell(kind: TenderNoticeKind, row: Amendment, *, but: User, at: datetime) -> None:
    notices.tell_writers(kind, row.tender, but=but, event=f"{kind}:{row.pk}:{at.isoformat()}", at=at)


def _facts(amended: Amended, version: TenderVersion) -> dict[str, Any]:
    """What the leaf says: digest, kinds, and the deadline where it moved."""
    was, now = amended.before.timetable.deadline, amended.content.timetable.deadline
    assert was is not None  # an open tender has a deadline
    assert now is not None
    moved = {"deadline_was": was.isoformat(), "deadline": now.isoformat()} if was != now else {}
    return {"version": version.digest, "kinds": [kind.value for kind in amended.kinds], **moved}


def _freeze(row: Amendment, amended: Amended, gate: TenderGate, *, by: User, at: datetime) -> TenderVersion:
    tender, content = row.tender, amended.content
    no = queries.latest_version_no(tender) + 1
    AnnouncedVersion.objects.create(tender=tender, no=no, reason=row.reason, by=by, at=at)
    write_rows(tender, content, gather.standards_of(tender, content))
    timetable = content.timetable
    dates = {
        "questions_until_at": timetable.questions_until,
        "answers_by_at": timetable.answers_by,
        "deadline_at": timetable.deadline,
    }
    titles = {"title": content.purchase.title, "description": content.purchase.text}
    Tender.objects.filter(pk=tender.pk).update(**method_columns(content), **dates, **titles)
    tender.refresh_from_db()
    moments.plan(tender, at=at)
    publication = amended.published.amended(sections=amended.sections, explanations=explanations_of(gate))
    return freeze_version(tender=tender, publication=publication, reason=_public_reason(row), by=by, at=at)


def _public_reason(row: Amendment) -> str:
    return f"{row.reason}\n\n{row.time_why}" if row.time_why else row.reason
