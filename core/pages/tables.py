"""A list as a file to go on working with: CSV, or a spreadsheet as far as it is small enough for one."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from core.pages import csvfile, downloads, formats, paging, spreadsheet
from core.pages.paging import COUNT_CAP

Cell = str | Decimal | None
MOST_ROWS = COUNT_CAP  # of a list in a file
MOST_CELLS = 20_000  # of a spreadsheet, which is built in memory; a larger one is CSV


def instant(value: dt.datetime | None) -> str | None:
    """An instant as a program reads it: ISO 8601, UTC."""
    return None if value is None else value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def fits(rows: int, columns: int) -> bool:
    """Whether so many rows below their head fit a spreadsheet."""
    return (rows + 1) * columns <= MOST_CELLS


@dataclass(frozen=True, slots=True)
class FileLink:
    label: str
    url: str


def links(
    address: Callable[[str], str], query: QueryDict, *, rows: int, columns: int, capped: bool = False
) -> list[FileLink]:
    """Where a list of so many rows is had as a file, what was asked kept; `address` gives the path of a kind."""
    kinds = ["csv", "xlsx"] if fits(MOST_ROWS if capped else rows, columns) else ["csv"]
    label = "%(kind)s" if not capped else _("%(kind)s of the first %(count)s")
    count = formats.number(MOST_ROWS)
    return [
        FileLink(label % {"kind": kind.upper(), "count": count}, paging.address(address(kind), query, None))
        for kind in kinds
    ]


def file(table: Sequence[Sequence[Cell]], *, kind: str, name: str, title: str) -> HttpResponse:
    """A table with its head, numbers as numbers; CSV where a spreadsheet would be too large. Raises Http404."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    if kind == "csv" or not fits(len(table) - 1, len(table[0])):
        return downloads.attachment(
            csvfile.text([[_text(cell) for cell in row] for row in table]), name=f"{name}.csv", content_type="text/csv"
        )
    content = spreadsheet.workbook(table, title=title)
    return downloads.attachment(content, name=f"{name}.xlsx", content_type=spreadsheet.CONTENT_TYPE)


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell or ""
