"""The cache goes on in the database while its Redis does not answer, and asks it again later."""

import pytest
from django.core.cache import caches
from django.db import OperationalError
from redis.exceptions import ConnectionError as RedisDown

from core import cache as failover
from core.cache import FailoverCache
from core.outages import Outage, outage_of
from tests import outages

pytestmark = pytest.mark.django_db
SERVER = "redis://127.0.0.1:1/0"  # nothing listens there


@pytest.fixture
def cache(monkeypatch):
    monkeypatch.setattr(FailoverCache, "down_until", {})
    return FailoverCache(SERVER, {"OPTIONS": {"socket_connect_timeout": 1}})


def test_every_question_is_answered_without_redis(cache):
    cache.set("count", 1)

    assert (cache.get("count"), cache.add("count", 2), cache.add("new", 3)) == (1, False, True)
    assert (cache.touch("count"), cache.delete("new"), cache.get("new", "gone")) == (True, True, "gone")
    assert (cache.incr("count"), cache.has_key("count"), caches["database"].get("count")) == (2, True, 2)
    cache.clear()
    assert cache.get("count") is None


def test_a_redis_that_failed_is_left_alone_for_a_while_and_then_asked_again(cache, monkeypatch):
    clock, asked = [100.0], []
    monkeypatch.setattr(failover.time, "monotonic", lambda: clock[0])

    def question(key, default, version):
        asked.append(clock[0])
        raise RedisDown

    monkeypatch.setattr(cache._redis, "get", question)
    for now in (100.0, 105.0, 109.9, 110.0, 111.0):
        clock[0] = now
        cache.get("count")

    assert asked == [100.0, 110.0]


def test_an_error_in_what_is_stored_is_not_taken_for_a_dead_redis(cache, monkeypatch):
    def question(*_):
        raise ValueError("not a number")

    monkeypatch.setattr(cache._redis, "get", question)

    with pytest.raises(ValueError, match="not a number"):
        cache.get("count")


def test_a_database_without_space_is_an_outage_and_no_value_that_is_there_already(transactional_db):
    cache = caches["database"]
    cache.set("count", 1)

    with outages.full_database(), pytest.raises(OperationalError) as refused:
        cache.add("new", "w" * 1_000_000)

    assert outage_of(refused.value) == Outage.FULL
    assert (cache.get("new"), cache.add("count", 2), cache.get("count")) == (None, False, 1)
