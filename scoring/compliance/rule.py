"""A rule of compliance and the registry: `@rule(...)` on a function is all that a new rule needs."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from scoring.compliance.facts import FACT_NAMES, Estimate, LawFloors, TenderFacts
from scoring.compliance.findings import Observation, RuleOutcome
from scoring.compliance.lint import TermLists
from scoring.compliance.severity import Severity
from scoring.numbers import decimal_text

# {beginning of an id: what its rules are about}, in the order of a checklist.
GROUPS: Mapping[str, str] = {
    "POL": "Policy",
    "REG": "Register of systems",
    "IFC": "Interfaces",
    "STD": "Standards and exit",
    "VFM": "Value for money",
    "ALT": "Low bids and ties",
    "TERM": "Term",
    "KPI": "Performance",
    "CON": "Consultation",
    "SME": "Small suppliers",
    "TIME": "Time",
    "INN": "Innovation",
    "FIN": "Funding",
}
HELP_PAGE = "rules.md"
_ID = re.compile(r"[A-Z]{3,4}-\d+")
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure that a policy may set. `stricter`: lower or higher; `law`: the field of LawFloors that bounds it."""

    title: str
    default: Fraction
    unit: str
    stricter: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one rule compares with: its figures, the currency and tax basis of its amounts, the terms of the policy."""

    numbers: Mapping[str, Fraction]
    currency: str
    basis: str
    terms: TermLists

    def number(self, name: str) -> Fraction:
        """A figure of the rule by its name."""
        return self.numbers[name]

    def compares(self, estimate: Estimate) -> bool:
        """Whether an estimate is in the currency and on the basis of the policy's amounts."""
        return (estimate.currency, estimate.basis) == (self.currency, self.basis)

    def money(self, amount: Fraction) -> str:
        """An amount of the policy as text."""
        return f"{written(amount)} {self.currency} {self.basis}"


Judge = Callable[[TenderFacts, Bounds], Iterator[Observation]]


@dataclass(frozen=True, slots=True)
class ComplianceRule:
    """A rule. `facts`: the fields of TenderFacts that it reads; `law`: the legal source, empty if it is our own choice.

    `sentences`: the English of each thing it can say, by key; `principles`: rows of the table of principles, 1 to 12.
    """

    id: str
    title: str
    principles: tuple[int, ...]
    facts: tuple[str, ...]
    severity: Severity
    sentences: Mapping[str, str]
    judge: Judge
    source: str = ""
    law: str = ""
    params: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """Where the help page explains it."""
        return f"{HELP_PAGE}#{self.id.lower()}"

    @property
    def place(self) -> tuple[int, str, int]:
        """Its place in a checklist: by group, then by number; a new group stands last."""
        group, number = self.id.split("-")
        order = list(GROUPS)
        return order.index(group) if group in order else len(order), group, int(number)


class Registry:
    """Rules by id. The product has one, `RULES`."""

    def __init__(self) -> None:
        self._by_id: dict[str, ComplianceRule] = {}

    def add(self, entry: ComplianceRule) -> None:
        """Raises ValueError for an id that is taken or malformed, and for a fact that there is not."""
        if entry.id in self._by_id or not _ID.fullmatch(entry.id):
            raise ValueError(f"{entry.id!r} is taken or no id of a rule")
        if unknown := set(entry.facts) - set(FACT_NAMES):
            raise ValueError(f"{entry.id} reads facts that there are not: {', '.join(sorted(unknown))}")
        self._by_id[entry.id] = entry

    def __getitem__(self, rule_id: str) -> ComplianceRule:
        return self._by_id[rule_id]

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._by_id

    def all(self) -> tuple[ComplianceRule, ...]:
        """Every rule in the order of a checklist."""
        return tuple(sorted(self._by_id.values(), key=lambda entry: entry.place))


RULES = Registry()


def rule(
    rule_id: str,
    *,
    title: str,
    principles: tuple[int, ...],
    facts: tuple[str, ...],
    severity: Severity,
    sentences: Mapping[str, str],
    source: str = "",
    law: str = "",
    params: Mapping[str, Parameter] | None = None,
    registry: Registry = RULES,
) -> Callable[[Judge], Judge]:
    """Register a function as a rule, once, when its module is imported. Raises as `Registry.add`."""

    def register(judge: Judge) -> Judge:
        registry.add(
            ComplianceRule(rule_id, title, principles, facts, severity, sentences, judge, source, law, params or {})
        )
        return judge

    return register


# --- what rule functions yield ---


def passed(key: str, value: object = "", limit: object = "", about: str = "", **values: object) -> Observation:
    return _seen(RuleOutcome.PASS, key, value, limit, about, None, values)


def failed(
    key: str,
    value: object = "",
    limit: object = "",
    about: str = "",
    severity: Severity | None = None,
    **values: object,
) -> Observation:
    return _seen(RuleOutcome.FAIL, key, value, limit, about, severity, values)


def spared(key: str, value: object = "", limit: object = "", about: str = "", **values: object) -> Observation:
    """The rule does not apply to this tender."""
    return _seen(RuleOutcome.NOT_APPLICABLE, key, value, limit, about, None, values)


def undecidable(key: str, value: object = "", limit: object = "", about: str = "", **values: object) -> Observation:
    """The facts are there, and cannot be compared."""
    return _seen(RuleOutcome.UNKNOWN, key, value, limit, about, None, values)


def compared(is_met: bool, value: object, limit: object, about: str = "", **values: object) -> Observation:
    """Pass with the sentence `met`, or fail with `missed`."""
    outcome, key = (RuleOutcome.PASS, "met") if is_met else (RuleOutcome.FAIL, "missed")
    return _seen(outcome, key, value, limit, about, None, values)


def _seen(
    outcome: RuleOutcome,
    key: str,
    value: object,
    limit: object,
    about: str,
    severity: Severity | None,
    values: Mapping[str, object],
) -> Observation:
    texts = {name: written(item) for name, item in {**values, "value": value, "limit": limit, "about": about}.items()}
    return Observation(outcome, key, texts["value"], texts["limit"], about, severity, texts)


def written(value: object) -> str:
    """A value in a sentence: thousands grouped, at most four decimals, lists with commas; dates as ISO text."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return f"{value.numerator:,}"
        text = f"{Decimal(decimal_text(value, _PLACES)):,f}"
        return text.rstrip("0").rstrip(".")
    if isinstance(value, tuple):
        return ", ".join(written(item) for item in value)
    return str(value)


def percent(value: Fraction) -> str:
    """A percentage as text."""
    return f"{written(value)}\N{NO-BREAK SPACE}%"


def stricter_figure(policy: Fraction, law: LawFloors | None, field_name: str, *, higher: bool = False) -> Fraction:
    """The stricter of the policy's figure and the law's: the lower, or with `higher` the higher one."""
    figure = getattr(law, field_name) if law else None
    if figure is None:
        return policy
    return max(policy, Fraction(figure)) if higher else min(policy, Fraction(figure))
