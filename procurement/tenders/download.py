"""The list of tenders as a file: CSV, or a spreadsheet."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _

from core.pages import tables
from core.pages.tables import Cell
from procurement.tenders import methods
from procurement.tenders.models import Origin
from procurement.tenders.queries import ListedTender
from procurement.tenders.states import state_label

COLUMNS = 12


def list_file(rows: Sequence[ListedTender], kind: str) -> HttpResponse:
    """These tenders, one a line. Raises Http404 for another kind of file than csv and xlsx."""
    return tables.file(list(_table(rows)), kind=kind, name="tenders", title=_("Tenders"))


def _table(rows: Sequence[ListedTender]) -> Iterator[list[Cell]]:
    yield [
        *(_("Reference"), _("Title"), _("Authority"), _("State"), _("Origin"), _("Test of its source")),
        *(_("Published"), _("Bids close"), _("Lots"), _("Currency"), _("Value"), _("Method")),
    ]
    for row in rows:
        yield [
            row["ref"],
            row["title"],
            row["authority__name"],
            state_label(row["state"], row["suspended_at"]),
            str(Origin(row["origin"]).label),
            _("yes") if row["is_test"] else _("no"),
            tables.instant(row["published_at"]),
            tables.instant(row["deadline_at"]),
            Decimal(row["lots"]),
            row["currency"],
            row["value"],
            methods.name(row["price_formula"]) if row["price_formula"] else None,
        ]
