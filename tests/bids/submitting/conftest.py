"""Time stands a week before the deadline of the tenders that tests publish."""

from datetime import timedelta

import pytest

from core import clock, clock_switch
from procurement.bids.views import drafting as views
from tests.bids.submitting import ready_bid
from tests.bids.written import DEADLINE


@pytest.fixture
def a_week_before(db, settings):
    """The clock shows the days before the deadline; `move_clock` moves it on."""
    settings.CLOCK_MOVES = True
    clock_switch.set_back(days=(clock.machine_now() - DEADLINE + timedelta(days=7)).days, by=None)


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
