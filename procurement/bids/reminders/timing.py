"""What a bid waits for by the clock: 72, 24 and 2 hours before the deadline its lead is told that it is not in yet."""

from datetime import datetime, timedelta

from core import timers
from core.timers import Due
from procurement.bids.models import Bid
from procurement.bids.notices.timing import BidNoticeKind, tell_team
from procurement.bids.queries import drafts as draft_queries
from procurement.bids.queries import timing as queries
from procurement.bids.states import BidState
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState

HOURS = (72, 24, 2)
_KINDS = {
    BidState.DRAFT: BidNoticeKind.UNSENT,
    BidState.NEEDS_RECONFIRMATION: BidNoticeKind.STILL_UNCONFIRMED,
}


def due(bid: Bid) -> list[Due]:
    """The moments that a bid which is written here waits for, whatever its state: that is asked then. One query where
    the bid was read without its tender.
    """
    deadline = bid.tender.deadline_at
    if bid.begun_at is None or bid.tender.state != TenderState.OPEN or deadline is None:
        return []
    return [Due(deadline - timedelta(hours=hours), "remind") for hours in HOURS]


def plan(bid: Bid, *, at: datetime) -> None:
    """Store what a bid waits for next, in the transaction that began it. One query."""
    timers.wait(bid, due(bid), at=at)


def plan_all(tender: Tender, *, at: datetime) -> None:
    """The same for every bid of a tender whose deadline moved, in its transaction. A query each, and one."""
    for bid in queries.begun_for(tender):
        bid.tender = tender
        plan(bid, at=at)


def remind(bid: Bid, *, at: datetime, due: datetime) -> None:
    """Tell the lead's people that the bid is not in, or not confirmed. A bid that is in, or withdrawn, has no need.

    Nothing is said while the tender is suspended: time stands still, and the deadline will be another. A reminder that
    a pause of the site made late says how many hours are left by then.
    """
    kind, deadline = _KINDS.get(BidState(bid.state)), bid.tender.deadline_at
    if kind is None or deadline is None or at >= deadline:
        return
    if tender_queries.current_suspension(bid.tender) is not None or draft_queries.was_given_up(bid):
        return
    hours = str(-(-(deadline - at) // timedelta(hours=1)))
    event = f"bid-due:{bid.pk}:{due.isoformat()}"
    tell_team(kind, bid, queries.team_of(bid, lead_only=True), event=event, at=at, hours=hours)
