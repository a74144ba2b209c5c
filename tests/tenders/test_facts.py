"""Every rule over a tender that passes it, one that fails it, and one that it does not apply to, by its sections."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from procurement.tenders.sections import (
    Bidders,
    BreakTerm,
    Contract,
    CriteriaTree,
    InterfaceList,
    LotEntry,
    Method,
    OptionTerm,
    Performance,
    Purchase,
    RequirementEntry,
    RequirementList,
    SectionKey,
    TenderContent,
)
from procurement.tenders.sections.facts import CheckContext, StandardOpenness, facts_of
from scoring.compliance import FACT_NAMES, RULES, UNKEPT, LawFloors, PolicySettings, RuleOutcome, check_tender
from tests.tenders import written

OPEN = dict.fromkeys(("royalty_free", "free_to_read", "open_participation"), "yes")
CONTEXT = CheckContext(
    checked_on=date(2026, 3, 2),
    policy_valid_on=date(2026, 3, 2),
    policy_review_on=date(2026, 8, 31),
    law=LawFloors("eu-directive/1", submission_days=30, turnover_factor=Fraction(2)),
    submission_days=47,
    standards={"openapi": StandardOpenness(Fraction(1), Fraction(5, 6), OPEN)},
)
SETTINGS = PolicySettings("EUR", "net")
PASS, FAIL, SPARED = RuleOutcome.PASS, RuleOutcome.FAIL, RuleOutcome.NOT_APPLICABLE


def changed(kind, **changes):
    return replace(next(value for value in written.VALUES if isinstance(value, kind)), **changes)


def criteria(key, **changes):
    entries = tuple(replace(e, **changes) if e.key == key else e for e in written.CRITERIA.criteria)
    return CriteriaTree(entries, written.CRITERIA.scales)


def lots(*estimates):
    entries = tuple(LotEntry(no, f"Lot {no}", estimate=Fraction(e)) for no, e in enumerate(estimates, start=1))
    return changed(Purchase, lots=entries)


KPI = written.KPI
KPIS = tuple(replace(KPI, code=f"K{no}") for no in range(3))
INTERFACE = changed(InterfaceList).entries[0]
CLOSED = replace(
    CONTEXT, standards={"openapi": StandardOpenness(Fraction(0), Fraction(1), OPEN | {"royalty_free": "no"})}
)
REQUIREMENT = RequirementEntry("R1", "It is blue.", functional=False)
NO_USE = tuple(element for element in written.METHOD.elements if element.kind != "exit")

# (rule, outcome, sections that are changed, context)
CASES = [
    ("POL-1", PASS, [], CONTEXT),
    ("POL-1", FAIL, [], replace(CONTEXT, policy_review_on=date(2026, 3, 1))),
    ("IFC-1", PASS, [], CONTEXT),
    ("IFC-1", FAIL, [InterfaceList()], CONTEXT),
    ("IFC-2", PASS, [], CONTEXT),
    ("IFC-2", FAIL, [InterfaceList((replace(INTERFACE, profile_sha=""),))], CONTEXT),
    ("IFC-2", SPARED, [InterfaceList()], CONTEXT),
    ("STD-1", PASS, [], CONTEXT),
    ("STD-1", FAIL, [], CLOSED),
    ("STD-1", SPARED, [InterfaceList()], CONTEXT),
    ("STD-2", PASS, [], CONTEXT),
    ("STD-2", FAIL, [changed(Purchase, text="Certified by ISO/IEC 27001 only.")], CONTEXT),
    ("STD-3", PASS, [], CONTEXT),
    ("STD-3", FAIL, [changed(Contract, exit_days=5)], CONTEXT),
    ("VFM-1", PASS, [], CONTEXT),
    ("VFM-1", FAIL, [criteria("price", weight=Fraction(70))], CONTEXT),
    ("VFM-2", PASS, [], CONTEXT),
    ("VFM-2", FAIL, [criteria("interfaces", weight=Fraction(10))], CONTEXT),
    ("VFM-3", PASS, [], CONTEXT),
    ("VFM-3", FAIL, [changed(Method, elements=NO_USE)], CONTEXT),
    ("VFM-3", SPARED, [changed(Contract, months=12, options=())], CONTEXT),
    ("VFM-4", PASS, [], CONTEXT),
    ("VFM-4", FAIL, [changed(Method, scaling="best")], CONTEXT),
    ("ALT-1", PASS, [], CONTEXT),
    ("ALT-1", FAIL, [changed(Method, low_bids=None)], CONTEXT),
    ("TERM-1", PASS, [], CONTEXT),
    ("TERM-1", FAIL, [changed(Contract, months=48)], CONTEXT),
    ("TERM-2", PASS, [], CONTEXT),
    ("TERM-2", FAIL, [changed(Contract, renews_silently=True)], CONTEXT),
    ("TERM-3", PASS, [], CONTEXT),
    ("TERM-3", FAIL, [changed(Contract, breaks=(BreakTerm(30, 90),))], CONTEXT),
    ("TERM-4", PASS, [], CONTEXT),
    ("TERM-4", FAIL, [changed(Contract, options=(OptionTerm(48),))], CONTEXT),
    ("KPI-1", PASS, [lots(6_000_000), Performance(KPIS)], CONTEXT),
    ("KPI-1", FAIL, [lots(6_000_000)], CONTEXT),
    ("KPI-1", SPARED, [], CONTEXT),
    ("KPI-2", PASS, [], CONTEXT),
    ("KPI-2", FAIL, [Performance((replace(KPI, unit=""),))], CONTEXT),
    ("KPI-2", SPARED, [Performance()], CONTEXT),
    ("KPI-3", PASS, [criteria("uptime", past_record=True, neutral=Fraction(1, 2))], CONTEXT),
    ("KPI-3", FAIL, [criteria("method", past_record=True, neutral=Fraction(1, 2))], CONTEXT),
    ("KPI-3", SPARED, [], CONTEXT),
    ("KPI-4", PASS, [], CONTEXT),
    ("KPI-4", FAIL, [Performance((replace(KPI, measured_by=("supplier",)),))], CONTEXT),
    ("KPI-4", SPARED, [Performance()], CONTEXT),
    ("CON-2", PASS, [], CONTEXT),
    (
        "CON-2",
        FAIL,
        [RequirementList((replace(REQUIREMENT, mandatory=True, mandatory_confirmed=True),))],
        CONTEXT,
    ),
    ("SME-1", PASS, [], CONTEXT),
    ("SME-1", FAIL, [lots(900_000)], CONTEXT),
    ("SME-1", SPARED, [lots(90_000)], CONTEXT),
    ("SME-2", PASS, [], CONTEXT),
    ("SME-2", FAIL, [changed(Bidders, limits=("No consortia.",))], CONTEXT),
    ("SME-3", PASS, [], CONTEXT),
    ("SME-3", FAIL, [changed(Bidders, early_costs=("A bid bond",))], CONTEXT),
    ("SME-4", PASS, [], CONTEXT),
    ("SME-4", FAIL, [changed(Purchase, lots_single=False)], CONTEXT),
    ("SME-4", SPARED, [lots(900_000)], CONTEXT),
    ("TIME-1", PASS, [], CONTEXT),
    ("TIME-1", FAIL, [], replace(CONTEXT, submission_days=20)),
    ("INN-1", PASS, [], CONTEXT),
    ("INN-1", FAIL, [changed(Purchase, variants_allowed=False), RequirementList((REQUIREMENT,))], CONTEXT),
    ("INN-1", SPARED, [changed(Purchase, variants_allowed=False), RequirementList()], CONTEXT),
    *((rule, SPARED, [], CONTEXT) for rule in ("REG-1", "REG-2", "CON-1", "FIN-1", "FIN-2")),
]


def content_with(values):
    by_kind = {type(value): value for value in values}
    sections = {key.value: written.CONTENT.section(key) for key in SectionKey}
    return TenderContent(
        **{name: by_kind.get(type(value), value) for name, value in sections.items()}, written=written.CONTENT.written
    )


@pytest.mark.parametrize(("rule", "outcome", "values", "context"), CASES)
def test_a_rule_reads_its_facts_from_the_sections(rule, outcome, values, context):
    findings = check_tender(facts_of(content_with(values), context), SETTINGS)

    assert outcome in {finding.outcome for finding in findings if finding.rule == rule}


def test_every_rule_is_tried_here():
    assert {rule for rule, *_rest in CASES} == {entry.id for entry in RULES.all()}


def test_a_written_tender_has_every_fact_that_the_site_keeps():
    facts = facts_of(written.CONTENT, CONTEXT)

    assert {fact for fact in FACT_NAMES if getattr(facts, fact) is None} == set(UNKEPT)


def test_an_empty_tender_has_no_fact_that_says_no():
    facts = facts_of(TenderContent(), CheckContext(date(2026, 3, 2)))

    assert {fact for fact in FACT_NAMES if getattr(facts, fact) is not None} == {"checked_on", "texts"}
