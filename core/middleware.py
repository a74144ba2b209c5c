"""Second factors, for whom they are a must (DESIGN §4); answers that nobody else may keep, or that are written down."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import access, assembly
from core.models import SecurityKind, User
from core.pages import returning
from core.security import writing

log = logging.getLogger(__name__)

HEALTH = ("/healthz", "/readyz")  # what a machine asks: no person is read for it, whatever cookie it sends
OPEN_PREFIXES = ("/accounts/", "/static/", *HEALTH)


def lacks_second_factor(user: access.Person) -> bool:
    """Whether a role of this person asks for a second factor that it has not set up. At most two queries."""
    wanted = set(settings.MFA_REQUIRED_ROLES)
    roles_of_user = {role for roles in access.roles_of(user).values() for role in roles}
    return bool(wanted & roles_of_user) and not Authenticator.objects.filter(user_id=user.pk).exists()


class RequireSecondFactor:
    """Sends such a person to the set-up page; the API refuses with the reason (core.rest.framework)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith((*OPEN_PREFIXES, "/api/")) or not request.user.is_authenticated:
            return self.get_response(request)
        if lacks_second_factor(request.user):
            messages.warning(request, _("Your role needs a second factor. Set one up to go on."))
            return redirect("mfa_index")
        return self.get_response(request)


class KeepNothing:
    """What a signed-in person sees is kept by no cache and no browser (ASVS 14.3.2), unless an answer says otherwise.

    An answer that says so itself costs no look at the person: the page of an outage must not ask the database again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


class RecordRefusals:
    """Writes refusals (403), tokens that are none (401) and downloads into the security log, whoever answered so.

    Refusals and downloads at a sealed route are left out: before the opening an administrator would read who bids.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if kind := _kind_of(request, response):
            writing.record(kind, request, user=request.user if isinstance(request.user, User) else None)
        if response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            _tell_stages(request)
        return response


def _tell_stages(request: HttpRequest) -> None:
    """Who brought the route may leave a leaf, after the refused transaction. Never raises: the answer stands."""
    match, user = request.resolver_match, request.user
    if match is None or not isinstance(user, User):
        return
    for part in assembly.refusals_of(match.view_name):
        try:
            part.record(match.view_name, match.kwargs, user, request.method or "")
        except Exception:
            log.exception("A refusal at %s could not be written down.", match.view_name)


def _kind_of(request: HttpRequest, response: HttpResponse) -> SecurityKind | None:
    """What an answer is to the log; None for most."""
    if response.status_code == HTTPStatus.UNAUTHORIZED and "Authorization" in request.headers:
        return SecurityKind.TOKEN_REFUSED
    if request.resolver_match is not None and request.resolver_match.view_name in assembly.sealed_routes():
        return None
    if response.status_code == HTTPStatus.FORBIDDEN:
        return SecurityKind.REFUSED
    is_file = response.get("Content-Disposition", "").startswith("attachment")
    return SecurityKind.DOWNLOADED if is_file and response.status_code == HTTPStatus.OK else None


class LeadBack:
    """What a person sees who signs in again, or opens the address of a button: a page (core.pages.returning).

    A view refuses a method with an empty page; here it gets words, and OPTIONS the list of methods.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FOUND:
            return returning.lead_back(request, response)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return returning.name_methods(request, response["Allow"])
        return response
