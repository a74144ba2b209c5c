"""The declarations of one topic as their form shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from suppliers.declarations import DeclarationCriterion
from suppliers.forms import DeclarationsForm, is_ground
from suppliers.models import Declaration
from suppliers.pages import kinds, labels
from suppliers.queries import SupplierFacts


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """A criterion: what was said of it and until when; `open`: its words and document are unfolded.

    `evidence`: the name of its file field, `fault` what speaks against the file; `stored`: the document that it has.
    """

    criterion: DeclarationCriterion
    answer: BoundField
    text: BoundField
    standing: str
    more: str
    open: bool
    evidence: str
    fault: str
    stored: str
    stored_url: str


def question(criteria: Sequence[DeclarationCriterion]) -> str:
    """What the form asks, as a whole."""
    if all(is_ground(row) for row in criteria):
        return _("Does any of these apply to you, or to those who direct your organisation?")
    return _("Say yes to what you can show. What you leave open is not declared.")


def declaration_rows(
    form: DeclarationsForm, facts: SupplierFacts, on: date, faults: Mapping[str, str]
) -> list[DeclaredRow]:
    """Every criterion of the form, in its order. No query."""
    return [
        _row(row.criterion, row.answer, row.text, facts.by_code.get(row.criterion.code), on, faults)
        for row in form.rows()
    ]


def _row(
    criterion: DeclarationCriterion,
    answer: BoundField,
    text: BoundField,
    declared: Declaration | None,
    on: date,
    faults: Mapping[str, str],
) -> DeclaredRow:
    document = kinds.document_link(declared) if declared else None
    field = f"evidence-{criterion.code}"
    fault = faults.get(field, "")
    is_open = bool(text.errors or fault or text.value() or document)
    return DeclaredRow(
        criterion,
        answer,
        text,
        _standing_sentence(declared, on) if declared else "",
        _("If yes: say more, with a document") if is_ground(criterion) else _("Say more, with a document"),
        is_open,
        field,
        fault,
        document.name if document else "",
        document.url if document else "",
    )


def _standing_sentence(declared: Declaration, on: date) -> str:
    facts = {
        "answer": labels.fact_about(declared),
        "name": declared.signed_by,
        "until": labels.until_text(declared.expires_date, on),
    }
    return _("Signed “%(answer)s” by %(name)s, true until: %(until)s") % facts
