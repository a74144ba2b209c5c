"""The signed head of the tender's log on a review: whoever has the paper sees later that the log was rewritten."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.pages import formats
from offline.keys import in_groups
from procurement.reports.gather import LogOfReview
from procurement.reports.pdf.square_code import square_code


@dataclass(frozen=True, slots=True)
class LogSection:
    """The figures, and the note as a square code: the path of a drawing of `size` modules."""

    rows: tuple[tuple[str, str], ...]
    path: str
    size: int


def log_section(log: LogOfReview, zone: str) -> LogSection:
    """What the annex shows of the log."""
    path, size = square_code(log.note)
    rows = (
        (_("Lines of the log"), formats.number(log.size)),
        (_("Root over them"), in_groups(log.root)),
        (_("Signed"), formats.moment(log.at, zone, seconds=True)),
        (_("Key of the site"), in_groups(log.key) if log.key else formats.MISSING),
    )
    return LogSection(rows, path, size)
