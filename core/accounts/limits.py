"""How often a passphrase may be tried, so that nobody guesses it and nobody keeps its owner out.

Five failures per account and place in 15 minutes. Fifty per account and day over all places; then a place must be
known: a device on which the person has signed in before, all factors given, has a signed cookie and a count of its own.
Whoever has none signs in with passphrase and recovery code (core.accounts.recovery, counted apart), or asks for the
mailed link to a new passphrase; a new passphrase begins the counts anew.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.models import SecurityKind, User
from core.security import writing

PLACE = {"sign_in_place": "5/900s/key"}
ACCOUNT = {"sign_in_account": "50/1d/key"}
RECOVERY_PLACE = {"recovery_place": "5/900s/key"}
RECOVERY_OWNER = {"recovery_owner": "10/1d/key"}
SALT = "core.accounts.limits"
LIFETIME = 180 * 24 * 3600
PEOPLE = 5  # of one device, the latest first


def count_try(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage:
    """Count a try before the passphrase is looked at; who gave the right one takes it back. Raises ValidationError."""
    device = _known_device(request, email)
    usage = _count(request, PLACE, f"{email} {device or ratelimit.get_ip(request)}")
    if usage is None:
        _record(SecurityKind.PLACE_LOCKED, request, email)
        raise _wait()
    if not device:
        of_account = _count(request, ACCOUNT, email)
        if of_account is None:
            usage.rollback()
            _record(SecurityKind.ACCOUNT_LOCKED, request, email)
            raise forms.ValidationError(
                _(
                    "Too many failed tries for this account today. Sign in on a device where you have signed in "
                    "before, with a recovery code, or have a link to a new passphrase mailed to you."
                ),
                code="too_many",
            )
        usage.usage += of_account.usage
    return usage


def count_recovery(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage:
    """Count a try with a recovery code at this place, before anything is looked at. Raises ValidationError."""
    usage = _count(request, RECOVERY_PLACE, f"{email} {ratelimit.get_ip(request)}")
    if usage is None:
        _record(SecurityKind.PLACE_LOCKED, request, email)
        raise _wait()
    return usage


def count_recovery_by_owner(request: HttpRequest, email: str, *, is_owner: bool) -> ratelimit.RateLimitUsage | None:
    """Count a try of one who knows the passphrase, over all places; None beyond the limit.

    Any other try is counted where it matters to nobody: who measures how long it takes learns nothing.
    """
    return _count(request, RECOVERY_OWNER, email if is_owner else f"{email} {ratelimit.get_ip(request)}")


def begin_anew(request: HttpRequest, email: str) -> None:
    """Forget the failures of an account, and those at this place: somebody has just proven to be its owner."""
    place = _known_device(request, email) or ratelimit.get_ip(request)
    at_address = f"{email} {ratelimit.get_ip(request)}"
    for config, key in (
        (ACCOUNT, email),
        (PLACE, f"{email} {place}"),
        (RECOVERY_OWNER, email),
        (RECOVERY_PLACE, at_address),
    ):
        ratelimit.clear(request, app="core", action=next(iter(config)), config=dict(config), key=key)


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Mark the browser as one on which this person has signed in wholly."""
    cookie = _read_cookie(request)
    people = [str(user.pk), *(pk for pk in cookie["people"] if pk != str(user.pk))][:PEOPLE]
    value = signing.dumps({"device": cookie["device"], "people": people}, salt=SALT)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(cookie_name(), value, max_age=LIFETIME, secure=secure, httponly=True, samesite="Lax")


def is_known_device(request: HttpRequest, user: User) -> bool:
    """Whether this person has signed in on it before."""
    return str(user.pk) in _read_cookie(request)["people"]


def cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def _wait() -> forms.ValidationError:
    return forms.ValidationError(_("Too many failed tries. Wait 15 minutes, then try again."), code="too_many")


def _record(kind: SecurityKind, request: HttpRequest, email: str) -> None:
    writing.record(kind, request, user=User.objects.filter(email=email).first())


def _count(request: HttpRequest, config: Mapping[str, str], key: str) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(
        request, app="core", action=next(iter(config)), config=dict(config), key=key, limit_get=True
    )


def _known_device(request: HttpRequest, email: str) -> str:
    """The device's own mark if this account was signed in to on it; else empty."""
    cookie = _read_cookie(request)
    known = User.objects.filter(email=email, pk__in=cookie["people"]).exists()
    return str(cookie["device"]) if known else ""


def _read_cookie(request: HttpRequest) -> dict[str, Any]:
    try:
        cookie: dict[str, Any] = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return {"device": secrets.token_urlsafe(16), "people": []}
    return cookie
