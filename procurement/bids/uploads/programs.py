"""Who sends a file: a person in a browser, with the form's token; or a program, with a token of the API alone.

The verbs of tus are no JSON, so they stand beside the API; who may ask is as there.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.middleware import lacks_second_factor
from core.rest.authentication import TokenAuthentication
from procurement.bids.uploads.answers import answer

View = Callable[..., HttpResponse]


def for_people_and_programs(view: View) -> View:
    """Let a program in with its token; whoever brings none is a person with a session, and shows the form's token."""
    for_people = csrf_protect(login_required(view))

    @csrf_exempt
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "Authorization" not in request.headers:
            return for_people(request, *args, **kwargs)
        try:
            result = TokenAuthentication().authenticate(Request(request))
        except AuthenticationFailed:
            result = None
        if result is None:
            return answer(HTTPStatus.UNAUTHORIZED, _("This token is none, or has ended."), WWW_Authenticate="Token")
        request.user = result[0]
        if lacks_second_factor(request.user):
            return answer(
                HTTPStatus.FORBIDDEN, _("Your role needs a second factor. Sign in on the site and set one up.")
            )
        return view(request, *args, **kwargs)

    return entered
