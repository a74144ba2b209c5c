"""What a figure of the matrix opens: its calculation, its marks, its evidence, and where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self, TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.fields import exact_text
from core.pages import formats
from procurement.evaluations.pages.rows import CellTable, CellTableRow, Link, MarkRow
from procurement.evaluations.shapes import CellShape, JudgedCriterionShape, SummaryShape
from procurement.evaluations.shapes.calculation import IndicatorShape, InterfaceOfferShape, StepShape
from procurement.evaluations.shapes.matrix import MatrixRowShape
from procurement.tenders import pages as tender_pages


@dataclass(frozen=True, slots=True)
class Opened:
    """Which cell is open: `str` writes what `parse` reads, as it stands in an address."""

    criterion: str
    bid: str

    def __str__(self) -> str:
        return f"{self.criterion}.{self.bid}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        criterion, dot, bid = text.rpartition(".")
        return cls(criterion, bid) if dot else None


class OpenedCell(TypedDict):
    """`verdict` and `verdict_reason` of a criterion to pass or fail; `level` the words of the agreed mark."""

    title: str
    line: str
    why: str
    steps: Sequence[StepShape]
    table: CellTable | None
    verdict_reason: str
    level: str
    reason: str
    marks: list[MarkRow]
    rule: str
    close: str
    links: list[Link]


RowCells = Mapping[str, tuple[str, str]]  # by bid, in the order of the columns: text of its cell, address


def opened_cell(summary: SummaryShape, row: MatrixRowShape, bid: str, row_cells: RowCells, close: str) -> OpenedCell:
    """The cell of `bid` under the criterion of `row`; `close` is the address of the page without it."""
    name = next(column.name for column in summary.matrix.columns if column.bid == bid)
    cell = _judged_cell(summary, row.criterion, bid)
    return {
        "title": f"{bid} {name} · {row.title}" if name != bid else f"{bid} · {row.title}",
        "line": _line(cell) if cell else _verdict(row, bid),
        "why": cell.calculation.why if cell and cell.calculation else "",
        "steps": cell.calculation.steps if cell and cell.calculation else (),
        "table": cell_table(summary, row.criterion, bid),
        "verdict_reason": "" if cell else _verdict_reason(summary, row.criterion, bid),
        "level": level_label(cell) if cell and cell.marks else "",
        "reason": cell.reason if cell else "",
        "marks": mark_rows(cell) if cell else [],
        "rule": cell.rule if cell else "",
        "close": close,
        "links": _links(summary, row, bid, row_cells),
    }


def _line(cell: CellShape) -> str:
    return cell.calculation.line if cell.calculation else cell.sentence


def _judged_cell(summary: SummaryShape, criterion: str, bid: str) -> CellShape | None:
    """None for a criterion to pass or fail."""
    ranked = [cell for row in summary.ranking if row.alias == bid for cell in row.cells]
    excluded = [cell for row in summary.excluded if row.alias == bid for cell in row.cells]
    return next((cell for cell in (*ranked, *excluded) if cell.criterion == criterion), None)


def _verdict(row: MatrixRowShape, bid: str) -> str:
    passed = next(cell.passed for cell in row.cells if cell.bid == bid)
    return {
        True: _("The bid passed."),
        False: _("The bid failed, and is excluded."),
        None: _("Nobody decided whether the bid passed; it is excluded for another reason."),
    }[passed]


def _verdict_reason(summary: SummaryShape, criterion: str, bid: str) -> str:
    opened = next(opened for opened in summary.bids if opened.alias == bid)
    return next((gate.reason for gate in opened.gates if gate.criterion == criterion), "")


# --- interfaces and indicators as small tables, with the bid that it is compared to beside it ---


def cell_table(summary: SummaryShape, criterion: str, bid: str) -> CellTable | None:
    """What was asked, offered and earned, and the same of the first bid; of the second, where the first is open."""
    cell = _judged_cell(summary, criterion, bid)
    if cell is None or cell.calculation is None:
        return None
    other = next((ranked.alias for ranked in summary.ranking[:2] if ranked.alias != bid), "")
    beside = _judged_cell(summary, criterion, other)
    compared = beside.calculation if beside else None
    if cell.calculation.indicators:
        lines = [(_indicator(line), line.points) for line in cell.calculation.indicators]
        others = [_indicator(line) for line in compared.indicators] if compared else []
        return _table(_("Indicator"), _("Asked, least to best"), bid, other if others else "", lines, others)
    if cell.calculation.interfaces:
        lines = [(_interface(line), line.points) for line in cell.calculation.interfaces]
        others = [_interface(line) for line in compared.interfaces] if compared else []
        return _table(_("Interface"), _("Openness"), bid, other if others else "", lines, others)
    return None


def _table(
    what: str,
    asked: str,
    bid: str,
    other: str,
    lines: Sequence[tuple[CellTableRow, Fraction]],
    others: Sequence[CellTableRow],
) -> CellTable:
    rows = [row for row, _points in lines]
    for row, beside in zip(rows, others, strict=False):
        row["other_offer"], row["other_points"] = beside["offer"], beside["points"]
    total = formats.points(sum((points for _row, points in lines), Fraction(0)))
    return {"what": what, "asked": asked, "bid": bid, "other": other, "rows": rows, "total": total}


def _indicator(line: IndicatorShape) -> CellTableRow:
    unit = f"{formats.NO_BREAK}{line.unit}" if line.unit else ""
    return {
        "title": line.title,
        "asked": f"{formats.number(line.least)} → {formats.number(line.best)}{unit}",
        "weight": formats.number(line.weight),
        "offer": _("no offer") if line.offer is None else f"{formats.number(line.offer)}{unit}",
        "points": f"{formats.points(line.points)} ({formats.percent(line.share, 2)})",
        "note": _("binds: a credit rule of the contract stands behind it") if line.backed else "",
        "other_offer": "",
        "other_points": "",
    }


def _interface(line: InterfaceOfferShape) -> CellTableRow:
    return {
        "title": line.title,
        "asked": formats.percent(line.openness, 0),
        "weight": formats.number(line.weight),
        "offer": line.outcome,
        "points": formats.points(line.points),
        "note": "",
        "other_offer": "",
        "other_points": "",
    }


# --- marks ---


def mark_rows(cell: CellShape) -> list[MarkRow]:
    """What each evaluator gave, and what the panel agreed."""
    return [
        {"evaluator": mark.evaluator, "value": formats.number(mark.value), "reason": mark.reason} for mark in cell.marks
    ]


def level_label(cell: CellShape) -> str:
    """A level's label, unless it only says the mark again."""
    value = "" if cell.raw is None else exact_text(cell.raw)
    return "" if cell.raw_text in {value, formats.number(cell.raw)} else cell.raw_text


def _links(summary: SummaryShape, row: MatrixRowShape, bid: str, row_cells: RowCells) -> list[Link]:
    links: list[Link] = [
        {"label": _("The criterion as published"), "url": criterion_url(summary, row.criterion)},
        {"label": _("The bid as read out"), "url": f"#bid-{bid}"},
    ]
    bids = list(row_cells)
    for after in bids[bids.index(bid) + 1 : bids.index(bid) + 2]:
        text, url = row_cells[after]
        if url:
            links.append({"label": _("Next: %(bid)s, %(text)s") % {"bid": after, "text": text}, "url": url})
    return links


def criterion_url(summary: SummaryShape, criterion: str) -> str:
    """The criterion on the tender's page; the list of criteria where it has no text of its own."""
    tender = reverse("tenders:detail", args=[summary.tender.id])
    published = next((judged for judged in summary.criteria if judged.id == criterion), None)
    return f"{tender}#{tender_pages.anchor(criterion) if _explained(published) else 'criteria'}"


def _explained(criterion: JudgedCriterionShape | None) -> bool:
    return criterion is not None and bool(criterion.text or criterion.scale or criterion.minimum)
