"""Reads of what came in sealed; no visibility applied."""

from procurement.bids.models import Bid, BidRevision


def version_of(bid: Bid, number: int) -> BidRevision | None:
    """One version of a bid with its receipt and the leaf that it names. One query."""
    versions = BidRevision.objects.filter(bid=bid, number=number)
    return versions.select_related("receipt__leaf").first()


def numbers_of(bid: Bid) -> list[int]:
    """The numbers of all versions that came in, the latest first. One query."""
    return list(BidRevision.objects.filter(bid=bid).order_by("-number").values_list("number", flat=True))


def versions_of(bid: Bid) -> list[BidRevision]:
    """Every version of a bid with its receipt and its keyset, the first one first. One query."""
    return list(BidRevision.objects.filter(bid=bid).select_related("receipt", "keyset").order_by("number"))
