"""Where one comes back to after signing in: a page, never the address of a button."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

SAFE = {"GET", "HEAD"}


def page_before(request: HttpRequest) -> str:
    """The page that a form or a part of a page was sent from, by its own word or the referrer; else Home.

    Only a path of this site that some view answers.
    """
    htmx = getattr(request, "htmx", None)
    claimed = (htmx and htmx.current_url_abs_path) or _path_here(request, request.headers.get("Referer", ""))
    try:
        resolve(urlsplit(claimed).path)
    except Resolver404:
        return reverse("home")
    return claimed


def lead_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer that sends to sign in, with a way back on which something can be seen.

    A part of a page (htmx) would be put into the page; there the whole page is sent to sign in.
    """
    sign_in = resolve_url(settings.LOGIN_URL)
    is_part = bool(getattr(request, "htmx", False))
    if urlsplit(response.get("Location", "")).path != sign_in or (request.method in SAFE and not is_part):
        return response
    url = f"{sign_in}?{urlencode({REDIRECT_FIELD_NAME: page_before(request)})}"
    if is_part:
        response = HttpResponse(status=200)
        response["HX-Redirect"] = url
    else:
        response["Location"] = url
    return response


def _path_here(request: HttpRequest, url: str) -> str:
    """Path and query of an address on this site; empty for any other."""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def name_methods(request: HttpRequest, allowed: str) -> HttpResponse:
    """Which methods an address takes: the answer to OPTIONS, a page to whoever used another one."""
    if request.method == "OPTIONS":
        response = HttpResponse()
    else:
        response = render(request, "405.html", {"back": page_before(request)}, status=405)
    response["Allow"] = f"{allowed}, OPTIONS"
    return response
