import pytest

from core import clock
from tests.bids import written
from tests.bids.files import sent


@pytest.fixture
def moment(monkeypatch):
    """The clock of the pages, which a test can move."""
    now = {"now": written.AT}
    monkeypatch.setattr(clock, "db_now", lambda: now["now"])
    return now


@pytest.fixture
def team(db, moment, settings):
    """The team of a bid for an open tender, at a moment when it takes bids, on a disk with room."""
    settings.BIDS_FREE_BYTES = 0
    return sent.team()
