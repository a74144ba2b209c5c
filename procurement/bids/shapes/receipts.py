"""What a receipt is called where people speak of it."""

from procurement.bids.models import Bid


def code_of(bid: Bid, number: int) -> str:
    """3FA85F64-1: the beginning of the bid's id and the number of its version; it says nothing of whose bid it is."""
    return f"{bid.pk.hex[:8].upper()}-{number}"
