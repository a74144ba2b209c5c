"""The rows of a review: ready text, formatted once from the shape of the review."""

from collections.abc import Sequence
from typing import TypedDict

from procurement.evaluations.shapes import ClaimShape, PartyShape


class ResultRow(TypedDict):
    place: int
    name: str
    price: str
    figure: str
    gap: str
    sentence: str
    tie_path: Sequence[str]
    rejected: str


class TieRow(TypedDict):
    name: str
    steps: Sequence[str]


class ResultSection(TypedDict):
    """`lead`: the result in sentences; `low`: the lowest figure is first."""

    rows: list[ResultRow]
    figure: str
    label: str
    lead: list[str]
    low: bool
    ties: list[TieRow]


class CriterionRow(TypedDict):
    title: str
    text: str
    family: str
    kind: str
    points: str
    share: str
    minimum: str


class LevelRow(TypedDict):
    value: str
    meaning: str


class ScaleRows(TypedDict):
    """A scale with the criteria that use it."""

    titles: list[str]
    levels: list[LevelRow]


class PriceRow(TypedDict):
    label: str
    amount: str


class CommitmentRow(TypedDict):
    kpi: str
    target: str


class BidSheet(TypedDict):
    """A bid as it was read out."""

    alias: str
    name: str
    parties: Sequence[PartyShape]
    facts: str
    prices: list[PriceRow]
    claims: Sequence[ClaimShape]
    commitments: list[CommitmentRow]
    note: str


class CompositionRow(TypedDict):
    name: str
    parts: list[str]
    total: str


class CompositionTable(TypedDict):
    head: list[str]
    rows: list[CompositionRow]
    is_points: bool


class PaperFigure(TypedDict):
    """A chart; its numbers stand in the tables beside it."""

    svg: str
    caption: str
    note: str


class PaperCell(TypedDict):
    title: str
    basis: list[str]
    points: str
    sentence: str
    reason: str


class MarkSheet(TypedDict):
    """A judged bid by criterion, as rows or, in a long review, as lines; no place if it is excluded."""

    place: int | None
    alias: str
    name: str
    rows: list[PaperCell]
    lines: str
    reasons: list[PaperCell]


class PaperMark(TypedDict):
    evaluator: str
    value: str
    reason: str


class PanelSheet(TypedDict):
    """Every panel member's mark for one bid under one criterion."""

    criterion: str
    alias: str
    name: str
    marks: list[PaperMark]
