"""The contract as a form: its term, how it can be prolonged or left, and what happens at its end."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.number_fields import WholeField
from procurement.tenders.forms.answers import LinesField, LongTextField, MoneyField, YesNoField
from procurement.tenders.forms.editing import RowForm, SectionForm
from procurement.tenders.sections import BreakTerm, Contract, OptionTerm

MOST_MONTHS = 600
MOST_DAYS = 3_650


class OptionForm(RowForm):
    """So many months more."""

    kind = OptionTerm
    noun = _("Extension")

    months = WholeField(label=_("Months more"), required=False, least=1, most=MOST_MONTHS)
    condition = forms.CharField(
        label=_("On which condition"), required=False, max_length=500, help_text=_("What must hold for it to be used.")
    )

    def entry(self) -> OptionTerm:
        return OptionTerm(self.cleaned_data["months"] or 0, self.cleaned_data["condition"])


class BreakForm(RowForm):
    """A month after which the authority may end the contract."""

    kind = BreakTerm
    noun = _("Break")

    month = WholeField(label=_("After how many months"), required=False, least=1, most=MOST_MONTHS)
    notice_days = WholeField(label=_("Days of notice"), required=False, least=0, most=MOST_DAYS)
    fee = MoneyField(label=_("Fee"), required=False, help_text=_("What ending it then costs; empty: nothing."))

    @classmethod
    def initial_of(cls, entry: Any) -> dict[str, Any]:
        return {"month": entry.month or None, "notice_days": entry.notice_days, "fee": entry.fee or None}

    def entry(self) -> BreakTerm:
        typed = self.cleaned_data
        return BreakTerm(typed["month"] or 0, typed["notice_days"] or 0, typed["fee"] or Fraction(0))


class ContractForm(SectionForm):
    kind = Contract
    template = "tenders/edit/contract.html"
    row_forms = {"options": OptionForm, "breaks": BreakForm}

    months = WholeField(label=_("Firm term in months"), required=False, least=1, most=MOST_MONTHS)
    renews_silently = YesNoField(
        label=_("Does it go on by itself when nobody ends it?"),
        help_text=_("A contract that goes on by itself shuts out everybody else."),
    )
    export_formats = LinesField(
        label=_("Formats in which all data can be taken out"), help_text=_("One a line, such as CSV or GeoJSON.")
    )
    exit_days = WholeField(
        label=_("Days after the end in which data can be fetched"), required=False, least=0, most=MOST_DAYS
    )
    exit_text = LongTextField(label=_("What the supplier does at the end"), rows=3)
    text = LongTextField(label=_("Anything else that the contract says"))
