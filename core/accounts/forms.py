"""Forms of signing in with labels of our own: one word for a passphrase, and the ways in beside the form."""

from typing import Any

from allauth.account.forms import LoginForm as LibraryForm
from allauth.mfa.base.forms import AuthenticateForm as LibraryCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(LibraryForm):
    """Address and passphrase. How to get a new one stands under the form (templates/account/login.html)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in (("login", _("E-mail address")), ("password", _("Passphrase"))):
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("placeholder", None)


class CodeForm(LibraryCodeForm):
    """The code of the second factor at sign-in."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits from the app, or one of your recovery codes. A recovery code works once."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
