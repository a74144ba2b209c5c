"""Who is asked for what at the library's pages. Accounts are made by links (core.people), by no form of the library.

An account has one address, `User.email`. It changes only in `core.accounts.addresses`, so the library's own table of
addresses, which a session could fill, is asked by nobody: not at sign-in, not for a new passphrase, not for notices.
"""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core import assembly
from core.accounts import limits
from core.accounts.forms import OurLabels
from core.models import SecurityKind, User, with_unread
from core.security import writing

log = logging.getLogger(__name__)
WAYS = {
    "reauthenticate": _("Use your passphrase"),
    "mfa_reauthenticate": _("Use a code of the app or a recovery code"),
}


class Backend(AuthenticationBackend):
    """Passphrases of accounts, by `User.email` alone."""

    def get_user(self, user_id: Any) -> Any:
        """The person of a session, with how many notices are unread and what stages ask, in one query."""
        user = with_unread(User.objects.filter(pk=user_id)).annotate(**assembly.person_conditions()).first()
        return user if self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> Any:
        return self._check_password(User.objects.filter(email=email.lower()).first(), password)


class ResetForm(OurLabels, ResetPasswordForm):
    """Asks for a link to a new passphrase. The link goes to the address of an account, never to one beside it."""

    labels: ClassVar = {"email": _("E-mail address")}

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = list(User.objects.filter(email=email.lower(), is_active=True))
        return email


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the passphrase is not correct."),
        "incorrect_password": _("This is not the passphrase of this account."),
        "enter_current_password": _("This is not your present passphrase."),
        "invalid_password_reset": _("This link is not valid, or was used already."),
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name, only the e-mail address."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try (core.accounts.limits); the library takes it back when the passphrase was right."""
        self._login_failed_rl_usage = limits.count_try(request, credentials["email"].lower())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong passphrase at sign-in, or when a person is asked again. As much is written where no account is."""
        user = User.objects.filter(email=credentials["email"].lower()).first()
        kind = SecurityKind.SIGN_IN_FAILED if user else SecurityKind.SIGN_IN_UNKNOWN
        if user and request.user == user:
            kind = SecurityKind.CONFIRMATION_FAILED
        writing.record(kind, request, user=user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """All factors were given: the device is known from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        known = limits.is_known_device(request, user)
        limits.remember_device(request, response, user)
        kind = SecurityKind.SIGNED_IN if known else SecurityKind.SIGNED_IN_NEW_DEVICE
        writing.record(kind, request, user=user)
        return response

    def set_password(self, user: Any, password: str) -> None:
        """A new passphrase: its owner has just shown who it is, so failed tries of others no longer count."""
        super().set_password(user, password)
        limits.begin_anew(context.request, user.email)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether this is the passphrase of the account that is signed in."""
        return bool(self.authenticate(context.request, email=user.email, password=password) == user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show who one is, each with its link, in our words."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS[way["id"]]} for way in ways]

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person of a change of the account, at its own address."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that cannot be sent is written down; what it tells of has been done and stays."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors
            log.warning("A mail (%s) could not be sent: %s", template_prefix, type(error).__name__)


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not correct. Type the one that the app shows now."),
    }
