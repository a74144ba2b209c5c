"""Forms of watch lists."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WatchNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the watch list"), max_length=80)


class WatchForm(WatchNameForm):
    """`query`: what the address of the list asks for."""

    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
