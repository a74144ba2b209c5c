"""The three ways to count days, with clock changes, and what holds for every day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law import days
from core.law.days import DaysOff, YearMissing
from tests.core.law.calendars import BRITAIN, BRITAIN_BEFORE, GERMANY

DAY = timedelta(days=1)
ALL_YEARS = range(2025, 2031)
any_day = st.dates(date(2026, 1, 1), date(2028, 12, 31))
length = st.integers(1, 120)
days_off = st.sets(st.dates(date(2026, 1, 1), date(2029, 12, 31)), max_size=40).map(
    lambda holidays: DaysOff.of(holidays, ALL_YEARS)
)
zones = st.sampled_from(["Europe/Berlin", "Europe/London", "Europe/Kyiv", "America/Sao_Paulo", "Africa/Cairo", "UTC"])


def test_the_trigger_day_is_not_counted_and_a_day_off_moves_the_end():
    wednesday = date(2026, 12, 16)

    assert days.after(wednesday, 10, GERMANY, roll=False) == date(2026, 12, 26)
    assert days.after(wednesday, 10, GERMANY, roll=True) == date(2026, 12, 28)


def test_working_days_begin_with_the_trigger_day_or_the_first_one_after_it():
    assert days.from_(date(2026, 12, 18), 1, BRITAIN) == date(2026, 12, 18)
    assert days.from_(date(2026, 12, 19), 1, BRITAIN) == date(2026, 12, 21)


def test_a_day_that_was_declared_off_once_moves_the_end():
    assert days.from_(date(2026, 6, 10), 8, BRITAIN_BEFORE) == date(2026, 6, 19)
    assert days.from_(date(2026, 6, 10), 8, BRITAIN) == date(2026, 6, 22)


def test_calendar_days_that_begin_with_their_trigger():
    contract = date(2027, 1, 7)

    assert (days.from_calendar(contract, 30), days.from_calendar(contract, 90)) == (date(2027, 2, 5), date(2027, 4, 6))


def test_whole_days_lie_between_an_answer_and_the_deadline():
    assert days.back(date(2027, 1, 21), 6) == date(2027, 1, 14)
    assert days.back(date(2027, 1, 21), 4) == date(2027, 1, 16)


@pytest.mark.parametrize("count", [days.from_calendar, lambda day, n: days.from_(day, n, GERMANY)])
def test_a_period_that_counts_its_first_day_has_one(count):
    with pytest.raises(ValueError, match="at least one day, not 0"):
        count(date(2026, 5, 4), 0)


def test_a_year_without_holidays_is_not_a_year_without_days_off():
    with pytest.raises(YearMissing, match="no public holidays of 2028") as refused:
        days.after(date(2027, 12, 30), 10, GERMANY, roll=True)

    assert refused.value.year == 2028
    assert days.after(date(2027, 12, 30), 10, GERMANY, roll=False) == date(2028, 1, 9)


def test_no_working_day_lies_in_an_empty_stretch():
    assert GERMANY.working_days(date(2026, 12, 17), date(2026, 12, 16)) == 0


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        (date(2026, 3, 28), "Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), "Europe/Berlin", datetime(2026, 3, 29, 22, tzinfo=UTC)),  # 23 hours long
        (date(2026, 10, 24), "Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), "Europe/Berlin", datetime(2026, 10, 25, 23, tzinfo=UTC)),  # 25 hours long
        (date(2026, 3, 29), "Europe/London", datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (date(2026, 10, 25), "Europe/Kyiv", datetime(2026, 10, 25, 22, tzinfo=UTC)),
        (date(2026, 4, 23), "Africa/Cairo", datetime(2026, 4, 23, 22, tzinfo=UTC)),  # 00:00 does not exist next day
        (date(2026, 10, 29), "Africa/Cairo", datetime(2026, 10, 29, 22, tzinfo=UTC)),  # 23:00 comes twice
        (date(2018, 11, 3), "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),
        (date(2026, 12, 31), "Pacific/Kiritimati", datetime(2026, 12, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_where_the_authority_is(day, zone, end):
    assert days.end_of(day, zone) == end
    assert days.day_of(end, zone) == day + DAY
    assert days.day_of(end - timedelta(microseconds=1), zone) == day


def test_an_instant_falls_on_the_day_of_the_place():
    instant = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert days.day_of(instant, "Europe/Kyiv") == date(2027, 1, 1)
    assert days.day_of(instant, "Europe/London") == date(2026, 12, 31)


# What holds for every day.


@given(any_day, length, days_off)
def test_a_rolled_end_is_a_working_day_and_only_days_off_were_passed(day, n, off):
    due, last = days.after(day, n, off, roll=False), days.after(day, n, off, roll=True)

    assert due == day + n * DAY
    assert not off.is_off(last)
    assert last >= due
    assert off.working_days(due, last - DAY) == 0


@given(any_day, length, days_off)
def test_a_period_of_working_days_holds_so_many_of_them(day, n, off):
    last = days.from_(day, n, off)

    assert off.working_days(day, last) == n
    assert not off.is_off(last)


@given(any_day, length, days_off, any_day)
def test_one_more_day_off_never_ends_a_period_earlier(day, n, off, holiday):
    more = DaysOff.of(off.holidays | {holiday}, ALL_YEARS)

    assert days.from_(day, n, more) >= days.from_(day, n, off)
    assert days.after(day, n, more, roll=True) >= days.after(day, n, off, roll=True)


@given(any_day, length, days_off)
def test_a_later_trigger_never_ends_earlier(day, n, off):
    assert days.from_(day + DAY, n, off) >= days.from_(day, n, off)
    assert days.after(day + DAY, n, off, roll=True) >= days.after(day, n, off, roll=True)


@given(any_day, length)
def test_so_many_whole_days_lie_before_a_deadline(deadline, n):
    latest = days.back(deadline, n)

    assert (deadline - latest).days - 1 == n


@given(any_day, zones)
def test_days_follow_each_other_without_a_gap(day, zone):
    assert days.end_of(day, zone) == days.start_of(day + DAY, zone)
    assert timedelta(hours=22) < days.end_of(day, zone) - days.start_of(day, zone) < timedelta(hours=26)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)), zones)
def test_every_instant_lies_in_its_day(instant, zone):
    day = days.day_of(instant, zone)

    assert days.start_of(day, zone) <= instant < days.end_of(day, zone)
    assert instant.astimezone(ZoneInfo(zone)).date() == day
