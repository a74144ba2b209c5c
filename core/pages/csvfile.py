"""Tables as CSV that a spreadsheet opens without running what somebody typed into it (OWASP, CSV injection)."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins so would be a formula.
_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """The cell as text: one that begins like a formula gets a quote before it, negative numbers among them."""
    return f"'{cell}" if cell.startswith(_STARTS) else cell


def text(rows: Iterable[Sequence[str]]) -> str:
    """RFC 4180 with CRLF, every cell safe; the first row names the columns."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([safe(cell) for cell in row] for row in rows)
    return buffer.getvalue()
