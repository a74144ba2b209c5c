"""In the night in which an hour comes twice a bid is in time or late by the instant, whatever the clock on the wall shows.

RELIABILITY F15.
"""

from datetime import datetime, timedelta

import pytest

from core import clock
from procurement.bids.models import BidRevision
from procurement.bids.services.submission import SubmissionRefused
from procurement.tenders import services as tenders
from tests import builders
from tests.bids.submitting import city_with_keys, open_tender, ready_bid, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
MILLISECOND = timedelta(milliseconds=1)
# The second of two equal half hours, before the clocks are set back: in UTC, and on the wall.
NIGHTS = {
    "Europe/Rome": (datetime.fromisoformat("2026-10-25T02:30+01:00"), datetime.fromisoformat("2026-10-25T02:45+02:00")),
    "Europe/Kyiv": (datetime.fromisoformat("2026-10-25T03:10+02:00"), datetime.fromisoformat("2026-10-25T03:30+03:00")),
}


@pytest.mark.parametrize("zone", NIGHTS)
def test_a_later_hour_on_the_wall_is_in_time_and_an_instant_after_the_deadline_is_not(zone, move_clock):
    deadline, in_time = NIGHTS[zone]
    assert in_time < deadline  # though its digits are the larger ones
    assert in_time.time() > deadline.time()
    begun = ready_until(deadline, zone)

    move_clock(to=in_time)
    first = submitted(begun)
    move_clock(to=deadline + MILLISECOND)
    with pytest.raises(SubmissionRefused):
        submitted(begun)

    assert BidRevision.objects.get() == first
    assert (first.deadline_at, in_time <= first.received_at < deadline) == (deadline, True)


def ready_until(deadline, zone):
    """A bid that lacks nothing, of a tender of this place that takes bids so long."""
    city, _keys = city_with_keys()
    type(city).objects.filter(pk=city.pk).update(zone=zone)
    city.refresh_from_db()
    tender = open_tender(city)
    officer = builders.person("officer", authority=city)
    tenders.extend(tender=tender, deadline=deadline, reason="A holiday.", by=officer, at=clock.db_now())
    tender.refresh_from_db()
    return ready_bid(city, tender=tender)
