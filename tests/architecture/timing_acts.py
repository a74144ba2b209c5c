"""What is done by the clock and about it, for the test of leaves."""

from contextlib import contextmanager
from datetime import timedelta

from core import clock
from core.models import Heartbeat, SiteOutage
from core.uptime import beating
from procurement.bids.models import AttemptReason, OpeningKey
from procurement.bids.services import attempts, withdrawing
from procurement.tenders import services as tenders
from procurement.tenders.gather.outages import reopening_terms
from procurement.tenders.sections import Purchase
from tests import builders
from tests.architecture import rows
from tests.bids import written
from tests.bids.timing.received import received
from tests.tenders import written as tender_written


def stand_still():
    """The site stands still for five minutes."""
    Heartbeat.objects.create(part="web", beaten_at=clock.machine_now() - timedelta(minutes=5))
    beating.beat()


def make_good(*, typed):
    """A tender gets more time for an outage."""
    tender = builders.tender_at("open", bids=0)
    end = tender.deadline_at - timedelta(hours=1)
    outage = SiteOutage.objects.create(part="web", from_at=end - timedelta(hours=1), to_at=end)
    officer = builders.person("officer", authority=tender.authority)
    tenders.extend_for_outage(tender=tender, outages=[outage.pk], reason=typed, by=officer, at=end)


def open_again(*, typed):
    """A closed tender takes bids again for an outage before its deadline."""
    tender = builders.tender_at("closed", bids=0)
    end = tender.deadline_at
    SiteOutage.objects.create(part="web", from_at=end - timedelta(hours=3), to_at=end - timedelta(hours=2))
    officer, other = (builders.person("officer", authority=tender.authority) for _ in range(2))
    at = end + timedelta(hours=1)
    waiting = [outage.pk for outage in reopening_terms(tender, at=at).outages]  # that of another act, too
    proposal = tenders.propose_reopening(tender=tender, outages=waiting, reason=typed, by=officer, at=at)
    tenders.reopen(tender=tender, proposal=proposal, by=other, at=at)


def look_after_bids():
    """A bid comes in, waits for a confirmation, gets it and is withdrawn; one comes too late; somebody is curious."""
    bid = received()
    by, curious = bid.begun_by, builders.person("officer", authority=bid.tender.authority)
    with time_machine(tender_written.AMENDED_AT):
        tender_written.amended(bid.tender, tender_written.changed(Purchase, title="Lamps"))
        bid.refresh_from_db()
        withdrawing.reconfirm(bid=bid, seen=2, by=by)
        withdrawing.withdraw(bid=bid, by=by)
    late = {"reason": AttemptReason.AFTER_DEADLINE, "started_at": written.DEADLINE, "at": written.DEADLINE}
    attempts.record_attempt(bid=bid, by=by, **late)
    attempts.record_bid_refusal("bids:tasks", {"pk": bid.pk}, curious, "GET")
    attempts.record_key_refusal("api:opening-key", {"pk": rows.make(OpeningKey).pk}, curious, "GET")


@contextmanager
def time_machine(moment):
    """The database's clock shows this moment."""
    real = clock.db_now
    clock.db_now = lambda: moment + timedelta(hours=1)
    try:
        yield
    finally:
        clock.db_now = real
