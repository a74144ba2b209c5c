"""A tender with everything that is published with it: page and API are made from it (law 11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from core.rest.shapes import Url
from procurement.studies.shapes import WarningShape
from procurement.tenders.models import CriterionKind, Family, Origin
from procurement.tenders.shapes.notice import NoticeShape
from procurement.tenders.states import LotState, TenderState


@dataclass(frozen=True, slots=True)
class TenderRowShape:
    """A tender in a list. `value` is what its lots are estimated at together: null unless each has an estimate."""

    id: UUID
    publish_no: int | None
    ref: str
    title: str
    authority: str
    state: TenderState
    origin: Origin
    currency: str
    price_formula: str
    published_at: datetime | None
    deadline_at: datetime | None
    suspended_at: datetime | None = field(
        metadata={"help": "Since when nobody can hand in; null where time runs. Lifting sets a later deadline."}
    )
    is_test: bool = field(metadata={"help": "Whether the source of an import marks it as a test."})
    lot_count: int
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class WatchListShape:
    """The filters of a list that a person keeps; `url` leads to the list, `feed` and `calendar` need no account."""

    id: UUID
    name: str
    query: str
    url: Url
    feed: Url
    calendar: Url
    made_at: datetime


@dataclass(frozen=True, slots=True)
class StudyReferenceShape:
    """The study in which the method was chosen; `followed`: whether the tender's method is the chosen one."""

    id: UUID
    no: int
    candidate: str
    title: str
    reason: str
    warnings: tuple[WarningShape, ...]
    by: str
    at: datetime
    followed: bool


@dataclass(frozen=True, slots=True)
class TenderMethodShape:
    """How bids are ranked; `why_none` says why there is no formula. `sentences` and `ties` say the same in words.

    `study` is for officers and auditors of the authority: null for everybody else.
    """

    formula: str
    name: str
    params: Mapping[str, Any]
    source: str
    why_none: str
    total_points: Fraction
    tie_chain: tuple[str, ...]
    scaling: str
    rounding: Mapping[str, Any]
    threshold_on: str
    panel_method: str
    panel_min: int
    envelopes: int
    abnormally_low_rule: Mapping[str, Any]
    sentences: tuple[str, ...]
    ties: tuple[str, ...]
    study: StudyReferenceShape | None


@dataclass(frozen=True, slots=True)
class LotShape:
    id: UUID
    no: int
    title: str
    estimate: Decimal | None
    cpv: tuple[str, ...]
    state: LotState
    source_note: str


@dataclass(frozen=True, slots=True)
class LevelShape:
    value: Fraction
    label: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class CriterionShape:
    """A criterion; `weight` is in percent, null if the source gives no one number; `minimum`: a mark, or points."""

    id: UUID
    parent: UUID | None
    lots: tuple[UUID, ...]
    no: int
    key: str
    title: str
    text: str
    family: Family
    kind: CriterionKind
    weight: Decimal | None
    minimum: Fraction | None
    scale: tuple[LevelShape, ...]
    source_note: str


@dataclass(frozen=True, slots=True)
class RequirementShape:
    id: int
    key: str
    lot: UUID | None
    group: str
    text: str
    mandatory: bool
    functional: bool
    datatype: str
    minimum: str | None
    maximum: str | None
    expected: str | None


@dataclass(frozen=True, slots=True)
class InterfaceShape:
    """An interface that a bid must meet; `openness` and `strength` of the standard as published, null if not known."""

    id: int
    code: str
    title: str
    lot: UUID | None
    role: str
    direction: str
    standard: str
    standard_id: str
    version: str
    weight: Decimal
    min_rung: int
    evidence_kind: str
    profile_sha256: str
    openness: Fraction | None
    strength: Fraction | None


@dataclass(frozen=True, slots=True)
class KpiShape:
    """A performance indicator that bids make an offer for."""

    code: str
    title: str
    unit: str
    direction: str
    criterion: UUID | None
    minimum: Fraction
    best: Fraction
    weight: Decimal
    credit_rule: str


@dataclass(frozen=True, slots=True)
class NoteShape:
    sentence: str
    pointer: str


@dataclass(frozen=True, slots=True)
class SourceShape:
    """The file of an imported tender: how many of its values found a place, and what was noticed.

    `total` is None if nobody counted; `extras` are the values that have no field here, by their place in the file.
    """

    file: str
    format: str
    record: str
    sha256: str
    total: int | None
    mapped: int | None
    ignored: int
    extras_count: int
    extras: Mapping[str, Any]
    notes: tuple[NoteShape, ...]


@dataclass(frozen=True, slots=True)
class TenderShape(TenderRowShape):
    """A tender with everything that is published with it."""

    description: str
    zone: str
    basis: str
    method: TenderMethodShape
    lots: tuple[LotShape, ...]
    criteria: tuple[CriterionShape, ...]
    requirements: tuple[RequirementShape, ...]
    interfaces: tuple[InterfaceShape, ...]
    kpis: tuple[KpiShape, ...]
    source: SourceShape | None
    notice: NoticeShape | None = field(metadata={"help": "What was published, whole; null for an import or a draft."})
