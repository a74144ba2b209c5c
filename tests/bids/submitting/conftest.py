"""Time stands a week before the deadline of the tenders that tests publish."""

from datetime import timedelta

import pytest

from core import clock
from procurement.bids.views import drafting as views
from tests.bids import written
from tests.bids.submitting import ready_bid


@pytest.fixture
def a_week_before(db, settings):
    """The clock shows the days before the deadline; `move_clock` moves it on."""
    written.set_clock_back(settings, days=(clock.machine_now() - written.DEADLINE + timedelta(days=7)).days)


@pytest.fixture
def begun():
    """A bid that lacks nothing."""
    return ready_bid()


@pytest.fixture
def lead(client, begun):
    """The browser of who began it, with the key of its draft."""
    client.force_login(begun.bid.begun_by)
    client.cookies[views.cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    return client
