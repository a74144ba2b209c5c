"""Dates counted by the law of an authority: backwards from a deadline, or forwards from the day of publication.

Pure, over a law profile and the days off of a calendar. Every count may raise YearMissing: the end of a period is not
guessed where nobody has entered the public holidays. Sources: LAW §1, §3, §4; `core.law.periods`.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.law import days, periods
from core.law.days import DAY, DaysOff
from core.law.periods import SubmissionCase, SubmissionFloor
from core.law.terms import LawProfile
from procurement.tenders.sections.timetable import Timetable

NOON = time(12)
WEEK = 7
# Between the last answer and the deadline where the law sets nothing.
ANSWER_DAYS = 6


class NotCountable(ValueError):
    """A date from which others are counted is missing."""


@dataclass(frozen=True, slots=True)
class DateRules:
    """By what an authority counts. `profile` None: it has not chosen its law, so no period is the least."""

    zone: str
    profile: LawProfile | None
    off: DaysOff

    def day(self, instant: datetime) -> date:
        return days.day_of(instant, self.zone)

    def instant(self, day: date, clock: time) -> datetime:
        """An hour of a day where the authority is, in UTC; the hour stays the same where the clocks change."""
        return datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)

    def clock(self, instant: datetime) -> time:
        return instant.astimezone(ZoneInfo(self.zone)).time()

    def working_day_before(self, day: date) -> date:
        """The day itself if it is a working day, else the latest one before it. Raises YearMissing."""
        while self.off.is_off(day):
            day -= DAY
        return day


def case_of(timetable: Timetable) -> SubmissionCase:
    """What decides how long the period must be; urgent is what has a reason for it."""
    return SubmissionCase(
        electronic=timetable.electronic,
        documents_online=timetable.documents_online,
        prior_notice=timetable.prior_notice,
        urgent=bool(timetable.urgent_why.strip()),
    )


def floor_of(timetable: Timetable, rules: DateRules, publish: date) -> SubmissionFloor | None:
    """The shortest lawful period from a day of publication; None without a law. Raises YearMissing."""
    if rules.profile is None:
        return None
    return periods.submission_floor(rules.profile.submission, publish, case_of(timetable), rules.off, rules.zone)


def days_to_spare(timetable: Timetable, rules: DateRules) -> int | None:
    """How many days more than the least lie before the deadline; below 0: so many too few. Raises YearMissing.

    None while a date or the law is missing.
    """
    if timetable.publish_on is None or timetable.deadline is None or rules.profile is None:
        return None
    floor = periods.submission_floor(
        rules.profile.submission, timetable.publish_on, case_of(timetable), rules.off, rules.zone
    )
    submitted = periods.days_to_submit(rules.profile.submission, timetable.publish_on, timetable.deadline, rules.zone)
    return submitted - floor.with_roll


def earliest_deadline(timetable: Timetable, rules: DateRules, publish: date) -> datetime:
    """Noon of the first working day on which a deadline is lawful. Raises NotCountable without a law, YearMissing."""
    floor = floor_of(timetable, rules, publish)
    if floor is None:
        raise NotCountable
    day = rules.off.next_working_day(rules.day(floor.earliest_at))
    while rules.instant(day, NOON) < floor.earliest_at:
        day = rules.off.next_working_day(day + DAY)
    return rules.instant(day, NOON)


def latest_publication(timetable: Timetable, rules: DateRules, deadline: datetime) -> date:
    """The last working day on which a notice is early enough. Raises NotCountable without a law, YearMissing."""
    if rules.profile is None:
        raise NotCountable
    least = periods.minimum_days(rules.profile.submission, case_of(timetable))[1]
    day = rules.working_day_before(rules.day(deadline) - least * DAY)
    while not _is_early_enough(timetable, rules, day, deadline):
        day = rules.working_day_before(day - DAY)
    return day


def _is_early_enough(timetable: Timetable, rules: DateRules, publish: date, deadline: datetime) -> bool:
    floor = floor_of(timetable, rules, publish)
    return floor is not None and floor.earliest_at <= deadline


def last_answers(timetable: Timetable, rules: DateRules, deadline: date, publish: date | None = None) -> date:
    """The day for the last answers: one day more before the deadline than the law leaves between them.

    A week before it where the law sets nothing. A working day, unless that leaves no day for questions after the
    publication. Raises YearMissing.
    """
    answers = rules.profile.answers if rules.profile else None
    lawful = periods.answers_until(answers, deadline, urgent=case_of(timetable).urgent)
    return _working_day_after(rules, lawful or days.back(deadline, ANSWER_DAYS), publish and publish + DAY)


def last_questions(rules: DateRules, answers: date, publish: date | None) -> date:
    """A week before the last answers; in a short period halfway from the publication. Raises YearMissing."""
    day = answers - WEEK * DAY
    if publish is not None and day <= publish:
        day = publish + (answers - publish) // 2
    return _working_day_after(rules, day, publish)


def _working_day_after(rules: DateRules, day: date, bound: date | None) -> date:
    """The working day at or before a day, if that still lies after the bound; else the day itself.

    No day at or before the bound is asked for: in January the calendar may not hold the year before. May raise
    YearMissing.
    """
    if bound is None:
        return rules.working_day_before(day)
    working_day = day
    while working_day > bound and rules.off.is_off(working_day):
        working_day -= DAY
    return working_day if working_day > bound else day


def from_deadline(timetable: Timetable, rules: DateRules) -> Timetable:
    """All dates counted backwards from the deadline, at its hour. Raises NotCountable without one, YearMissing."""
    if timetable.deadline is None:
        raise NotCountable
    return _around(timetable, rules, latest_publication(timetable, rules, timetable.deadline), timetable.deadline)


def from_publication(timetable: Timetable, rules: DateRules) -> Timetable:
    """The earliest lawful deadline after the publication, and the dates between. Raises as `from_deadline`."""
    if timetable.publish_on is None:
        raise NotCountable
    deadline = earliest_deadline(timetable, rules, timetable.publish_on)
    return _around(timetable, rules, timetable.publish_on, deadline)


def _around(timetable: Timetable, rules: DateRules, publish: date, deadline: datetime) -> Timetable:
    answers = last_answers(timetable, rules, rules.day(deadline), publish)
    questions = last_questions(rules, answers, publish)
    clock = rules.clock(deadline)
    return replace(
        timetable,
        publish_on=publish,
        questions_until=rules.instant(questions, clock),
        answers_by=rules.instant(answers, clock),
        deadline=deadline,
    )
