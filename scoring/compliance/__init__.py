"""Compliance of a tender before publication: rules over its facts, and a reader of its texts. Pure data in and out.

`check_tender(TenderFacts, PolicySettings)` is the one check behind checklist, gate, API and report; `lint` reads texts.
A new rule is one file in `rules` and one test. A stage gathers facts and takes those it keeps out of `unkept`.
"""

from scoring.compliance.check import COMMON_SENTENCES, check_tender, setting_faults, text
from scoring.compliance.facts import (
    FACT_NAMES,
    UNKEPT,
    AskedInterface,
    AskedKpi,
    AskedRequirement,
    BreakClause,
    ContractTerm,
    Estimate,
    FactMissing,
    FundingPart,
    LawFloors,
    LotFacts,
    PastRecord,
    TenderFacts,
    TextPart,
)
from scoring.compliance.findings import RuleFinding, RuleOutcome, facts_digest
from scoring.compliance.rule import GROUPS, RULES, ComplianceRule, Parameter
from scoring.compliance.settings import PolicySettings, RuleTerms, settings_from_json, settings_to_json
from scoring.compliance.severity import Severity

__all__ = [
    "COMMON_SENTENCES",
    "FACT_NAMES",
    "GROUPS",
    "RULES",
    "UNKEPT",
    "AskedInterface",
    "AskedKpi",
    "AskedRequirement",
    "BreakClause",
    "ComplianceRule",
    "ContractTerm",
    "Estimate",
    "FactMissing",
    "FundingPart",
    "LawFloors",
    "LotFacts",
    "Parameter",
    "PastRecord",
    "PolicySettings",
    "RuleFinding",
    "RuleOutcome",
    "RuleTerms",
    "Severity",
    "TenderFacts",
    "TextPart",
    "check_tender",
    "facts_digest",
    "setting_faults",
    "settings_from_json",
    "settings_to_json",
    "text",
]
