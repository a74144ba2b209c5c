"""Two at once in one consortium, in two connections: what is signed is what was read.

Each race is shown without the lock of the consortium first: what then goes wrong.
"""

from dataclasses import replace

import pytest
from django.db.models import QuerySet

from suppliers import queries, services
from suppliers.models import Consortium, ConsortiumParty, PartyTerms
from tests import races
from tests.races import LOCKED
from tests.suppliers import consortia
from tests.suppliers.consortia import AT, MEMBER
from tests.suppliers.test_races import raced

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(transactional_db):
    races.require_rows_locked_alone()
    return consortia.invited(consortia.consortium(), consortia.firm("Mira Sensors"))


@pytest.fixture
def without_the_lock(monkeypatch):
    """Has rows of consortia read without locking them."""

    def unlock():
        locks = QuerySet.select_for_update

        def of_others(rows, **options):
            return rows if rows.model is Consortium else locks(rows, **options)

        monkeypatch.setattr(QuerySet, "select_for_update", of_others)

    return unlock


@LOCKED
def test_a_part_that_is_changed_while_it_is_signed_is_not_signed_unread(party, without_the_lock, monkeypatch, locked):
    lead, member = consortia.member(party.consortium.lead), consortia.member(party.supplier)
    if not locked:
        without_the_lock()

    outcome = raced(
        monkeypatch,
        lambda: services.change_part(party=party, part=replace(MEMBER, tasks="All of it"), seen=1, by=lead, at=AT),
        lambda: services.sign_part(party=party, supplier=party.supplier, seen=1, by=member, at=AT),
        locked=True,
    )

    current = ConsortiumParty.objects.get(pk=party.pk)
    signed = queries.valid_consent(current) is not None
    assert (outcome, current.state, signed) == (
        (["This part was changed meanwhile. Read it again."], "invited", False)
        if locked
        else (["done"], "joined", False)
    )


@LOCKED
def test_of_two_changes_at_once_one_is_read_again(party, without_the_lock, monkeypatch, locked):
    lead = consortia.member(party.consortium.lead)
    if not locked:
        without_the_lock()

    def change(tasks):
        return lambda: services.change_part(party=party, part=replace(MEMBER, tasks=tasks), seen=1, by=lead, at=AT)

    outcome = raced(monkeypatch, change("First"), change("Second"), locked=True)

    tasks = list(PartyTerms.objects.filter(party=party).values_list("tasks", flat=True))
    sentence = "This part was changed meanwhile. Read it again."
    assert (outcome, tasks) == ([sentence if locked else "refused by the database"], ["Alarms", "First"])
