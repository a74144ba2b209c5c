"""The database's clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core import clock

pytestmark = pytest.mark.django_db


def test_the_clock_gives_an_aware_instant_in_utc():
    now = clock.db_now()

    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clock_is_the_database_s_and_not_the_process_s():
    with time_machine.travel(datetime(2001, 1, 1, tzinfo=UTC)):
        assert clock.db_now().year > 2001


def test_the_clock_does_not_stand_still_inside_a_transaction():
    first = clock.db_now()
    while (later := clock.db_now()) == first:
        pass

    assert later > first


def test_asking_the_clock_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        clock.db_now()
