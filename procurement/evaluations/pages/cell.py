"""What a figure of the matrix opens: its calculation, its marks, its evidence, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.fields import exact_text
from core.pages import formats
from procurement.evaluations.pages.rows import Link, MarkRow
from procurement.evaluations.shapes import CellShape, JudgedCriterionShape, SummaryShape
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
    sentence: str
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
        "sentence": cell.sentence if cell else _verdict(row, bid),
        "verdict_reason": "" if cell else _verdict_reason(summary, row.criterion, bid),
        "level": level_label(cell) if cell and cell.marks else "",
        "reason": cell.reason if cell else "",
        "marks": mark_rows(cell) if cell else [],
        "rule": cell.rule if cell else "",
        "close": close,
        "links": _links(summary, row, bid, row_cells),
    }


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
