"""The calendar of an authority: started from a list of public holidays, confirmed year by year, mended with a reason.

Holidays are rows; `days_off` hands them to the day counts. An administrator of the authority does all of it
(`core.law.access`).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.audit import CoreLeafKind
from core.law.days import DaysOff, day_of
from core.law.seeding import UNION, CalendarRefused, public_holidays
from core.models import Authority, Calendar, CalendarYear, Holiday, HolidaySource, User
from core.models.calendars import FIRST_YEAR, LAST_YEAR
from core.pages import formats

YEARS_AHEAD = 2  # a standstill or a notice that begins in December ends in the next year


def calendar_of(authority: Authority) -> Calendar | None:
    """The calendar in force; None if the authority has none. One query."""
    return Calendar.objects.filter(authority=authority).order_by("-no").first()


def days_off(authority: Authority) -> DaysOff:
    """The days off of an authority, for the day counts; without a calendar no year is known. Three queries."""
    calendar = calendar_of(authority)
    years = CalendarYear.objects.filter(calendar=calendar).values_list("year", flat=True)
    return DaysOff.of(holidays_of(calendar) if calendar else (), years)


def holidays_of(calendar: Calendar) -> dict[date, Holiday]:
    """{day: the row that says it is off}, by day; without those that an administrator declared working days."""
    latest = {row.on_date: row for row in Holiday.objects.filter(calendar=calendar).order_by("on_date", "pk")}
    return {day: row for day, row in latest.items() if row.is_off}


@transaction.atomic
def start(*, authority: Authority, country: str, parts: tuple[str, ...] = (), by: User, at: datetime) -> Calendar:
    """Give an authority a calendar, with the public holidays of this year and the next two. Who: an administrator.

    Where the law wants the union of all parts of a country, name none. One that is there already is followed by this
    one and kept. Effects: a Calendar with its years and days; leaves calendar.started and, for each year,
    calendar.year_added.
    Raises CalendarRefused for a place that is not known.
    """
    named = parts or UNION.get(country, ())
    Authority.objects.select_for_update().get(pk=authority.pk)
    previous = calendar_of(authority)
    calendar = Calendar.objects.create(
        authority=authority, no=previous.no + 1 if previous else 1, country=country, parts=",".join(named), by=by, at=at
    )
    facts = {"country": country, "parts": list(named), "no": calendar.no}
    audit.record(CoreLeafKind.CALENDAR_STARTED, calendar, by=by, at=at, facts=facts)
    this_year = day_of(at, authority.zone).year
    for year in range(this_year, this_year + YEARS_AHEAD + 1):
        add_year(calendar=calendar, year=year, by=by, at=at)
    return calendar


@transaction.atomic
def add_year(*, calendar: Calendar, year: int, by: User, at: datetime) -> CalendarYear:
    """Enter the public holidays of one more year. Who: an administrator.

    Effects: a CalendarYear that waits to be confirmed, its Holidays; leaf calendar.year_added. Raises CalendarRefused
    for a year that is there already, so a second call, too.
    """
    Calendar.objects.select_for_update().get(pk=calendar.pk)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarRefused(_("A calendar holds years from 2000 to 2100."))
    if calendar.years.filter(year=year).exists():
        raise CalendarRefused(_("The calendar has the year %(year)d already.") % {"year": year})
    listed = public_holidays(calendar.country, parts_of_calendar(calendar), year)
    row = CalendarYear.objects.create(calendar=calendar, year=year, source=listed.source, by=by, at=at)
    Holiday.objects.bulk_create(
        Holiday(calendar=calendar, on_date=day, name=name[:200], source=HolidaySource.SEED, by=by, at=at)
        for day, name in sorted(listed.names.items())
    )
    facts = {"year": year, "days": len(listed.names), "list": listed.source}
    audit.record(CoreLeafKind.CALENDAR_YEAR_ADDED, calendar, by=by, at=at, facts=facts)
    return row


@transaction.atomic
def declare_day(
    *, calendar: Calendar, day: date, is_off: bool, name: str, reason: str, by: User, at: datetime
) -> Holiday:
    """Say that a day is off once, or is not off although the list says so. Who: an administrator.

    Effects: a Holiday, which counts from now on; leaf calendar.day_declared, its reason beside it as a secret. Raises
    CalendarRefused without a name or reason, for a year that is not there, and if the day is so already.
    """
    Calendar.objects.select_for_update().get(pk=calendar.pk)
    if not reason.strip() or not name.strip():
        raise CalendarRefused(_("Give the day's name and the reason: who declared it, and where."))
    if not calendar.years.filter(year=day.year).exists():
        raise CalendarRefused(_("Add the year %(year)d to the calendar first.") % {"year": day.year})
    if (day in holidays_of(calendar)) == is_off:
        raise CalendarRefused(
            _("%(day)s is a holiday of the calendar already.") % {"day": formats.day(day)}
            if is_off
            else _("%(day)s is no holiday of the calendar.") % {"day": formats.day(day)}
        )
    row = Holiday.objects.create(
        calendar=calendar,
        on_date=day,
        name=name.strip(),
        is_off=is_off,
        source=HolidaySource.ADMINISTRATOR,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    facts = {"day": day.isoformat(), "off": is_off}
    audit.record(
        CoreLeafKind.CALENDAR_DAY_DECLARED, calendar, by=by, at=at, facts=facts, secret={"reason": reason.strip()}
    )
    return row


@transaction.atomic
def confirm_year(*, calendar: Calendar, year: int, by: User, at: datetime) -> None:
    """Say that the days of a year were compared with the official list. Who: an administrator.

    Effects: the CalendarYear is confirmed; leaf calendar.year_confirmed. Days may still be declared later. Raises
    CalendarRefused for a year that is not there or is confirmed, so a second call, too.
    """
    waiting = calendar.years.filter(year=year, confirmed_at=None)
    if not waiting.update(confirmed_at=at, confirmed_by=by):
        raise CalendarRefused(_("The year %(year)d does not wait to be confirmed.") % {"year": year})
    days = sum(day.year == year for day in holidays_of(calendar))
    audit.record(CoreLeafKind.CALENDAR_YEAR_CONFIRMED, calendar, by=by, at=at, facts={"year": year, "days": days})


def parts_of_calendar(calendar: Calendar) -> tuple[str, ...]:
    """The parts of the country whose holidays count, as a list."""
    return tuple(part for part in calendar.parts.split(",") if part)
