"""What a rule says: pass, fail, not applicable or unknown, with the value it saw, the limit and a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scoring import digest
from scoring.compliance.severity import Severity
from scoring.results import Sentence


class RuleOutcome(StrEnum):
    PASS = "pass"  # noqa: S105 -- a result, no passphrase
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


# A missing fact is treated as a failure: nothing reassures falsely.
OPEN = frozenset({RuleOutcome.FAIL, RuleOutcome.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Observation:
    """What a rule function yields. `key` is one of its rule's sentences, which `values` fill.

    `value` and `limit` are what stands on both sides of the comparison, as text; `about`: the part of the tender that
    it speaks of, empty for all of it. `severity` None: the rule's.
    """

    outcome: RuleOutcome
    key: str
    value: str = ""
    limit: str = ""
    about: str = ""
    severity: Severity | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """One result of one rule: what the checklist, the gate, the API and the report show. All values are text."""

    rule: str
    outcome: RuleOutcome
    severity: Severity
    sentence: Sentence
    value: str = ""
    limit: str = ""
    about: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something has to be done about it, unless it only informs."""
        return self.outcome in OPEN

    @property
    def blocks(self) -> bool:
        """Whether it stops a publication; no explanation lifts that."""
        return self.is_open and self.severity is Severity.BLOCK

    @property
    def asks_reason(self) -> bool:
        """Whether a reason is asked for that another officer approves."""
        return self.is_open and self.severity is Severity.EXPLAIN


def facts_digest(rule: str, findings: Iterable[RuleFinding]) -> str:
    """The sha256 of what one rule saw, in hex: an explanation of it is void once this changes."""
    seen = [
        [str(finding.outcome), finding.about, finding.value, finding.limit, finding.sentence]
        for finding in findings
        if finding.rule == rule
    ]
    return digest.digest("rule", [rule, seen])
