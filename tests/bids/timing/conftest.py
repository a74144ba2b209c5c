"""The clock of these tests, and an amended tender."""

from datetime import timedelta

import pytest

from core import clock
from tests.bids import written


@pytest.fixture(autouse=True)
def now(settings, monkeypatch):
    """`now["now"]`: what the database's clock shows."""
    settings.MFA_REQUIRED_ROLES = []
    moment = {"now": written.AT + timedelta(days=2)}
    monkeypatch.setattr(clock, "db_now", lambda: moment["now"])
    return moment
