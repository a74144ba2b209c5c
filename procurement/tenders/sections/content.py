"""All sections of a tender together, and their one exact form as text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from procurement.tenders.sections.bidders import Bidders
from procurement.tenders.sections.contract import Contract
from procurement.tenders.sections.criteria import CriteriaTree
from procurement.tenders.sections.interfaces import InterfaceList
from procurement.tenders.sections.method import Method
from procurement.tenders.sections.panel import PanelTerms
from procurement.tenders.sections.performance import Performance
from procurement.tenders.sections.purchase import Purchase
from procurement.tenders.sections.requirements import RequirementList
from procurement.tenders.sections.timetable import Timetable
from scoring import ScoringError, canonical, codec

SectionValue = (
    Purchase
    | Bidders
    | RequirementList
    | InterfaceList
    | CriteriaTree
    | Method
    | Performance
    | Contract
    | Timetable
    | PanelTerms
)


class SectionKey(StrEnum):
    """The sections in the order in which a tender is read."""

    PURCHASE = "purchase"
    BIDDERS = "bidders"
    REQUIREMENTS = "requirements"
    INTERFACES = "interfaces"
    CRITERIA = "criteria"
    METHOD = "method"
    PERFORMANCE = "performance"
    CONTRACT = "contract"
    TIMETABLE = "timetable"
    PANEL = "panel"


SECTIONS: Mapping[SectionKey, type[SectionValue]] = {
    SectionKey.PURCHASE: Purchase,
    SectionKey.BIDDERS: Bidders,
    SectionKey.REQUIREMENTS: RequirementList,
    SectionKey.INTERFACES: InterfaceList,
    SectionKey.CRITERIA: CriteriaTree,
    SectionKey.METHOD: Method,
    SectionKey.PERFORMANCE: Performance,
    SectionKey.CONTRACT: Contract,
    SectionKey.TIMETABLE: Timetable,
    SectionKey.PANEL: PanelTerms,
}


@dataclass(frozen=True, slots=True)
class TenderContent:
    """What a tender says, whole. `written`: the sections that somebody has saved; the others are as they begin."""

    purchase: Purchase = field(default_factory=Purchase)
    bidders: Bidders = field(default_factory=Bidders)
    requirements: RequirementList = field(default_factory=RequirementList)
    interfaces: InterfaceList = field(default_factory=InterfaceList)
    criteria: CriteriaTree = field(default_factory=CriteriaTree)
    method: Method = field(default_factory=Method)
    performance: Performance = field(default_factory=Performance)
    contract: Contract = field(default_factory=Contract)
    timetable: Timetable = field(default_factory=Timetable)
    panel: PanelTerms = field(default_factory=PanelTerms)
    written: tuple[str, ...] = ()

    def section(self, key: SectionKey) -> SectionValue:
        return cast("SectionValue", getattr(self, key.value))


class SectionFault(ValueError):
    """A section that cannot be read as what it should be; the text names the place."""


def section_text(value: SectionValue) -> str:
    """The canonical text of a section: equal sections give equal text. What `read_section` reads."""
    return canonical.dumps(value).decode()


def section_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def content_digest(content: TenderContent) -> str:
    """The sha256 of all sections, in hex: equal for equal content, whatever was saved in between."""
    texts = (f"{key.value} {section_digest(section_text(content.section(key)))}\n" for key in SectionKey)
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def read_section(key: SectionKey, text: str) -> SectionValue:
    """The section that `section_text` wrote; fields that are missing are empty. Raises SectionFault with the place."""
    try:
        return cast("SectionValue", codec.read(SECTIONS[key], codec.loads(text), key.value))
    except (ScoringError, ValueError, TypeError) as fault:
        raise SectionFault(str(fault)) from fault


def content_from_sections(texts: Mapping[SectionKey, str]) -> TenderContent:
    """All sections from the text of those that are saved. Raises SectionFault."""
    values = {key.value: read_section(key, text) for key, text in texts.items()}
    written = tuple(key.value for key in SectionKey if key in texts)
    return TenderContent(written=written, **values)  # type: ignore[arg-type]  # each under its own key
