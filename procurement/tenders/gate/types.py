"""What stands between a draft and its publication, grouped by what a person must do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from procurement.tenders.models import Explanation
from procurement.tenders.sections import SectionKey


class GateGroup(StrEnum):
    """What a check leads to. The counts of all five add up to the rules and the checks of texts."""

    STOPS = "stops"
    ASKS = "asks"
    TELLS = "tells"
    PASSED = "passed"
    NOT_MADE = "not_made"


class ReasonState(StrEnum):
    """Where an asked reason stands. `VOID`: what was explained has changed since."""

    MISSING = "missing"
    VOID = "void"
    WAITING = "waiting"
    REFUSED = "refused"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class GateFinding:
    """One thing that a check says. `check`: id of a rule or a check of texts, empty: of the section or the judge.

    `section`, `place`: the field that is meant, None where no section has it. `excerpt`: the sentence of a text, in
    which `name` is what was noticed; `cure`: what to write instead. `document`: the upload that it stands in.
    """

    check: str
    section: SectionKey | None
    place: str
    sentence: str
    cure: str = ""
    excerpt: str = ""
    name: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class AskedReason:
    """A rule that asks for a reason. `digest`: what the rule saw; `explanation`: the latest, which may be void."""

    rule: str
    title: str
    digest: str
    findings: tuple[GateFinding, ...]
    state: ReasonState
    explanation: Explanation | None

    @property
    def is_written(self) -> bool:
        return self.state in {ReasonState.WAITING, ReasonState.APPROVED}

    @property
    def sentence(self) -> str:
        return " ".join(finding.sentence for finding in self.findings)


@dataclass(frozen=True)
class TenderGate:
    """All findings of a tender at one moment. `guards`: what later stages object to; `groups`: {check: its group}.

    `policy_no`: the version of the policy, None without one. `digest`: of all
    sections; what was checked is exactly what has it.
    """

    stops: tuple[GateFinding, ...]
    reasons: tuple[AskedReason, ...]
    tells: tuple[GateFinding, ...]
    passed: tuple[GateFinding, ...]
    not_made: tuple[GateFinding, ...]
    guards: tuple[str, ...]
    groups: Mapping[str, GateGroup]
    digest: str
    policy_no: int | None = None

    @cached_property
    def counts(self) -> Mapping[GateGroup, int]:
        """How many checks lead to what; together all of them."""
        return {group: list(self.groups.values()).count(group) for group in GateGroup}

    @property
    def open_reasons(self) -> tuple[AskedReason, ...]:
        """Those that nobody has approved yet."""
        return tuple(reason for reason in self.reasons if reason.state is not ReasonState.APPROVED)

    @property
    def unwritten_reasons(self) -> tuple[AskedReason, ...]:
        """Those for which the draft's officers still have something to write."""
        return tuple(reason for reason in self.reasons if not reason.is_written)

    @property
    def refuses_sending(self) -> list[str]:
        """Why it cannot be sent to a second officer, in sentences; empty if it can."""
        return [*self._stopping(), *_unexplained(self.unwritten_reasons)]

    @property
    def refuses_publication(self) -> list[str]:
        """Why it cannot be published, in sentences; empty if it can."""
        waiting = [reason for reason in self.open_reasons if reason.is_written]
        unapproved = [_("No other officer has approved the reason for this: %s") % r.sentence for r in waiting]
        return [*self._stopping(), *_unexplained(self.unwritten_reasons), *unapproved, *self.guards]

    def _stopping(self) -> list[str]:
        return [finding.sentence for finding in self.stops]


def _unexplained(reasons: Iterable[AskedReason]) -> list[str]:
    return [_("No reason is given for this: %s") % reason.sentence for reason in reasons]
