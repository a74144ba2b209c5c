"""Who may do what with bids, with the reason: one module for each ground."""

from procurement.bids.access.bids import BidAction, door, may, own_party
from procurement.bids.access.owners import OWNERS

__all__ = ["OWNERS", "BidAction", "door", "may", "own_party"]
