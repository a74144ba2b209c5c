"""Locks that Django has no word for: a turn among writers on SQLite, a shared lock on PostgreSQL (SEALING §5)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, models

LOCK_SECONDS = 3
TURN = ".turn"


@contextmanager
def write_turn() -> Iterator[None]:
    """Wait in line for SQLite's one write lock, before the transaction begins; nothing on PostgreSQL.

    SQLite's own waiting is a lottery: at a rush one writer may lose it until it gives up. Effects: a file beside the
    database, which the kernel unlocks when the process dies.
    """
    name = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or not Path(name).is_file():
        yield
        return
    with Path(f"{name}{TURN}").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


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
