"""Why the keys of an open tender are changed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplaceKeysForm(forms.Form):
    """The reason, which suppliers read."""

    reason = forms.CharField(
        label=_("Why the keys are changed"),
        help_text=_("It is published with the tender. Name no person."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the keys are changed: suppliers will read it.")},
    )
    use_required_attribute = False


class NewBidsForm(ReplaceKeysForm):
    """Why a closed tender takes bids again, which suppliers read."""

    reason = forms.CharField(
        label=_("What happened"),
        help_text=_("It is published with the tender. Name no person."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it takes bids again: suppliers will read it.")},
    )


class ConfirmNewBidsForm(forms.Form):
    """The proposal that the other officer has read."""

    proposal = forms.IntegerField(widget=forms.HiddenInput)
