"""Two at once about one supplier, in two connections: the second waits for the first, and sees what it did.

Each race is shown without the lock first: what then goes wrong.
"""

import pytest
from django.db import IntegrityError

from core.states import MovedMeanwhile
from suppliers import queries, services
from suppliers.models import Certificate, Supplier
from suppliers.rules.facts import FactKind
from suppliers.services import SupplierRefused
from tests import builders, races
from tests.races import LOCKED
from tests.suppliers import firms
from tests.suppliers.firms import AT, LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier(transactional_db):
    races.require_rows_locked_alone()
    return firms.firm()


def raced(monkeypatch, first, second, *, locked):
    """What the second comes to, in a list."""

    def rival():
        try:
            second()
        except SupplierRefused as refused:
            return str(refused)
        except MovedMeanwhile:
            return "moved meanwhile"
        except IntegrityError:
            return "refused by the database"
        return "done"

    return races.raced(monkeypatch, first, rival, model=Supplier, locked=locked)


@LOCKED
def test_of_two_managers_who_leave_at_once_one_stays(supplier, monkeypatch, locked):
    first, second = firms.manager_of(supplier), firms.joined(supplier, "manager")

    def leave(person):
        return lambda: services.remove_member(supplier=supplier, person=person, by=person, at=LATER)

    outcome = raced(monkeypatch, leave(first), leave(second), locked=locked)

    left = queries.active_managers(supplier).count()
    last_stays = "The last manager stays. Make another member a manager first."
    assert (outcome, left) == (([last_stays], 1) if locked else (["done"], 0))


@LOCKED
def test_of_two_who_replace_one_version_the_second_reads_it_again(supplier, monkeypatch, locked):
    fact, by = firms.enter(supplier), firms.manager_of(supplier)

    def replace(number):
        entry = firms.certificate(number=number)
        return lambda: services.replace_fact(fact=fact, entry=entry, evidence=None, by=by, at=LATER)

    outcome = raced(monkeypatch, replace("C-2"), replace("C-3"), locked=locked)

    versions = [row.number for row in queries.versions_of(FactKind.CERTIFICATE, supplier, 1)]
    changed = "This fact has been changed meanwhile. Read it again."
    assert (outcome, versions) == ([changed if locked else "refused by the database"], ["C-2", "C-1"])


@LOCKED
def test_two_who_enter_a_fact_at_once_get_numbers_one_after_the_other(supplier, monkeypatch, locked):
    def enter(name):
        return lambda: firms.enter(supplier, firms.certificate(name))

    outcome = raced(monkeypatch, enter("ISO 9001"), enter("ISO 27001"), locked=locked)

    names = list(Certificate.objects.order_by("no").values_list("no", "name"))
    both = [(1, "ISO 9001"), (2, "ISO 27001")]
    assert (outcome, names) == ((["done"], both) if locked else (["refused by the database"], both[:1]))


@LOCKED
def test_a_fact_that_comes_while_everything_is_erased_is_not_left_behind(supplier, monkeypatch, locked):
    manager = firms.manager_of(supplier)

    outcome = raced(
        monkeypatch,
        lambda: services.erase(supplier=supplier, by=manager, at=LATER),
        lambda: firms.enter(supplier, by=manager),
        locked=locked,
    )

    left = Certificate.objects.count()
    assert (outcome, left) == ((["This supplier was erased."], 0) if locked else (["done"], 1))


@LOCKED
def test_who_is_suspended_by_two_officers_is_suspended_once(supplier, monkeypatch, locked):
    officers = [builders.person("officer") for _ in range(2)]
    hearing = firms.heard(supplier, by=officers[0])
    by = firms.manager_of(supplier)
    services.answer_hearing(hearing=hearing, text="We were flooded.", by=by, at=AT)

    def suspend(officer):
        ends = AT.replace(year=2027)
        return lambda: services.suspend(supplier=supplier, reason="Late.", ends_at=ends, by=officer, at=LATER)

    outcome = raced(monkeypatch, suspend(officers[0]), suspend(officers[1]), locked=locked)

    assert outcome == ["Hear the supplier first." if locked else "moved meanwhile"]
    assert supplier.suspensions.count() == 1
