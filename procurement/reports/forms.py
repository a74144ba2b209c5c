"""What a person says when asking for a review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.reports.models import Variant


class ReviewForm(forms.Form):
    variant = forms.ChoiceField(
        label=_("Which copy"),
        choices=Variant.choices,
        initial=Variant.ARCHIVE,
        widget=forms.RadioSelect,
        help_text=_("Both say the same and carry the whole evaluation with them."),
    )

    use_required_attribute = False
