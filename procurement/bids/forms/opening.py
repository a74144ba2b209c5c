"""What a person gives at an opening without the script of the page: its key and passphrase, or the tool's halves."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_FILE = 2_000_000
KEY_FILE_SIZE = 136


class KeyAndPassphraseForm(forms.Form):
    """The passphrase; a key file only where the locked key is not kept here."""

    passphrase = forms.CharField(
        label=_("Passphrase from your paper"),
        max_length=200,
        help_text=_("Small letters and spaces do not matter. O is read as 0, I and L as 1."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the passphrase from your paper.")},
    )
    key_file = forms.FileField(
        label=_("Key file"),
        required=False,
        help_text=_("Only if your locked key is not kept here."),
    )
    use_required_attribute = False

    def clean_key_file(self) -> bytes | None:
        file = self.cleaned_data["key_file"]
        if file is None:
            return None
        if file.size != KEY_FILE_SIZE:
            raise forms.ValidationError(_("This is no key file, or it was cut off."))
        return bytes(file.read())


class ToolHalvesForm(forms.Form):
    """The file of halves, or its text."""

    file = forms.FileField(label=_("File of halves"), required=False, help_text=_("What “keys open” wrote."))
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        max_length=LONGEST_FILE,
        widget=forms.Textarea(attrs={"autocomplete": "off", "spellcheck": "false", "rows": 4}),
    )
    use_required_attribute = False

    def clean(self) -> dict[str, object]:
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        if file is None and not text.strip():
            raise forms.ValidationError(_("Choose the file that the tool wrote, or paste its text."))
        if file is not None and file.size > LONGEST_FILE:
            raise forms.ValidationError(_("This file is too large for halves of keys."))
        return {"content": file.read() if file is not None else text.encode()}
