"""When facts are true, what has ended, what ends soon: pure rules with days at their edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.rules.facts import (
    SOON,
    Compliance,
    Fact,
    FactKind,
    a_year_after,
    has_ended,
    live_on,
    reminder_days,
    standing,
)

DAY = timedelta(days=1)
END = date(2026, 12, 11)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
facts = st.builds(
    Fact,
    kind=st.sampled_from(FactKind),
    no=st.integers(1, 9),
    version=st.integers(1, 9),
    code=st.just("c"),
    title=st.just("t"),
    issued=st.none() | days,
    expires=st.none() | days,
)


def fact(no=1, **values):
    return Fact(FactKind.CERTIFICATE, no, 1, "C-1", "ISO 27001", **values)


@pytest.mark.parametrize(
    ("on", "live"), [(END - DAY, True), (END, True), (END + DAY, False), (date(2026, 1, 1), True), (date.max, False)]
)
def test_a_fact_is_true_on_its_last_day_and_not_on_the_next(on, live):
    assert live_on(None, END, on) is live
    assert has_ended(END, on) is not live


def test_a_fact_is_true_from_the_day_of_its_issue():
    assert [live_on(END, None, END + DAY * shift) for shift in (-1, 0, 1)] == [False, True, True]


def test_a_fact_without_days_is_always_true():
    assert live_on(None, None, date.min)
    assert live_on(None, None, date.max)
    assert not has_ended(None, date.max)


def test_the_third_axis_is_what_has_ended_ends_soon_and_comes():
    ended = fact(1, expires=END - DAY)
    ending = fact(2, expires=END + SOON)
    lasting = fact(3, expires=END + SOON + DAY)
    timeless = fact(4)
    pending = fact(5, issued=END + DAY)

    assert standing([timeless, pending, lasting, ending, ended], END) == Compliance(
        on=END, total=5, live=3, ended=(ended,), ending=(ending,), pending=(pending,)
    )


def test_all_is_true_where_nothing_has_ended_or_comes():
    compliance = standing([fact(1, expires=END), fact(2)], END)

    assert (compliance.all_true, compliance.next_end) == (True, END)
    assert standing([fact(expires=END)], END + DAY).all_true is False
    assert (standing([], END).all_true, standing([], END).next_end) == (True, None)


@given(st.lists(facts, max_size=12), days)
def test_every_fact_is_live_ended_or_pending_and_only_one_of_these(known, on):
    compliance = standing(known, on)

    assert compliance.live + len(compliance.ended) + len(compliance.pending) == compliance.total == len(known)
    assert set(compliance.ended) & set(compliance.pending) == set()
    assert all(row.expires is not None and on <= row.expires <= on + SOON for row in compliance.ending)


@given(st.lists(facts, max_size=8), days, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_no_number_and_the_earliest_end_stands_first(known, on, random):
    shuffled = random.sample(known, len(known))
    first, second = standing(known, on), standing(shuffled, on)

    assert (first.total, first.live, set(first.ended)) == (second.total, second.live, set(second.ended))
    ends = [row.expires for row in second.ending]
    assert ends == sorted(ends)


@given(facts, days)
def test_what_has_ended_never_comes_back(known, on):
    if has_ended(known.expires, on):
        assert standing([known], on + DAY).ended == (known,)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 3, 2), date(2027, 3, 2)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_twelve_months_end_on_the_same_day_of_the_next_year(day, following):
    assert a_year_after(day) == following


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_a_year_has_365_or_366_days(day):
    assert 365 <= (a_year_after(day) - day).days <= 366


def test_reminders_come_60_30_and_7_days_before_each_end_once():
    assert reminder_days([END, END], date(2026, 10, 12)) == [
        (date(2026, 11, 11), END, 30),
        (date(2026, 12, 4), END, 7),
    ]
    assert reminder_days([END], date(2026, 10, 11)) == [
        (date(2026, 10, 12), END, 60),
        (date(2026, 11, 11), END, 30),
        (date(2026, 12, 4), END, 7),
    ]
    assert reminder_days([END], END) == []
