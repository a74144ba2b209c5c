"""What a city's policy sets: which rules apply, how strictly, with which figures, and the terms texts are read for.

Plain data: `settings_to_json` writes what a policy version stores, `settings_from_json` reads it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring import canonical, codec
from scoring.compliance.lint import DEFAULT_TERMS, TermLists
from scoring.compliance.severity import Severity
from scoring.errors import BadParameter


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """How a policy sets one rule. `severity` empty: the rule's own findings keep theirs. `params`: figures by name.

    A rule that rests on law is applied whatever `enabled` says, and its findings are raised, never lowered.
    """

    enabled: bool = True
    severity: str = ""
    params: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """A policy as the rules read it. A rule that it does not name applies with its defaults.

    `currency` and `basis` (net, gross): those of every limit of money here. A tender in another is not compared.
    """

    currency: str
    basis: str
    rules: Mapping[str, RuleTerms] = field(default_factory=dict)
    terms: TermLists = DEFAULT_TERMS


def settings_to_json(settings: PolicySettings) -> dict[str, Any]:
    """As a policy version stores it: dicts, lists and text; fractions as text."""
    return dict(canonical.plain(settings))


def settings_from_json(data: object) -> PolicySettings:
    """What `settings_to_json` wrote. Raises BadParameter for anything else, a severity that there is not included."""
    settings: PolicySettings = codec.read(PolicySettings, data, "settings")
    for rule, terms in settings.rules.items():
        if terms.severity not in {"", *Severity}:
            raise BadParameter(f"settings/rules/{rule}/severity", why=f"'{terms.severity}' is no severity")
    return settings
