"""The turn to write: who waits for one that stopped is told after three seconds that the site is busy, on SQLite, too."""

import fcntl
import sqlite3
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction

from core import db
from core.models import Authority
from core.outages import Outage, outage_of

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone has a turn")
SHORT = 0.3


@pytest.fixture
def file(transactional_db, tmp_path, monkeypatch):
    """The file that is locked in turn; a database in memory has none."""
    path = tmp_path / "evenhand.sqlite3.turn"
    monkeypatch.setattr(db, "_turn_file", lambda: path)
    return path


@contextmanager
def a_stopped_holder(file):
    """Another process that took its turn and does nothing more."""
    with file.open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def busy_timeout():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA busy_timeout").fetchone()[0]


def test_who_waits_for_a_process_that_stopped_is_told_that_the_site_is_busy(file):
    begun = time.monotonic()

    with a_stopped_holder(file), pytest.raises(OperationalError) as error, db.write_turn(SHORT):
        pass

    assert outage_of(error.value) is Outage.BUSY
    assert SHORT <= time.monotonic() - begun < SHORT + 2
    with db.write_turn(SHORT):  # it went on
        pass


def test_who_waits_for_a_thread_that_stopped_is_told_so_and_leaves_the_line(file):
    entered, goes_on = threading.Event(), threading.Event()

    def stopped():
        with db._line.first(SHORT):
            entered.set()
            goes_on.wait(10)

    holder = threading.Thread(target=stopped)
    holder.start()
    entered.wait(10)
    with pytest.raises(OperationalError) as error, db.write_turn(SHORT):
        pass
    goes_on.set()
    holder.join(10)

    assert outage_of(error.value) is Outage.BUSY
    with db.write_turn(SHORT):
        pass


def test_the_line_is_first_come_first_served():
    line, order, threads = db._Line(), [], []

    def wait(number):
        with line.first(10):
            order.append(number)

    with line.first(10):
        for number in range(5):
            threads.append(threading.Thread(target=wait, args=(number,)))
            threads[-1].start()
            while len(line._waiting) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join(10)

    assert order == list(range(5))


def test_inside_a_turn_nobody_waits_for_a_writer_out_of_the_line_for_as_long_as_usual(file):
    usual = busy_timeout()

    with db.write_turn(SHORT):
        inside = busy_timeout()

    assert (0 < inside <= SHORT * 1000, busy_timeout()) == (True, usual)
    with pytest.raises(ZeroDivisionError), db.write_turn(SHORT):
        raise ZeroDivisionError
    assert busy_timeout() == usual


def test_in_a_transaction_there_is_no_other_turn(file):
    with a_stopped_holder(file), transaction.atomic(), db.write_turn(SHORT):
        Authority.objects.create(name="Brackwater")

    assert Authority.objects.filter(name="Brackwater").exists()


def test_the_number_is_that_of_sqlite():
    assert db._busy().__cause__.sqlite_errorcode == sqlite3.SQLITE_BUSY
