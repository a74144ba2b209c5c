"""Fresh authentication: the person of the session has shown again, within minutes, that it is there.

What would let a found session become an account (a new address, an API token) asks for it. Signing in does not count:
the one who finds the browser open was not there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows import reauthentication
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse


def is_fresh(request: Any) -> bool:
    """Whether passphrase or second factor were given again within ACCOUNT_REAUTHENTICATION_TIMEOUT.

    The library says yes for one who has neither; we say no.
    """
    can_show = bool(reauthentication.get_reauthentication_flows(request.user))
    return can_show and bool(reauthentication.did_recently_reauthenticate(request))


def fresh_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Leads to the page that asks again; a form that was sent goes on from there (allauth's middleware)."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked
