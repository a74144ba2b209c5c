"""What the library of accounts tells by its signals, as events of the security log. Connected when the app is ready."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from core.models import SecurityKind, User
from core.security import writing

CODES = Authenticator.Type.RECOVERY_CODES


def connect() -> None:
    """Once per process."""
    account.password_changed.connect(_passphrase_changed, dispatch_uid="security log")
    account.password_reset.connect(_passphrase_reset, dispatch_uid="security log")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="security log")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="security log")
    mfa.authenticator_reset.connect(_factor_added, dispatch_uid="security log")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="security log")
    mfa.authenticator_used.connect(_factor_used, dispatch_uid="security log")
    mfa.authentication_failed.connect(_code_failed, dispatch_uid="security log")


def _passphrase_changed(request: HttpRequest, user: User, **_: Any) -> None:
    writing.record(SecurityKind.PASSPHRASE_CHANGED, request, user=user)


def _passphrase_reset(request: HttpRequest, user: User, **_: Any) -> None:
    writing.record(SecurityKind.PASSPHRASE_RESET, request, user=user)


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        writing.record(SecurityKind.SIGNED_OUT, request, user=user)


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    kind = SecurityKind.CODES_MADE if authenticator.type == CODES else SecurityKind.FACTOR_ADDED
    writing.record(kind, request, user=user)


def _factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    kind = SecurityKind.CODES_REMOVED if authenticator.type == CODES else SecurityKind.FACTOR_REMOVED
    writing.record(kind, request, user=user)


def _factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A code of the app is part of signing in; a recovery code is one that is gone now."""
    if authenticator.type == CODES:
        writing.record(SecurityKind.CODE_USED, request, user=user)


def _code_failed(request: HttpRequest, user: User, **_: Any) -> None:
    writing.record(SecurityKind.CODE_FAILED, request, user=user)
