"""When the file of a sealed envelope is read again. Pure."""

from datetime import datetime, timedelta

EACH = timedelta(days=1)
NEAR = timedelta(days=1)  # before a deadline
EACH_NEAR = timedelta(hours=3)


def is_due(deadline: datetime | None, read_at: datetime, at: datetime, *, was_intact: bool) -> bool:
    """Whether a file that was read last at `read_at` is read again now.

    Once a day; each three hours on the last day before the deadline, while the bid can still be submitted again. One
    that was damaged each time: somebody may have put it back.
    """
    if not was_intact:
        return True
    is_near = deadline is not None and deadline - NEAR <= at < deadline
    return at - read_at >= (EACH_NEAR if is_near else EACH)
