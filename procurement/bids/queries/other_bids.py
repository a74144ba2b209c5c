"""In what other bid for a lot an organisation is bound already: only whoever acts for it may learn of that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from procurement.bids.models import Bid, BidLot, BidParty, PartySignature, SignatureAct
from procurement.bids.states import BidState

IN = frozenset({BidState.SUBMITTED, BidState.NEEDS_RECONFIRMATION})


@dataclass(frozen=True, slots=True)
class OtherBid:
    """A bid that binds an organisation: it is in, or a partner has signed its part of the draft. `at`: since when."""

    bid: UUID
    leads: bool
    is_in: bool
    at: datetime


def bound_elsewhere(bid: Bid, suppliers: Iterable[UUID | None]) -> dict[UUID | None, OtherBid]:
    """{supplier: the other bid for a lot of this one that binds it}, one that is in before a draft. One query.

    A draft binds nobody but the partners who signed it; a bid that was withdrawn binds nobody.
    """
    latest = PartySignature.objects.filter(party=OuterRef("pk")).order_by("-pk")
    lots = BidLot.objects.filter(bid=bid.pk).values("lot")
    places = (
        BidParty.objects.filter(
            bid__tender=bid.tender_id, supplier__in=[each for each in suppliers if each is not None]
        )
        .exclude(bid=bid.pk)
        .filter(Exists(BidLot.objects.filter(bid=OuterRef("bid"), lot__in=lots)), bid__state__in=[*IN, BidState.DRAFT])
        .annotate(act=Subquery(latest.values("act")[:1]), spoken_at=Subquery(latest.values("at")[:1]))
        .order_by("pk")
        .values_list(
            "supplier", "bid", "bid__supplier", "bid__state", "bid__submitted_at", "act", "spoken_at", "bid__draft"
        )
    )
    bound: dict[UUID | None, OtherBid] = {}
    for supplier, other, lead, state, submitted_at, act, spoken_at, draft in places:
        is_in = state in IN
        if is_in or (draft is not None and lead != supplier and act == SignatureAct.SIGNED):
            at = submitted_at if is_in and submitted_at is not None else spoken_at
            place = OtherBid(other, lead == supplier, is_in, at)
            before = bound.get(supplier)
            if before is None or (place.is_in, place.at) > (before.is_in, before.at):
                bound[supplier] = place
    return bound
