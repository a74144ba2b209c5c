"""What a list of tenders is narrowed by, and which draft refers to a study."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import Person
from core.models import Authority, Role
from procurement.tenders import methods, queries
from procurement.tenders.models import Origin
from procurement.tenders.states import PUBLISHED, TenderState


class TenderFilters(forms.Form):
    """The filters of the list as a GET form. A value that is not offered is said to be wrong and narrows nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(label=_("State"), required=False)
    authority: "forms.ModelChoiceField[Authority]" = forms.ModelChoiceField(
        label=_("Authority"), required=False, queryset=Authority.objects.none(), empty_label=_("Every authority")
    )
    method = forms.ChoiceField(label=_("Method"), required=False)
    origin = forms.ChoiceField(label=_("Origin"), required=False)

    use_required_attribute = False

    def __init__(self, data: Any, *, user: Person) -> None:
        super().__init__(data)
        drafts = access.holds_any(user, Role.OFFICER)
        states = TenderState if drafts else PUBLISHED
        self.fields["state"].choices = [("", _("Every state")), *((state.value, state.label) for state in states)]  # type: ignore[attr-defined]
        self.fields["authority"].queryset = queries.authorities_of(user)  # type: ignore[attr-defined]
        used = [(formula, methods.name(formula)) for formula in queries.methods_of(user)]
        self.fields["method"].choices = [("", _("Every method")), *used]  # type: ignore[attr-defined]
        self.fields["origin"].choices = [("", _("Every origin")), *Origin.choices]  # type: ignore[attr-defined]

    def filters(self) -> queries.TenderFilter:
        """The filters that are in order; a wrong one is left out, since the form says so."""
        self.is_valid()
        cleaned = self.cleaned_data
        authority = cleaned.get("authority")
        return queries.TenderFilter(
            text=cleaned.get("q", ""),
            state=cleaned.get("state", ""),
            authority=authority.pk if authority else None,
            method=cleaned.get("method", ""),
            origin=cleaned.get("origin", ""),
        )


class ReferForm(forms.Form):
    """The draft that shall refer to a study. `drafts`: (id, words) of those that can."""

    tender = forms.TypedChoiceField(
        label=_("Draft"),
        coerce=UUID,
        error_messages={
            "required": _("Choose a draft."),
            "invalid_choice": _("Choose one of the drafts: the one that was sent is none of them any more."),
        },
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, drafts: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["tender"].choices = [("", _("Choose a draft")), *drafts]  # type: ignore[attr-defined]
