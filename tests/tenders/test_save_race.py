"""Two officers save one section at the same moment, over two connections: without the lock first, then with it."""

import threading

import pytest
from django.db import DatabaseError, close_old_connections, connection

from procurement.tenders import queries, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import Contract, SectionKey
from procurement.tenders.services import drafts
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)
AT = builders.AT
BEFORE, MINE, THEIRS = Contract(months=36), Contract(months=48), Contract(months=24)


class Rival(threading.Thread):
    """Another officer, whose save begins once `begin` is set, over a connection of its own."""

    def __init__(self, tender, by, *, is_locked):
        super().__init__()
        self.tender, self.by, self.is_locked = tender, by, is_locked
        self.begin, self.end, self.outcome = threading.Event(), threading.Event(), None

    def run(self):
        close_old_connections()
        connection.ensure_connection()
        if not self.is_locked:
            unlock(connection)
        self.begin.wait(timeout=20)
        try:
            self.outcome = services.save(tender=self.tender, value=THEIRS, after=1, by=self.by, at=AT).no
        except (services.SavedMeanwhile, DatabaseError) as error:
            self.outcome = error
        finally:
            connection.close()
            self.end.set()


def unlock(of):
    """SQLite's transactions begin with its lock: let them begin without."""
    if of.vendor == "sqlite":
        of.transaction_mode = None


@pytest.fixture
def draft(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory is locked as a whole; raced on PostgreSQL, or on a file with TEST_SQLITE")
    city = builders.authority(currency="EUR", basis="net")
    ada, ivo = (builders.person("officer", authority=city, name=name) for name in ("Ada Officer", "Ivo Marsh"))
    tender = services.begin(authority=city, title="Lights", by=ada, at=AT)
    services.save(tender=tender, value=BEFORE, after=0, by=ada, at=AT)
    return tender, ada, ivo


def raced(draft, monkeypatch, *, is_locked):
    """(what became of my save, of theirs): theirs begins when mine has looked for a later save and not stored yet."""
    tender, ada, ivo = draft
    rival = Rival(tender, ivo, is_locked=is_locked)
    digest = drafts.section_digest

    def digest_after_the_rival(text):
        if threading.current_thread() is not rival and not rival.begin.is_set():
            rival.begin.set()
            rival.end.wait(timeout=2)
        return digest(text)

    monkeypatch.setattr(drafts, "section_digest", digest_after_the_rival)
    if not is_locked:
        connection.ensure_connection()
        mode = getattr(connection, "transaction_mode", None)
        monkeypatch.setattr(type(Tender.objects), "select_for_update", lambda manager, **_: manager.all())
        unlock(connection)
    rival.start()
    try:
        mine = services.save(tender=tender, value=MINE, after=1, by=ada, at=AT).no
    except (services.SavedMeanwhile, DatabaseError) as error:
        mine = error
    rival.join(timeout=30)
    if not is_locked and connection.vendor == "sqlite":
        connection.transaction_mode = mode
    return mine, rival.outcome


def saves(tender):
    rows = queries.saves_of(tender, SectionKey.CONTRACT).order_by("no")
    return [(row.no, str(row.by), row.value.months) for row in rows]


def test_without_the_lock_the_first_one_meets_a_fault_of_the_database(draft, monkeypatch):
    mine, theirs = raced(draft, monkeypatch, is_locked=False)

    assert isinstance(mine, DatabaseError)  # no page, and what was typed is gone
    assert theirs == 2
    assert saves(draft[0]) == [(1, "Ada Officer", 36), (2, "Ivo Marsh", 24)]


def test_with_the_lock_the_second_one_meets_both_versions(draft, monkeypatch):
    mine, theirs = raced(draft, monkeypatch, is_locked=True)

    assert mine == 2
    assert isinstance(theirs, services.SavedMeanwhile)
    assert (theirs.latest.no, theirs.latest.value) == (2, MINE)
    assert saves(draft[0]) == [(1, "Ada Officer", 36), (2, "Ada Officer", 48)]


def test_what_was_written_over_comes_back_as_a_save_of_its_own(draft):
    tender, ada, ivo = draft
    services.save(tender=tender, value=MINE, after=1, by=ada, at=AT)

    services.restore(tender=tender, key=SectionKey.CONTRACT, no=1, after=2, by=ivo, at=AT)

    assert saves(tender) == [(1, "Ada Officer", 36), (2, "Ada Officer", 48), (3, "Ivo Marsh", 36)]
