"""An authority's calendar: seeded from a list, mended with a reason, confirmed year by year; rows alone decide."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from core.law import calendars, days, periods
from core.law.days import YearMissing
from core.law.profiles import DE, UK
from core.law.seeding import CalendarRefused, parts_of, public_holidays
from core.models import AuditLeaf, Authority, CalendarYear, Holiday
from tests import builders
from tests.core.law.calendars import BAVARIA, BRITAIN, GERMANY

pytestmark = pytest.mark.django_db
AT = builders.AT
EPIPHANY = date(2027, 1, 6)


@pytest.fixture
def administrator():
    return builders.person("administrator")


def started(by, country="DE", parts=("BY",), at=AT):
    return calendars.start(authority=builders.authority(), country=country, parts=parts, by=by, at=at)


def declare(calendar, day, by, **changes):
    values = {"is_off": True, "name": "Day of mourning", "reason": "Gazette 12", "by": by, "at": AT}
    return calendars.declare_day(calendar=calendar, day=day, **values | changes)


def facts_of(kind):
    return [json.loads(leaf.body)["facts"] for leaf in AuditLeaf.objects.filter(kind=kind).order_by("index")]


def test_a_calendar_begins_with_the_public_holidays_of_three_years(administrator):
    calendar = started(administrator)
    off = calendars.days_off(builders.authority())

    assert sorted(off.years) == [2026, 2027, 2028]
    assert off.is_off(EPIPHANY)
    assert (calendar.no, str(calendar)) == (1, "DE BY")
    assert facts_of("calendar.started") == [{"country": "DE", "no": 1, "parts": ["BY"]}]
    assert [facts["year"] for facts in facts_of("calendar.year_added")] == [2026, 2027, 2028]
    assert {row.source for row in CalendarYear.objects.all()} == {facts_of("calendar.year_added")[0]["list"]}


def test_its_years_begin_with_the_year_where_the_authority_is(administrator):
    Authority.objects.filter(pk=builders.authority().pk).update(zone="Pacific/Kiritimati")

    started(administrator, at=datetime(2026, 12, 31, 11, tzinfo=UTC))

    assert sorted(calendars.days_off(builders.authority()).years) == [2027, 2028, 2029]


def test_a_holiday_counts_in_the_land_that_has_it(administrator):
    started(administrator, parts=("BY",))
    bavaria = calendars.days_off(builders.authority())
    started(administrator, parts=("HE",))
    hesse = calendars.days_off(builders.authority())

    assert (bavaria.is_off(EPIPHANY), hesse.is_off(EPIPHANY)) == (True, False)
    sent = date(2026, 12, 22)
    ends = [
        periods.standstill_period(DE.standstill, sent, off, means=periods.Means.OTHER).last for off in (bavaria, hesse)
    ]
    assert ends == [date(2027, 1, 7), date(2027, 1, 6)]


def test_in_the_united_kingdom_a_holiday_of_any_part_counts(administrator):
    calendar = started(administrator, country="GB", parts=())
    off = calendars.days_off(builders.authority())

    assert calendars.parts_of_calendar(calendar) == ("ENG", "WLS", "SCT", "NIR")
    everywhere = {day for day in BRITAIN.holidays if day < date(2027, 1, 5)}
    assert everywhere - off.holidays == set()
    assert days.from_(date(2026, 6, 10), 8, off) == date(2026, 6, 22)


@pytest.mark.parametrize(("country", "parts", "listed"), [("DE", ("BY",), BAVARIA), ("DE", (), GERMANY)])
def test_the_list_has_the_holidays_of_the_worked_examples(country, parts, listed):
    seeded = {day for year in (2026, 2027) for day in public_holidays(country, parts, year).names}

    assert {day for day in listed.holidays if day.weekday() < 5} - seeded == set()


def test_a_day_declared_off_once_moves_an_end_and_leaves_its_reason(administrator):
    calendar = started(administrator, country="GB", parts=())
    before = calendars.days_off(builders.authority())

    row = declare(calendar, date(2027, 6, 14), administrator)

    after = calendars.days_off(builders.authority())
    ends = [periods.standstill_period(UK.standstill, date(2027, 6, 9), off).last.isoformat() for off in (before, after)]
    assert ends == ["2027-06-18", "2027-06-21"]
    assert (row.source, row.reason, row.by) == ("administrator", "Gazette 12", administrator)
    leaf = AuditLeaf.objects.get(kind="calendar.day_declared")
    assert leaf.secrets.get(field="reason").value == "Gazette 12"
    assert "Gazette" not in leaf.body
    assert {"day": "2027-06-14", "off": True}.items() <= json.loads(leaf.body)["facts"].items()


def test_a_listed_day_that_is_worked_is_declared_so_and_back(administrator):
    calendar = started(administrator)

    declare(calendar, EPIPHANY, administrator, is_off=False)
    assert not calendars.days_off(builders.authority()).is_off(EPIPHANY)
    declare(calendar, EPIPHANY, administrator)

    assert calendars.days_off(builders.authority()).is_off(EPIPHANY)
    assert Holiday.objects.filter(calendar=calendar, on_date=EPIPHANY).count() == 3


@pytest.mark.parametrize(
    ("day", "changes", "sentence"),
    [
        (date(2027, 6, 14), {"reason": " "}, "Give the day's name and the reason"),
        (date(2027, 6, 14), {"name": ""}, "Give the day's name and the reason"),
        (date(2031, 6, 14), {}, "Add the year 2031 to the calendar first"),
        (EPIPHANY, {}, "6 Jan 2027 is a holiday of the calendar already"),
        (date(2027, 6, 14), {"is_off": False}, "14 Jun 2027 is no holiday of the calendar"),
    ],
)
def test_a_day_is_refused_with_a_sentence(administrator, day, changes, sentence):
    calendar = started(administrator)

    with pytest.raises(CalendarRefused, match=sentence):
        declare(calendar, day, administrator, **changes)

    assert facts_of("calendar.day_declared") == []


def test_a_year_is_confirmed_once_by_a_person(administrator):
    calendar = started(administrator)
    listed = facts_of("calendar.year_added")[1]["days"]
    declare(calendar, date(2027, 6, 14), administrator)

    calendars.confirm_year(calendar=calendar, year=2027, by=administrator, at=AT)

    row = CalendarYear.objects.get(calendar=calendar, year=2027)
    assert (row.confirmed_by, row.confirmed_at) == (administrator, AT)
    assert facts_of("calendar.year_confirmed") == [{"year": 2027, "days": listed + 1}]
    for year in (2027, 2031):
        with pytest.raises(CalendarRefused, match=f"{year} does not wait to be confirmed"):
            calendars.confirm_year(calendar=calendar, year=year, by=administrator, at=AT)


@pytest.mark.parametrize(
    "changes", [{"year": 2030}, {"source": "memory"}, {"confirmed_by": None, "confirmed_at": None}]
)
def test_what_was_confirmed_stays(administrator, changes):
    calendar = started(administrator)
    calendars.confirm_year(calendar=calendar, year=2027, by=administrator, at=AT)

    with pytest.raises(DatabaseError, match="keeps this row"), transaction.atomic():
        CalendarYear.objects.filter(calendar=calendar, year=2027).update(**changes)


def test_a_year_is_added_once_and_within_what_a_calendar_holds(administrator):
    calendar = started(administrator)

    row = calendars.add_year(calendar=calendar, year=2029, by=administrator, at=AT)

    assert (row.year, row.confirmed_at) == (2029, None)
    for year, sentence in ((2029, "has the year 2029 already"), (1999, "years from 2000 to 2100")):
        with pytest.raises(CalendarRefused, match=sentence):
            calendars.add_year(calendar=calendar, year=year, by=administrator, at=AT)


def test_a_new_calendar_follows_and_the_old_one_is_kept(administrator):
    first = started(administrator, parts=("BY",))
    second = started(administrator, parts=("HE",))

    assert (second.no, calendars.calendar_of(builders.authority())) == (2, second)
    assert Holiday.objects.filter(calendar=first).exists()


def test_an_unknown_place_names_those_that_are_known(administrator):
    with pytest.raises(CalendarRefused, match=r"no list of public holidays of DE XX\. Known parts of DE: BB, BE, BW"):
        started(administrator, parts=("XX",))
    with pytest.raises(CalendarRefused, match=r"no list of public holidays of QQ\. Known parts of QQ: none"):
        started(administrator, country="QQ", parts=())

    assert (facts_of("calendar.started"), parts_of("QQ")) == ([], ())


def test_without_a_calendar_no_end_is_known():
    off = calendars.days_off(builders.authority())

    with pytest.raises(YearMissing):
        periods.standstill_period(DE.standstill, date(2026, 12, 16), off)


def test_reading_the_days_off_costs_three_queries(administrator, django_assert_num_queries):
    started(administrator)
    city = builders.authority()

    with django_assert_num_queries(3):
        calendars.days_off(city)
