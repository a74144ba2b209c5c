"""The dates of a tender as a line: what stands where, in days from its first day. Pure; a page draws it.

A point lies at its time of day, a holiday fills its day. Where the calendar does not reach so far, or no law is
chosen, nothing is said of the least period.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction

from core.law.days import DAY, SATURDAY, YearMissing
from procurement.tenders.sections import dates
from procurement.tenders.sections.dates import DateRules
from procurement.tenders.sections.timetable import Timetable

# A line begins with today, unless that is further from the publication than this.
AHEAD = 45
BEFORE, BEHIND = 3, 6
LONGEST = 400
HOURS = 24 * 60


class DateMark(StrEnum):
    """What a point of the line is, in their order."""

    TODAY = "today"
    PUBLISH = "publish"
    QUESTIONS = "questions"
    ANSWERS = "answers"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A date with its place; `clock` None: a day, not an hour of it."""

    mark: DateMark
    day: date
    place: Fraction
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class LeastPeriod:
    """The shortest lawful period: `days` of the law, over after `last`, which a day off may have moved.

    `more`: days to spare before the deadline, below 0 if it is too early; None without a deadline.
    """

    days: int
    last: date
    is_moved: bool
    start: Fraction
    end: Fraction
    more: int | None


@dataclass(frozen=True, slots=True)
class DateLine:
    """Points by their order, the ground under them, and the bars. `missing_year`: its holidays are not known.

    `days`: how many the line is long. `law_known`: whether the authority has chosen a law.
    """

    first: date
    days: int
    points: tuple[DatePoint, ...]
    weekends: tuple[int, ...]
    holidays: tuple[date, ...]
    least: LeastPeriod | None
    law_known: bool
    missing_year: int | None = None

    def place(self, day: date) -> int:
        return (day - self.first).days

    def point(self, mark: DateMark) -> DatePoint | None:
        return next((point for point in self.points if point.mark == mark), None)


def line(timetable: Timetable, rules: DateRules, today: date) -> DateLine | None:
    """The line of a timetable; None while nothing but today could stand on it, or more than 400 days."""
    planned = [rules.day(instant) for instant in _instants(timetable) if instant is not None]
    planned += [timetable.publish_on] if timetable.publish_on is not None else []
    if not planned:
        return None
    first = today if min(planned) - AHEAD * DAY <= today <= min(planned) else min(planned) - BEFORE * DAY
    length = (max(planned) - first).days + BEHIND
    if length > LONGEST:
        return None
    least, missing_year = _least(timetable, rules, first)
    ground = [first + index * DAY for index in range(length)]
    return DateLine(
        first=first,
        days=length,
        points=tuple(_points(timetable, rules, first, today if first <= today <= max(planned) else None)),
        weekends=tuple(index for index, day in enumerate(ground) if day.weekday() >= SATURDAY),
        holidays=tuple(day for day in ground if day in rules.off.holidays),
        least=least,
        law_known=rules.profile is not None,
        missing_year=missing_year,
    )


def has_dates(timetable: Timetable) -> bool:
    """Whether anything but today could stand on a line."""
    return any(planned is not None for planned in (timetable.publish_on, *_instants(timetable)))


def _instants(timetable: Timetable) -> tuple[datetime | None, ...]:
    return timetable.questions_until, timetable.answers_by, timetable.deadline


def _points(timetable: Timetable, rules: DateRules, first: date, today: date | None) -> Iterator[DatePoint]:
    for mark, day in ((DateMark.TODAY, today), (DateMark.PUBLISH, timetable.publish_on)):
        if day is not None:
            yield DatePoint(mark, day, Fraction((day - first).days))
    for mark, instant in zip(
        (DateMark.QUESTIONS, DateMark.ANSWERS, DateMark.DEADLINE), _instants(timetable), strict=True
    ):
        if instant is not None:
            day, clock = rules.day(instant), rules.clock(instant)
            yield DatePoint(mark, day, (day - first).days + _share_of_day(clock), clock)


def _share_of_day(clock: time) -> Fraction:
    return Fraction(clock.hour * 60 + clock.minute, HOURS)


def _least(timetable: Timetable, rules: DateRules, first: date) -> tuple[LeastPeriod | None, int | None]:
    """The least period, or the year whose holidays it would need."""
    publish = timetable.publish_on
    if publish is None:
        return None, None
    try:
        floor = dates.floor_of(timetable, rules, publish)
        more = dates.days_to_spare(timetable, rules)
    except YearMissing as missing:
        return None, missing.year
    if floor is None:
        return None, None
    start = Fraction((publish - first).days)
    end = Fraction((rules.day(floor.earliest_at) - first).days)
    return LeastPeriod(floor.days, floor.last, floor.with_roll > floor.days, start, end, more), None
