"""Where a device does not have a draft's pass: it is asked for.

A browser sends the cookie with no first click from elsewhere (SameSite=Strict): such a request is answered by a page
that loads itself once more, from here, before it is said that the draft is locked.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock
from procurement.bids.models import Bid
from procurement.bids.pages import locked as pages

AGAIN = "again"
_FROM_HERE = {"same-origin", "none"}


def locked_page(request: HttpRequest, bid: Bid, *, error: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    """The page that takes the pass; first the one that loads itself again, where the cookie may only have been held
    back.
    """
    if request.method in {"GET", "HEAD"} and not error and _came_from_elsewhere(request):
        return render(request, "bids/again.html", {"url": _address_again(request), "heading": ""})
    following = request.get_full_path() if request.method == "GET" else reverse("bids:tasks", args=[bid.pk])
    context = pages.locked_page(bid, following=following, error=error, now=clock.db_now())
    return render(request, "bids/locked.html", context, status=status)


def forgotten_page(request: HttpRequest, bid: Bid) -> HttpResponse:
    """410: the draft was deleted 90 days after the deadline; the receipts are still there."""
    context = pages.forgotten_page(bid)
    return render(request, "bids/forgotten.html", context, status=HTTPStatus.GONE)


def _came_from_elsewhere(request: HttpRequest) -> bool:
    """What the browser says; one that says nothing may try once, which the address says."""
    site = request.headers.get("Sec-Fetch-Site", "")
    return site not in _FROM_HERE if site else AGAIN not in request.GET


def _address_again(request: HttpRequest) -> str:
    if request.headers.get("Sec-Fetch-Site"):
        return request.get_full_path()
    query = request.GET.copy()
    query[AGAIN] = "1"
    return f"{request.path}?{query.urlencode()}"
