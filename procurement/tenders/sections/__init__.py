"""What a tender says, section by section: frozen values that a page writes, a rule reads and a publication freezes.

Nothing here reads a row. Every field has a value from the first day, empty where nobody has filled it in: None is never
taken as 0 or as no. Amounts are in the currency and on the basis of `Purchase`; weights are points of 100.
"""

from procurement.tenders.sections.bidders import AskedCapability, Bidders, SelectionTerm, TurnoverFloor
from procurement.tenders.sections.content import (
    SECTIONS,
    SectionFault,
    SectionKey,
    SectionValue,
    TenderContent,
    content_digest,
    content_from_sections,
    read_section,
    section_digest,
    section_text,
)
from procurement.tenders.sections.contract import BreakTerm, Contract, OptionTerm
from procurement.tenders.sections.criteria import CriteriaTree, CriterionEntry, LevelEntry, ScaleEntry
from procurement.tenders.sections.interfaces import InterfaceEntry, InterfaceList, LeftOutStandard
from procurement.tenders.sections.method import LowBidRule, Method, PriceElement, RateEntry
from procurement.tenders.sections.panel import PanelTerms
from procurement.tenders.sections.performance import BandEntry, KpiEntry, Performance
from procurement.tenders.sections.purchase import AttachedFile, LotEntry, Purchase
from procurement.tenders.sections.requirements import Provenance, RequirementEntry, RequirementList
from procurement.tenders.sections.specs import lot_spec
from procurement.tenders.sections.timetable import Timetable

__all__ = [
    "SECTIONS",
    "AskedCapability",
    "AttachedFile",
    "BandEntry",
    "Bidders",
    "BreakTerm",
    "Contract",
    "CriteriaTree",
    "CriterionEntry",
    "InterfaceEntry",
    "InterfaceList",
    "KpiEntry",
    "LeftOutStandard",
    "LevelEntry",
    "LotEntry",
    "LowBidRule",
    "Method",
    "OptionTerm",
    "PanelTerms",
    "Performance",
    "PriceElement",
    "Provenance",
    "Purchase",
    "RateEntry",
    "RequirementEntry",
    "RequirementList",
    "ScaleEntry",
    "SectionFault",
    "SectionKey",
    "SectionValue",
    "SelectionTerm",
    "TenderContent",
    "Timetable",
    "TurnoverFloor",
    "content_digest",
    "content_from_sections",
    "lot_spec",
    "read_section",
    "section_digest",
    "section_text",
]
