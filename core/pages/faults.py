"""The last word on a request that went wrong: a page for people, problem details under /api/ (RFC 9457)."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

API = "/api/"
SENTENCES = {
    HTTPStatus.BAD_REQUEST: "The request could not be read.",
    HTTPStatus.FORBIDDEN: "This is not allowed.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address, or it is not for you to see.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The fault is ours and has been written down. Nothing half-done was kept.",
}


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.BAD_REQUEST) or defaults.bad_request(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.FORBIDDEN) or defaults.permission_denied(request, exception)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(request, HTTPStatus.NOT_FOUND) or defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    return _problem(request, HTTPStatus.INTERNAL_SERVER_ERROR) or defaults.server_error(request)


def _problem(request: HttpRequest, status: HTTPStatus) -> HttpResponse | None:
    """Problem details where a program asked; None where a person did."""
    if not request.path.startswith(API):
        return None
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": SENTENCES[status],
        "instance": request.path,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
