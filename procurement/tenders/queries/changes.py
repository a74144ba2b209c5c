"""Reads of questions, followers, suspensions and of what is proposed for a published tender."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery

from core.models import AuditLeaf, Role, User
from procurement.tenders.models import (
    CancellationProposal,
    Clarification,
    Follower,
    OutageExtension,
    ReopeningProposal,
    Suspension,
    Tender,
)
from procurement.tenders.states import ClarificationState, TenderLeafKind, TenderState


def published_answers(tender: Tender) -> QuerySet[Clarification]:
    """Questions with their answers, by number. One query."""
    return Clarification.objects.filter(tender=tender, state=ClarificationState.PUBLISHED).order_by("no")


def waiting_questions(tender: Tender) -> QuerySet[Clarification]:
    """Questions that nobody has answered. Ordered by id, which says nothing of when they were asked. One query."""
    return Clarification.objects.filter(tender=tender, state=ClarificationState.ASKED).order_by("pk")


def with_waiting_questions(authorities: Sequence[UUID]) -> list[tuple[Tender, int]]:
    """Open tenders of these authorities with how many questions wait, the earliest end for answers first. One query."""
    waiting = Tender.objects.select_related("authority").filter(
        authority__in=authorities, state=TenderState.OPEN, clarifications__state=ClarificationState.ASKED
    )
    counted = waiting.annotate(waiting=Count("clarifications"))
    return [(row, row.waiting) for row in counted.order_by(F("answers_by_at").asc(nulls_last=True), "pk")]


def question_of(tender: Tender, pk: UUID | str) -> Clarification | None:
    """A question about this tender; None for an id of none, or that is no id. One query, or none."""
    try:
        return Clarification.objects.select_related("tender").filter(tender=tender, pk=UUID(str(pk))).first()
    except ValueError:
        return None


def questions_by(user: User, tender: Tender) -> QuerySet[Clarification]:
    """What a person asked about a tender, the first first. One query."""
    return Clarification.objects.filter(tender=tender, asked_by=user).order_by("asked_at")


def next_answer_no(tender: Tender) -> int:
    """The number of the next answer; the caller has locked the tender. One query."""
    latest = Clarification.objects.filter(tender=tender).aggregate(latest=Max("no"))["latest"]
    return (latest or 0) + 1


def followers_of(tender: Tender) -> list[User]:
    """Everybody who follows a tender. One query."""
    return list(User.objects.filter(pk__in=Follower.objects.filter(tender=tender).values("user")))


def follows(user: User, tender: Tender) -> bool:
    """Whether a person follows a tender. One query."""
    return Follower.objects.filter(tender=tender, user=user).exists()


def current_suspension(tender: Tender) -> Suspension | None:
    """The suspension that lasts, if any. One query."""
    return Suspension.objects.filter(tender=tender, lifted_at=None).first()


def annotate_suspended(tenders: QuerySet[Tender]) -> QuerySet[Tender]:
    """Tenders with `suspended_at`: since when time stands still, None where it runs. In the same query."""
    return tenders.annotate(suspended_at=since_suspended("pk"))


def running(tenders: QuerySet[Tender]) -> QuerySet[Tender]:
    """Those whose time runs. In the same query."""
    return tenders.exclude(pk__in=Suspension.objects.filter(lifted_at=None).order_by().values("tender"))


def since_suspended(tender: str) -> Subquery:
    """Since when the tender that this column names is suspended, None where it is not."""
    lasting = Suspension.objects.filter(tender=OuterRef(tender), lifted_at=None).order_by()
    return Subquery(lasting.values("suspended_at")[:1])


def known_suspension(tender: Tender) -> datetime | None:
    """What `annotate_suspended` read; None for a tender that was read without it. No query."""
    since: datetime | None = getattr(tender, "suspended_at", None)
    return since


def latest_cancellation_proposal(tender: Tender) -> CancellationProposal | None:
    """What an officer proposed last, with who. One query."""
    if tender._state.adding:  # noqa: SLF001 -- the documented way to ask whether a row is stored
        return None
    return CancellationProposal.objects.filter(tender=tender).select_related("by").order_by("-pk").first()


def cancellation_proposal_of(tender: Tender, pk: int) -> CancellationProposal | None:
    """A proposal about this tender; None for a number of none. One query."""
    return CancellationProposal.objects.filter(tender=tender, pk=pk).first()


def latest_reopening_proposal(tender: Tender) -> ReopeningProposal | None:
    """What an officer proposed last after an outage, with who. One query."""
    if tender._state.adding:  # noqa: SLF001 -- the documented way to ask whether a row is stored
        return None
    return ReopeningProposal.objects.filter(tender=tender).select_related("by").order_by("-pk").first()


def reopening_proposal_of(tender: Tender, pk: int) -> ReopeningProposal | None:
    """A proposal about this tender; None for a number of none. One query."""
    return ReopeningProposal.objects.filter(tender=tender, pk=pk).first()


def latest_outage_extensions(tender: Tender) -> list[OutageExtension]:
    """The outages that were made good last, in their order, with them and the version that did it. One query."""
    rows = OutageExtension.objects.filter(tender=tender).select_related("outage", "version")
    ordered = list(rows.order_by("outage__from_at", "outage"))
    latest = max((row.version.no for row in ordered), default=0)
    return [row for row in ordered if row.version.no == latest]


def latest_move_for_outage(tender: Tender) -> tuple[datetime, datetime] | None:
    """From when to when the deadline was moved last for an outage, by the log. One query."""
    leaves = AuditLeaf.objects.filter(log=tender.audit_origin, kind=TenderLeafKind.EXTENDED_FOR_OUTAGE)
    body = leaves.order_by("-index").values_list("body", flat=True).first()
    if body is None:
        return None
    facts = json.loads(body)["facts"]
    return datetime.fromisoformat(facts["was"]), datetime.fromisoformat(facts["now"])


def people_with(tender: Tender, *roles: Role) -> list[User]:
    """Everybody who holds one of the roles in a tender's authority. One query."""
    people = User.objects.filter(memberships__authority=tender.authority_id, memberships__role__in=roles)
    return list(people.filter(is_active=True).distinct().order_by("pk"))
