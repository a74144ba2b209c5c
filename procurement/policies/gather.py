"""From rows to what `scoring` and `core.law` read: settings, figures of the law, and the ready policy."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from core import canon
from core.law.floors import floors_of
from core.law.periods import SubmissionCase
from core.law.profiles import profile_of
from core.law.strictness import Setting
from core.law.terms import DifferentMoney, DutyLevel
from core.models import Authority, PriceBasis
from procurement.policies.models import PolicyVersion
from scoring.compliance import RULES, LawFloors, PolicySettings, RuleTerms, Severity, settings_from_json

_YES_NO: Mapping[str, bool] = {"true": True, "false": False}


def settings_of(version: PolicyVersion) -> PolicySettings:
    """What a version sets, as the rules read it."""
    return settings_from_json(version.settings)


def digest_of(settings: object, law_figures: Mapping[str, str], text: str) -> str:
    """The sha256 of what a version says and sets, in hex. `settings` as they are stored."""
    return canon.digest({"settings": settings, "law": dict(law_figures), "text": text})


def ready_settings(authority: Authority) -> PolicySettings:
    """The ready policy: every rule applies with its usual figures, written out, in the authority's money.

    A later default of the product changes no policy. Severities stay those of each finding.
    """
    rules = {
        entry.id: RuleTerms(params={name: parameter.default for name, parameter in entry.params.items()})
        for entry in RULES.all()
    }
    return PolicySettings(authority.currency, authority.basis, rules)


def law_floors(authority: Authority, settings: PolicySettings) -> LawFloors | None:
    """What the authority's law bounds of a policy; None without a profile."""
    if not authority.law_profile:
        return None
    profile, money = profile_of(authority.law_profile), (settings.currency, PriceBasis(settings.basis))
    try:
        floors = floors_of(profile, SubmissionCase(), currency=money[0], basis=money[1])
    except DifferentMoney:  # its limit of money is compared with nothing, all its other figures are
        floors = floors_of(replace(profile, kpi=None), SubmissionCase(), currency=money[0], basis=money[1])
    return LawFloors(
        profile=floors.profile,
        submission_days=floors.submission_days,
        turnover_factor=floors.turnover_factor,
        brand_duty=Severity(floors.brand_duty),
        standard_duty=Severity(floors.standard_duty),
        kpi_above=floors.kpi_above,
        kpi_least=floors.kpi_least,
    )


def law_setting(text: str) -> Setting | None:
    """A figure of the law as it was stored: a number, yes or no as true and false, or a duty; None for other texts."""
    if text in _YES_NO:
        return _YES_NO[text]
    if text in set(DutyLevel):
        return DutyLevel(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() else number
