"""Standstill, submission and answers: which day a profile's rule ends on. Pure, over a profile and a calendar."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.law import days
from core.law.days import DaysOff
from core.law.terms import Answers, Count, Ends, Standstill, Submission


class Means(StrEnum):
    """How the letters were sent."""

    ELECTRONIC = "electronic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StandstillPeriod:
    """A standstill. `due`: its last day before rolling; `working_days`: those inside, up to `due`.

    `warning`: fewer working days than the profile asks for; offer a longer one (check LAW-STD-5).
    """

    due: date
    last: date
    working_days: int
    warning: bool

    def signing_from(self, zone: str) -> datetime:
        """From this instant the contract may be signed, in UTC: 00:00 of the day after the last."""
        return days.end_of(self.last, zone)


def standstill_period(
    rule: Standstill, sent: date, off: DaysOff, *, means: Means = Means.ELECTRONIC, receipt: date | None = None
) -> StandstillPeriod:
    """The standstill after the letters were sent, or the notice published, on a day.

    By other means, where the law counts from sending or from receipt, the later end holds once the receipt is known:
    safe under both (our choice). Raises YearMissing if the calendar does not reach so far.
    """
    if rule.count is Count.FROM:
        last = days.from_(sent, rule.days, off)
        return StandstillPeriod(last, last, off.working_days(sent, last), warning=False)
    due = _due_by_other_means(rule, sent, receipt, off) if means is Means.OTHER else _due(sent, rule.days, off)
    last = off.next_working_day(due) if rule.roll else due
    inside = off.working_days(sent + days.DAY, due)
    return StandstillPeriod(due, last, inside, warning=inside < (rule.min_working_days_warn or 0))


def _due(sent: date, length: int, off: DaysOff) -> date:
    return days.after(sent, length, off, roll=False)


def _due_by_other_means(rule: Standstill, sent: date, receipt: date | None, off: DaysOff) -> date:
    other = rule.other_means
    if other is None:
        return _due(sent, rule.days, off)
    due = _due(sent, other.from_sent, off)
    if receipt is None or other.or_from_receipt is None:
        return due
    return max(due, _due(receipt, other.or_from_receipt, off))


class Step(StrEnum):
    """What is asked for: tenders at once, requests to participate, tenders of those selected."""

    OPEN = "open"
    REQUEST = "request"
    TENDER = "tender"


@dataclass(frozen=True, slots=True)
class SubmissionCase:
    """What decides how long a period must be. `documents_online`: all of them, free, from the first day."""

    step: Step = Step.OPEN
    electronic: bool = True
    documents_online: bool = True
    prior_notice: bool = False
    urgent: bool = False
    preselected: bool = False
    dynamic_market: bool = False


@dataclass(frozen=True, slots=True)
class SubmissionFloor:
    """The shortest lawful period: so many days, `field` of the profile says them, `last` is the last day of it.

    A deadline is lawful from `earliest_at` on, in UTC. `with_roll`: the days to that last day, more than `days` where a
    day off moved it.
    """

    days: int
    field: str
    last: date
    earliest_at: datetime
    with_roll: int


def submission_floor(rule: Submission, sent: date, case: SubmissionCase, off: DaysOff, zone: str) -> SubmissionFloor:
    """How long a period must be that begins with a notice or invitation of that day. Raises YearMissing."""
    field, length = minimum_days(rule, case)
    last = days.after(sent, length, off, roll=rule.roll)
    ends = days.end_of if rule.ends is Ends.DAY_END else days.start_of
    return SubmissionFloor(length, field, last, ends(last, zone), (last - sent).days)


def days_to_submit(rule: Submission, sent: date, deadline: datetime, zone: str) -> int:
    """How many days of a period are over at a deadline, as the law counts them: comparable with a floor's.

    European periods end at 24:00, so the day of a noon deadline does not count; in the United Kingdom it does.
    """
    day = days.day_of(deadline, zone)
    is_over = rule.ends is Ends.DEADLINE_DAY or days.end_of(day, zone) <= deadline
    return (day - sent).days - (0 if is_over else 1)


def minimum_days(rule: Submission, case: SubmissionCase) -> tuple[str, int]:
    """(field of the profile, days): the shortest period that the law allows in this case.

    A shortening that the profile does not know does not apply; five days more where documents are not online, save in
    urgency. Source: D24 27 to 31, 53(1); PA 54.
    """
    field = next(name for name in _fields(rule, case) if getattr(rule, name) is not None)
    length: int = getattr(rule, field)
    is_longer = not case.documents_online and not case.urgent
    return field, length + (rule.documents_not_online_plus or 0 if is_longer else 0)


def _fields(rule: Submission, case: SubmissionCase) -> list[str]:
    """Fields of the profile that may say it, the shortest period that applies first."""
    if case.step is Step.REQUEST:
        return ["request_urgent", "request"] if case.urgent else ["request"]
    open_fields = _open_fields(rule, case)
    if case.step is Step.OPEN:
        return open_fields
    circumstances = {
        "tender_urgent": case.urgent,
        "tender_prior_notice": case.prior_notice,
        "tender_preselected": case.preselected,
        "tender_dynamic_market": case.dynamic_market,
        "tender_electronic": case.electronic,
    }
    return [*(name for name, applies in circumstances.items() if applies), "tender", *open_fields]


def _open_fields(rule: Submission, case: SubmissionCase) -> list[str]:
    lacking = [case.electronic, case.documents_online].count(False)
    by_documents = ["open_electronic_all_documents", "open_one_missing", "open"][lacking:]
    circumstances = {
        "open_urgent": case.urgent,
        "open_prior_notice": case.prior_notice,
        "open_electronic": case.electronic and rule.open_one_missing is None,
    }
    return [*(name for name, applies in circumstances.items() if applies), *by_documents, "open"]


def answers_until(rule: Answers | None, deadline: date, *, urgent: bool = False) -> date | None:
    """The latest day on which answers reach everybody before a deadline; None where the law sets none."""
    if rule is None:
        return None
    return days.back(deadline, rule.days_before_urgent if urgent else rule.days_before)


def result_notice_until(length: int, count: Count | None, contract: date, off: DaysOff) -> date:
    """The latest day for a notice of the result, or a copy of the contract, after its conclusion; never rolled."""
    if count is Count.FROM:
        return days.from_calendar(contract, length)
    return days.after(contract, length, off, roll=False)
