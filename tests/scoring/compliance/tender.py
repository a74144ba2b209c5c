"""A tender of the city of Larkmouth that meets every rule, and what one rule says about it when a fact changes."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from scoring.compliance import (
    RULES,
    AskedInterface,
    AskedKpi,
    AskedRequirement,
    BreakClause,
    ContractTerm,
    Estimate,
    FundingPart,
    LawFloors,
    LotFacts,
    PastRecord,
    PolicySettings,
    RuleTerms,
    TenderFacts,
    TextPart,
    check_tender,
    text,
)

SETTINGS = PolicySettings("EUR", "net")
OPEN = {"royalty_free": "yes", "free_to_read": "yes", "open_participation": "yes"}
SHA = "ab" * 32


def euro(low, high=None):
    return Estimate(Fraction(low), Fraction(high or low), "EUR", "net")


def interface(code="IF-1", **changes):
    usual = AskedInterface(
        code, "openapi", "plugs_into", Fraction(50), "SYS-1", SHA, "openapi", openness=Fraction(1), answers=OPEN
    )
    return replace(usual, **changes)


def kpi(code="K1", **changes):
    usual = AskedKpi(
        code,
        "%",
        Fraction(99),
        "monthly log",
        ("supplier", "authority"),
        True,
        "points",
        Fraction(1, 10),
    )
    return replace(usual, **changes)


def lot(no=1, **changes):
    weights = {"interoperability": Fraction(10), "open_standards": Fraction(10), "value_for_money": Fraction(80)}
    return replace(LotFacts(no, "Lamps", euro(3_000_000), Fraction(60), weights, Fraction(0)), **changes)


def requirement(key="R1", confirmed=True, **changes):
    return replace(AskedRequirement(key, confirmed, functional=True, has_provenance=True), **changes)


SOUND = TenderFacts(
    checked_on=date(2026, 11, 28),
    policy_valid_on=date(2026, 1, 15),
    policy_review_on=date(2028, 1, 15),
    law=LawFloors("eu-directive/1", 30, Fraction(2)),
    estimate=euro(6_000_000),
    lots=(lot(1), lot(2)),
    lots_single=True,
    requirements=(requirement("R1"), requirement("R2")),
    interfaces=(interface("IF-1"), interface("IF-2")),
    systems=("SYS-1",),
    platforms=("SYS-1",),
    texts=(TextPart("specification", "R1", "Interfaces follow OpenAPI 3.1 or equivalent."),),
    export_formats=("csv",),
    exit_days=30,
    cost_kinds=("purchase", "use", "exit"),
    order_depends=False,
    alt_rule="prozorro",
    tie_chain=("lower_price", "draw"),
    term=ContractTerm(36, (12, 12), (BreakClause(24, 180),)),
    kpis=(kpi("K1"), kpi("K2"), kpi("K3")),
    past_record=PastRecord(Fraction(10), Fraction(3)),
    consultations=(14,),
    bidder_limits=(),
    early_costs=(),
    submission_days=35,
    variants_allowed=False,
    funding=(
        FundingPart("private_finance", Fraction(4_000_000), "committed"),
        FundingPart("public_support", Fraction(2_000_000), "received"),
    ),
    unkept=frozenset(),
)


def findings(rule, facts=SOUND, **terms):
    """The findings of one rule; `terms`: how the policy sets it."""
    settings = replace(SETTINGS, rules={rule: RuleTerms(**terms)})
    return [finding for finding in check_tender(facts, settings) if finding.rule == rule]


def says(rule, *, params=None, **changes):
    """[(outcome, severity, sentence)] of one rule when these facts of the sound tender change."""
    chosen = {name: Fraction(value) for name, value in (params or {}).items()}
    results = findings(rule, replace(SOUND, **changes), params=chosen)
    return [(str(finding.outcome), str(finding.severity), text(finding.sentence)) for finding in results]


def ids():
    return [entry.id for entry in RULES.all()]
