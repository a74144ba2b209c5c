"""A bid is withdrawn or confirmed again, each checked on a page of its own; and what whoever came too late reads."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import signed_in
from procurement.bids.access import BidAction
from procurement.bids.models import Bid
from procurement.bids.pages import timing as pages
from procurement.bids.queries import timing as queries
from procurement.bids.services import withdrawing
from procurement.bids.services.errors import BidRefused
from procurement.bids.views.drafting import for_bid

PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
@for_bid(BidAction.WITHDRAW)
def withdraw(request: HttpRequest, bid: Bid) -> HttpResponse:
    """What follows from it; sent, it is done."""
    refused = ""
    if request.method == "POST":
        try:
            withdrawing.withdraw(bid=bid, by=signed_in(request.user))
        except BidRefused as error:
            refused = str(error)
        else:
            messages.success(request, _("Withdrawn. Your draft is still here; you may submit again."))
            return redirect(pages.tasks_url(bid))
    page = pages.withdrawal_page(bid, refused=refused, now=clock.db_now())
    return render(request, "bids/timing/withdraw.html", page, status=_status(refused))


@require_http_methods(PAGES)
@for_bid(BidAction.RECONFIRM)
def confirm(request: HttpRequest, bid: Bid) -> HttpResponse:
    """What changed since the bid came in; sent, it is confirmed as it is."""
    refused = ""
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            withdrawing.reconfirm(bid=bid, seen=int(seen) if seen.isdecimal() else 0, by=signed_in(request.user))
        except BidRefused as error:
            refused = str(error)
        else:
            messages.success(request, _("Confirmed. Your bid counts as it came in."))
            return redirect(pages.tasks_url(bid))
    page = pages.confirmation_page(bid, refused=refused, now=clock.db_now())
    return render(request, "bids/timing/confirm.html", page, status=_status(refused))


@require_safe
@for_bid()
def attempt(request: HttpRequest, bid: Bid, attempt: UUID) -> HttpResponse:
    """What was sent and not taken, with its time and its number."""
    row = queries.attempt_of(bid, attempt)
    if row is None:
        raise Http404
    return render(request, "bids/timing/late.html", pages.attempt_page(bid, row, clock.db_now()))


def _status(refused: str) -> HTTPStatus:
    return HTTPStatus.CONFLICT if refused else HTTPStatus.OK
