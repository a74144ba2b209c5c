"""A tender and what is frozen with it: lots, the criterion tree, scales, requirements, interfaces, KPIs."""

from procurement.tenders.models.amendments import LIVE, Amendment
from procurement.tenders.models.changes import (
    AnnouncedVersion,
    CancellationProposal,
    Clarification,
    Follower,
    Suspension,
)
from procurement.tenders.models.criteria import Criterion, CriterionKind, Family, Level, Scale
from procurement.tenders.models.documents import TenderDocument
from procurement.tenders.models.explanations import (
    SHORTEST_EXPLANATION,
    Explanation,
    ExplanationVerdict,
    ReasonKind,
)
from procurement.tenders.models.outages import OutageExtension, ReopeningProposal
from procurement.tenders.models.requirements import KpiTemplate, Requirement, TenderInterface
from procurement.tenders.models.saves import SectionSave
from procurement.tenders.models.seeds import DrawSeed
from procurement.tenders.models.tender import (
    DIGITS,
    PUBLISHED_COLUMNS,
    Lot,
    Origin,
    SourceDocument,
    Tender,
    total_estimate,
    value_order,
)
from procurement.tenders.models.versions import LotSpec, TenderVersion
from procurement.tenders.models.watching import WatchList

__all__ = [
    "DIGITS",
    "LIVE",
    "PUBLISHED_COLUMNS",
    "SHORTEST_EXPLANATION",
    "Amendment",
    "AnnouncedVersion",
    "CancellationProposal",
    "Clarification",
    "Criterion",
    "CriterionKind",
    "DrawSeed",
    "Explanation",
    "ExplanationVerdict",
    "Family",
    "Follower",
    "KpiTemplate",
    "Level",
    "Lot",
    "LotSpec",
    "Origin",
    "OutageExtension",
    "ReasonKind",
    "ReopeningProposal",
    "Requirement",
    "Scale",
    "SectionSave",
    "SourceDocument",
    "Suspension",
    "Tender",
    "TenderDocument",
    "TenderInterface",
    "TenderVersion",
    "WatchList",
    "total_estimate",
    "value_order",
]
