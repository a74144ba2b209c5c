"""The candidate that an officer chooses, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ChoiceForm(forms.Form):
    """Candidate and reason of a choice; both stand there for good, with the warnings that were shown."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    candidate = forms.ChoiceField(
        label=_("Which method"), widget=forms.RadioSelect, error_messages={"required": _("Choose one of the methods.")}
    )
    reason = forms.CharField(
        label=_("Why this one"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Say also why its warnings do not matter here. Auditors read this."),
        error_messages={"required": _("Give the reason: a choice is kept with it.")},
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, candidates: Sequence[tuple[str, str]], after: int = 0) -> None:
        super().__init__(data, initial={"after": after})
        self.fields["candidate"].choices = candidates  # type: ignore[attr-defined]
