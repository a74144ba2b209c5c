"""Fresh authentication: the person of the session has shown again, within minutes, that it is there.

What would let a found session become an account (a new address, an API token) asks for it. Signing in does not count:
the one who finds the browser open was not there.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows import reauthentication
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from core.accounts.mails import sends_mail


def can_confirm(request: Any) -> bool:
    """Whether the person has anything to show: a passphrase or a second factor."""
    return bool(reauthentication.get_reauthentication_flows(request.user))


def is_fresh(request: Any) -> bool:
    """Whether passphrase or second factor were given again within ACCOUNT_REAUTHENTICATION_TIMEOUT.

    The library says yes for one who has neither; we say no.
    """
    return can_confirm(request) and bool(reauthentication.did_recently_reauthenticate(request))


def fresh_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Leads to the page that asks again; a form that was sent goes on from there (allauth's middleware).

    Of one who has nothing to show nothing is asked: the page says how to come by a passphrase.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_confirm(request):
            return no_passphrase(request)
        if not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked


def confirmable_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the page that asks: one who is signed in and has nothing to show reads what to do instead."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not can_confirm(request):
            return no_passphrase(request)
        return view(request, *args, **kwargs)

    return asked


def no_passphrase(request: HttpRequest) -> HttpResponse:
    """403, with what to do: the mailbox is what one without a passphrase shows."""
    context = {"sends_mail": sends_mail()}
    response = render(request, "account/no_passphrase.html", context, status=HTTPStatus.FORBIDDEN)
    add_never_cache_headers(response)
    return response


@dataclass(frozen=True, slots=True)
class RecentFactor:
    """What the person of a session showed again, and how long ago: `totp`, `webauthn`, `recovery_codes`, `password`."""

    kind: str
    ago: timedelta


def recent_factor(request: HttpRequest) -> RecentFactor | None:
    """The second factor that was shown again within ACCOUNT_REAUTHENTICATION_TIMEOUT; None without one.

    In a demonstration the passphrase of the account stands for it.
    """
    for record in reversed(get_authentication_records(request, request.user)):
        kind = record.get("type", "") if record["method"] == "mfa" else record["method"]
        ago = timedelta(seconds=max(0, time.time() - record["at"]))
        if not record.get("reauthenticated") or ago.total_seconds() >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            continue
        if record["method"] == "mfa" or (settings.DEMO and kind == "password"):
            return RecentFactor(kind, ago)
    return None
