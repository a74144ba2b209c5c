"""Bids that came in, as far as what depends on the deadline asks: a version, its time, its state; nothing is sealed."""

from core import states
from procurement.bids.models import BidRevision, FrozenKeyset
from procurement.bids.queries import timing as queries
from procurement.bids.states import BID_STATES
from tests.architecture import rows
from tests.bids import written


def received(begun=None, *, at=written.AT, **about):
    """A bid with one more version that came in at this moment."""
    bid = (begun or written.begun_bid(**about)).bid
    bid.refresh_from_db()
    keyset = FrozenKeyset.objects.filter(tender=bid.tender).first()
    rows.make(
        BidRevision,
        bid=bid,
        keyset=keyset or rows.make(FrozenKeyset, tender=bid.tender),
        number=BidRevision.objects.filter(bid=bid).count() + 1,
        tender_version=queries.latest_version(bid.tender),
        received_at=at,
        deadline_at=bid.tender.deadline_at,
        sender=bid.begun_by,
    )
    states.move(bid, "submit", table=BID_STATES, by=bid.begun_by, at=at)
    return bid
