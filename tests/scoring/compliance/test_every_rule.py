"""Every rule of the registry has a tender that passes, one that fails and one that it does not apply to."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from inspect import getsource

import pytest

from scoring.compliance import (
    RULES,
    FundingPart,
    LawFloors,
    PastRecord,
    RuleTerms,
    TextPart,
    check_tender,
)
from tests.scoring.compliance.tender import (
    SETTINGS,
    SOUND,
    ContractTerm,
    euro,
    interface,
    kpi,
    lot,
    requirement,
)

TERM = SOUND.term
SHORT = ContractTerm(12, (), (), renews_silently=False)

# {rule: what of the sound tender differs}, so that the rule fails.
FAILING = {
    "POL-1": {"policy_review_on": date(2026, 11, 27)},
    "REG-1": {"systems": ()},
    "REG-2": {"platforms": ("SYS-9",)},
    "IFC-1": {"interfaces": ()},
    "IFC-2": {"interfaces": (interface(profile_sha=""),)},
    "STD-1": {"interfaces": (interface(answers={"royalty_free": "no"}),)},
    "STD-2": {"texts": (TextPart("specification", "R1", "It runs on Windows."),)},
    "STD-3": {"exit_days": 29},
    "VFM-1": {"lots": (lot(price_weight=Fraction(61)),)},
    "VFM-2": {"lots": (lot(family_weights={"value_for_money": Fraction(100)}),)},
    "VFM-3": {"cost_kinds": ("purchase",)},
    "VFM-4": {"order_depends": True},
    "ALT-1": {"alt_rule": ""},
    "TERM-1": {"term": replace(TERM, months=37)},
    "TERM-2": {"term": replace(TERM, renews_silently=True)},
    "TERM-3": {"term": replace(TERM, breaks=())},
    "TERM-4": {"term": replace(TERM, options=(40,))},
    "KPI-1": {"kpis": (kpi(),)},
    "KPI-2": {"kpis": (kpi(unit=""),)},
    "KPI-3": {"past_record": PastRecord(Fraction(11), Fraction(1, 2))},
    "KPI-4": {"kpis": (kpi(measured_by=("supplier",)),)},
    "CON-1": {"consultations": (13,)},
    "CON-2": {"requirements": (requirement(has_provenance=False),)},
    "SME-1": {"lots": (lot(),)},
    "SME-2": {"bidder_limits": ("At most two members.",)},
    "SME-3": {"early_costs": ("A bond.",)},
    "SME-4": {"lots_single": False},
    "TIME-1": {"submission_days": 29},
    "INN-1": {"requirements": (requirement(functional=False),)},
    "FIN-1": {"funding": ()},
    "FIN-2": {"funding": (FundingPart("eu_fund", Fraction(6_000_000), "committed"),)},
}
# {rule: what differs}, so that the rule has nothing to say.
SPARED = {
    "REG-2": {"platforms": ()},
    "IFC-2": {"interfaces": ()},
    "STD-1": {"interfaces": ()},
    "VFM-3": {"term": SHORT},
    "TERM-3": {"term": SHORT},
    "TERM-4": {"term": SHORT},
    "KPI-1": {"estimate": euro(5_000_000), "law": LawFloors("own/1")},
    "KPI-2": {"kpis": ()},
    "KPI-3": {"past_record": PastRecord(Fraction(0), None)},
    "KPI-4": {"kpis": ()},
    "CON-1": {"estimate": euro(250_000)},
    "CON-2": {"requirements": (requirement(confirmed=False),)},
    "SME-1": {"estimate": euro(200_000)},
    "SME-4": {"lots": (lot(),)},
    "INN-1": {"requirements": ()},
    "FIN-1": {"estimate": euro(0)},
}
ALL = {entry.id: entry for entry in RULES.all()}


def outcomes(rule, facts, settings=SETTINGS):
    return {str(finding.outcome) for finding in check_tender(facts, settings) if finding.rule == rule}


def test_no_rule_is_without_its_examples():
    assert set(FAILING) == set(ALL)
    assert set(SPARED) == {rule for rule, entry in ALL.items() if can_be_spared(entry)}


def can_be_spared(entry):
    """Whether the rule itself, or a function beside it, says of some tender that it does not apply."""
    module = getsource(__import__(entry.judge.__module__, fromlist=["_"]))
    helpers = [name for name in ("_division",) if f"def {name}" in module and name in getsource(entry.judge)]
    return "spared(" in getsource(entry.judge) or bool(helpers)


@pytest.mark.parametrize("rule", ALL)
def test_the_sound_tender_passes(rule):
    assert outcomes(rule, SOUND) == {"pass"}


@pytest.mark.parametrize("rule", FAILING)
def test_a_tender_with_one_fault_fails(rule):
    assert "fail" in outcomes(rule, replace(SOUND, **FAILING[rule]))


@pytest.mark.parametrize("rule", SPARED)
def test_a_tender_that_it_is_not_about_is_spared(rule):
    assert "not_applicable" in outcomes(rule, replace(SOUND, **SPARED[rule]))
    assert "fail" not in outcomes(rule, replace(SOUND, **SPARED[rule]))


@pytest.mark.parametrize("rule", sorted(set(ALL) - set(SPARED)))
def test_a_rule_about_every_tender_does_not_apply_where_policy_or_site_leaves_it_out(rule):
    """By the policy; of a rule that rests on law, where the site keeps nowhere what it reads."""
    if not ALL[rule].law:
        off = replace(SETTINGS, rules={rule: RuleTerms(enabled=False)})
        assert outcomes(rule, replace(SOUND, **FAILING[rule]), off) == {"not_applicable"}
    fact = ALL[rule].facts[0]
    assert outcomes(rule, replace(SOUND, unkept=frozenset({fact}), **{fact: None})) == {"not_applicable"}
