"""Tables as spreadsheets (Office Open XML) that run nothing of what somebody typed."""

import io
from collections.abc import Sequence
from decimal import Decimal

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60  # of a column, in letters
TITLE_LETTERS = 31  # that the name of a sheet may have
FORBIDDEN_IN_TITLE = "[]:*?/\\"


def workbook(rows: Sequence[Sequence[str | Decimal | None]], *, title: str) -> bytes:
    """One sheet, its first row the heads, which stay in sight. A text is a text even if it begins like a formula."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import TYPE_STRING
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _sheet_title(title)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = _printable(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = TYPE_STRING
            if number == 1:
                cell.font = Font(bold=True)
    for column, cells in enumerate(zip(*rows, strict=True), 1):
        longest = max(len(str(value)) for value in cells)
        sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, longest + 2)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _printable(text: str) -> str:
    """Without control characters, which the format has no way to write."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _sheet_title(text: str) -> str:
    letters = "".join("-" if letter in FORBIDDEN_IN_TITLE else letter for letter in _printable(text))
    return letters[:TITLE_LETTERS] or "Evenhand"
