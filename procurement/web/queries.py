"""Reads that span stages, for the page that says what to do next. The authorities given decide what is seen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from core.access import Person
from core.models import AuditLeaf, JobState, Membership
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations.models import Evaluation, PanelMember
from procurement.reports import queries as report_queries
from procurement.reports.models import Report
from procurement.tenders import queries as tender_queries
from procurement.tenders import states
from procurement.tenders.models import Tender

SHOWN = 10

Authorities = Sequence[UUID]


def roles_held(user: Person) -> list[Membership]:
    """The person's roles with their authorities, by authority. One query."""
    held = Membership.objects.filter(user=user.pk).select_related("authority")
    return list(held.order_by("authority__name", "authority_id", "role"))


def to_evaluate(authorities: Authorities) -> list[Evaluation]:
    """Lots with open prices and a method to apply, the longest waiting first. One query."""
    priced = _evaluations(authorities).filter(state="priced", lot__tender__state="opened")
    waiting = priced.exclude(lot__tender__price_formula="")
    return list(waiting.order_by("state_at", "lot__tender__ref", "lot__no")[:SHOWN])


def newly_frozen(authorities: Authorities) -> list[Evaluation]:
    """Frozen evaluations, the newest first. One query."""
    return list(_evaluations(authorities).filter(state="frozen").order_by("-state_at", "pk")[:SHOWN])


def reviews(user: Person, state: JobState) -> list[Report]:
    """Reviews that the person may see whose job is in this state, the newest first. One query."""
    found = report_queries.visible_to(user).defer("data").prefetch_related(None)
    return list(found.filter(job__state=state).order_by("-no")[:SHOWN])


def drafts(authorities: Authorities) -> list[Tender]:
    """Tenders that are not published yet, the newest first. One query."""
    found = tender_queries.whole().filter(authority__in=authorities, state__in=("draft", "review"))
    return list(found.order_by("-state_at", "pk")[:SHOWN])


def any_tender(authorities: Authorities) -> bool:
    """Whether these authorities have a tender at all. One query."""
    return Tender.objects.filter(authority__in=authorities).exists()


def closing_next(*, now: datetime, authorities: Authorities | None = None) -> list[Tender]:
    """Tenders open for bids, the next deadline first; of these authorities, or of all. One query."""
    found = tender_queries.whole().filter(state="open", deadline_at__gt=now)
    if authorities is not None:
        found = found.filter(authority__in=authorities)
    return list(found.order_by("deadline_at", "pk")[:SHOWN])


def panels_of(user: Person) -> list[Tender]:
    """Tenders on whose panel the person sits, the newest first. One query."""
    lots = PanelMember.objects.filter(user=user.pk).values("lot__tender")
    return list(tender_queries.whole().filter(pk__in=lots).order_by("-publish_no")[:SHOWN])


def leaves_of(tender: Tender) -> list[AuditLeaf]:
    """The leaves of a tender's log in order, without their salts. One query."""
    return list(AuditLeaf.objects.filter(log=tender.audit_origin).order_by("index"))


def _evaluations(authorities: Authorities) -> QuerySet[Evaluation]:
    found = evaluation_queries.whole()
    return found.filter(lot__tender__authority__in=authorities, lot__tender__state__in=states.AFTER_OPENING)
