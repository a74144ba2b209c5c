"""Reads of bids; no visibility applied. What is read while a bid is written or sealed stands in modules of its own."""

from procurement.bids.queries.opened import (
    OpenedParty,
    bids_by_lot,
    has_bids,
    leads,
    left_out_of,
    lots_awarded_twice,
    obstacles_of,
    parties_of,
    source_awards_of,
)

__all__ = [
    "OpenedParty",
    "bids_by_lot",
    "has_bids",
    "leads",
    "left_out_of",
    "lots_awarded_twice",
    "obstacles_of",
    "parties_of",
    "source_awards_of",
]
