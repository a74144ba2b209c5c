"""A study of methods: page, CSV, PDF and API are made from it (DESIGN law 11). Exact numbers are fractions.

`JudgedMethodShape` and what stands in it is the result as it is stored; what comes after it is added when it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from core.models import JobState

# A price, and the figure that a method gives for it: None if it gives none.
CurvePoint = tuple[Fraction, Fraction | None]


@dataclass(frozen=True, slots=True)
class WarningShape:
    key: str
    text: str


# --- the result of a study, as it is stored ---


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
class StudyCurveShape:
    """Whose price the curves vary, and between which bounds; the other bids stay as expected."""

    bid: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class JudgedMethodShape:
    """A candidate as it was judged; `gaps` say why there is no ranking, `leaving` has a line for each ranked loser."""

    id: str
    formula: str
    title: str
    kind: str = field(metadata={"choices": ("points", "index", "money")})
    best: str = field(metadata={"choices": ("high", "low")})
    source: str
    sentence: str
    warnings: tuple[WarningShape, ...]
    winner: str | None
    ranking: tuple[StudyPlaceShape, ...]
    excluded: tuple[StudyExcludedShape, ...]
    gaps: tuple[str, ...]
    leaving: tuple[StudyLeavingShape, ...]
    curve: tuple[CurvePoint, ...] = field(metadata={"help": "[price, figure or null]"})


@dataclass(frozen=True, slots=True)
class StudyResultShape:
    """What the judge makes of a plan; `version` is that of the scoring package."""

    version: str
    curve: StudyCurveShape
    candidates: tuple[JudgedMethodShape, ...]


# --- the simulation ---


@dataclass(frozen=True, slots=True)
class StudyReversalsShape:
    """In `reversed` of `tenders` one losing bid decided who wins; in `undecided` nobody won."""

    tenders: int
    reversed: int
    undecided: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class StudySimulationShape:
    """The job that simulates the rates; `counts` once it is ready, by letter of the method.

    `lost` says what is the matter with its file, if anything: there are no counts then. Asking for the simulation again
    has the file made again.
    """

    id: UUID
    state: JobState
    percent: int
    message: str
    why: str
    seed: int
    tenders: int
    counts: Mapping[str, StudyReversalsShape]
    lost: str


# --- a study ---


@dataclass(frozen=True, slots=True)
class StudyMethodShape(JudgedMethodShape):
    """A candidate as it was asked for and judged; `reversals` is null until the study was simulated."""

    params: Mapping[str, Any]
    scaling: str
    quality_minimum: Fraction | None
    reversals: StudyReversalsShape | None


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
class StudyBidShape:
    id: str
    price: Fraction
    quality: Fraction = field(metadata={"help": "A share from 0 to 1."})


@dataclass(frozen=True, slots=True)
class StudyDrawnShape:
    """Bids drawn from the seed: how many, and whole prices from `low` to `high`."""

    count: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class StudyChoiceShape:
    """A choice of method, with the warnings as they were shown."""

    no: int
    candidate: str
    title: str
    warnings: tuple[WarningShape, ...]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StudyDigestsShape:
    inputs: str
    result: str


@dataclass(frozen=True, slots=True)
class FrozenStudyShape:
    """A study without a name of a person: a file made of it outlives an erasure. `choice` is the one that holds.

    `drawn` is null if the bids were typed.
    """

    study: StudyHeadShape
    bids: tuple[StudyBidShape, ...]
    drawn: StudyDrawnShape | None
    curve: StudyCurveShape
    candidates: tuple[StudyMethodShape, ...]
    simulated: bool
    choice: StudyChoiceShape | None
    digests: StudyDigestsShape


@dataclass(frozen=True, slots=True)
class StudyChoiceByShape(StudyChoiceShape):
    """A choice with the person who made it."""

    by: str


@dataclass(frozen=True, slots=True)
class StudyShape(FrozenStudyShape):
    """A study for those who may see it. `drawn` is null if the bids were typed; `choices` are all, the latest first.

    `lost` says what is the matter with the file of its simulation, if anything: `reversals` are null then.
    """

    by: str
    lost: str
    choices: tuple[StudyChoiceByShape, ...]


# --- the list ---


@dataclass(frozen=True, slots=True)
class StudyRowShape:
    """A study in a list; `methods` are formula ids in the order of their letters, `chosen` a letter."""

    id: UUID
    no: int
    title: str
    authority: str
    methods: tuple[str, ...]
    titles: tuple[str, ...] = field(metadata={"help": "What the methods are called, in the same order."})
    chosen: str | None
    at: datetime
