"""What is asked of a list of codes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.codes.cpv import MOST_RESULTS

LONGEST_QUESTION = 200
USUAL_RESULTS = 20


class CodeSearchForm(forms.Form):
    """Words of a title, or the beginning of a code."""

    q = forms.CharField(
        label=_("Words, or the beginning of a code"),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )

    use_required_attribute = False


class CodeQueryForm(CodeSearchForm):
    """The same over REST, with how many codes are wanted."""

    limit = forms.IntegerField(min_value=1, max_value=MOST_RESULTS, required=False)

    @property
    def wanted(self) -> int:
        """How many codes are wanted, once the form is in order."""
        return self.cleaned_data["limit"] or USUAL_RESULTS
