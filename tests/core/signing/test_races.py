"""Two first starts at once: one key, one row, one leaf."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import DatabaseError, connection

from core.models import AuditLeaf, KeyBeginning, PlatformKey
from core.signing import keyfile, queries, services

AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
STARTS = 4

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_database_of_files(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory is locked as a whole; raced on PostgreSQL, or on a file with TEST_SQLITE")


def at_once(act):
    barrier = Barrier(STARTS)

    def start(_):
        try:
            barrier.wait()
            return act(barrier)
        except DatabaseError as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(STARTS) as pool:
        return list(pool.map(start, range(STARTS)))


@pytest.mark.slow
def test_first_starts_at_once_enter_one_key():
    def careless(barrier):
        """How it must not be done: each looks, then each enters."""
        assert queries.current_key() is None
        barrier.wait()
        services._enter(keyfile.read_or_make(), KeyBeginning.FIRST, number=1, at=AT)
        return "entered"

    answers = at_once(careless)
    assert answers.count("entered") == 1
    assert len(set(answers)) > 1  # the others fail on what the database refuses


@pytest.mark.slow
def test_first_starts_at_once_all_get_it():
    rows = at_once(lambda _: services.begin(at=AT).fingerprint)

    assert set(rows) == {PlatformKey.objects.get().fingerprint}
    assert AuditLeaf.objects.filter(kind="signing_key.made").count() == 1
