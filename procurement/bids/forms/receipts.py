"""What somebody brings who checks a receipt: a file, or the text of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 1024 * 1024
ENDINGS = (".json", ".pdf")


class ReceiptCheckForm(forms.Form):
    """One of the two."""

    file = forms.FileField(
        label=gettext_lazy("Receipt"),
        help_text=gettext_lazy("The file receipt.json, or the PDF of the receipt. At most 1 MB."),
        required=False,
        widget=forms.ClearableFileInput({"accept": ",".join(ENDINGS)}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        help_text=gettext_lazy("What stands in receipt.json, copied whole."),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.conditional = True  # type: ignore[attr-defined]  # one of the two: neither is called optional

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not str(cleaned.get("text", "")).strip():
            self.add_error("file", _("Choose the file of a receipt, or copy its text into the field below."))
        return cleaned

    def content(self) -> bytes:
        """The bytes that were brought: of the file, if there is one."""
        if file := self.cleaned_data["file"]:
            with file.open() as opened:
                content: bytes = opened.read()
            return content
        text: str = self.cleaned_data["text"]
        return text.strip().encode()
