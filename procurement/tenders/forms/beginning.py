"""How a new draft begins: for which authority, what it is called, and from what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import Person
from core.models import Authority, Role


class BeginningForm(forms.Form):
    """A new draft. `beginnings`: (key, title) of what it can begin from."""

    authority: "forms.ModelChoiceField[Authority]" = forms.ModelChoiceField(
        label=_("Authority"),
        queryset=None,
        empty_label=_("Choose an authority"),
        error_messages={"required": _("Choose the authority that buys.")},
    )
    title = forms.CharField(
        label=_("What will be bought"),
        max_length=200,
        help_text=_("A few words, by which others find the draft. You can change them later."),
        error_messages={"required": _("Say in a few words what will be bought.")},
    )
    beginning = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)

    use_required_attribute = False

    def __init__(self, data: Any = None, *, user: Person, beginnings: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        mine = Authority.objects.filter(pk__in=access.authorities_with(user, Role.OFFICER))
        self.fields["authority"].queryset = mine  # type: ignore[attr-defined]
        if len(mine) == 1:
            self.initial["authority"] = mine[0].pk
            self.fields["authority"].widget = forms.HiddenInput()
        self.fields["beginning"].choices = beginnings  # type: ignore[attr-defined]
        self.initial["beginning"] = beginnings[0][0]
        if len(beginnings) == 1:
            self.fields["beginning"].widget = forms.HiddenInput()
