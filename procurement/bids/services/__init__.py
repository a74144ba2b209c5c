"""Acts on bids: each ground has its own."""

from procurement.bids.services.closing_openings import close_opening
from procurement.bids.services.closing_openings import move_opened as record_opening
from procurement.bids.services.closing_openings import move_unreadable as record_unreadable
from procurement.bids.services.opening_halves import give_half as give_first_half
from procurement.bids.services.opening_halves import give_half as give_second_half
from procurement.bids.services.openings import expire_opening
from procurement.bids.services.submitting import submit_bid as submit
from procurement.bids.services.withdrawing import reconfirm, unconfirm, withdraw

__all__ = [
    "close_opening",
    "expire_opening",
    "give_first_half",
    "give_second_half",
    "reconfirm",
    "record_opening",
    "record_unreadable",
    "submit",
    "unconfirm",
    "withdraw",
]
