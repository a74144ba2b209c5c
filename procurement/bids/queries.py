"""Reads of bids; no visibility applied."""

from typing import NamedTuple

from core.access import Person
from procurement.bids.models import Bid, BidParty
from procurement.bids.states import BidState
from procurement.tenders.models import Lot


class OpenedParty(NamedTuple):
    """An organisation in an opened bid, as it is compared with others."""

    alias: str
    role: str
    name: str
    id_scheme: str
    id_value: str


def parties_of(lot: Lot) -> list[OpenedParty]:
    """The organisations in the opened bids of a lot, by bid and place. One query."""
    parties = BidParty.objects.filter(bid__lots=lot, bid__state=BidState.OPENED).order_by("bid__alias", "no")
    columns = parties.values_list("bid__alias", "role", "name", "id_scheme", "id_value")
    return [OpenedParty(*row) for row in columns]


def leads(user: Person, bid: Bid) -> bool:
    """Whether the person acts for the supplier that leads the bid. One query."""
    return BidParty.objects.filter(bid=bid, role="lead", supplier__members__user=user.pk).exists()
