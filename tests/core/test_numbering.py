"""Numbers rise without doubles, also for two who ask at once."""

import threading

import pytest
from django.db import close_old_connections, connection, transaction

from core import audit, numbering
from procurement.opendata.models import ImportedRecord
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db


def take(place):
    """Store a row under the number after the highest, as a service does."""
    with transaction.atomic():
        number = numbering.following(ImportedRecord, "no")
        yield number
        make(ImportedRecord, place=place, no=number)


def test_numbers_rise_from_one():
    assert [next_of(take("a")), next_of(take("b")), next_of(take("c"))] == [1, 2, 3]


def next_of(taking):
    number, *_ = taking
    return number


@pytest.mark.parametrize(
    ("guarded", "numbers"),
    [
        (True, [1, 2]),
        pytest.param(
            False,
            [1, 1],
            marks=pytest.mark.skipif(
                connection.vendor == "sqlite", reason="SQLite's own lock keeps the second waiting"
            ),
        ),
    ],
    ids=["the log is held", "the highest alone"],
)
def test_of_two_who_ask_at_once_the_second_gets_the_next(transactional_db, monkeypatch, guarded, numbers):
    """The second asks after the first has its number and before it has stored its row."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory is locked as a whole; raced on PostgreSQL, or on a file with TEST_SQLITE")
    if not guarded:
        monkeypatch.setattr(audit, "hold", lambda: None)
    asked, got = threading.Event(), []

    def second():
        close_old_connections()
        asked.wait(timeout=10)
        got.append(next_of(take("second")))
        connection.close()

    rival = threading.Thread(target=second)
    rival.start()
    first = take("first")
    got.append(next(first))
    asked.set()
    rival.join(timeout=1)  # where the second must wait, this ends before it does
    assert list(first) == []
    rival.join(timeout=30)

    assert got == numbers
