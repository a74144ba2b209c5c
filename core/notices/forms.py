"""How a person wants notices by mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import MailChoice


class MailForm(forms.Form):
    mails = forms.ChoiceField(label=_("Notices by mail"), choices=MailChoice.choices, widget=forms.RadioSelect)
