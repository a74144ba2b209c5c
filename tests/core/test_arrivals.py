"""Large bodies that arrive: half of the threads, one for each sender, and who is slow gives way after a turn."""

import contextlib
import threading
import time
from types import SimpleNamespace

import pytest

from core import arrivals
from core.arrivals import NoSlot, slot

LARGE = 50_000_000


class Connection:
    """A connection of the web process on which so many bytes came, and which can be ended."""

    def __init__(self, moved):
        self.receiving, self.ended = SimpleNamespace(moved=moved), threading.Event()

    def shutdown(self, _how):
        self.ended.set()


@pytest.fixture(autouse=True)
def turn(monkeypatch):
    monkeypatch.setattr(arrivals, "TURN", 0.2)
    monkeypatch.setattr(arrivals, "PATIENCE", 0.3)


@contextlib.contextmanager
def arriving(*whose, moved, leaves=True, **about):
    """A body that arrives in another thread, which leaves as soon as it is ended."""
    connection, entered, over = Connection(moved), threading.Event(), threading.Event()

    def arrive():
        with slot(*whose, connection=connection, length=LARGE, **about):
            entered.set()
            (connection.ended if leaves else over).wait(10)

    thread = threading.Thread(target=arrive)
    thread.start()
    assert entered.wait(5)
    try:
        yield connection
    finally:
        over.set()
        connection.ended.set()
        thread.join()


def is_taken(*whose):
    try:
        with slot(*whose):
            return True
    except NoSlot:
        return False


def test_half_of_the_threads_take_large_bodies():
    with slot("a"), slot("b"):
        full = is_taken("c")

    assert (arrivals.MOST, full, is_taken("c")) == (2, False, True)


@pytest.mark.parametrize("other", [("person 1", "supplier 2"), ("person 2", "supplier 1")])
def test_a_person_has_one_and_a_supplier_has_one(other):
    with slot("person 1", "supplier 1"):
        taken = [is_taken(*other), is_taken("person 2", "supplier 2")]

    assert taken == [False, True]


@pytest.mark.parametrize(
    ("moved", "resumes", "gives_way"),
    [(1_000, True, True), (1_000, False, True), (10_000_000, True, True), (10_000_000, False, False)],
    ids=["slow piece", "slow form", "fast piece", "fast form"],
)
def test_who_had_a_turn_gives_way_unless_it_is_fast_and_would_be_lost(moved, resumes, gives_way):
    with arriving("a", moved=moved, resumes=resumes), slot("b"):
        at_once = is_taken("c")
        time.sleep(0.25)
        later = is_taken("c")

    assert (at_once, later) == (False, gives_way)


def test_the_slowest_gives_way():
    with arriving("a", moved=9_000) as slow, arriving("b", moved=1_000) as slowest:
        time.sleep(0.25)
        taken = is_taken("c")
        ended = [slow.ended.is_set(), slowest.ended.is_set()]

    assert (taken, ended) == (True, [False, True])


def test_what_is_here_is_not_ended_while_it_is_worked_on():
    with arriving("a", moved=LARGE) as connection, slot("b"):
        time.sleep(0.25)
        taken = is_taken("c")
        ended = connection.ended.is_set()

    assert (taken, ended) == (False, False)


def test_who_does_not_leave_in_time_keeps_the_place():
    with arriving("a", moved=1_000, leaves=False), slot("b"):
        time.sleep(0.25)
        taken = is_taken("c")

    assert taken is False


@pytest.mark.parametrize(("resumes", "gives_way"), [(True, True), (False, False)])
def test_a_sender_s_own_piece_gives_way_and_its_form_does_not(resumes, gives_way):
    with arriving("a", moved=1_000, resumes=resumes), arriving("b", moved=10) as other:
        time.sleep(0.25)
        taken = is_taken("a")
        ended = other.ended.is_set()

    assert (taken, ended) == (gives_way, False)


def test_where_the_server_counts_nothing_nobody_is_ended():
    with slot("a", connection=object(), length=LARGE), slot("b", length=LARGE):
        time.sleep(0.25)

        assert is_taken("c") is False
