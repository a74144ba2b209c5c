"""Files of a run: evaluation.json, and criteria by bids as CSV or as a spreadsheet."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.pages import csvfile, downloads, formats, spreadsheet
from procurement.evaluations import services
from procurement.evaluations.models import Run
from procurement.evaluations.shapes import SummaryShape
from procurement.evaluations.shapes.matrix import MatrixCellShape, MatrixColumnShape, MatrixRowShape
from procurement.evaluations.summary.matrix import Order, ordered_rows

PLACES = 4  # decimals of a figure in a table to go on working with; evaluation.json has the exact ones


def record(run: Run) -> HttpResponse:
    """The file of a run, to be kept and recomputed anywhere."""
    name = f"evaluation-{_name(run)}.json"
    return downloads.attachment(services.record_of(run), name=name, content_type="application/json")


def _name(run: Run) -> str:
    return f"{slugify(run.lot.tender.ref)}-lot{run.lot.no}-run{run.no}"


def matrix_csv(run: Run, summary: SummaryShape, order: Order) -> HttpResponse:
    """Criteria by bids as CSV."""
    rows = [["" if cell is None else str(cell) for cell in row] for row in _table(summary, order)]
    return downloads.attachment(csvfile.text(rows), name=f"matrix-{_name(run)}.csv", content_type="text/csv")


def matrix_xlsx(run: Run, summary: SummaryShape, order: Order) -> HttpResponse:
    """Criteria by bids as a spreadsheet: numbers are numbers, and no text is a formula."""
    content = spreadsheet.workbook(list(_table(summary, order)), title=summary.tender.ref)
    return downloads.attachment(content, name=f"matrix-{_name(run)}.xlsx", content_type=spreadsheet.CONTENT_TYPE)


def _table(summary: SummaryShape, order: Order) -> Iterator[list[str | Decimal | None]]:
    """A head, a row for each criterion, and what ranks."""
    columns = summary.matrix.columns
    rivals = [column for column in columns[1:] if column.place]
    yield [
        *(_("Family"), _("Criterion"), _("Of")),
        *(_head(column) for column in columns),
        *(_("%(first)s is ahead of %(other)s") % {"first": columns[0].bid, "other": rival.bid} for rival in rivals),
    ]
    for row in ordered_rows(summary.matrix, order):
        cells = [_cell(row, cell) for cell in row.cells]
        yield [row.family_label, row.title, _number(row.of), *cells, *(_number(lead) for lead in row.leads)]
    totals = [_("excluded") if column.place is None else _number(column.figure) for column in columns]
    yield ["", _("What ranks"), None, *totals, *(_number(lead) for lead in summary.matrix.leads)]


def _head(column: MatrixColumnShape) -> str:
    place = formats.MISSING if column.place is None else str(column.place)
    return " · ".join(dict.fromkeys((place, column.bid, column.name)))


def _cell(row: MatrixRowShape, cell: MatrixCellShape) -> str | Decimal | None:
    if row.kind == "gate":
        return {True: _("passed"), False: _("failed"), None: _("not decided")}[cell.passed]
    if cell.mark is not None and cell.minimum is not None:
        marks = {"mark": formats.number(cell.mark), "least": formats.number(cell.minimum)}
        return _("%(mark)s, min. %(least)s") % marks
    return _number(cell.amount if cell.points is None else cell.points)


def _number(value: Fraction | None) -> Decimal | None:
    """With a full stop and a hyphen whatever the language: for a program that reads the file."""
    return None if value is None else formats.rounded(value, PLACES).normalize() + Decimal(0)
