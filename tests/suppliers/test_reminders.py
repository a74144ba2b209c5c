"""Members learn 60, 30 and 7 days before facts end, once for all that end on one day; mails say no more."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import timers
from core.models import Notice
from core.notice_kinds import NoticeText
from suppliers import notices, queries, services
from suppliers.models import Supplier
from suppliers.parts import PARTS
from tests import builders
from tests.suppliers import firms
from tests.suppliers.firms import AT, enter, manager_of

pytestmark = pytest.mark.django_db
END = date(2026, 12, 11)
DAY = timedelta(days=1)


@pytest.fixture
def supplier():
    return firms.firm()


def six_on(day):
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def sweep(at):
    return timers.sweep(PARTS.timers, at=at)


def reminders():
    """(to whom, days before the end) in the order in which they came."""
    rows = Notice.objects.filter(kind="supplier.facts_end").select_related("user").order_by("pk")
    return [(row.user, row.facts["days"]) for row in rows]


def next_check(supplier):
    return Supplier.objects.values_list("next_check", flat=True).get(pk=supplier.pk)


def test_members_are_reminded_60_30_and_7_days_before_and_not_after(supplier):
    member = firms.joined(supplier)
    enter(supplier, firms.certificate(expires_date=END))
    assert next_check(supplier) == six_on(date(2026, 10, 12))

    days = [date(2026, 10, 11), date(2026, 10, 12), date(2026, 11, 11), date(2026, 12, 4), END, END + DAY]
    done = [sweep(six_on(day)) for day in days]

    assert done == [0, 1, 1, 1, 0, 0]
    people = queries.people_of(supplier)
    assert set(people) == {manager_of(supplier), member}
    assert reminders() == [(person, days) for days in ("60", "30", "7") for person in people]
    assert next_check(supplier) is None


def test_many_facts_that_end_on_one_day_are_one_notice(supplier):
    for code in ("corruption", "fraud", "crime-org"):
        enter(supplier, firms.declaration(code))
    end = date(2027, 3, 2)

    sweep(six_on(end - 60 * DAY))

    assert reminders() == [(manager_of(supplier), "60")]


def test_after_a_pause_each_reminder_comes_once(supplier):
    enter(supplier, firms.certificate(expires_date=END))

    assert (sweep(six_on(END + 90 * DAY)), sweep(six_on(END + 91 * DAY))) == (3, 0)
    assert [days for _person, days in reminders()] == ["60", "30", "7"]


@pytest.mark.parametrize("act", ["replaced", "withdrawn"])
def test_who_has_renewed_or_withdrawn_in_time_is_not_reminded(act, supplier):
    fact, by = enter(supplier, firms.certificate(expires_date=END)), manager_of(supplier)
    if act == "replaced":
        entry = firms.certificate(expires_date=END.replace(year=2029))
        services.replace_fact(fact=fact, entry=entry, evidence=None, by=by, at=AT)
    else:
        services.withdraw_fact(fact=fact, by=by, at=AT)

    sweep(six_on(END))

    assert (reminders(), next_check(supplier)) == (
        [],
        None if act == "withdrawn" else six_on(END.replace(year=2029) - 60 * DAY),
    )


def test_confirming_moves_the_reminders_of_declarations(supplier):
    enter(supplier, firms.declaration())

    services.confirm_facts(supplier=supplier, by=manager_of(supplier), at=AT + 100 * DAY)

    assert next_check(supplier) == six_on((AT + 100 * DAY).date().replace(year=2027) - 60 * DAY)


def test_a_fact_that_is_entered_late_has_the_reminders_that_are_left(supplier):
    enter(supplier, firms.certificate(expires_date=AT.date() + 20 * DAY))

    assert next_check(supplier) == six_on(AT.date() + 13 * DAY)


def test_the_facts_of_one_supplier_are_no_matter_of_another(supplier):
    other = firms.firm(builders.person(), name="Another")
    enter(supplier, firms.certificate(expires_date=END))

    sweep(six_on(END))

    assert {person for person, _days in reminders()} == {manager_of(supplier)}
    assert next_check(other) is None


def test_what_is_said_names_the_supplier_and_nothing_of_its_facts(supplier):
    enter(supplier, firms.certificate("A secret certificate", expires_date=END))
    sweep(six_on(END - 30 * DAY))

    texts = {text.kind.value: text for text in notices.TEXTS}
    sentences = [texts[notice.kind].sentence(notice.facts) for notice in Notice.objects.order_by("pk")]

    assert sentences == ["Firm: facts end in 60 days", "Firm: facts end in 30 days"]
    assert all(isinstance(text, NoticeText) and str(text.title) for text in notices.TEXTS)
    assert {notice.value for notice in notices.SupplierNoticeKind} == set(texts)


@pytest.mark.parametrize("n", [1, 3])
def test_a_reminder_costs_as_much_for_one_member_and_fact_as_for_many(n, supplier, django_assert_num_queries):
    for number in range(n):
        enter(supplier, firms.certificate(f"C{number}", expires_date=END))
        if number:
            firms.joined(supplier)

    with django_assert_num_queries(20):
        sweep(six_on(date(2026, 10, 12)))
