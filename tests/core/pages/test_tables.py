"""A list as a file: CSV or a spreadsheet, and where it is had."""

import io
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.http import Http404, QueryDict

from core.pages import tables
from core.pages.tables import FileLink

TABLE = [["Title", "Value"], ["=1+1", Decimal("100.50")], ["Lamps", None]]


def test_an_instant_is_written_for_programs():
    east = timezone(timedelta(hours=2))

    assert tables.instant(datetime(2026, 5, 4, 14, 0, 5, tzinfo=east)) == "2026-05-04T12:00:05Z"
    assert tables.instant(datetime(2026, 5, 4, 12, tzinfo=UTC)) == "2026-05-04T12:00:00Z"
    assert tables.instant(None) is None


def test_csv_has_safe_cells_and_plain_numbers():
    answer = tables.file(TABLE, kind="csv", name="tenders", title="Tenders")

    assert answer.content.decode() == "Title,Value\r\n'=1+1,100.50\r\nLamps,\r\n"
    assert answer["Content-Disposition"] == 'attachment; filename="tenders.csv"'
    assert answer["Content-Type"] == "text/csv"


def test_a_spreadsheet_has_numbers_and_no_formula():
    from openpyxl import load_workbook

    answer = tables.file(TABLE, kind="xlsx", name="tenders", title="Tenders")

    sheet = load_workbook(io.BytesIO(answer.content))["Tenders"]
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["Title", "Value"],
        ["=1+1", 100.5],
        ["Lamps", None],
    ]
    assert (sheet["A2"].data_type, sheet["B2"].data_type) == ("s", "n")
    assert answer["Content-Disposition"] == 'attachment; filename="tenders.xlsx"'


def test_a_table_too_large_for_a_spreadsheet_is_csv(monkeypatch):
    monkeypatch.setattr(tables, "MOST_CELLS", 5)

    answer = tables.file(TABLE, kind="xlsx", name="tenders", title="Tenders")

    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "text/csv",
        'attachment; filename="tenders.csv"',
    )


@pytest.mark.parametrize("kind", ["pdf", "xls", "csv2"])
def test_another_kind_is_not_there(kind):
    with pytest.raises(Http404):
        tables.file(TABLE, kind=kind, name="tenders", title="Tenders")


@pytest.mark.parametrize(
    ("rows", "capped", "links"),
    [
        (3, False, [FileLink("CSV", "/list.csv?q=lamps"), FileLink("XLSX", "/list.xlsx?q=lamps")]),
        (9_999, False, [FileLink("CSV", "/list.csv?q=lamps"), FileLink("XLSX", "/list.xlsx?q=lamps")]),
        (10_000, False, [FileLink("CSV", "/list.csv?q=lamps")]),
        (10_000, True, [FileLink("CSV of the first 10,000", "/list.csv?q=lamps")]),
    ],
)
def test_the_links_keep_what_was_asked_but_the_place_in_the_list(rows, capped, links):
    query = QueryDict("q=lamps&state=&before=9")

    assert tables.links(lambda kind: f"/list.{kind}", query, rows=rows, columns=2, capped=capped) == links
