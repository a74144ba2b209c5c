"""When bids are opened, and which part first: pure, and without a look at any row but the tender's."""

from datetime import datetime, timedelta

from procurement.bids.states import OpeningPart

BETWEEN_THE_TWO = timedelta(minutes=30)
ASKED_WHILE_CALLED = timedelta(hours=1)  # holders of keys are asked again no more often
ASKED_BETWEEN_THE_TWO = timedelta(minutes=10)
FACTOR_IS_FRESH = timedelta(minutes=5)
TWO_ENVELOPES = 2


def first_part(envelopes: int) -> OpeningPart:
    """What is opened after the deadline: all of each bid, or its technical part where prices are opened last."""
    return OpeningPart.TECHNICAL if envelopes == TWO_ENVELOPES else OpeningPart.BOTH


def is_fresh(shown_at: datetime, at: datetime) -> bool:
    """Whether a second factor that was shown then counts now."""
    return timedelta(0) <= at - shown_at <= FACTOR_IS_FRESH
