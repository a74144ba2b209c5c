"""The rows of an evaluation's page: ready text, formatted once from the shapes of the run."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypedDict

from procurement.evaluations.shapes import ClaimShape, InformationSectionShape, MethodShape


class Chart(TypedDict):
    """A drawing with the same numbers as a table."""

    svg: str
    caption: str
    hint: str
    numbers: str
    head: list[str]
    rows: list[list[str]]


class InformationSection(TypedDict):
    sections: Sequence[InformationSectionShape]
    sha256: str
    drawn: str
    charts: list[Chart]


class RankingRow(TypedDict):
    """`rejected`: what the source said of it, empty if it did not reject it."""

    place: int
    alias: str
    name: str
    anchor: str
    price: str
    figure: str
    gap: str
    ties: Sequence[str]
    sentence: str
    rejected: str


class MarkRow(TypedDict):
    evaluator: str
    value: str
    reason: str


class CellRow(TypedDict):
    """What a bid earned under a criterion; `figure` says so if it earned no points."""

    title: str
    family: str
    points: Fraction | None
    of: Fraction
    figure: str
    sentence: str
    level: str
    marks: list[MarkRow]
    reason: str
    rule: str
    url: str


class BidMarks(TypedDict):
    """A bid with every mark; `gates`: title, whether it passed, why."""

    anchor: str
    title: str
    alias: str
    parties: list[str]
    prices: list[tuple[str, str]]
    gates: list[tuple[str, str, str]]
    claims: Sequence[ClaimShape]
    offers: list[tuple[str, str]]
    note: str
    cells: list[CellRow]


class ExcludedRow(TypedDict):
    alias: str
    name: str
    why: list[str]


class UncountedRow(TypedDict):
    alias: str
    name: str
    status: str
    note: str


class ResultPage(TypedDict):
    figure_label: str
    hint: str
    ranking: list[RankingRow]
    chart: Chart | None
    marks: list[BidMarks]
    excluded: list[ExcludedRow]
    uncounted: list[UncountedRow]
    method: MethodShape
    digests: list[tuple[str, str]]
    version: str
    information: InformationSection
    not_built: Sequence[str]
