"""What the adviser reads and gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scoring.standards.openness import OpennessMeasure

ANYWHERE = "any"
# {a place where a buyer sits: the places whose rules hold there}. `any` holds everywhere.
PLACES: Mapping[str, frozenset[str]] = {
    "EU": frozenset({"EU"}),
    "NL": frozenset({"NL", "EU"}),
    "Nordic": frozenset({"Nordic", "EU"}),
    "UK": frozenset({"UK"}),
    "US": frozenset({"US"}),
    "other": frozenset(),
}


class Duty(StrEnum):
    """What kind of duty a rule speaks of, the strongest first.

    `law` binds someone in the situation; whether it binds this buyer is for the officer to judge.
    """

    LAW = "law"
    EXPLAIN = "comply_or_explain"
    RECOMMENDED = "recommended"
    PRACTICE = "practice"


class Match(StrEnum):
    """What makes a rule fire within its domains: a trigger, a trigger and a code, or either of them."""

    WORD = "word"
    BOTH = "both"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """In one situation one standard usually applies. `cpv`: prefixes of codes; `triggers`: beginnings of words.

    `places`: where its duty holds, `any` for everywhere. `evidence`: the kind of file a bid can bring, or `none`.
    """

    id: str
    standard: str
    domains: frozenset[str]
    cpv: tuple[str, ...]
    triggers: tuple[str, ...]
    match: Match
    situation: str
    basis: str
    duty: Duty
    places: frozenset[str]
    evidence: str
    alternatives: str = ""


@dataclass(frozen=True, slots=True)
class AdvisedStandard:
    """What the adviser knows of a standard: its six answers, and the clause that asks for it, if one is written."""

    id: str
    answers: Mapping[str, str]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What is to be bought: in words, by codes of the CPV, in domains that a person chose, by a buyer in a place."""

    text: str
    cpv: tuple[str, ...]
    domains: frozenset[str]
    place: str


@dataclass(frozen=True, slots=True)
class AdviceReason:
    """A rule that fired, by what, and the duty that it has for this buyer.

    `local`: the rule holds where the buyer sits. That of another place is at most recommended.
    """

    rule: AdviceRule
    triggers: tuple[str, ...]
    cpv: tuple[str, ...]
    duty: Duty
    local: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """A standard that usually applies, with every reason, the strongest first.

    `weighable`: its openness is known, so that it may carry weight; without that it enters with weight 0 until a fact
    of `measure.missing` is recorded. `evidence`: kinds of files that a bid can bring; empty if a person looks.
    """

    standard: str
    duty: Duty
    reasons: tuple[AdviceReason, ...]
    evidence: tuple[str, ...]
    clause: str
    measure: OpennessMeasure

    @property
    def weighable(self) -> bool:
        """Whether an interface may carry weight with this standard."""
        return self.measure.openness is not None


@dataclass(frozen=True, slots=True)
class Omission:
    """An advice that a list of standards does not follow.

    `must_explain`: a law or a comply-or-explain list asks for the standard, so that leaving it out needs a reason.
    """

    standard: str
    duty: Duty
    must_explain: bool
    explanation: str

    @property
    def open(self) -> bool:
        """Whether a reason is asked for and none is written."""
        return self.must_explain and not self.explanation.strip()
