"""The page of criteria: the families, kinds and inputs that a criterion may have."""

from django.db.models import Model

from procurement.bids.models import BidParty
from procurement.evaluations.models import Run
from procurement.tenders.models import Criterion, Tender, TenderInterface
from procurement.web.docs import markdown
from procurement.web.docs.markdown import code

_INTRO = "The closed lists behind a tender's method, as the database and the pages use them."

_LISTS: list[tuple[str, type[Model], str]] = [
    ("Families of criteria", Criterion, "family"),
    ("How a criterion is decided", Criterion, "kind"),
    ("Groups", Criterion, "group"),
    ("What a criterion reads", Criterion, "input"),
    ("How the marks of a panel become one", Tender, "panel_method"),
    ("Where a threshold is read", Tender, "threshold_on"),
    ("VAT basis of prices", Tender, "basis"),
    ("Origin of a tender", Tender, "origin"),
    ("Role of an interface", TenderInterface, "role"),
    ("Role of an organisation in a bid", BidParty, "role"),
    ("Cause of a run", Run, "cause"),
]


def page() -> str:
    return markdown.page("Criteria and closed lists", _INTRO, *(_part(*closed_list) for closed_list in _LISTS))


def _part(title: str, model: type[Model], name: str) -> str:
    choices = model._meta.get_field(name).flatchoices  # type: ignore[union-attr]  # noqa: SLF001
    rows = [[code(value), label] for value, label in choices]
    return f"## {title}\n\n`{model.__name__}.{name}`\n\n{markdown.table(['Value', 'Means'], rows)}"
