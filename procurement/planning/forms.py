"""What is asked about standards: the filters of the list."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Authority
from procurement.planning.catalogue import catalogue
from procurement.planning.labels import DOMAINS, OPENNESS


def _domains() -> list[tuple[str, object]]:
    return [("", _("Every domain")), *((domain, DOMAINS[domain]) for domain in catalogue().domains)]


class StandardFilterForm(forms.Form):
    """What a list of standards is narrowed by; empty values narrow nothing. `authority`: whose entries count."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False, widget=forms.TextInput({"type": "search"}))
    domain = forms.ChoiceField(label=_("Used in"), choices=_domains, required=False)
    openness = forms.ChoiceField(
        label=_("Openness"), choices=[("", _("Any openness")), *OPENNESS.items()], required=False
    )
    authority = forms.ChoiceField(label=_("As known by"), required=False)

    use_required_attribute = False

    def __init__(self, data: object = None, *, authorities: Iterable[Authority] = ()) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        mine = [(str(authority.pk), authority.name) for authority in authorities]
        field: forms.ChoiceField = self.fields["authority"]  # type: ignore[assignment]
        field.choices = mine
        if len(mine) < 2:
            field.widget = forms.HiddenInput()

    @property
    def narrowed(self) -> bool:
        """Whether a filter that is in order leaves something out."""
        self.is_valid()
        return any(self.cleaned_data.get(name) for name in ("q", "domain", "openness"))
