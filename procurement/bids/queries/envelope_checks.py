"""Reads of stored envelopes and of what is known of their files; no visibility applied."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import Role, User
from procurement.bids.models import Bid, BidRevision, EnvelopeCheck, EnvelopeCondition, SealedEnvelope
from procurement.bids.rules import envelope_checks as rules
from procurement.bids.states import BidState
from procurement.tenders.states import TenderState

WAITING = (TenderState.OPEN, TenderState.CLOSED, TenderState.OPENED)
_READ = (
    *("object_name", "size", "body_sha256", "sha256"),
    *("revision__bid", "revision__bid__tender__deadline_at"),
    *("last_check__condition", "last_check__at"),
)
UNOPENED = (BidState.SUBMITTED, BidState.NEEDS_RECONFIRMATION, BidState.OPENED)  # of the last, prices may be sealed yet


def unopened() -> QuerySet[SealedEnvelope]:
    """The envelopes that an opening will ask for: of the last version of a bid that was not withdrawn."""
    later = BidRevision.objects.filter(bid=OuterRef("revision__bid"), number__gt=OuterRef("revision__number"))
    waiting = SealedEnvelope.objects.filter(
        opening_result=None, revision__bid__state__in=UNOPENED, revision__bid__tender__state__in=WAITING
    )
    return waiting.exclude(Exists(later))


def due(at: datetime) -> list[SealedEnvelope]:
    """Those to be read now: never read first, then what was read longest ago. Two queries.

    Of bid and tender only what says when a file is due; the rest is read where a file turns out damaged.
    """
    rows = unopened().select_related("revision__bid__tender", "last_check").only(*_READ)
    known = rows.filter(
        Q(last_check__at__lte=at - rules.EACH_NEAR) | ~Q(last_check__condition=EnvelopeCondition.INTACT),
        last_check__isnull=False,
    )
    return [
        *rows.filter(last_check=None).order_by("pk"),
        *(row for row in known.order_by("last_check__at", "pk") if _is_due(row, at)),
    ]


def _is_due(envelope: SealedEnvelope, at: datetime) -> bool:
    check: EnvelopeCheck = envelope.last_check
    deadline = envelope.revision.bid.tender.deadline_at
    return rules.is_due(deadline, check.at, at, was_intact=check.condition == EnvelopeCondition.INTACT)


def damaged() -> QuerySet[EnvelopeCheck]:
    """What was not whole when it was read last, of envelopes that an opening will ask for."""
    return EnvelopeCheck.objects.exclude(condition=EnvelopeCondition.INTACT).filter(envelope__in=unopened())


def damaged_among(bids: Iterable[Bid]) -> frozenset[UUID]:
    """Those of these bids whose stored envelopes are not whole. One query."""
    rows = damaged().filter(envelope__revision__bid__in=[bid.pk for bid in bids])
    return frozenset(rows.values_list("envelope__revision__bid", flat=True))


def administrators() -> list[User]:
    """Whoever keeps the site's files: active administrators of any authority, by name. One query."""
    people = User.objects.filter(is_active=True, memberships__role=Role.ADMINISTRATOR).distinct()
    return list(people.order_by("name", "email"))
