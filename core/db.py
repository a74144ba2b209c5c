"""Locks that Django has no word for: a turn among writers on SQLite, a shared lock on PostgreSQL (SEALING §5).

Nobody waits longer than `LOCK_SECONDS` on either engine: whoever stopped in the middle of a write stalls no page.
"""

import fcntl
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, models, transaction

LOCK_SECONDS = 3
TURN = ".turn"
_LOOK_EACH = 0.01  # seconds between two looks whether another process has ended its turn
_SQLITE_WAITS = 5.0  # seconds, where the settings say nothing


class _Line:
    """The threads of this process that wait for their turn, first come, first served."""

    def __init__(self) -> None:
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def first(self, seconds: float) -> Iterator[None]:
        """Be the first of the line inside. Raises OperationalError, an outage BUSY, after so many seconds."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
        try:
            with self._changed:
                if not self._changed.wait_for(lambda: self._waiting[0] is ticket, seconds):
                    raise _busy()
            yield
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()


_line = _Line()


@contextmanager
def write_transaction() -> Iterator[None]:
    """A transaction that waits for no lock longer than LOCK_SECONDS, on either engine; usable as a decorator, too.

    Raises OperationalError, an outage BUSY, past that: then nothing of it is stored.
    """
    with write_turn(), transaction.atomic():
        limit_waiting()
        yield


@contextmanager
def write_turn(seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Wait in line for SQLite's one write lock, before the transaction begins; nothing on PostgreSQL.

    SQLite's own waiting is a lottery: at a rush one writer may lose it until it gives up. Effects: a file beside the
    database, which the kernel unlocks when the process dies. Raises OperationalError, an outage BUSY, where the turn,
    or inside the lock of a writer who waited for none, does not come in time.
    """
    file = _turn_file()
    if file is None or connection.in_atomic_block:
        yield
        return
    until = time.monotonic() + seconds
    with _line.first(seconds), file.open("ab") as turn:
        while not _is_taken(turn.fileno()):
            if time.monotonic() >= until:
                raise _busy()
            time.sleep(_LOOK_EACH)
        with _sqlite_waits(until - time.monotonic()):
            yield


def _turn_file() -> Path | None:
    """The file that writers lock in turn, beside SQLite's; None without such a file."""
    name = str(settings.DATABASES["default"]["NAME"])
    return Path(f"{name}{TURN}") if connection.vendor == "sqlite" and Path(name).is_file() else None


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _sqlite_waits(seconds: float) -> Iterator[None]:
    """How long this connection waits inside for a writer who is not in the line."""
    usual = connection.settings_dict["OPTIONS"].get("timeout", _SQLITE_WAITS)
    _set_busy_timeout(max(seconds, 0))
    try:
        yield
    finally:
        if connection.connection is not None:
            _set_busy_timeout(usual)


def _set_busy_timeout(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _busy() -> OperationalError:
    """As SQLite itself says that another writes, by its number."""
    cause = sqlite3.OperationalError("the turn to write did not come in time")
    cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
    error = OperationalError(*cause.args)
    error.__cause__ = cause
    return error


def limit_waiting(seconds: int = LOCK_SECONDS) -> None:
    """No statement of this transaction waits longer for a lock: it raises OperationalError, an outage BUSY."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{int(seconds)}s'")


def share(model: type[models.Model], pk: UUID) -> None:
    """Keep a row from changing until the transaction ends, together with others who do. One query on PostgreSQL.

    On SQLite the transaction has the whole database already. Raises OperationalError past the limit of waiting.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 -- the documented way to a table's name
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR SHARE", [pk])  # noqa: S608 -- a name of ours
