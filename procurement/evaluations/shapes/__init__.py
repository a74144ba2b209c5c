"""One frozen run of an evaluation, and where an evaluation stands: what page, PDF and API are made from (law 11).

Exact numbers are fractions; whoever shows one formats it. A bid goes by its alias, which is its id here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from procurement.evaluations.shapes.answer import AnswerShape
from procurement.evaluations.shapes.calculation import CalculationShape
from procurement.evaluations.shapes.findings import FindingsShape
from procurement.evaluations.shapes.matrix import MatrixShape
from procurement.evaluations.states import EvaluationState


@dataclass(frozen=True, slots=True)
class TenderBriefShape:
    id: UUID
    ref: str
    title: str
    description: str
    authority: str
    currency: str
    basis: str
    origin: str
    state: str
    published_at: datetime | None
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class LotBriefShape:
    id: UUID
    no: int
    title: str
    estimate: Fraction | None
    count: int = field(metadata={"help": "Lots of the tender."})


@dataclass(frozen=True, slots=True)
class ParamShape:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class MethodShape:
    formula: str
    name: str
    version: str
    kind: str = field(metadata={"choices": ("points", "index", "money")})
    best: str = field(metadata={"choices": ("high", "low")})
    sentence: str = field(metadata={"help": "The price formula."})
    sentences: tuple[str, ...] = field(metadata={"help": "The whole method, step by step."})
    total_points: Fraction
    params: tuple[ParamShape, ...]
    rounding: str
    tie_chain: tuple[str, ...]
    source: str
    panel: str


@dataclass(frozen=True, slots=True)
class ScaleLevelShape:
    value: Fraction
    label: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class JudgedCriterionShape:
    """A criterion that earns points or enters the figure; `key` is its id."""

    id: str
    no: int
    key: str
    title: str
    text: str
    family: str
    family_label: str
    kind: str
    input: str
    points: Fraction
    share: Fraction | None
    scale: tuple[ScaleLevelShape, ...]
    minimum: str


@dataclass(frozen=True, slots=True)
class PartyShape:
    name: str
    role: str
    role_label: str
    identifier: str
    country: str = ""
    size: str = "unknown"
    share: Fraction | None = field(default=None, metadata={"help": "Of the bid, 0 to 1; null where none is stated."})


@dataclass(frozen=True, slots=True)
class PriceLineShape:
    label: str
    amount: Fraction | None
    currency: str


@dataclass(frozen=True, slots=True)
class GateAnswerShape:
    """What a bid must pass; `passed` is None if nobody decided, which only a bid out of the ranking can have."""

    criterion: str
    title: str
    passed: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClaimShape:
    interface: str
    standard: str
    statement: str
    status: str


@dataclass(frozen=True, slots=True)
class CommitmentShape:
    kpi: str
    target: Fraction


@dataclass(frozen=True, slots=True)
class AnswerToRequirementShape:
    """What a bid answers to a requirement, as given."""

    requirement: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class OpenedBidShape:
    """A bid as it was read out."""

    id: str
    alias: str
    name: str
    parties: tuple[PartyShape, ...]
    submitted_at: datetime | None
    status: str
    counted: bool
    prices: tuple[PriceLineShape, ...]
    gates: tuple[GateAnswerShape, ...]
    claims: tuple[ClaimShape, ...]
    commitments: tuple[CommitmentShape, ...]
    source_note: str
    answers: tuple[AnswerToRequirementShape, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkShape:
    evaluator: str
    value: Fraction | None
    reason: str


@dataclass(frozen=True, slots=True)
class CellShape:
    """What a bid earned under a criterion; no share and no points if a price goes into a figure instead."""

    criterion: str
    title: str
    family: str
    raw: Fraction | None
    raw_text: str
    share: Fraction | None
    points: Fraction | None
    of: Fraction
    sentence: str
    calculation: CalculationShape | None = field(metadata={"help": "Null where the bid was not judged so far."})
    rule: str
    marks: tuple[MarkShape, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class RankedBidShape:
    place: int
    bid: str
    alias: str
    name: str
    price: Fraction | None
    figure: Fraction
    figure_label: str
    total: Fraction | None
    gap: Fraction
    tie_path: tuple[str, ...]
    sentence: str
    cells: tuple[CellShape, ...]
    calculation: CalculationShape | None = field(default=None, metadata={"help": "Of the figure that ranks it."})


@dataclass(frozen=True, slots=True)
class FamilyPointsShape:
    family: str
    label: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class CompositionShape:
    """How a bid's points are made up by family; of a method without points, its one figure."""

    bid: str
    alias: str
    name: str
    parts: tuple[FamilyPointsShape, ...]
    total: Fraction


@dataclass(frozen=True, slots=True)
class ExcludedBidShape:
    """Why a bid is not ranked, and what it had earned until then."""

    bid: str
    alias: str
    name: str
    stage: str
    where: str = field(metadata={"help": "The criterion, group or ruling at which it failed."})
    sentence: str
    cells: tuple[CellShape, ...]


@dataclass(frozen=True, slots=True)
class GapShape:
    bid: str
    alias: str
    criterion: str
    sentence: str


@dataclass(frozen=True, slots=True)
class InformationSectionShape:
    key: str
    title: str
    result: str = field(metadata={"help": "The section in one sentence."})
    sentences: tuple[str, ...]
    coefficients: tuple[str, ...] = field(
        default=(), metadata={"help": "Those of the sentences that are coefficients of agreement: for specialists."}
    )


@dataclass(frozen=True, slots=True)
class FirstShareShape:
    """How often a bid comes first where the result is weakest: see `InformationShape.first_by`."""

    bid: str
    alias: str
    name: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class WeightRangeShape:
    """Between which weights (0 to 1) of a criterion the winner stays the winner."""

    criterion: str
    title: str
    weight: Fraction
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class InformationShape:
    """What informs and never decides: robustness, agreement, abnormally low bids.

    `headline` and `first` are of the draws under which the winner comes first least often; `first_by` says what moved.
    """

    headline: str
    sections: tuple[InformationSectionShape, ...]
    sha256: str
    seed: str
    draws: int
    first: tuple[FirstShareShape, ...]
    first_by: str
    weights: tuple[WeightRangeShape, ...]


@dataclass(frozen=True, slots=True)
class RunDigestsShape:
    spec: str
    facts: str
    result: str


@dataclass(frozen=True, slots=True)
class RunShape:
    id: UUID
    no: int
    cause: str
    reason: str
    at: datetime
    by: str
    scoring_version: str


@dataclass(frozen=True, slots=True)
class SourceDecisionShape:
    """A decision of an imported file: `status` as the file says it, `bid` empty if it names none."""

    verdict: str
    status: str
    bid: str
    name: str
    amount: Fraction | None
    currency: str
    at: datetime | None
    ground: str


@dataclass(frozen=True, slots=True)
class RejectedBidShape:
    """A bid that the source rejected after ranking: it keeps its place and points here."""

    bid: str
    name: str
    place: int | None
    label: str
    at: datetime | None
    ground: str


@dataclass(frozen=True, slots=True)
class SourceOutcomeShape:
    """What the source decided about a lot, beside what the published method gives; it changes no place."""

    sentence: str = field(metadata={"help": "Whom the source awarded and rejected, and whom the method puts first."})
    sentences: tuple[str, ...] = field(metadata={"help": "What follows from it."})
    differs: bool = field(metadata={"help": "Whether the source decided otherwise than the published method."})
    awarded_twice: str = field(metadata={"help": "More than one active award for the lot, in a sentence; else empty."})
    agrees: bool | None = field(metadata={"help": "Whether the source awarded the first; null where it awarded none."})
    awarded: tuple[str, ...]
    rejected: tuple[RejectedBidShape, ...]
    decisions: tuple[SourceDecisionShape, ...]


@dataclass(frozen=True, slots=True)
class SummaryShape:
    """One frozen run, as page and PDF show it."""

    tender: TenderBriefShape
    lot: LotBriefShape
    answer: AnswerShape
    matrix: MatrixShape
    method: MethodShape
    criteria: tuple[JudgedCriterionShape, ...]
    bids: tuple[OpenedBidShape, ...]
    ranking: tuple[RankedBidShape, ...]
    families: tuple[FamilyPointsShape, ...]
    composition: tuple[CompositionShape, ...]
    excluded: tuple[ExcludedBidShape, ...]
    gaps: tuple[GapShape, ...]
    information: InformationShape
    not_built: tuple[str, ...]
    digests: RunDigestsShape
    run: RunShape
    findings: FindingsShape = field(default=FindingsShape(), kw_only=True, metadata={"help": "What to look at twice."})


@dataclass(frozen=True, slots=True)
class EvaluationShape:
    """Where a lot's evaluation stands; `summary` is null until it is frozen, `why` says what is missing."""

    id: UUID
    lot: UUID
    tender: UUID
    state: EvaluationState
    why: str
    summary: SummaryShape | None
    source_outcome: SourceOutcomeShape | None = field(metadata={"help": "Of an imported tender with decisions."})


@dataclass(frozen=True, slots=True)
class EvaluationRowShape:
    id: UUID
    lot: UUID
    lot_no: int
    state: EvaluationState
    source_outcome: str = field(metadata={"help": "The source's own decision beside the ranking, in a sentence."})
