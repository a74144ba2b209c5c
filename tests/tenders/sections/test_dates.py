"""Dates that are counted by the law of an authority."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law import periods
from core.law.days import DaysOff, YearMissing
from core.law.profiles import CITY, DE, EU, UK
from procurement.tenders.sections import Timetable, dates
from procurement.tenders.sections.dates import DateRules, NotCountable
from tests.core.law.calendars import BRITAIN, GERMANY

BERLIN, LONDON = "Europe/Berlin", "Europe/London"
GERMAN, BRITISH, OF_CITY = (
    DateRules(BERLIN, DE, GERMANY),
    DateRules(LONDON, UK, BRITAIN),
    DateRules(BERLIN, CITY, GERMANY),
)
EUROPEAN = DateRules("Europe/Helsinki", EU, GERMANY)
NO_LAW = DateRules(BERLIN, None, GERMANY)


def local(text, zone=BERLIN):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def written(timetable, zone=BERLIN):
    """The dates as people read them."""
    clocks = (timetable.questions_until, timetable.answers_by, timetable.deadline)
    return [str(timetable.publish_on), *(f"{clock.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for clock in clocks)]


def test_dates_are_counted_backwards_from_the_deadline():
    timetable = Timetable(deadline=local("2027-01-25 12:00"))

    counted = dates.from_deadline(timetable, OF_CITY)

    # From the 24th, 30 days would end on Saturday 23 January, so on the day of the deadline at 24:00: too late by a day.
    assert written(counted) == ["2026-12-23", "2027-01-11 12:00", "2027-01-18 12:00", "2027-01-25 12:00"]
    assert dates.days_to_spare(counted, OF_CITY) == 2


def test_the_earliest_lawful_deadline_follows_from_the_day_of_publication():
    timetable = Timetable(publish_on=date(2026, 12, 11))

    counted = dates.from_publication(timetable, GERMAN)

    # 30 days end on Sunday 10 January, so on Monday the 11th at 24:00.
    assert written(counted) == ["2026-12-11", "2026-12-29 12:00", "2027-01-05 12:00", "2027-01-12 12:00"]
    assert dates.days_to_spare(counted, GERMAN) == 0


def test_a_british_deadline_may_lie_on_the_last_day_itself():
    timetable = Timetable(publish_on=date(2026, 12, 1))

    counted = dates.from_publication(timetable, BRITISH)

    # 25 days end on Saturday 26 December; Monday the 28th is a bank holiday.
    assert written(counted, LONDON)[-1] == "2026-12-29 12:00"
    assert dates.days_to_spare(counted, BRITISH) == 3


def test_urgency_shortens_the_period_and_moves_the_answers():
    timetable = Timetable(publish_on=date(2026, 10, 5), urgent_why="The old system stops on 31 October.")

    counted = dates.from_publication(timetable, GERMAN)

    assert written(counted) == ["2026-10-05", "2026-10-09 12:00", "2026-10-16 12:00", "2026-10-21 12:00"]


def test_a_deadline_that_is_too_early_lacks_days():
    timetable = Timetable(publish_on=date(2026, 12, 11), deadline=local("2027-01-11 12:00"))

    assert dates.days_to_spare(timetable, GERMAN) == -1


def test_days_to_spare_are_not_known_while_a_date_or_the_law_is_missing():
    publish, deadline = date(2026, 12, 1), local("2027-01-25 12:00")

    assert dates.days_to_spare(Timetable(publish_on=publish), GERMAN) is None
    assert dates.days_to_spare(Timetable(deadline=deadline), GERMAN) is None
    assert dates.days_to_spare(Timetable(publish_on=publish, deadline=deadline), NO_LAW) is None


@pytest.mark.parametrize("rules", [GERMAN, NO_LAW])
def test_nothing_is_counted_from_a_date_that_is_missing(rules):
    for count in (dates.from_deadline, dates.from_publication):
        with pytest.raises(NotCountable):
            count(Timetable(), rules)


def test_without_a_law_no_period_is_the_least():
    with pytest.raises(NotCountable):
        dates.from_deadline(Timetable(deadline=local("2027-01-25 12:00")), NO_LAW)
    with pytest.raises(NotCountable):
        dates.from_publication(Timetable(publish_on=date(2026, 12, 1)), NO_LAW)
    assert dates.floor_of(Timetable(), NO_LAW, date(2026, 12, 1)) is None


def test_a_year_without_holidays_stops_the_count():
    rules = DateRules(BERLIN, DE, DaysOff.of((), {2026}))

    with pytest.raises(YearMissing, match="2027"):
        dates.from_publication(Timetable(publish_on=date(2026, 12, 11)), rules)


def test_without_a_rule_for_answers_a_week_is_left():
    assert dates.last_answers(Timetable(), BRITISH, date(2027, 1, 25)) == date(2027, 1, 18)


def test_last_questions_in_a_short_period_lie_after_the_publication_even_on_a_day_off():
    publish = date(2026, 10, 2)  # a Friday before a weekend; 3 October is a holiday

    assert dates.last_questions(GERMAN, date(2026, 10, 6), publish) == date(2026, 10, 4)


def test_nothing_is_asked_of_the_year_before_a_publication_in_january():
    publish = date(2026, 1, 1)  # a holiday, and no year before it is in the calendar
    first_year = DateRules(LONDON, UK, DaysOff.of([publish, date(2026, 1, 2)], {2026}))

    assert dates.last_questions(first_year, date(2026, 1, 4), publish) == date(2026, 1, 2)


LAWS = st.sampled_from([GERMAN, BRITISH, OF_CITY, EUROPEAN])
CASES = st.builds(
    Timetable,
    electronic=st.booleans(),
    documents_online=st.booleans(),
    prior_notice=st.booleans(),
    urgent_why=st.sampled_from(["", "The old system stops."]),
)


def is_in_order(timetable, rules):
    publish = rules.instant(timetable.publish_on, time())
    return publish < timetable.questions_until < timetable.answers_by < timetable.deadline


def is_lawful(timetable, rules):
    floor = dates.floor_of(timetable, rules, timetable.publish_on)
    rule, deadline = rules.profile.answers, rules.day(timetable.deadline)
    until = periods.answers_until(rule, deadline, urgent=dates.case_of(timetable).urgent)
    return floor.earliest_at <= timetable.deadline and (until is None or rules.day(timetable.answers_by) <= until)


@given(LAWS, CASES, st.dates(date(2026, 1, 2), date(2027, 10, 1)))
def test_dates_from_a_publication_are_lawful_and_in_order(rules, timetable, publish):
    counted = dates.from_publication(dates.replace(timetable, publish_on=publish), rules)

    assert is_lawful(counted, rules)
    assert is_in_order(counted, rules)
    assert dates.days_to_spare(counted, rules) >= 0
    assert not rules.off.is_off(rules.day(counted.deadline))


@given(LAWS, CASES, st.datetimes(datetime(2026, 3, 1), datetime(2027, 12, 31)))
def test_dates_before_a_deadline_are_lawful_and_in_order(rules, timetable, wall):
    deadline = rules.instant(wall.date(), wall.time())

    counted = dates.from_deadline(dates.replace(timetable, deadline=deadline), rules)

    assert is_lawful(counted, rules)
    assert is_in_order(counted, rules)
    assert not rules.off.is_off(counted.publish_on)


@given(LAWS, CASES, st.datetimes(datetime(2026, 3, 1), datetime(2027, 12, 31)))
def test_no_later_working_day_would_have_been_early_enough(rules, timetable, wall):
    deadline = rules.instant(wall.date(), wall.time())
    latest = dates.latest_publication(timetable, rules, deadline)
    following = latest + timedelta(1)

    while rules.off.is_off(following):
        following += timedelta(1)

    assert dates.floor_of(timetable, rules, following).earliest_at > deadline


@given(st.dates(date(2026, 3, 20), date(2026, 11, 20)))
def test_the_hour_stays_where_the_clocks_change(publish):
    counted = dates.from_publication(Timetable(publish_on=publish), GERMAN)

    clocks = [counted.questions_until, counted.answers_by, counted.deadline]
    assert [GERMAN.clock(instant) for instant in clocks] == [time(12)] * 3
