"""What officers narrow the list of suppliers by."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name or identifier"), max_length=100, required=False)
    after = forms.UUIDField(required=False)

    def asked(self) -> tuple[str, UUID | None]:
        """(words, the supplier behind which the list goes on); what cannot be is as if it were not asked."""
        return (self.cleaned_data["q"], self.cleaned_data["after"]) if self.is_valid() else ("", None)
