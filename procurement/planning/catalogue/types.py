"""What the catalogue holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from scoring.standards import COUNTED_FACTS, AdviceRule, AdvisedStandard, Adviser, OpennessMeasure, measure

# Six are counted for openness; the last is only shown.
FACTS = (*COUNTED_FACTS, "derivatives_allowed")


class PublisherKind(StrEnum):
    """What kind of body publishes a standard."""

    INTERNATIONAL = "international"
    EUROPEAN = "european"
    INTERNET = "internet"
    GOVERNMENT = "government"
    CONSORTIUM = "consortium"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact or a rule was read. `place` in it; `url` is empty where only a copy or an excerpt was read."""

    title: str
    place: str
    url: str
    version: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Score and strength 0 to 100 of a European assessment: shown, never mixed into openness."""

    score: str
    strength: str


@dataclass(frozen=True, slots=True)
class Standard:
    """An entry. `answers` has every fact of FACTS: yes, partly, no or unknown.

    `royalty_basis` says on what its royalty answer rests, or why there is none. `readable_as`: the form in which a
    program can read what follows it, empty if none is known. `evidence`: kinds of files that a bid can bring.
    """

    id: str
    title: str
    purpose: str
    publisher: str
    publisher_kind: PublisherKind
    subject: str
    answers: Mapping[str, str]
    sources: tuple[Citation, ...]
    domains: tuple[str, ...]
    evidence: tuple[str, ...]
    royalty_basis: str = ""
    url: str = ""
    text_licence: str = ""
    mim: str = ""
    lists: tuple[str, ...] = ()
    readable_as: str = ""
    assessment: Assessment | None = None
    views: tuple[str, ...] = ()
    note: str = ""

    @property
    def measure(self) -> OpennessMeasure:
        """Its openness by the facts of the catalogue alone."""
        return measure(self.answers)


@dataclass(frozen=True, slots=True)
class Clause:
    """Text that asks for standards, ready to paste; `{words}` in braces are filled by the officer.

    `law` says what the duty behind it is, if any. `evidence`: what the bid shows, beyond the kind of file.
    """

    id: str
    standards: tuple[str, ...]
    text: str
    rests_on_law: bool = False
    law: str = ""
    version: str = ""
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Everything that was read. `rider`: the clause on equivalents that stands once in every specification."""

    version: str
    standards: Mapping[str, Standard]
    rules: tuple[AdviceRule, ...]
    rule_sources: Mapping[str, tuple[Citation, ...]]
    clauses: Mapping[str, tuple[Clause, ...]]
    rider: str

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """The domains that rules name, in their order."""
        return tuple(sorted({domain for rule in self.rules for domain in rule.domains}))

    @cached_property
    def adviser(self) -> Adviser:
        """An adviser over these rules and facts."""
        standards = self.standards.values()
        return Adviser(
            self.rules,
            (AdvisedStandard(standard.id, standard.answers, self.clause_text(standard.id)) for standard in standards),
        )

    def clause_text(self, standard: str) -> str:
        """The text of the clauses that ask for a standard; empty if none is written."""
        return "\n\n".join(clause.text for clause in self.clauses.get(standard, ()))
