"""Forms of signing in with labels of our own: one word for a passphrase, and the ways in beside the form."""

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as library
from allauth.mfa.base.forms import AuthenticateForm as LibraryCodeForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class OurLabels(forms.Form):
    """The library's fields under our labels; what it would write into the field or below it is left out."""

    labels: ClassVar[dict[str, "StrOrPromise"]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in self.labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("placeholder", None)


class NewPassphrase(OurLabels):
    """A new passphrase, typed twice; what it must be stands beside it."""

    labels: ClassVar = {
        "password1": gettext_lazy("New passphrase"),
        "password2": gettext_lazy("New passphrase, again"),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """In place of the library's, which has another word for it."""
        first, again = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and again and first != again:
            self.add_error("password2", _("This is not the passphrase that you typed above."))
        return self.cleaned_data


class LoginForm(OurLabels, library.LoginForm):
    """Address and passphrase. How to get a new one stands under the form (templates/account/login.html)."""

    labels: ClassVar = {"login": gettext_lazy("E-mail address"), "password": gettext_lazy("Passphrase")}


class ConfirmationForm(OurLabels, library.ReauthenticateForm):
    """The passphrase of one who is signed in, once more."""

    labels: ClassVar = {"password": gettext_lazy("Passphrase")}


class ChangeForm(NewPassphrase, library.ChangePasswordForm):
    """Another passphrase, by one who knows the present one."""

    labels: ClassVar = {"oldpassword": gettext_lazy("Present passphrase"), **NewPassphrase.labels}


class LinkForm(NewPassphrase, library.ResetPasswordKeyForm):
    """A new passphrase, by the mailed link."""


class CodeForm(LibraryCodeForm):
    """The code of the second factor at sign-in."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("Six digits from the app, or one of your recovery codes. A recovery code works once."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
