"""For which of several organisations one acts, and that one of them is to be erased."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppliers.models import Supplier


class ActingForm(forms.Form):
    supplier = forms.TypedChoiceField(
        label=gettext_lazy("Organisation"), choices=(), coerce=UUID, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, suppliers: Sequence[Supplier], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["supplier"].choices = [(str(row.pk), row.name) for row in suppliers]  # type: ignore[attr-defined]


class EraseForm(forms.Form):
    """The name, typed once more."""

    name = forms.CharField(
        label=gettext_lazy("Type the name of the organisation"),
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.expected = name

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        if " ".join(typed.split()).casefold() != " ".join(self.expected.split()).casefold():
            raise forms.ValidationError(_("This is not its name: %(name)s") % {"name": self.expected})
        return typed
