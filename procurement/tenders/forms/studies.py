"""Which draft refers to a study."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


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
