"""What one policy sets differently from another, rule by rule. Pure, over the settings that versions store."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction

from scoring.compliance import RULES, ComplianceRule, PolicySettings, RuleTerms
from scoring.compliance.lint import TermLists

TERMS = "terms/"  # before the name of a list of terms
_DEFAULT = RuleTerms()


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """One thing that two policies set differently: `part` is "applies", "severity" or the name of a figure.

    Of a list of terms, `part` is "terms/" and its name, and each value names the terms that only this policy has.

    The values are as the settings have them: a bool, a severity (empty: the rule's own), a Fraction, a text; None:
    that policy says nothing of it. `rule` empty: it is about the policy as a whole.
    """

    rule: str
    part: str
    before: bool | str | Fraction | None
    after: bool | str | Fraction | None


def differences(
    before: PolicySettings,
    after: PolicySettings,
    before_law: Mapping[str, str] | None = None,
    after_law: Mapping[str, str] | None = None,
) -> list[PolicyDifference]:
    """Everything that differs, in the order of a checklist, money's kind first and figures of the law last."""
    return [
        *_of_whole(before, after),
        *(difference for entry in RULES.all() for difference in _of_rule(entry, before, after)),
        *_of_law(before_law or {}, after_law or {}),
    ]


def figure(entry: ComplianceRule, terms: RuleTerms, name: str) -> Fraction:
    """What a policy sets for a figure of a rule, else the rule's default."""
    return terms.params.get(name, entry.params[name].default)


def terms_of(settings: PolicySettings, rule: str) -> RuleTerms:
    """What a policy says of a rule; it applies with its defaults where nothing is said."""
    return settings.rules.get(rule, _DEFAULT)


def _of_whole(before: PolicySettings, after: PolicySettings) -> Iterator[PolicyDifference]:
    for part in ("currency", "basis"):
        if getattr(before, part) != getattr(after, part):
            yield PolicyDifference("", part, getattr(before, part), getattr(after, part))
    for field in fields(TermLists):
        old, new = getattr(before.terms, field.name), getattr(after.terms, field.name)
        if old != new:
            yield PolicyDifference("", f"{TERMS}{field.name}", _only_in(old, new), _only_in(new, old))


def _only_in(terms: Iterable[object], others: Iterable[object]) -> str | None:
    """The terms that the other list lacks; None if there are none, as where only the order differs."""
    known = set(others)
    return ", ".join(str(getattr(term, "id", term)) for term in terms if term not in known) or None


def _of_rule(entry: ComplianceRule, before: PolicySettings, after: PolicySettings) -> Iterator[PolicyDifference]:
    old, new = terms_of(before, entry.id), terms_of(after, entry.id)
    if old.enabled != new.enabled:
        yield PolicyDifference(entry.id, "applies", old.enabled, new.enabled)
    if old.severity != new.severity:
        yield PolicyDifference(entry.id, "severity", old.severity, new.severity)
    for name in entry.params:
        if figure(entry, old, name) != figure(entry, new, name):
            yield PolicyDifference(entry.id, name, figure(entry, old, name), figure(entry, new, name))


def _of_law(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[PolicyDifference]:
    for field in sorted(before.keys() | after.keys()):
        if before.get(field) != after.get(field):
            yield PolicyDifference("", field, before.get(field), after.get(field))
