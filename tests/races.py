"""Two at once about one row: the second begins once the first has done its part and has not committed it yet."""

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection, transaction
from django.db.models import Model, QuerySet

# Without the lock the fault happens, with it it does not.
LOCKED = pytest.mark.parametrize(
    "locked",
    [
        pytest.param(
            False,
            marks=pytest.mark.skipif(
                connection.vendor == "sqlite", reason="SQLite's own lock keeps the second waiting"
            ),
        ),
        True,
    ],
    ids=["without the lock", "with the lock"],
)


def require_rows_locked_alone() -> None:
    """Skips where a race would prove nothing."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory is locked as a whole; raced on PostgreSQL, or on a file with TEST_SQLITE")


def raced(
    monkeypatch: pytest.MonkeyPatch,
    first: Callable[[], object],
    second: Callable[[], object],
    *,
    model: type[Model],
    locked: bool,
) -> list[object]:
    """What `second` answers, in a list. Without `locked`, no row of this model is locked by anybody."""
    if not locked:
        locks = QuerySet.select_for_update

        def of_others(rows, **options):
            return rows if rows.model is model else locks(rows, **options)

        monkeypatch.setattr(QuerySet, "select_for_update", of_others)
    done, outcome = threading.Event(), []

    def rival():
        close_old_connections()
        done.wait(timeout=10)
        try:
            outcome.append(second())
        finally:
            connection.close()

    thread = threading.Thread(target=rival)
    thread.start()
    with transaction.atomic():
        first()
        done.set()
        thread.join(timeout=1)  # where the second must wait, this ends before it does
    thread.join(timeout=30)
    return outcome
