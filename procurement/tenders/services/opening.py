"""What the opening of bids means for their tender; the ceremony itself is a later stage's."""

from datetime import datetime

from core import states
from procurement.tenders.models import Tender
from procurement.tenders.states import TENDER_STATES


def record_opening(*, tender: Tender, at: datetime) -> None:
    """Its bids are open, or their technical parts. CLOSED to OPENED; who: the site, once two persons opened them.

    In the transaction of the opening's end. Effects: leaf tender.opening_recorded. Raises IllegalMove a second time.
    """
    states.move(tender, "record_opening", table=TENDER_STATES, by=None, at=at)
