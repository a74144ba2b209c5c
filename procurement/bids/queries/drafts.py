"""Reads of bids that are written here, and of their drafts; no visibility applied. What is sealed comes out sealed."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from core.access import Person
from core.models import User
from procurement.bids.models import Bid, BidDraft, BidLot, BidParty, DraftDevice, DraftPart, PartySignature
from procurement.bids.states import BidState
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import TenderState
from suppliers import queries as supplier_queries

VERSIONS_KEPT = 20  # of a part: enough for whoever writes on a page that was opened an hour ago


class KeyHandout(NamedTuple):
    """That a device was handed the draft key, to whom and when."""

    name: str
    at: datetime


def with_parties() -> QuerySet[Bid]:
    """Bids written here with tender, lead, draft, parties and what each said. Three queries in all.

    A bid that was given up is none any more: nothing of it came in, and its draft is gone.
    """
    signatures = PartySignature.objects.select_related("by").order_by("pk")
    parties = BidParty.objects.select_related("supplier").order_by("no")
    together = Prefetch("parties", parties.prefetch_related(Prefetch("signatures", signatures)))
    bids = written_here().select_related("tender__authority", "supplier", "draft")
    return bids.prefetch_related(together)


def written_here() -> QuerySet[Bid]:
    """Bids that are written here and were not given up."""
    return Bid.objects.filter(begun_at__isnull=False).exclude(state=BidState.DRAFT, draft__isnull=True)


def was_given_up(bid: Bid) -> bool:
    """Whether nothing of it is in and its draft is gone. One query."""
    return not written_here().filter(pk=bid.pk).exists()


def over_before(deadline_before: datetime, *, most: int) -> list[UUID]:
    """Drafts of tenders whose deadline passed before this moment and that are not open. One query."""
    over = BidDraft.objects.filter(bid__tender__deadline_at__lt=deadline_before)
    over = over.exclude(bid__tender__state=TenderState.OPEN).order_by("pk")
    return list(over.values_list("pk", flat=True)[:most])


def bids_of(user: Person) -> QuerySet[Bid]:
    """The bids written here in which a person's supplier leads or has a part, those due first."""
    if not isinstance(user, User):
        return Bid.objects.none()
    places = BidParty.objects.filter(bid=OuterRef("pk"), supplier__in=list(supplier_queries.roles_of(user)))
    bids = with_parties().filter(Exists(places))
    return bids.order_by("tender__deadline_at", "tender__ref", "pk")


class PastPage(NamedTuple):
    """A page of bids whose tender is over; `next_after` is the bid after which the next begins, None at the end."""

    rows: list[Bid]
    next_after: UUID | None


def page_of_past(bids: QuerySet[Bid], after: str, size: int) -> PastPage:
    """Bids by their deadline, the latest first, after the bid with this id; from the beginning for an unknown one.

    The queries of the rows, and one to find the place.
    """
    ordered = bids.order_by("-tender__deadline_at", "pk")
    place = _place_of(after)
    if place is not None:
        deadline, pk = place
        ordered = ordered.filter(Q(tender__deadline_at__lt=deadline) | Q(tender__deadline_at=deadline, pk__gt=pk))
    rows = list(ordered[: size + 1])
    return PastPage(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def _place_of(after: str) -> tuple[datetime, UUID] | None:
    try:
        pk = UUID(after)
    except ValueError:
        return None
    deadline = Bid.objects.filter(pk=pk).values_list("tender__deadline_at", flat=True).first()
    return None if deadline is None else (deadline, pk)


def lots_of(bid: Bid) -> list[Lot]:
    """The lots that a bid is for, by number. One query."""
    return list(Lot.objects.filter(bid_links__bid=bid).order_by("no"))


def lots_of_all(bids: Iterable[Bid]) -> dict[UUID, list[Lot]]:
    """{bid: its lots by number}. One query."""
    lots: dict[UUID, list[Lot]] = {}
    for link in BidLot.objects.filter(bid__in=list(bids)).select_related("lot").order_by("lot__no"):
        lots.setdefault(link.bid_id, []).append(link.lot)
    return lots


def led_for(tender: Tender, supplier_id: UUID) -> list[Bid]:
    """The bids for a tender that this supplier leads and has not withdrawn, with their lots. Two queries."""
    bids = written_here().filter(tender=tender, supplier=supplier_id)
    return list(bids.exclude(state=BidState.WITHDRAWN).prefetch_related("lots").order_by("begun_at"))


def draft_of(bid: Bid) -> BidDraft:
    """The lock of a bid's draft as it is now. One query. Raises BidDraft.DoesNotExist."""
    return BidDraft.objects.get(pk=bid.pk)


def locked_draft(bid: Bid) -> BidDraft:
    """The same, locked: whoever else writes in this draft waits. In a transaction; one query."""
    return BidDraft.objects.select_for_update().get(pk=bid.pk)


def latest_part(bid: Bid, name: str) -> DraftPart | None:
    """The version of a part that counts, sealed. One query."""
    return DraftPart.objects.filter(draft=bid.pk, name=name).order_by("-no").first()


def part_version(bid: Bid, name: str, no: int) -> DraftPart | None:
    """A version of a part, sealed; None where it was let go. One query."""
    return DraftPart.objects.filter(draft=bid.pk, name=name, no=no).first()


def latest_parts(bid: Bid) -> list[DraftPart]:
    """The version that counts of each part, sealed, by name. One query."""
    parts = DraftPart.objects.filter(draft=bid.pk)
    latest = parts.filter(name=OuterRef("name")).order_by("-no").values("pk")[:1]
    return list(parts.filter(pk=latest).select_related("by").order_by("name"))


def latest_no(bid: Bid, name: str) -> int:
    """The number of the version that counts; 0 before the first. One query."""
    return DraftPart.objects.filter(draft=bid.pk, name=name).aggregate(no=Max("no"))["no"] or 0


def handouts_of(bid: Bid) -> list[KeyHandout]:
    """Each time that a device was handed the draft key: as the draft was begun, then each time the pass was typed.

    One query. A device that forgot the key was handed it again.
    """
    rows = DraftDevice.objects.filter(draft=bid.pk).select_related("user").order_by("at", "pk")
    return [KeyHandout(str(row.user), row.at) for row in rows]
