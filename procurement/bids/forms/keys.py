"""What comes from the offline tool: a key that it made, and its answers."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from offline.sealing.opening_keys import KEY_SIZE, SIZE
from offline.sealing.sheets import WrongLine, read_lines

LONGEST = 100_000


def hex_of(text: str, size: int) -> bytes | None:
    """The bytes of this many hexadecimal digits, with any spaces between; None for anything else."""
    try:
        content = bytes.fromhex(text)
    except ValueError:
        return None
    return content if len(content) == size else None


class ToolKeyForm(forms.Form):
    """The public half of a key that the tool made, and the locked half if it is to be kept here."""

    public_key = forms.CharField(
        label=_("Public half"),
        max_length=2 * SIZE,
        help_text=_("64 digits from 0 to 9 and a to f, as “keys make” printed them."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Copy the public half from the tool.")},
    )
    lines = forms.CharField(
        label=_("Locked half in eleven lines"),
        required=False,
        max_length=LONGEST,
        help_text=_("Only if it is to be kept here: what “keys print” printed, without the numbers."),
        widget=forms.Textarea(attrs={"autocomplete": "off", "spellcheck": "false", "rows": 11}),
    )
    use_required_attribute = False

    def clean_public_key(self) -> bytes:
        public_key = hex_of(self.cleaned_data["public_key"], KEY_SIZE)
        if public_key is None:
            raise forms.ValidationError(_("A public half has 64 digits from 0 to 9 and a to f."))
        return public_key

    def clean_lines(self) -> bytes | None:
        lines = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if not lines:
            return None
        try:
            return read_lines(lines)
        except WrongLine as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class ToolAnswersForm(forms.Form):
    """The file of answers, as text."""

    answers = forms.CharField(
        label=_("Answers"),
        max_length=LONGEST,
        help_text=_("The text of the file that “keys answer” wrote."),
        widget=forms.Textarea(attrs={"autocomplete": "off", "spellcheck": "false", "rows": 5}),
        error_messages={"required": _("Copy the answers from the file that the tool wrote.")},
    )
    use_required_attribute = False

    def clean_answers(self) -> bytes:
        text: str = self.cleaned_data["answers"]
        try:
            json.loads(text)
        except ValueError:
            raise forms.ValidationError(_("These are no answers of the tool, or they were cut off.")) from None
        return text.encode()
