"""Criteria × bids as the page shows them; a figure opens what stands behind it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypedDict
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import formats, names
from procurement.evaluations.pages.answer import INDEX_PLACES
from procurement.evaluations.pages.cell import Opened, OpenedCell, opened_cell
from procurement.evaluations.pages.rows import Choice, FamilySign
from procurement.evaluations.shapes import SummaryShape
from procurement.evaluations.shapes.matrix import MatrixCellShape, MatrixColumnShape, MatrixRowShape, MatrixShape
from procurement.evaluations.summary.matrix import Order, fits_spreadsheet, ordered_rows
from procurement.tenders.models import Family

ORDERS = {
    Order.PUBLISHED: gettext_lazy("as published"),
    Order.WEIGHT: gettext_lazy("by weight"),
    Order.DIFFERENCE: gettext_lazy("by difference"),
}


class MatrixHead(TypedDict):
    """`place` is a dash for a bid that is not ranked."""

    place: str
    alias: str
    name: str
    first: bool
    out: bool


class MatrixCell(TypedDict):
    """`url` opens the cell; `fails` says for screen readers that a minimum was missed."""

    text: str
    url: str
    first: bool
    best: bool
    out: bool
    fails: bool
    open: bool


class MatrixLead(TypedDict):
    text: str
    ahead: bool


class MatrixRow(TypedDict):
    title: str
    hint: str
    sign: FamilySign
    of: str
    cells: list[MatrixCell]
    leads: list[MatrixLead]
    opened: OpenedCell | None


class MatrixPage(TypedDict):
    families: list[FamilySign]
    orders: list[Choice]
    heads: list[MatrixHead]
    rivals: list[str]
    rows: list[MatrixRow]
    of: str
    totals: list[MatrixCell]
    leads: list[MatrixLead]
    money: bool
    figure_label: str
    columns: int
    note: str
    csv: str
    xlsx: str


def matrix_page(
    summary: SummaryShape, evaluation: UUID, asked: Mapping[str, str], figures: Sequence[str]
) -> MatrixPage:
    """The table in the order that `asked` names, with the cell that it opens. `figures`: of the ranked bids."""
    matrix = summary.matrix
    order = Order.parse(asked.get("order", ""))
    opened = Opened.parse(asked.get("cell", ""))
    address = _Address(evaluation, order)
    rivals = [column.bid for column in matrix.columns[1:] if column.place]
    return {
        "families": _families(matrix),
        "orders": [
            {"label": str(label), "url": address.ordered(choice), "current": choice == order}
            for choice, label in ORDERS.items()
        ],
        "heads": [_head(column) for column in matrix.columns],
        "rivals": rivals,
        "rows": [_row(row, summary, address, opened) for row in ordered_rows(matrix, order)],
        "of": formats.number(matrix.total_points) if matrix.kind == "points" else "",
        "totals": _totals(matrix, figures),
        "leads": [total_lead(lead, summary) for lead in matrix.leads],
        "money": matrix.kind == "money",
        "figure_label": _("Total") if matrix.kind == "points" else _("What ranks"),
        "columns": 2 + len(matrix.columns) + len(rivals),
        "note": " ".join(matrix.notes),
        "csv": address.download("csv"),
        "xlsx": address.download("xlsx") if fits_spreadsheet(matrix) else "",
    }


class _Address:
    """Addresses of the page in one order of its criteria."""

    def __init__(self, evaluation: UUID, order: Order) -> None:
        self.evaluation, self.order = evaluation, order
        self.url = reverse("evaluations:detail", args=[evaluation])

    def ordered(self, order: Order) -> str:
        return f"{self.url}?{urlencode({'order': order})}#matrix"

    def opened(self, row: MatrixRowShape, bid: str) -> str:
        query = urlencode({"order": self.order, "cell": str(Opened(row.criterion, bid))})
        return f"{self.url}?{query}#cell"

    def download(self, kind: str) -> str:
        return f"{reverse('evaluations:matrix', args=[self.evaluation, kind])}?{urlencode({'order': self.order})}"


def _families(matrix: MatrixShape) -> list[FamilySign]:
    present = {row.family for row in matrix.rows}
    return [family_sign(family) for family in Family if family in present]


def family_sign(family: str) -> FamilySign:
    """Letter and name of a family."""
    return {"letter": Family(family).letter, "label": str(Family(family).label)}


def _head(column: MatrixColumnShape) -> MatrixHead:
    return {
        "place": formats.MISSING if column.place is None else str(column.place),
        "alias": column.bid,
        "name": names.split(column.name)[0],
        "first": column.place == 1,
        "out": column.place is None,
    }


def _row(row: MatrixRowShape, summary: SummaryShape, address: _Address, opened: Opened | None) -> MatrixRow:
    columns = summary.matrix.columns
    amounts = formats.prices([cell.amount for cell in row.cells], summary.tender.currency)
    cells = [
        _cell(row, cell, column, amount, address, opened)
        for cell, column, amount in zip(row.cells, columns, amounts, strict=True)
    ]
    row_cells = {cell.bid: (printed["text"], printed["url"]) for cell, printed in zip(row.cells, cells, strict=True)}
    is_open = opened is not None and opened.criterion == row.criterion and opened.bid in row_cells
    return {
        "title": row.title,
        "hint": row.hint,
        "sign": family_sign(row.family),
        "of": formats.number(row.of),
        "cells": cells,
        "leads": [lead_cell(lead) for lead in row.leads],
        "opened": opened_cell(summary, row, opened.bid, row_cells, address.ordered(address.order))
        if opened and is_open
        else None,
    }


def _cell(
    row: MatrixRowShape,
    cell: MatrixCellShape,
    column: MatrixColumnShape,
    amount: str,
    address: _Address,
    opened: Opened | None,
) -> MatrixCell:
    reached = row.kind == "gate" or cell.points is not None or cell.amount is not None or cell.mark is not None
    return {
        "text": cell_text(row, cell, amount),
        "url": address.opened(row, cell.bid) if reached else "",
        "first": column.place == 1,
        "best": cell.best,
        "out": column.place is None,
        "fails": cell.passed is False or cell.minimum is not None,
        "open": opened == Opened(row.criterion, cell.bid),
    }


def cell_text(row: MatrixRowShape, cell: MatrixCellShape, amount: str) -> str:
    """What a cell of the matrix says, on the page and on paper."""
    if row.kind == "gate":
        return {True: _("passed"), False: _("failed"), None: _("not decided")}[cell.passed]
    if cell.mark is not None and cell.minimum is not None:
        marks = {"mark": formats.number(cell.mark), "least": formats.number(cell.minimum)}
        return _("%(mark)s, min. %(least)s") % marks
    return amount if cell.amount is not None else formats.points(cell.points)


def _totals(matrix: MatrixShape, figures: Sequence[str]) -> list[MatrixCell]:
    ranked = iter(figures)
    return [
        {
            "text": _("excluded") if column.place is None else next(ranked),
            "url": "",
            "first": column.place == 1,
            "best": False,
            "out": column.place is None,
            "fails": False,
            "open": False,
        }
        for column in matrix.columns
    ]


def lead_cell(lead: Fraction | None) -> MatrixLead:
    """Points, signed; as many decimals as it takes for a difference not to print as nothing."""
    if lead is None:
        return {"text": "", "ahead": False}
    return _signed(lead, formats.apart([lead, 0])[0])


def total_lead(lead: Fraction, summary: SummaryShape) -> MatrixLead:
    """In the unit of what ranks."""
    if summary.matrix.kind == "money":
        return _signed(lead, formats.price(lead, summary.tender.currency))
    return _signed(lead, formats.apart([lead, 0], 2 if summary.matrix.kind == "points" else INDEX_PLACES)[0])


def _signed(lead: Fraction, text: str) -> MatrixLead:
    return {"text": f"+{text}" if lead > 0 else text, "ahead": lead > 0}
