"""The number of an organisation in a register: those of its country first, then the others."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from suppliers import identifiers

OTHER = "other"


def scheme_choices(country: str) -> list[tuple[str, Any]]:
    """Registers of this country and of the world, with an example each, and any other."""
    known = [(scheme.code, f"{scheme.label} ({scheme.code})") for scheme in identifiers.schemes_of(country)]
    return [*known, (OTHER, _("Another register"))]


class IdentifierForm(forms.Form):
    """`country`: that of its seat. The check of the number stands beside its field, also while it is typed."""

    id_scheme = forms.ChoiceField(label=_("Register"), choices=())
    other_scheme = forms.CharField(
        label=_("Name of another register"),
        max_length=50,
        required=False,
        help_text=_(
            "Only if it is not in the list above: by org-id.guide, such as NZ-NZBN. Its numbers are not checked."
        ),
    )
    id_value = forms.CharField(
        label=_("Its number there"),
        max_length=identifiers.LONGEST,
        help_text=_("With or without blanks; we say whether it can be right."),
    )

    def __init__(self, data: Any = None, *, country: str, initial: dict[str, Any] | None = None) -> None:
        choices = scheme_choices(country)
        begun = dict(initial or {})
        if (scheme := begun.get("id_scheme")) and scheme not in dict(choices):
            begun |= {"id_scheme": OTHER, "other_scheme": scheme}
        super().__init__(data, initial=begun)
        self.fields["id_scheme"].choices = choices  # type: ignore[attr-defined]
        self.fields["id_value"].widget.attrs |= {
            "autocomplete": "off",
            "hx-get": reverse_lazy("our:check-number"),
            "hx-include": "#id_id_scheme",
            "hx-trigger": "input changed delay:600ms",
            "hx-target": "#id_value_checked",
        }

    def clean(self) -> dict[str, Any]:
        """The scheme as it is kept, and the number as it writes it."""
        typed = super().clean() or self.cleaned_data
        scheme, other = typed.get("id_scheme", ""), typed.pop("other_scheme", "").strip()
        if scheme == OTHER:
            if not other:
                self.add_error("other_scheme", _("Say which register it is."))
            typed["id_scheme"] = scheme = other
        if scheme and "id_value" in typed:
            result = identifiers.check(scheme, typed["id_value"])
            if result.refusal:
                self.add_error("id_value", result.refusal)
            typed["id_value"] = result.number
        return typed
