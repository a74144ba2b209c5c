"""Facts of a supplier as pure values: when they are true, what has ended, what ends soon.

A fact that ends on 11 December is true on the 11th and not on the 12th. The day is given: that of the deadline where
the authority is, or today.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=60)
REMINDERS = (60, 30, 7)  # days before the end


class FactKind(StrEnum):
    DECLARATION = "declaration"
    CERTIFICATE = "certificate"
    CAPABILITY = "capability"
    POLICY = "policy"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Fact:
    """The version of a fact that is in force. `code`: of the criterion, the capability, the subject or the role.

    `evidence`: SHA-256 of the document, empty where it is declared and not proven.
    """

    kind: FactKind
    no: int
    version: int
    code: str
    title: str
    issued: date | None = None
    expires: date | None = None
    evidence: str = ""

    @property
    def is_proven(self) -> bool:
        return bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Compliance:
    """The third axis of a supplier, derived and never stored: how its facts stand on a day.

    `ending`: those that are true on the day and end within 60 days of it; both lists by their end, the earliest first.
    `pending`: issued later than the day.
    """

    on: date
    total: int
    live: int
    ended: tuple[Fact, ...]
    ending: tuple[Fact, ...]
    pending: tuple[Fact, ...]

    @property
    def all_true(self) -> bool:
        return not self.ended and not self.pending

    @property
    def next_end(self) -> date | None:
        """The day with which the next of the facts that are true on the day ends soon."""
        return self.ending[0].expires if self.ending else None


def live_on(issued: date | None, expires: date | None, on: date) -> bool:
    """Whether a fact with this day of issue and this last day is true on a day. Without either it is always true."""
    return (issued is None or issued <= on) and (expires is None or on <= expires)


def has_ended(expires: date | None, on: date) -> bool:
    """Whether a fact with this last day is over on a day."""
    return expires is not None and expires < on


def standing(facts: Iterable[Fact], on: date) -> Compliance:
    """How these facts, each the version in force, stand on a day."""
    known = sorted(facts, key=lambda fact: (fact.expires or date.max, fact.kind, fact.no))
    live = [fact for fact in known if live_on(fact.issued, fact.expires, on)]
    return Compliance(
        on=on,
        total=len(known),
        live=len(live),
        ended=tuple(fact for fact in known if has_ended(fact.expires, on)),
        ending=tuple(fact for fact in live if fact.expires is not None and fact.expires - on <= SOON),
        pending=tuple(
            fact for fact in known if not has_ended(fact.expires, on) and fact.issued is not None and fact.issued > on
        ),
    )


def a_year_after(day: date) -> date:
    """The same day of the next year; 28 February after a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def reminder_days(expires: Iterable[date], on: date) -> list[tuple[date, date, int]]:
    """(day of the reminder, last day of the facts, days between) still to come after a day, in order, each once."""
    return sorted(
        (last - timedelta(days=days), last, days)
        for last in set(expires)
        for days in REMINDERS
        if last - timedelta(days=days) > on
    )
