"""The clock: the only one that counts where a deadline or a lease does (SEALING §5).

It is the database's. Tests and the demonstration may move it (`core.clock_switch`); elsewhere nothing that could move
it is read. What lives by the machine's clock all the same is listed with its reason in
`tests/architecture/test_clocks.py`.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

SQLITE = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
POSTGRESQL = "clock_timestamp()"
OFFSET = "(SELECT MAX(seconds) FROM core_clockmove)"


def db_now() -> datetime:
    """Now by the database, in UTC, with the offset of a clock that may move. One query.

    PostgreSQL: clock_timestamp(), not the transaction's start.
    """
    return _read(OFFSET if may_move() else "0")


def machine_now() -> datetime:
    """Now by the database, whatever the clock was moved to: for what a library or the database counts by it."""
    return _read("0")


def may_move() -> bool:
    """Whether this process is a test or a demonstration. Never in production, whatever else is set."""
    return bool(settings.CLOCK_MOVES) and not settings.PRODUCTION


def _read(offset: str) -> datetime:
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {POSTGRESQL if is_postgresql else SQLITE}, {offset}")
        now, seconds = cursor.fetchone()
    if not is_postgresql:
        now = datetime.strptime(now, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    return now.astimezone(UTC) + timedelta(seconds=seconds or 0)
