"""A clock that cannot be relied on is named in /readyz, and nothing is received by it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from core import audit, clock, health, queues
from core.audit import CoreLeafKind
from core.models import Authority
from core.uptime import clocks

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
NOT_SYNCHRONISED = "The clock of this machine is not synchronised."


def write(at):
    audit.record(CoreLeafKind.AUTHORITY_CREATED, Authority.objects.get_or_create(name="Brackwater")[0], by=None, at=at)


def test_the_kernel_is_asked(settings):
    """Whatever it says here: it is yes, no or not to be told; a machine that a test needs to be synchronised is none."""
    assert clocks.is_synchronised() in {True, False, None}


@pytest.mark.parametrize(
    ("is_asked", "answer", "faults"),
    [
        (True, False, [NOT_SYNCHRONISED]),
        (True, True, []),
        (True, None, []),
        (False, False, []),
    ],
)
def test_an_unsynchronised_clock_is_a_fault_where_the_site_asks(settings, monkeypatch, is_asked, answer, faults):
    settings.CLOCK_MUST_BE_SYNCHRONISED = is_asked
    monkeypatch.setattr(clocks, "is_synchronised", lambda: answer)

    assert list(clocks.faults()) == faults
    assert bool(clocks.obstacle("platform", at=clock.db_now())) == bool(faults)


def test_health_names_it(client, settings, monkeypatch):
    monkeypatch.setattr(health, "_latest", {})
    queues.Consumer("worker@city", queues.names()).note(clock.db_now())
    settings.CLOCK_MUST_BE_SYNCHRONISED = True
    monkeypatch.setattr(clocks, "is_synchronised", lambda: False)

    response = client.get(reverse("readyz"))

    assert (response.status_code, response.content.decode()) == (503, f"{NOT_SYNCHRONISED}\n")


def test_the_clocks_of_one_machine_do_not_differ():
    assert abs(clocks.difference()) < SECOND


@pytest.mark.parametrize(("seconds", "named"), [(0.9, False), (1.5, True), (-1.5, True), (7200, True)])
def test_a_database_with_another_time_is_named(monkeypatch, seconds, named):
    """Two clocks are there on PostgreSQL alone; on SQLite the database's is the machine's."""
    real = clock.machine_now()
    monkeypatch.setattr(clocks, "difference", lambda: seconds * SECOND)

    sentence = "The clocks of this machine and of the database differ by more than a second."
    assert list(clocks.faults()) == ([sentence] if named and connection.vendor == "postgresql" else [])
    assert clock.machine_now() >= real


@pytest.mark.parametrize(("behind", "refused"), [(0, False), (-1, False), (0.001, True), (7200, True)])
def test_nothing_is_received_before_the_last_leaf(behind, refused):
    last = clock.db_now()
    write(last)

    assert bool(clocks.obstacle("platform", at=last - behind * SECOND)) is refused
    assert clocks.obstacle("tender:none", at=last - behind * SECOND) == ""


def test_a_clock_that_went_back_two_hours_is_named():
    write(clock.db_now() + 7200 * SECOND)

    assert list(clocks.faults()) == ["The clock is behind the audit log."]


def test_who_waits_for_the_head_of_a_log_is_no_clock_that_went_back():
    write(clock.db_now() + 3 * SECOND)

    assert list(clocks.faults()) == []


def test_one_query_answers_whether_something_may_be_received(django_assert_num_queries):
    write(clock.db_now())
    at = clock.db_now()

    with django_assert_num_queries(1):
        clocks.obstacle("platform", at=at)
