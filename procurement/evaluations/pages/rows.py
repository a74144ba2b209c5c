"""The rows of an evaluation's page: ready text, formatted once from the shapes of the run."""

from collections.abc import Sequence
from typing import TypedDict

from procurement.evaluations.shapes import ClaimShape, MethodShape


class Chart(TypedDict):
    """A drawing with the same numbers as a table."""

    svg: str
    caption: str
    hint: str
    numbers: str
    head: list[str]
    rows: list[list[str]]


class Link(TypedDict):
    label: str
    url: str


class Choice(Link):
    """A link of which one is the present choice."""

    current: bool


class CellTableRow(TypedDict):
    """An indicator or an interface; `other_*` of the bid that it is compared to, empty without one."""

    title: str
    asked: str
    weight: str
    offer: str
    points: str
    note: str
    other_offer: str
    other_points: str


class CellTable(TypedDict):
    """`what` and `asked` head the first two columns; `other`: the bid beside `bid`, empty without one."""

    what: str
    asked: str
    bid: str
    other: str
    rows: list[CellTableRow]
    total: str


class FamilySign(TypedDict):
    """A family of criteria by letter and name."""

    letter: str
    label: str


class OddsBar(TypedDict):
    """How often a bid comes first; `start` and `width` in hundredths of the bar."""

    bid: str
    name: str
    share: str
    start: str
    width: str


class FoldedSection(TypedDict):
    """What was tried, which says its result while it is shut."""

    key: str
    title: str
    result: str
    sentences: list[str]


class InformationSection(TypedDict):
    """`coefficients` stand at the foot of the page."""

    headline: str
    odds: list[OddsBar]
    weights: Chart | None
    sections: list[FoldedSection]
    coefficients: list[str]
    sha256: str
    drawn: str


class SourceTag(TypedDict):
    label: str
    tone: str


class RankingRow(TypedDict):
    """`place` None: not ranked, and `notes` say why; `source`: what the source decided about the bid.

    `original`: the name in its own script, empty where it has one only.
    """

    place: int | None
    alias: str
    name: str
    original: str
    price: str
    figure: str
    gap: str
    notes: list[str]
    source: SourceTag | None


class MarkRow(TypedDict):
    evaluator: str
    value: str
    reason: str


class DifferenceRow(TypedDict):
    """A criterion that parts the first from the second; its bar in hundredths of the longest."""

    title: str
    sign: FamilySign
    points: str
    ahead: bool
    start: str
    width: str


class AnswerPage(TypedDict):
    """The first screen. `more`: rows of the ranking beyond the first ones."""

    headline: str
    lead: str
    against: str
    rows: list[RankingRow]
    more: list[RankingRow]
    more_label: str
    figure_label: str
    hint: str
    differences: list[DifferenceRow]
    total: str
    equal: str


class BidRead(TypedDict):
    """A bid as it was read out; `figure`: how what ranks it is added up; `gates`: title, whether it passed, why."""

    anchor: str
    title: str
    why_excluded: str
    figure: list[str]
    alias: str
    parties: list[str]
    prices: list[tuple[str, str]]
    gates: list[tuple[str, str, str]]
    claims: Sequence[ClaimShape]
    offers: list[tuple[str, str]]
    note: str


class UncountedRow(TypedDict):
    alias: str
    name: str
    status: str
    note: str


class ResultPage(TypedDict):
    answer: AnswerPage
    bids: list[BidRead]
    uncounted: list[UncountedRow]
    method: MethodShape
    digests: list[tuple[str, str]]
    version: str
    information: InformationSection
    not_built: Sequence[str]
