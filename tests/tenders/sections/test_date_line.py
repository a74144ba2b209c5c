"""The dates of a tender as a line."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.law.days import DaysOff
from core.law.profiles import CITY
from procurement.tenders.sections import Timetable, date_line, dates
from procurement.tenders.sections.date_line import DateMark, DatePoint, LeastPeriod
from procurement.tenders.sections.dates import DateRules
from tests.core.law.calendars import BAVARIA

RULES = DateRules("Europe/Berlin", CITY, BAVARIA)
TODAY = date(2026, 12, 1)
WRITTEN = Timetable(
    publish_on=date(2026, 12, 7),
    questions_until=datetime(2027, 1, 11, 11, tzinfo=UTC),
    answers_by=datetime(2027, 1, 18, 11, tzinfo=UTC),
    deadline=datetime(2027, 1, 25, 11, tzinfo=UTC),
)
NOON = time(12)


def test_every_date_stands_at_its_day_and_hour():
    line = date_line.line(WRITTEN, RULES, TODAY)

    assert line.points == (
        DatePoint(DateMark.TODAY, TODAY, Fraction(0)),
        DatePoint(DateMark.PUBLISH, date(2026, 12, 7), Fraction(6)),
        DatePoint(DateMark.QUESTIONS, date(2027, 1, 11), Fraction(83, 2), NOON),
        DatePoint(DateMark.ANSWERS, date(2027, 1, 18), Fraction(97, 2), NOON),
        DatePoint(DateMark.DEADLINE, date(2027, 1, 25), Fraction(111, 2), NOON),
    )
    assert (line.first, line.days) == (TODAY, 61)
    assert line.weekends[:3] == (4, 5, 11)
    assert line.holidays == (date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2027, 1, 6))


def test_the_least_period_ends_on_a_working_day_and_leaves_days_to_spare():
    line = date_line.line(WRITTEN, RULES, TODAY)

    # 30 days end on Wednesday 6 January, a holiday: the 7th at 24:00, so 17 days before noon of the 25th.
    assert line.least == LeastPeriod(30, date(2027, 1, 7), is_moved=True, start=Fraction(6), end=Fraction(38), more=17)
    assert (line.law_known, line.missing_year) == (True, None)


def test_a_year_without_holidays_is_named_and_nothing_is_guessed():
    rules = replace(RULES, off=DaysOff.of((), {2026}))

    line = date_line.line(WRITTEN, rules, TODAY)

    assert (line.least, line.missing_year, line.law_known) == (None, 2027, True)


def test_without_a_law_no_least_period_stands_on_the_line():
    line = date_line.line(WRITTEN, replace(RULES, profile=None), TODAY)

    assert (line.least, line.missing_year, line.law_known) == (None, None, False)


def test_a_line_without_a_day_of_publication_has_no_least_period():
    line = date_line.line(replace(WRITTEN, publish_on=None), RULES, TODAY)

    assert (line.least, line.missing_year) == (None, None)
    assert [point.mark for point in line.points] == [
        DateMark.TODAY,
        DateMark.QUESTIONS,
        DateMark.ANSWERS,
        DateMark.DEADLINE,
    ]


def test_today_is_left_out_while_the_publication_is_far_off_and_once_all_is_over():
    for today in (date(2026, 9, 1), date(2027, 3, 1)):
        line = date_line.line(WRITTEN, RULES, today)

        assert line.point(DateMark.TODAY) is None
        assert line.first == date(2026, 12, 4)


def test_today_stands_where_it_is_once_the_planned_publication_is_over():
    line = date_line.line(WRITTEN, RULES, date(2026, 12, 10))

    assert (line.first, line.point(DateMark.TODAY).place) == (date(2026, 12, 4), 6)


def test_nothing_is_drawn_of_dates_that_are_missing_or_years_apart():
    assert date_line.line(Timetable(), RULES, TODAY) is None
    assert date_line.line(replace(WRITTEN, publish_on=date(2025, 1, 1)), RULES, TODAY) is None


@given(st.dates(date(2026, 2, 1), date(2027, 9, 1)), st.integers(0, 60))
def test_every_point_and_bar_lies_on_the_line(publish, ahead):
    counted = dates.from_publication(Timetable(publish_on=publish), RULES)

    line = date_line.line(counted, RULES, publish - ahead * date_line.DAY)

    places = [*(point.place for point in line.points), line.least.start, line.least.end]
    assert all(0 <= place <= line.days for place in places)
    assert line.least.end <= line.point(DateMark.DEADLINE).place
