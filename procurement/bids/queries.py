"""Reads of bids; no visibility applied."""

from core.access import Person
from procurement.bids.models import Bid, BidParty


def leads(user: Person, bid: Bid) -> bool:
    """Whether the person acts for the supplier that leads the bid. One query."""
    return BidParty.objects.filter(bid=bid, role="lead", supplier__members__user=user.pk).exists()
