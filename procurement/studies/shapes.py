"""A study of methods, exact: page, CSV, PDF and API are made from it (law 11).

No names of people: what is made of it outlives an erasure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from core.models import JobState


@dataclass(frozen=True, slots=True)
class StudyWarningShape:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class StudyRowShape:
    """A study in a list; `methods` are formula ids in the order of their letters, `chosen` a letter."""

    id: UUID
    no: int
    title: str
    authority: str
    methods: tuple[str, ...]
    chosen: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class StudyListShape:
    """One page, newest first; `next` continues it."""

    next: str | None
    results: tuple[StudyRowShape, ...]


@dataclass(frozen=True, slots=True)
class ExpectedBidShape:
    id: str
    price: Fraction
    quality: Fraction = field(metadata={"help": "A share from 0 to 1."})


@dataclass(frozen=True, slots=True)
class StudyPlaceShape:
    place: int
    bid: str
    price: Fraction
    quality: Fraction
    price_points: Fraction | None
    figure: Fraction


@dataclass(frozen=True, slots=True)
class StudyExcludedShape:
    bid: str
    sentence: str


@dataclass(frozen=True, slots=True)
class StudyLeavingShape:
    """What happens when this losing bid leaves: who wins then."""

    bid: str
    winner: str | None
    order_changes: bool


@dataclass(frozen=True, slots=True)
class ReversalsShape:
    """In `reversed` of `tenders` one losing bid decided who wins; in `undecided` nobody won."""

    tenders: int
    reversed: int
    undecided: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class StudyMethodShape:
    """A candidate: its method, its ranking, what leaving does, its curve and, once simulated, its reversals."""

    id: str
    formula: str
    title: str
    kind: str = field(metadata={"choices": ("points", "index", "money")})
    best: str = field(metadata={"choices": ("high", "low")})
    source: str
    sentence: str
    params: Mapping[str, Any]
    scaling: str
    quality_minimum: Fraction | None
    warnings: tuple[StudyWarningShape, ...]
    winner: str | None
    ranking: tuple[StudyPlaceShape, ...]
    excluded: tuple[StudyExcludedShape, ...]
    gaps: tuple[str, ...]
    leaving: tuple[StudyLeavingShape, ...]
    curve: tuple[tuple[Fraction | None, ...], ...] = field(metadata={"help": "[price, figure or null]"})
    reversals: ReversalsShape | None

    def points(self) -> list[tuple[Fraction, Fraction | None]]:
        """The curve as (price, figure), the figure None if the method gives none at this price."""
        return [(price, figure) for price, figure in self.curve if price is not None]


@dataclass(frozen=True, slots=True)
class StudyHeadShape:
    id: UUID
    no: int
    title: str
    authority: str
    zone: str
    at: datetime
    currency: str
    price_points: Fraction
    seed: int
    tenders: int
    scoring_version: str


@dataclass(frozen=True, slots=True)
class StudyChoiceShape:
    """The choice that holds, with the warnings as they were shown."""

    no: int
    candidate: str
    title: str
    warnings: tuple[StudyWarningShape, ...]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StudyCurveShape:
    """Whose price the curves vary, and between which bounds; the other bids stay as expected."""

    bid: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class DrawnBidsShape:
    count: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class StudyDigestsShape:
    inputs: str
    result: str


@dataclass(frozen=True, slots=True)
class StudyShape:
    """A whole study, as page, CSV and PDF show it; `drawn` is null if the bids were typed."""

    study: StudyHeadShape
    bids: tuple[ExpectedBidShape, ...]
    drawn: DrawnBidsShape | None
    curve: StudyCurveShape
    candidates: tuple[StudyMethodShape, ...]
    simulated: bool
    choice: StudyChoiceShape | None
    digests: StudyDigestsShape


@dataclass(frozen=True, slots=True)
class SimulationShape:
    """The job that simulates the rates; `counts` once it is ready, by letter of the method."""

    id: UUID
    state: JobState
    percent: int
    message: str
    why: str
    seed: int
    tenders: int
    counts: Mapping[str, ReversalsShape]
