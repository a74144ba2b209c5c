"""The last word on a request that went wrong: a page for people, problem details under /api/ (RFC 9457)."""

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from core.outages import Outage, outage_of

API = "/api/"
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


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.BAD_REQUEST) or defaults.bad_request(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.FORBIDDEN) or defaults.permission_denied(request, exception)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.NOT_FOUND) or defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or an outage by its name. The framework calls this while it handles the error."""
    if (outage := outage_of(sys.exc_info()[1])) is not None:
        return _out_of_service(request, outage)
    return _problem(request, HTTPStatus.INTERNAL_SERVER_ERROR) or defaults.server_error(request)


def _out_of_service(request: HttpRequest, outage: Outage) -> HttpResponse:
    advice = "" if outage is Outage.BROKEN else BEFORE_REPEATING
    response = _problem(request, outage.status, f"{outage.sentence} {advice}".strip())
    if response is None:
        # Without the request: its person would be read from the database.
        page = render_to_string("outage.html", {"outage": outage, "advice": advice})
        response = HttpResponse(page, status=outage.status)
    response["Cache-Control"] = "private, no-store"
    if outage.retry_after is not None:
        response["Retry-After"] = str(outage.retry_after)
    return response


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
