"""The long part of a review: marks, points and reasons per bid and criterion, and the sheets of the panel.

A table cell costs the layout 0.6 to 0.9 ms, a line of preformatted text a twelfth of that (PERFORMANCE §4): above
`MOST_CELLS` the same figures come as lines. Figures stand first in a line and are padded with figure spaces, so that
they align in a typeface whose digits have one width.
"""

from collections.abc import Sequence
from fractions import Fraction

from core.fields import exact_text
from core.pages import formats
from procurement.evaluations.shapes import CellShape, ExcludedBidShape, MarkShape, RankedBidShape
from procurement.reports.pdf.rows import MarkSheet, PanelSheet, PaperCell, PaperMark
from procurement.reports.shapes import ReviewShape

MOST_CELLS = 1500
COLUMNS = 3
FIGURE_SPACE = "\N{FIGURE SPACE}"
Bid = RankedBidShape | ExcludedBidShape


def is_long(data: ReviewShape) -> bool:
    """Whether tables of every mark would cost more than they help."""
    cells = [cell for bid in _judged(data) for cell in bid.cells]
    rows = len(cells) + sum(1 for cell in cells for mark in cell.marks if mark.reason)
    return COLUMNS * rows > MOST_CELLS


def _judged(data: ReviewShape) -> list[Bid]:
    """The ranked bids in order, then those excluded after they had earned something."""
    return [*data.ranking, *(bid for bid in data.excluded if bid.cells)]


def marked(data: ReviewShape, *, long: bool) -> list[MarkSheet]:
    """Per judged bid its criteria: what was read or marked, the points, the sentence and the reason."""
    return [_sheet(bid, data, long=long) for bid in _judged(data)]


def _sheet(bid: Bid, data: ReviewShape, *, long: bool) -> MarkSheet:
    rows = [_row(cell, data) for cell in bid.cells]
    return {
        "place": bid.place if isinstance(bid, RankedBidShape) else None,
        "alias": bid.alias,
        "name": bid.name,
        "rows": rows,
        "lines": _lines(rows) if long else "",
        "reasons": [row for row in rows if row["reason"]] if long else [],
    }


def _row(cell: CellShape, data: ReviewShape) -> PaperCell:
    return {
        "title": cell.title,
        "basis": _basis(cell, data),
        "points": _points(cell),
        "sentence": _without_title(cell.sentence, cell.title),
        "reason": cell.reason,
    }


def _points(cell: CellShape) -> str:
    """Points of those available; a dash where a price goes into a figure instead of earning points."""
    if cell.points is None:
        return formats.MISSING
    return f"{formats.points(cell.points)} / {formats.points(cell.of)}"


def _without_title(sentence: str, title: str) -> str:
    """The sentence under its criterion's title, which need not be said twice."""
    rest = sentence.removeprefix(f"{title}: ")
    return rest[:1].upper() + rest[1:]


def _basis(cell: CellShape, data: ReviewShape) -> list[str]:
    """What the points rest on: all marks in one line, the value in another unless it is one of them."""
    marks = [(mark.evaluator, mark.value) for mark in cell.marks]
    lines = [" · ".join(_mark(name, value) for name, value in marks)] if marks else []
    raw, level_label = cell.raw, cell.raw_text
    if raw is None:
        return lines or [formats.MISSING]
    if level_label and level_label == data.tender.currency:
        return [formats.price(raw, level_label)]
    value = formats.number(raw)
    label = "" if level_label in {value, exact_text(raw)} else level_label
    if raw in {mark for _name, mark in marks} and not label:
        return lines
    return [*lines, f"{value} {label}".strip()]


def _mark(name: str, value: Fraction | None) -> str:
    return f"{name}{formats.NO_BREAK}{formats.number(value)}"


def _lines(rows: Sequence[PaperCell]) -> str:
    """One line per criterion: points, of how many, the criterion, what they rest on."""
    width = max((len(row["points"]) for row in rows), default=0)
    return "\n".join(
        f"{row['points'].rjust(width, FIGURE_SPACE)}  {row['title']} ({'; '.join(row['basis'])})" for row in rows
    )


# --- the panel's own sheets ---


def individual(data: ReviewShape) -> list[PanelSheet]:
    """Every panel member's mark and reason, grouped by criterion and bid."""
    names = {bid.alias: bid.name for bid in data.bids}
    order = [criterion.id for criterion in data.criteria]
    groups: dict[tuple[int, str], PanelSheet] = {}
    for bid in _judged(data):
        for cell in bid.cells:
            if marks := [_mark_row(mark) for mark in cell.marks if mark.reason]:
                groups[order.index(cell.criterion), bid.alias] = {
                    "criterion": cell.title,
                    "alias": bid.alias,
                    "name": names[bid.alias],
                    "marks": marks,
                }
    return [groups[key] for key in sorted(groups)]


def _mark_row(mark: MarkShape) -> PaperMark:
    return {
        "evaluator": mark.evaluator,
        "value": formats.number(mark.value),
        "reason": mark.reason,
    }
