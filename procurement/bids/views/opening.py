"""The page of an opening: how far it is, its call, its result as it comes, its record."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import signed_in
from core.assembly import sections_of
from core.pages import downloads
from procurement.bids.access.openings import OpeningAction, opening_door
from procurement.bids.gather.price_lists import price_list
from procurement.bids.pages import opening as pages
from procurement.bids.pages.opening_stages import OpeningStage, OpeningStanding, standing_of
from procurement.bids.queries import openings as queries
from procurement.bids.services import opening_halves, openings
from procurement.bids.services.opening_refusals import OpeningRefused
from procurement.bids.states import OpeningPart, OpeningState

HTMX_STOPS = 286  # htmx polls no more, and takes the answer in


@never_cache
@login_required
@require_safe
def opening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the opening stands. Asked by the page itself, it answers with what changed, or that all of it did."""
    tender = opening_door(request.user, pk)
    standing = standing_of(tender, request.user, clock.db_now())
    if standing.stage is OpeningStage.NONE:
        raise Http404
    if seen := request.GET.get("seen"):
        return _changes(request, standing, seen)
    context = dict(pages.opening_context(standing, request.user))
    if standing.stage is OpeningStage.CLOSED:
        context |= sections_of("bids:opening", tender, request.user, standing.at)
    return render(request, pages.TEMPLATES[standing.stage], context)


def _changes(request: HttpRequest, standing: OpeningStanding, seen: str) -> HttpResponse:
    if seen != standing.stage.value:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if standing.stage is not OpeningStage.PROCESSING:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context = pages.opening_context(standing, request.user)
    return render(request, "bids/opening/run.html#state", context)


@never_cache
@login_required
@require_POST
def call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call the opening of what is next; whoever holds a key goes on to its half."""
    tender, by = opening_door(request.user, pk), signed_in(request.user)
    standing = standing_of(tender, by, clock.db_now())
    is_price = standing.part == OpeningPart.PRICE
    opening_door(by, pk, OpeningAction.CALL_PRICES if is_price else OpeningAction.CALL)
    try:
        row = (openings.open_prices if is_price else openings.call_opening)(tender=tender, by=by)
    except OpeningRefused as refused:
        messages.error(request, str(refused))
        return redirect("bids:opening", pk)
    gives = standing.member is not None and row.state in {OpeningState.CALLED, OpeningState.FIRST_HALF}
    return redirect("bids:opening-half" if gives else "bids:opening", pk)


@never_cache
@login_required
@require_POST
def ask_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the holders of keys once more."""
    tender, at = opening_door(request.user, pk, OpeningAction.ASK_AGAIN), clock.db_now()
    standing = standing_of(tender, request.user, at)
    count = 0
    if standing.opening is not None:
        count = openings.ask_holders_again(opening=standing.opening, by=signed_in(request.user), at=at)
    if count:
        sentence = ngettext("%(count)d person was asked.", "%(count)d people were asked.", count)
        messages.success(request, sentence % {"count": count})
    else:
        messages.info(request, _("Everybody who is waited for was asked a moment ago."))
    return redirect("bids:opening", pk)


@never_cache
@login_required
@require_POST
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask again for the work that failed."""
    tender, at = opening_door(request.user, pk, OpeningAction.RESUME), clock.db_now()
    standing = standing_of(tender, request.user, at)
    if standing.opening is not None:
        opening_halves.resume_opening(opening=standing.opening, by=signed_in(request.user), at=at)
        messages.success(request, _("Asked for again. What is open stays open; no bid is opened twice."))
    return redirect("bids:opening", pk)


@never_cache
@login_required
@require_safe
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed record, as it can be checked without this site; of the whole, or of the part that is named."""
    tender = opening_door(request.user, pk)
    part = request.GET.get("part", "")
    closed = [row for row in queries.openings_of(tender) if row.state == OpeningState.CLOSED and part in {"", row.part}]
    row = queries.record_of(closed[-1]) if closed else None
    if row is None:
        raise Http404
    name = f"opening-{tender.ref}-{closed[-1].part}.json"
    return downloads.attachment(row.text, name=name, content_type="application/json")


@never_cache
@login_required
@require_safe
def prices(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The prices of the opened bids as CSV; nothing as long as they are sealed."""
    tender = opening_door(request.user, pk)
    closed = [row for row in queries.openings_of(tender) if row.state == OpeningState.CLOSED]
    text = price_list(tender, closed)
    if text is None:
        raise Http404
    return downloads.attachment(text, name=f"prices-{tender.ref}.csv", content_type="text/csv")
