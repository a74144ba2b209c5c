"""The site as a server runs it, at a moment when the tests' tender takes bids."""

import time
from datetime import timedelta

from procurement.wsgi import application

from core import clock  # isort: skip -- once the site is set up
from tests.bids import written  # isort: skip

__all__ = ["application"]
BEGUN = time.monotonic()
clock.db_now = lambda: written.AT + timedelta(seconds=time.monotonic() - BEGUN)
