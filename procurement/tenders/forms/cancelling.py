"""Why a draft is given up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.tenders.states import CancelReason

LONGEST = 2000


class CancelForm(forms.Form):
    """A code and a text."""

    code = forms.ChoiceField(label=_("Why?"), choices=[("", _("Choose")), *CancelReason.choices])
    text = forms.CharField(label=_("In a sentence"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
