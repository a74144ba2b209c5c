"""What an organisation says of itself when it registers, one short form after the other; and later, when it changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from suppliers.forms.countries import country_choices
from suppliers.models import Size

# Commission Recommendation 2003/361/EC, Annex, art. 2: staff, and turnover or balance sheet of a year.
SIZES = [
    (Size.MICRO, _("Micro: fewer than 10 people, and up to €2 million turnover or balance sheet")),
    (Size.SMALL, _("Small: fewer than 50 people, and up to €10 million turnover or balance sheet")),
    (Size.MEDIUM, _("Medium: fewer than 250 people, and up to €50 million turnover or €43 million balance sheet")),
    (Size.LARGE, _("Large: more than that")),
]


class NameForm(forms.Form):
    """The name and the country of its seat."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=500,
        help_text=_("As it stands in the register."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(
        label=_("Country of its seat"), choices=(), widget=forms.Select(attrs={"autocomplete": "country"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["country"].choices = [("", _("Choose a country")), *country_choices()]  # type: ignore[attr-defined]


class SizeForm(forms.Form):
    """How large it is, in words."""

    size = forms.ChoiceField(
        label=_("How large is it?"),
        choices=SIZES,
        widget=forms.RadioSelect,
        help_text=_(
            "With the companies that it owns or that own it. The city counts small suppliers; it is no condition."
        ),
    )


class DetailsForm(NameForm, SizeForm):
    """What can be changed at once, without a new approval."""

    field_order = ("name", "country", "size")
