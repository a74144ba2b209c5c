"""A second officer reads a draft, and publishes it or sends it back (LIFECYCLE §3)."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import states
from core.law.days import day_of
from core.models import User
from core.states import GateRefused, IllegalMove
from procurement.tenders import gather, notices, queries
from procurement.tenders.gate import ReasonState, TenderGate, gate_of
from procurement.tenders.gather import AppliedPolicy, Publication
from procurement.tenders.models import DrawSeed, Lot, Tender, TenderVersion
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.sections import TenderContent, content_from_sections
from procurement.tenders.services import moments
from procurement.tenders.services.rows import method_columns, write_rows
from procurement.tenders.services.versions import freeze_version
from procurement.tenders.states import TENDER_STATES, TenderState


@transaction.atomic
def send_to_review(*, tender: Tender, by: User, at: datetime) -> None:
    """Hand a draft to a second officer. Who: an officer. DRAFT to REVIEW; nothing can be saved from then on.

    Effects: leaf tender.sent_to_review with the digest of all sections, a notice to the other officers. Raises
    GateRefused with all that stops it and each reason that is not written, IllegalMove for what is no draft.
    """
    row = _locked(tender, TenderState.DRAFT, "send_to_review")
    gate = gate_of(row, at)
    if refused := gate.refuses_sending:
        raise GateRefused(refused)
    states.move(row, "send_to_review", table=TENDER_STATES, by=by, at=at, facts={"sections": gate.digest})
    _tell(TenderNoticeKind.SENT_TO_REVIEW, row, but=by, at=at)
    tender.refresh_from_db()


@transaction.atomic
def send_back(*, tender: Tender, reason: str, by: User, at: datetime) -> None:
    """Give a draft back to be changed, with the reason. Who: an officer. REVIEW to DRAFT.

    Effects: leaf tender.sent_back, the reason as a secret, a notice to the other officers and who wrote it. Raises
    GateRefused without a reason, IllegalMove for what is not in review.
    """
    row = _locked(tender, TenderState.REVIEW, "send_back")
    if not reason.strip():
        raise GateRefused([_("Say why it goes back.")])
    states.move(row, "send_back", table=TENDER_STATES, by=by, at=at, secret={"reason": reason.strip()})
    _tell(TenderNoticeKind.SENT_BACK, row, but=by, at=at)
    tender.refresh_from_db()


@transaction.atomic
def publish(*, tender: Tender, by: User, at: datetime) -> TenderVersion:
    """Publish a tender for good. Who: another officer than who sent it to review. REVIEW to OPEN.

    Effects, the row locked and the gate computed anew: the rows of the sections, the seed of each lot's draw, the
    columns of the method, the policy and law that held, the number of the notice (by authority and year, without
    gaps), the first TenderVersion, leaf tender.published with its digest, the timers until the deadline, a notice to
    officers and writers. Raises GateRefused with everything that speaks against it, IllegalMove for what is not in
    review, so for a second time.
    """
    row = _locked(tender, TenderState.REVIEW, "publish")
    if queries.sent_to_review_by(row) == str(by.pk):
        raise GateRefused([_("Whoever sent a tender to review does not publish it; a second officer does.")])
    gate = gate_of(row, at)
    if refused := gate.refuses_publication:
        raise GateRefused(refused)
    version = _freeze(row, gate, by=by, at=at)
    facts = {"version": version.digest, "sections": gate.digest}
    number = queries.next_publish_no()
    states.move(row, "publish", table=TENDER_STATES, by=by, at=at, facts=facts, is_checked=True, publish_no=number)
    moments.plan(row, at=at)
    _tell(TenderNoticeKind.PUBLISHED, row, at=at)
    tender.refresh_from_db()
    return version


def _tell(kind: TenderNoticeKind, row: Tender, *, but: User | None = None, at: datetime) -> None:
    notices.tell_writers(kind, row, but=but, event=f"{kind}:{row.pk}:{at.isoformat()}", at=at)


def _locked(tender: Tender, state: TenderState, name: str) -> Tender:
    """The row, while it is in this state: it may be saved, sent back or published meanwhile."""
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    if row.state != state:
        raise IllegalMove(TENDER_STATES, row.state, name)
    return row


def _freeze(row: Tender, gate: TenderGate, *, by: User, at: datetime) -> TenderVersion:
    sections, policy = gather.draft_sections(row), gather.applied_policy(row)
    content = content_from_sections(sections)
    assert policy is not None  # without one the gate stops a publication
    lots = write_rows(row, content, gather.standards_of(row, content))
    year = day_of(at, row.authority.zone).year
    notice = {"year": year, "no": queries.next_notice_no(row.authority, year)}
    Tender.objects.filter(pk=row.pk).update(**_columns(row, content, policy, notice, at=at))
    row.refresh_from_db()
    publication = Publication(
        sections=gather.sections_as_json(sections),
        sections_digest=gate.digest,
        seeds=_bind_draws(lots),
        explanations=explanations_of(gate),
        policy={"no": policy.version.no, "digest": gather.policy_digest(policy)},
        law_profile=row.authority.law_profile,
        notice=notice,
    )
    return freeze_version(tender=row, publication=publication, by=by, at=at)


def _columns(
    row: Tender, content: TenderContent, policy: AppliedPolicy, notice: dict[str, int], *, at: datetime
) -> dict[str, Any]:
    timetable = content.timetable
    return method_columns(content) | {
        "published_at": at,
        "questions_until_at": timetable.questions_until,
        "answers_by_at": timetable.answers_by,
        "deadline_at": timetable.deadline,
        "policy_version": policy.version,
        "law_profile": row.authority.law_profile,
        "notice_year": notice["year"],
        "notice_no": notice["no"],
    }


def _bind_draws(lots: Sequence[Lot]) -> dict[str, str]:
    """{number of a lot: fingerprint of its seed}. Effects: a secret seed for each lot, from the system's randomness."""
    seeds = [secrets.token_hex(32) for _lot in lots]
    rows = [
        DrawSeed(lot=lot, seed=seed, seed_sha256=hashlib.sha256(seed.encode()).hexdigest())
        for lot, seed in zip(lots, seeds, strict=True)
    ]
    DrawSeed.objects.bulk_create(rows)
    return {str(row.lot.no): row.seed_sha256 for row in rows}


def explanations_of(gate: TenderGate) -> tuple[dict[str, str], ...]:
    """The approved reasons as they are published; who wrote them stands in their rows."""
    return tuple(
        {
            "rule": reason.rule,
            "title": reason.title,
            "findings": reason.sentence,
            "reason": reason.explanation.reason,
            "text": reason.explanation.text,
            "facts_digest": reason.digest,
        }
        for reason in gate.reasons
        if reason.explanation is not None and reason.state is ReasonState.APPROVED
    )
