"""The day counts of procurement law, as pure functions over a calendar's days off.

Days are those of the authority's zone. A period ends at 24:00 of its last day, so an act is allowed from 00:00 of the
next one. Sources: Regulation (EEC, Euratom) 1182/71 art. 3; BGB 187-188, 193; Procurement Act 2023 ss. 51, 54, 123.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5


class YearMissing(ValueError):
    """A count reaches a year whose public holidays nobody has entered: its end is not known."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The calendar has no public holidays of {year}.")
        self.year = year


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The public holidays of the years that a calendar holds. Saturdays and Sundays are off as well."""

    holidays: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, holidays: Iterable[date], years: Iterable[int]) -> "DaysOff":
        return cls(frozenset(holidays), frozenset(years))

    def is_off(self, day: date) -> bool:
        """Whether nobody works on this day. Raises YearMissing for a year that the calendar does not hold."""
        if day.year not in self.years:
            raise YearMissing(day.year)
        return day.weekday() >= SATURDAY or day in self.holidays

    def next_working_day(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        while self.is_off(day):
            day += DAY
        return day

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie from the first to the last day, both counted; 0 if the last is before the first."""
        return sum(not self.is_off(first + i * DAY) for i in range((last - first).days + 1))


def after(day: date, days: int, off: DaysOff, *, roll: bool) -> date:
    """The last day of a period of calendar days whose trigger day is not counted.

    `roll`: a last day that is off moves the end to the next working day. Without it the calendar is not read.
    """
    last = day + days * DAY
    return off.next_working_day(last) if roll else last


def from_(day: date, days: int, off: DaysOff) -> date:
    """The last day of a period of working days; the trigger day is the first, or the first working day after it."""
    _require_positive(days)
    last = off.next_working_day(day)
    for _ in range(days - 1):
        last = off.next_working_day(last + DAY)
    return last


def from_calendar(day: date, days: int) -> date:
    """The last day of a period of calendar days whose trigger day is day 1. It never rolls (30, 90, 120 days, UK)."""
    _require_positive(days)
    return day + (days - 1) * DAY


def back(deadline: date, days: int) -> date:
    """The latest day before a deadline so that this many whole days lie between; the deadline's day is not counted.

    Never rolled: the strictest reading of Directive 2014/24/EU art. 53(2), our choice.
    """
    return deadline - (days + 1) * DAY


def day_of(instant: datetime, zone: str) -> date:
    """The day on which an instant falls where the authority is."""
    return instant.astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which a day is over: 00:00 of the next one there, also where the clocks change."""
    return datetime.combine(day + DAY, time(), ZoneInfo(zone)).astimezone(UTC)


def start_of(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which a day begins there."""
    return end_of(day - DAY, zone)


def _require_positive(days: int) -> None:
    if days < 1:
        raise ValueError(f"A period that begins with its trigger day has at least one day, not {days}.")
