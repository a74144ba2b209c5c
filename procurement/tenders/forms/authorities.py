"""Which authorities are listed, and why one is decided about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.people.forms import reason_field


class AuthorityNameForm(forms.Form):
    """A part of the name of an authority."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)


class AuthorityDecisionForm(forms.Form):
    """Why it is decided so."""

    reason = reason_field()
