"""The last word on a request that went wrong: a page for people, problem details under /api/ (RFC 9457)."""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from django.views.decorators.debug import sensitive_variables

from core.outages import Outage, OutOfOrder, Text, outage_of

log = logging.getLogger(__name__)

API = "/api/"
SAFE = {"GET", "HEAD", "OPTIONS"}
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field
View = TypeVar("View", bound=Callable[..., Any])
SENTENCES = {
    HTTPStatus.BAD_REQUEST: "The request could not be read.",
    HTTPStatus.FORBIDDEN: "This is not allowed.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address, or it is not for you to see.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The fault is ours and has been written down. Nothing half-done was kept.",
}
# A commit whose answer was lost may stand, so nobody is told that nothing was stored.
BEFORE_REPEATING = _(
    "What you were sending is stored as a whole or not at all: look whether it is there before you send it again."
)


@dataclass(frozen=True, slots=True)
class OutageAdvice:
    """What a view has who sent it something read where that met an outage, instead of BEFORE_REPEATING.

    `sentences` are left out where the database is broken, since nothing is known then of what it stored; `always`
    stands in any case. `title`: the heading. `repeats`: fields of the form that a button named `repeat_label` sends to
    the same address again. `back`: the route to which the other button leads, with the ids of this address.
    """

    sentences: tuple[Text, ...]
    always: Text = ""
    title: Text = ""
    repeats: tuple[str, ...] = ()
    repeat_label: Text = ""
    back: str = ""
    back_label: Text = ""

    def text(self, outage: Outage) -> tuple[Text, ...]:
        """What is read of it at this outage."""
        sentences = () if outage is Outage.BROKEN else self.sentences
        return tuple(filter(None, (*sentences, self.always)))


_GENERAL = OutageAdvice((BEFORE_REPEATING,))


def advises(advice: OutageAdvice) -> Callable[[View], View]:
    """Give a view its own advice for an outage. A view of the API names it as its `outage_advice`."""

    def decorate(view: View) -> View:
        view.outage_advice = advice  # type: ignore[attr-defined]
        return view

    return decorate


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.BAD_REQUEST) or defaults.bad_request(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.FORBIDDEN) or defaults.permission_denied(request, exception)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.NOT_FOUND) or defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or an outage by its name. The framework calls this while it handles the error."""
    error = sys.exc_info()[1]
    if (outage := outage_of(error)) is not None:
        return _out_of_service(request, outage)
    if isinstance(error, OutOfOrder):
        return _out_of_order(request, error)
    return _problem(request, HTTPStatus.INTERNAL_SERVER_ERROR) or defaults.server_error(request)


def _out_of_service(request: HttpRequest, outage: Outage) -> HttpResponse:
    match = _match_of(request)
    advice = _advice_of(request, match)
    sentences = (outage.sentence, *advice.text(outage))
    response = _problem(request, outage.status, " ".join(map(str, sentences)))
    if response is None:
        title = advice.title or outage.title
        response = _page(outage.status, title, sentences, **_ways_on(request, advice, match))
    if outage.retry_after is not None:
        response["Retry-After"] = str(outage.retry_after)
    return _kept_by_nobody(response)


def _out_of_order(request: HttpRequest, fault: OutOfOrder) -> HttpResponse:
    """The site's own fault, in its own sentence, and without a time after which to try again."""
    log.error("Out of order: %s", fault.for_operator or fault)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = _problem(request, status, str(fault)) or _page(status, _("This cannot be done now"), (str(fault),))
    return _kept_by_nobody(response)


def _page(status: HTTPStatus, title: Text, sentences: tuple[Text, ...], **ways_on: object) -> HttpResponse:
    """Without the request: its person would be read from the database."""
    about = {"status": status.value, "title": title, "sentences": sentences}
    return HttpResponse(render_to_string("outage.html", {**about, **ways_on}), status=status)


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


def _match_of(request: HttpRequest) -> ResolverMatch | None:
    """The view of the address, also where the request did not come as far."""
    try:
        return request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return None


def _advice_of(request: HttpRequest, match: ResolverMatch | None) -> OutageAdvice:
    """What the view says, of something that was sent to it."""
    if match is None or request.method in SAFE:
        return _GENERAL
    view: Any = match.func
    named = getattr(view, "outage_advice", None) or getattr(getattr(view, "cls", None), "outage_advice", None)
    return named or _GENERAL


@sensitive_variables()
def _ways_on(request: HttpRequest, advice: OutageAdvice, match: ResolverMatch | None) -> dict[str, object]:
    """The form that sends the same again, and the way back; nothing where the view names none."""
    if match is None or not advice.repeats:
        return {}
    try:
        fields = {name: request.POST.get(name, "") for name in (TOKEN, *advice.repeats)}
    except (UnreadablePostError, RawPostDataException, OSError):
        fields = {}
    if not all(fields.values()):
        fields = {}
    return {
        "fields": fields,
        "address": request.path,
        "repeat_label": advice.repeat_label,
        "back_url": reverse(advice.back, kwargs=match.kwargs) if advice.back else "",
        "back_label": advice.back_label,
    }


def _problem(request: HttpRequest, status: HTTPStatus, sentence: str = "") -> HttpResponse | None:
    """Problem details where a program asked; None where a person did."""
    if not request.path.startswith(API):
        return None
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": sentence or SENTENCES[status],
        "instance": request.path,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
