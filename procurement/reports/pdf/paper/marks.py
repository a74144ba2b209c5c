"""Annex C: for each judged bid, criterion by criterion, what was read or marked and how the points follow. Pure.

A table cell costs the layout 0.6 to 0.9 ms, a line of preformatted text a twelfth of that (PERFORMANCE §4): above
`texts.MOST_CELLS` the same figures come as lines. Figures stand first in a line and are padded with figure spaces, so
that they align in a typeface whose digits have one width.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.fields import exact_text
from core.pages import formats
from procurement.evaluations.pages.cell import cell_table, level_label
from procurement.evaluations.pages.matrix import family_sign
from procurement.evaluations.pages.rows import CellTable, FamilySign
from procurement.evaluations.shapes import CellShape, ExcludedBidShape, MarkShape, RankedBidShape
from procurement.reports.pdf.paper import texts
from procurement.reports.shapes import ReviewShape

COLUMNS = 3
FIGURE_SPACE = "\N{FIGURE SPACE}"
CONSENSUS = "Consensus"
Bid = RankedBidShape | ExcludedBidShape


@dataclass(frozen=True, slots=True)
class PaperMark:
    evaluator: str
    value: str
    reason: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class PaperCell:
    """A criterion of a bid. `steps`, `line`: the calculation, made of `table`.

    `basis`: marks that nobody reasoned, in one line; all of them in a long review.
    """

    title: str
    sign: FamilySign
    points: str
    line: str
    why: str
    steps: Sequence[str]
    table: CellTable | None
    marks: list[PaperMark]
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """A judged bid by criterion, as tables or, in a long review, as `lines`; `total` adds its unrounded parts."""

    place: str
    bid: str
    cells: list[PaperCell]
    lines: str
    total: str


def is_long(data: ReviewShape) -> bool:
    """Whether tables of every mark would cost more than they help."""
    cells = [cell for bid in _judged(data) for cell in bid.cells]
    rows = sum(1 + len(cell.marks) + _lines(cell) for cell in cells)
    return COLUMNS * rows > texts.MOST_CELLS


def _lines(cell: CellShape) -> int:
    return len(cell.calculation.indicators) + len(cell.calculation.interfaces) if cell.calculation else 0


def _judged(data: ReviewShape) -> list[Bid]:
    """The ranked bids in order, then those excluded after they had earned something, each once."""
    out = {bid.alias: bid for bid in data.excluded if bid.cells}
    return [*data.ranking, *out.values()]


def sheets(data: ReviewShape, *, long: bool) -> list[MarkSheet]:
    return [_sheet(bid, data, long=long) for bid in _judged(data)]


def _sheet(bid: Bid, data: ReviewShape, *, long: bool) -> MarkSheet:
    cells = [_cell(cell, bid, data, long=long) for cell in bid.cells]
    return MarkSheet(
        place=f"{bid.place}" if isinstance(bid, RankedBidShape) else formats.MISSING,
        bid=texts.bid_label(bid),
        cells=[cell for cell in cells if cell.reason or any(mark.reason for mark in cell.marks)] if long else cells,
        lines=_as_lines(cells) if long else "",
        total=_total(bid),
    )


def _cell(cell: CellShape, bid: Bid, data: ReviewShape, *, long: bool) -> PaperCell:
    calculation = cell.calculation
    rows = [_mark_row(mark, cell) for mark in cell.marks]
    reasoned = any(row.reason for row in rows)
    return PaperCell(
        title=cell.title,
        sign=family_sign(cell.family),
        points=_points(cell),
        line=calculation.line if calculation else _without_title(cell.sentence, cell.title),
        why=calculation.why if calculation else "",
        steps=[" ".join(filter(None, (step.what, step.line))) for step in calculation.steps] if calculation else [],
        table=None if long else cell_table(data, cell.criterion, bid.alias),
        marks=rows if reasoned else [],
        reason="" if any(mark.evaluator == CONSENSUS for mark in cell.marks) else cell.reason,
        basis="; ".join(_basis(cell, data)) if long or (rows and not reasoned) else "",
    )


def _points(cell: CellShape) -> str:
    """Points of those available; empty where a price goes into a figure instead of earning points."""
    if cell.points is None:
        return ""
    return _("%(points)s of %(most)s") % {"points": formats.points(cell.points), "most": formats.number(cell.of)}


def _without_title(sentence: str, title: str) -> str:
    """The sentence under its criterion's title, which need not be said twice."""
    rest = sentence.removeprefix(f"{title}: ")
    return rest[:1].upper() + rest[1:]


def _mark_row(mark: MarkShape, cell: CellShape) -> PaperMark:
    agreed = mark.evaluator == CONSENSUS
    level = level_label(cell) if agreed or mark.value == cell.raw else ""
    value = " ".join(filter(None, (formats.number(mark.value), level)))
    reason = mark.reason or (cell.reason if agreed else "")
    return PaperMark(_("Agreed") if agreed else mark.evaluator, value, reason, agreed)


def _total(bid: Bid) -> str:
    """How the figure that ranks the bid follows, with unrounded parts."""
    return bid.calculation.line if isinstance(bid, RankedBidShape) and bid.calculation else ""


def _basis(cell: CellShape, data: ReviewShape) -> list[str]:
    """What the points rest on: all marks in one line, the value in another unless it is one of them."""
    marks = [(mark.evaluator, mark.value) for mark in cell.marks]
    lines = [" · ".join(f"{name}{formats.NO_BREAK}{formats.number(value)}" for name, value in marks)] if marks else []
    raw, level = cell.raw, cell.raw_text
    if raw is None:
        return lines or [formats.MISSING]
    if level and level == data.tender.currency:
        return [formats.price(raw, level)]
    value = formats.number(raw)
    text = "" if level in {value, exact_text(raw)} else level
    if raw in {mark for _name, mark in marks} and not text:
        return lines
    return [*lines, f"{value} {text}".strip()]


def _as_lines(cells: Sequence[PaperCell]) -> str:
    """One line per criterion: points, of how many, the criterion, what they rest on."""
    width = max((len(cell.points) for cell in cells), default=0)
    return "\n".join(f"{cell.points.rjust(width, FIGURE_SPACE)}  {cell.title} ({cell.basis})" for cell in cells)
