"""Why a rule does not hold here, in an officer's words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.tenders.models import ReasonKind

LONGEST_REASON = 4000


class ExplanationForm(forms.Form):
    """A reason; whether its text is long enough the service says."""

    reason = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *ReasonKind.choices], required=False)
    text = forms.CharField(
        label=_("Why is this right here?"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.conditional = True  # type: ignore[attr-defined]  # the service asks for both, so nothing is optional
