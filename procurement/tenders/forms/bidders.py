"""Who may bid as a form: grounds for exclusion, what a bidder declares and must be able to do, what limits it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.number_fields import ExactField
from procurement.tenders.forms.answers import LinesField, LotField, MoneyField, YesNoField
from procurement.tenders.forms.editing import RowForm, SectionForm
from procurement.tenders.sections import AskedCapability, Bidders, SelectionTerm, TurnoverFloor
from suppliers.declarations import TOPICS, DeclarationCriterion, exclusion_grounds, selection_criteria


def _by_topic(criteria: tuple[DeclarationCriterion, ...]) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Choices in groups, as a list of a form has them."""
    topics = dict.fromkeys(criterion.topic for criterion in criteria)
    return [
        (TOPICS[topic], [(criterion.code, criterion.title) for criterion in criteria if criterion.topic == topic])
        for topic in topics
    ]


def _selection() -> list[tuple[Any, Any]]:
    return [("", _("Not chosen yet")), *_by_topic(selection_criteria())]


def _exclusion() -> list[tuple[Any, Any]]:
    return [*_by_topic(exclusion_grounds())]


class SelectionForm(RowForm):
    kind = SelectionTerm
    noun = _("Declaration")

    code = forms.ChoiceField(label=_("What a bidder declares"), required=False, choices=_selection)
    text = forms.CharField(
        label=_("What is enough"),
        required=False,
        max_length=500,
        help_text=_("In words: three like projects since 2022."),
    )
    lot = LotField()


class TurnoverForm(RowForm):
    kind = TurnoverFloor
    noun = _("Turnover")

    lot = LotField()
    amount = MoneyField(
        label=_("Yearly turnover of at least"),
        required=False,
        help_text=_("More than twice the value of a year shuts out."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lots = self.editing.lot_choices
        self.fields["lot"].choices = lots or [(1, _("The only lot"))]  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        return self.cleaned_data["amount"] is None

    def entry(self) -> TurnoverFloor:
        return TurnoverFloor(self.cleaned_data["lot"] or 1, self.cleaned_data["amount"])


class CapabilityForm(RowForm):
    kind = AskedCapability
    noun = _("Ability")

    code = forms.CharField(label=_("Key"), required=False, max_length=60, help_text=_("Short, such as install."))
    title = forms.CharField(label=_("What somebody in the bid must be able to do"), required=False, max_length=300)
    minimum = ExactField(label=_("At least"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=40)
    additive = forms.BooleanField(label=_("Members of a bid may add theirs up"), required=False)
    lot = LotField()


class BiddersForm(SectionForm):
    kind = Bidders
    template = "tenders/edit/bidders.html"
    row_forms = {"selection": SelectionForm, "turnover": TurnoverForm, "capabilities": CapabilityForm}

    exclusion = forms.MultipleChoiceField(
        label=_("What shuts a bidder out"),
        required=False,
        choices=_exclusion,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A bidder declares each of these of itself."),
    )
    limits_any = YesNoField(label=_("Does anything limit groups of bidders or subcontractors?"))
    limits = LinesField(label=_("What limits them"), help_text=_("One a line, with the reason."))
    costs_any = YesNoField(label=_("Must a bidder pay for anything before the award?"))
    early_costs = LinesField(label=_("What it must pay for"), help_text=_("One a line: samples, trips, a test stand."))

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {
            "exclusion": list(value.exclusion),
            "limits_any": _whether(value.limits),
            "limits": value.limits or (),
            "costs_any": _whether(value.early_costs),
            "early_costs": value.early_costs or (),
        }

    def texts(self) -> dict[str, Any]:
        typed = super().texts()
        return {
            "exclusion": tuple(typed["exclusion"]),
            "limits": _listed(typed["limits_any"], typed["limits"]),
            "early_costs": _listed(typed["costs_any"], typed["early_costs"]),
        }


def _whether(entries: tuple[str, ...] | None) -> bool | None:
    return None if entries is None else bool(entries)


def _listed(is_any: bool | None, entries: tuple[str, ...]) -> tuple[str, ...] | None:
    """What was listed, also beside a "no", so that nothing typed is lost; a "yes" without a list says nothing yet."""
    return () if is_any is False and not entries else entries or None
