"""What is asked about standards: the filters of the list, a need, and what an officer says of a fact."""

import re
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from core.codes import begins_code
from core.models import Authority
from procurement.planning.catalogue import catalogue
from procurement.planning.gather import CODE, LONGEST_NEED
from procurement.planning.labels import ANSWERS, DOMAINS, OPENNESS, PLACES
from procurement.planning.models import FactAct
from scoring import standards as scoring_standards
from scoring.standards import Need

LEAST_TO_CHOOSE = 2
BIGGEST_ENTRY = 10_000


def _domains() -> list[tuple[str, object]]:
    return [("", _("Every domain")), *((domain, DOMAINS[domain]) for domain in catalogue().domains)]


def offer_authorities(form: forms.Form, authorities: Sequence[Authority]) -> None:
    """Offer these authorities in the form's field; one alone, or none, is nothing to choose from."""
    field: forms.ChoiceField = form.fields["authority"]  # type: ignore[assignment]
    field.choices = [(str(authority.pk), authority.name) for authority in authorities]
    if len(authorities) < LEAST_TO_CHOOSE:
        field.widget = forms.HiddenInput()


class StandardFilterForm(forms.Form):
    """What a list of standards is narrowed by; empty values narrow nothing. `authority`: whose entries count."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False, widget=forms.TextInput({"type": "search"}))
    domain = forms.ChoiceField(label=_("Used in"), choices=_domains, required=False)
    openness = forms.ChoiceField(
        label=_("Openness"), choices=[("", _("Any openness")), *OPENNESS.items()], required=False
    )
    authority = forms.ChoiceField(label=_("As known by"), required=False)

    use_required_attribute = False

    def __init__(self, data: object = None, *, authorities: Sequence[Authority] = ()) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        offer_authorities(self, authorities)

    @property
    def narrowed(self) -> bool:
        """Whether a filter that is in order leaves something out."""
        self.is_valid()
        return any(self.cleaned_data.get(name) for name in ("q", "domain", "openness"))


class AdviceForm(forms.Form):
    """A need: words, codes, domains, and where the buyer sits. `authority`: whose entries count."""

    text = forms.CharField(
        label=_("The need"),
        help_text=_(
            "In your own words: what is to be bought, where it runs, what it must work with. Nothing is stored."
        ),
        max_length=LONGEST_NEED,
        widget=forms.Textarea({"rows": 6}),
    )
    cpv = forms.CharField(
        label=_("Codes"),
        help_text=_("Codes of the CPV with blanks or commas between them, such as 34928500."),
        max_length=400,
        required=False,
    )
    domains = forms.MultipleChoiceField(
        label=_("Domains"),
        help_text=_("Those that the need is about; without one only rules with a word and a code count."),
        choices=DOMAINS.items,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.ChoiceField(
        label=_("Where the buyer sits"),
        help_text=_("The rules of another place are shown as advice."),
        choices=[(place, PLACES[place]) for place in scoring_standards.PLACES],
    )
    authority = forms.ChoiceField(label=_("As known by"), required=False)

    use_required_attribute = False

    def __init__(self, data: object = None, *, authorities: Sequence[Authority], **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        offer_authorities(self, authorities)

    def clean_cpv(self) -> tuple[str, ...]:
        """The codes. Raises ValidationError for a text that is none."""
        codes = (
            tuple(re.split(r"[\s,;]+", self.cleaned_data["cpv"].strip())) if self.cleaned_data["cpv"].strip() else ()
        )
        for code in codes:
            if not CODE.fullmatch(code) or not begins_code(code):
                raise forms.ValidationError(
                    _("%(code)s is no code of the CPV: write two to eight digits, with or without the check digit."),
                    params={"code": code},
                )
        return codes

    def need(self) -> Need:
        """The need as it was sent, once the form is in order."""
        cleaned = self.cleaned_data
        return Need(cleaned["text"], cleaned["cpv"], frozenset(cleaned["domains"]), cleaned["place"])


class FactForm(forms.Form):
    """What an officer says of a fact in the authority's name. `after`: the number of the entry that was seen."""

    authority = forms.ChoiceField(label=_("In the name of"))
    act = forms.ChoiceField(
        label=_("What you say"),
        widget=forms.RadioSelect,
        choices=[
            (FactAct.RECORDED, _("It is as follows")),
            (FactAct.DISPUTED, _("Sources disagree: it counts as unknown")),
            (FactAct.WITHDRAWN, _("What we said is withdrawn: the catalogue speaks again")),
        ],
    )
    value = forms.ChoiceField(
        label=_("Answer"),
        help_text=_("Only where you say what it is."),
        choices=[("", _("Choose an answer")), *ANSWERS.items()],
        required=False,
    )
    source = forms.CharField(
        label=_("Source or reason"),
        help_text=_("Where you read it, so that others can; or why. It is shown to everybody."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    after = forms.IntegerField(min_value=0, max_value=BIGGEST_ENTRY, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, data: object = None, *, authorities: Sequence[Authority], **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        field: forms.ChoiceField = self.fields["authority"]  # type: ignore[assignment]
        field.choices = [(str(authority.pk), authority.name) for authority in authorities]

    def clean(self) -> dict[str, object]:
        """A recorded fact has an answer; other acts have none."""
        cleaned = super().clean() or {}
        if cleaned.get("act") == FactAct.RECORDED and not cleaned.get("value"):
            self.add_error("value", _("Choose an answer."))
        return cleaned
