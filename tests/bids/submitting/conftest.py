"""Time stands a week before the deadline of the tenders that tests publish."""

from datetime import timedelta

import pytest

from core import clock, clock_switch
from tests.bids.written import DEADLINE


@pytest.fixture
def a_week_before(db, settings):
    """The clock shows the days before the deadline; `move_clock` moves it on."""
    settings.CLOCK_MOVES = True
    clock_switch.set_back(days=(clock.machine_now() - DEADLINE + timedelta(days=7)).days, by=None)
