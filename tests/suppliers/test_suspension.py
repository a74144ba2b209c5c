"""A supplier is suspended after it was heard, until an end; an officer lifts it, or the clock ends it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core import timers
from core.models import AuditLeaf, AuditSecret, Notice
from core.states import IllegalMove
from suppliers import queries, services
from suppliers.models import Hearing, Supplier, SupplierSuspension
from suppliers.parts import PARTS
from tests import builders
from tests.suppliers import firms
from tests.suppliers.firms import AT, heard, manager_of, suspended

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ANSWERED_BY = AT + 3 * DAY


@pytest.fixture
def supplier():
    return firms.approved()


@pytest.fixture
def officer():
    return builders.person("officer")


def suspend(supplier, officer, *, at=ANSWERED_BY, ends_at=ANSWERED_BY + 30 * DAY, reason="It did not deliver."):
    return services.suspend(supplier=supplier, reason=reason, ends_at=ends_at, by=officer, at=at)


def answer(hearing, text="We were flooded.", at=AT + DAY):
    return services.answer_hearing(hearing=hearing, text=text, by=manager_of(hearing.supplier), at=at)


def state_of(supplier):
    row = Supplier.objects.get(pk=supplier.pk)
    return row.operational, row.suspended_until_at


def kinds():
    return list(
        AuditLeaf.objects.filter(kind__startswith="supplier.").order_by("index").values_list("kind", flat=True)
    )[2:]


def notices_to(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))[1:]


def sweep(at):
    return timers.sweep(PARTS.timers, at=at)


def test_a_supplier_that_was_not_heard_is_not_suspended(supplier, officer):
    with pytest.raises(services.SupplierRefused, match=r"^Hear the supplier first\.$"):
        suspend(supplier, officer)

    assert (state_of(supplier), kinds()) == (("active", None), [])


def test_while_it_may_still_answer_it_is_not_suspended(supplier, officer):
    heard(supplier)

    with pytest.raises(services.SupplierRefused, match="it may still answer"):
        suspend(supplier, officer, at=ANSWERED_BY - timedelta(seconds=1))

    suspend(supplier, officer, at=ANSWERED_BY)
    assert state_of(supplier) == ("suspended", ANSWERED_BY + 30 * DAY)


def test_once_it_has_answered_it_is_suspended_until_an_end_and_its_members_learn_it(supplier, officer):
    hearing = answer(heard(supplier, by=officer))

    suspension = suspend(supplier, officer, at=AT + 2 * DAY)

    hearing.refresh_from_db()
    assert (suspension.hearing, suspension.reason, hearing.closed_at) == (hearing, "It did not deliver.", AT + 2 * DAY)
    assert kinds() == ["supplier.heard", "supplier.answered", "supplier.suspended"]
    assert notices_to(manager_of(supplier)) == ["supplier.heard", "supplier.suspended"]
    assert notices_to(officer) == []
    assert Notice.objects.filter(user=officer, kind="supplier.answered").exists()
    texts = set(AuditSecret.objects.filter(field__in=["reason", "answer"]).values_list("value", flat=True))
    assert texts == {"It did not deliver.", "We were flooded."}
    assert "flooded" not in " ".join(AuditLeaf.objects.values_list("body", flat=True))


def test_a_hearing_may_end_without_a_suspension(supplier, officer):
    hearing = answer(heard(supplier))

    services.close_hearing(hearing=hearing, reason="It was the flood.", by=officer, at=AT + 2 * DAY)

    assert (queries.open_hearing(supplier), state_of(supplier)) == (None, ("active", None))
    assert notices_to(manager_of(supplier))[-1] == "supplier.hearing_closed"
    with pytest.raises(services.SupplierRefused, match=r"^Hear the supplier first\.$"):
        suspend(supplier, officer)
    with pytest.raises(services.SupplierRefused, match="The hearing is closed already"):
        services.close_hearing(hearing=hearing, reason="Again.", by=officer, at=AT + 2 * DAY)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda supplier, hearing: heard(supplier, days=2), "at least three days"),
        (lambda supplier, hearing: heard(supplier), "is being heard already"),
        (lambda supplier, hearing: answer(hearing, " "), "Write your answer"),
        (lambda supplier, hearing: answer(hearing, "x" * 10_001), "at most 10,000 letters"),
        (lambda supplier, hearing: (answer(hearing), answer(hearing)), "answered or closed already"),
        (lambda supplier, hearing: suspend(supplier, builders.person("officer"), reason=" "), "Give the reason"),
        (
            lambda supplier, hearing: suspend(supplier, builders.person("officer"), ends_at=ANSWERED_BY),
            "an end that is still to come",
        ),
    ],
)
def test_what_a_hearing_does_not_allow_is_refused(act, sentence, supplier):
    hearing = heard(supplier)

    with pytest.raises(services.SupplierRefused, match=sentence):
        act(supplier, hearing)

    assert (Hearing.objects.count(), SupplierSuspension.objects.count()) == (1, 0)


def test_a_suspended_supplier_is_not_heard_again(supplier):
    suspended(supplier)

    with pytest.raises(services.SupplierRefused, match="suspended already"):
        heard(supplier)


# --- its end ---


def test_an_officer_lifts_a_suspension_with_a_reason(supplier, officer):
    suspended(supplier)

    services.lift(supplier=supplier, reason="It has paid.", by=officer, at=ANSWERED_BY + DAY)

    assert state_of(supplier) == ("active", None)
    assert (kinds()[-1], notices_to(manager_of(supplier))[-1]) == ("supplier.lifted", "supplier.lifted")
    assert AuditSecret.objects.get(leaf__kind="supplier.lifted", field="reason").value == "It has paid."
    with pytest.raises(IllegalMove):
        services.lift(supplier=supplier, reason="Again.", by=officer, at=ANSWERED_BY + DAY)


def test_without_a_reason_nothing_is_lifted(supplier, officer):
    suspended(supplier)

    with pytest.raises(services.NoReason, match=r"^Give the reason\.$"):
        services.lift(supplier=supplier, reason=" ", by=officer, at=ANSWERED_BY + DAY)

    assert state_of(supplier)[0] == "suspended"


def test_the_clock_ends_a_suspension_at_its_end_and_not_before(supplier):
    ends_at = suspended(supplier).ends_at

    assert sweep(ends_at - timedelta(seconds=1)) == 0
    assert state_of(supplier) == ("suspended", ends_at)

    assert (sweep(ends_at), sweep(ends_at + DAY)) == (1, 0)
    assert state_of(supplier) == ("active", None)
    assert kinds()[-1] == "supplier.suspension_ended"
    assert notices_to(manager_of(supplier))[-1] == "supplier.suspension_ended"


def test_a_handler_that_comes_too_early_ends_nothing(supplier):
    ends_at = suspended(supplier).ends_at

    services.end_suspension(supplier, at=ends_at - timedelta(seconds=1), due=ends_at)

    assert state_of(supplier) == ("suspended", ends_at)


def test_a_sweep_that_comes_late_still_ends_it(supplier):
    ends_at = suspended(supplier).ends_at

    assert sweep(ends_at + 90 * DAY) == 1
    assert state_of(supplier) == ("active", None)


def test_after_it_was_lifted_the_clock_ends_nothing(supplier, officer):
    ends_at = suspended(supplier).ends_at
    services.lift(supplier=supplier, reason="It has paid.", by=officer, at=ANSWERED_BY + DAY)

    assert (sweep(ends_at), kinds()[-1]) == (0, "supplier.lifted")


def test_whether_it_may_act_is_asked_of_the_time_itself_since_the_row_lags(supplier):
    ends_at = suspended(supplier).ends_at
    supplier.refresh_from_db()

    assert queries.is_suspended(supplier, ends_at - timedelta(microseconds=1))
    assert not queries.is_suspended(supplier, ends_at)
    assert supplier.operational == "suspended"


@pytest.mark.parametrize(
    "attack",
    [
        lambda hearing: Hearing.objects.update(reason="x"),
        lambda hearing: Hearing.objects.update(answer="x"),
        lambda hearing: Hearing.objects.update(closed_at=None),
        lambda hearing: Hearing.objects.all()._raw_delete("default"),
        lambda hearing: SupplierSuspension.objects.update(reason="x"),
        lambda hearing: SupplierSuspension.objects.all().delete(),
    ],
)
def test_the_database_keeps_what_was_said_in_a_hearing(attack, supplier, officer):
    hearing = answer(heard(supplier))
    suspend(supplier, officer)

    with pytest.raises(DatabaseError, match="keeps this row as it is"), transaction.atomic():
        attack(hearing)
