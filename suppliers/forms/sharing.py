"""A share code as somebody types it."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 40  # letters with whatever stands between them


class ShareCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Share code"),
        max_length=LONGEST,
        help_text=_("Three groups of four, as the supplier gave them to you: K7QM-2TXD-94RA."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type the code.")},
    )

    use_required_attribute = False
