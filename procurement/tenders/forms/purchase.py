"""What is bought as a form: the need, its lots with codes and estimates, the documents that describe it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.codes import code_with_title, cpv_code, search_codes
from core.codes.forms import LONGEST_QUESTION
from core.codes.pages import PICKS, CodePage, code_page
from core.models import PriceBasis
from procurement.planning.labels import DOMAINS
from procurement.tenders.forms.answers import LinesField, LongTextField, LotField, MoneyField, YesNoField
from procurement.tenders.forms.editing import RowForm, SectionForm
from procurement.tenders.sections import AttachedFile, LotEntry, Purchase

PROPOSED = 5
NOT_CHOSEN = ("", gettext_lazy("Not chosen yet"))


class CodesField(LinesField):
    """Codes of the CPV, the main one first, a line each. Words instead of a code are answered with codes to choose."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(code_with_title, value)) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        codes, faults = [], []
        for line in super().clean(value):
            code = cpv_code(line.partition(" ")[0])
            if code is None:
                faults.append(_no_code(line))
            else:
                codes.append(code.code)
        if faults:
            raise ValidationError(faults)
        return tuple(dict.fromkeys(codes))


def _no_code(line: str) -> str:
    results = search_codes(line, PROPOSED)
    if not results.codes:
        return _("“%(text)s” is no code of the CPV, and no title has these words.") % {"text": line}
    codes = "; ".join(str(code) for code in results.codes)
    return _("“%(text)s” is no code. Titles with these words: %(codes)s") % {"text": line, "codes": codes}


class LotForm(RowForm):
    kind = LotEntry
    noun = gettext_lazy("Lot")

    no = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=999)
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)
    estimate = MoneyField(label=gettext_lazy("Estimated value"), required=False)
    estimate_low = MoneyField(
        label=gettext_lazy("Lowest estimate"), required=False, help_text=gettext_lazy("Only where you expect a range.")
    )
    cpv = CodesField(
        label=gettext_lazy("CPV codes"),
        help_text=gettext_lazy(
            "One a line, the main one first. Words, such as street lighting, are answered with codes."
        ),
        rows=2,
    )
    description = LongTextField(label=gettext_lazy("Description"), rows=2)

    @property
    def legend(self) -> str:
        no = self["no"].value()
        return f"{self.noun} {no}" if no else _("New lot")

    is_finding = False  # the keyboard begins where codes are looked for

    @property
    def sought(self) -> str:
        """What is looked for among the codes; it is no part of the lot."""
        return str(self.data.get(self.add_prefix("find"), ""))[:LONGEST_QUESTION] if self.is_bound else ""

    @property
    def picks(self) -> CodePage | None:
        """The codes that answer it."""
        return code_page(self.sought, PICKS) if self.sought.strip() else None


class FileForm(RowForm):
    """A document by its name and, for people, its title; its content is fixed by its digest.

    Its file was stored before the form was read: `views/received.py` writes what is hidden here.
    """

    kind = AttachedFile
    noun = gettext_lazy("Document")

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)
    lot = LotField(label=gettext_lazy("For"))
    sha256 = forms.RegexField(r"\A[0-9a-f]{64}\Z", widget=forms.HiddenInput)
    name = forms.CharField(widget=forms.HiddenInput, max_length=300)
    no = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @property
    def is_blank(self) -> bool:
        return False

    @property
    def legend(self) -> str:
        return str(self["name"].value() or self.noun)


class PurchaseForm(SectionForm):
    kind = Purchase
    template = "tenders/edit/purchase.html"
    row_forms = {"lots": LotForm, "files": FileForm}

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    text = LongTextField(
        label=gettext_lazy("What is needed"),
        rows=6,
        help_text=gettext_lazy("Say what it must do, not how it is built: more can bid, and the choice is wider."),
    )
    domain = forms.ChoiceField(
        label=gettext_lazy("Field"),
        required=False,
        choices=[NOT_CHOSEN, *DOMAINS.items()],
        help_text=gettext_lazy("By it, interfaces that usually apply are proposed."),
    )
    currency = forms.RegexField(
        r"\A[A-Za-z]{3}\Z",
        label=gettext_lazy("Currency"),
        required=False,
        max_length=3,
        error_messages={"invalid": gettext_lazy("Write three letters, such as EUR.")},
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Prices are compared"), required=False, choices=[NOT_CHOSEN, *PriceBasis.choices]
    )
    lots_single = YesNoField(label=gettext_lazy("May somebody bid for one lot alone?"))
    undivided_why = LongTextField(
        label=gettext_lazy("Why it is not divided into lots"),
        rows=2,
        help_text=gettext_lazy("Only where there is one lot. Suppliers read it."),
    )
    variants_allowed = YesNoField(
        label=gettext_lazy("May a bid offer another solution than the one described?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        domain = str(getattr(self.value, "domain", ""))
        if domain and domain not in DOMAINS:  # of a ready tender: kept, though nothing is proposed for it
            self.fields["domain"].choices += [(domain, domain.replace("-", " "))]  # type: ignore[attr-defined]

    def find_in(self, index: int) -> None:
        lots: Any = self.rows["lots"].forms
        if index < len(lots):
            lots[index].is_finding = True

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def section(self) -> Any:
        """The need; a lot that is new gets the lowest number that is free."""
        purchase = super().section()
        assert isinstance(purchase, Purchase)
        return replace(purchase, lots=_numbered(purchase.lots))


def _numbered(lots: tuple[LotEntry, ...]) -> tuple[LotEntry, ...]:
    taken = {lot.no for lot in lots if lot.no}
    numbered = []
    for lot in lots:
        no = lot.no or next(number for number in range(1, len(lots) + len(taken) + 1) if number not in taken)
        taken.add(no)
        numbered.append(replace(lot, no=no))
    return tuple(numbered)
