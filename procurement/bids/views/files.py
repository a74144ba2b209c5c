"""Files of a bid: the list with its form, one file to save or to change, and the verbs by which a script sends one."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from core import arrivals, clock, sealed_file
from core.access import signed_in
from core.arrivals import Arrival, NoSlot
from core.documents.serving import harden
from core.uploads import FORM_ROOM
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.draft_keys import DraftKey
from procurement.bids.gather import files as readings
from procurement.bids.models import Bid, DraftFile
from procurement.bids.outline import outline_of
from procurement.bids.pages import files as pages
from procurement.bids.queries import drafts
from procurement.bids.services import files
from procurement.bids.services.errors import BidRefused
from procurement.bids.services.files import MOST_TOGETHER
from procurement.bids.uploads import lines, tus
from procurement.bids.uploads.handler import SealHandler
from procurement.bids.uploads.programs import for_people_and_programs
from procurement.bids.views.drafting import draft_key_of, with_draft
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries

_HANDLER = "seal_handler"


@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def listing(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The files, and the form that adds some: what it brings is sealed while its token is looked for (ADR 0058)."""
    if request.method != "POST":
        return _listing(request, pk)
    bid = access.door(request.user, pk, BidAction.WRITE)
    draft_key = draft_key_of(request, bid)
    length = request.META.get("CONTENT_LENGTH") or ""
    if draft_key is None or not length.isdigit():
        return _listing(request, pk)
    if int(length) > MOST_TOGETHER + FORM_ROOM:
        return render(request, "413.html", pages.limit(), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        files.require_scanner()
    except files.DraftFileRefused as refused:  # before anything of the form is read
        return _page(request, bid, draft_key, [("", str(refused))], HTTPStatus.SERVICE_UNAVAILABLE)
    handler = SealHandler(request, bid=bid, draft_key=draft_key, by=signed_in(request.user), at=clock.db_now())
    try:
        with arrivals.slot_for(request, f"supplier {bid.supplier_id}") as arrival:
            request.upload_handlers = [handler]
            setattr(request, _HANDLER, handler)
            return _adding(request, bid, draft_key, arrival)
    except NoSlot:
        fault = _("Many files arrive now, and yours was not taken. Send it again in a moment.")
        return _page(request, bid, draft_key, [("", fault)], HTTPStatus.SERVICE_UNAVAILABLE)
    finally:
        handler.drop()


@csrf_protect
@with_draft()
@sensitive_variables()
def _listing(request: HttpRequest, bid: Bid, draft_key: DraftKey) -> HttpResponseBase:
    return _page(request, bid, draft_key, [], HTTPStatus.OK)


@csrf_protect
@sensitive_variables()
def _adding(request: HttpRequest, bid: Bid, draft_key: DraftKey, arrival: Arrival) -> HttpResponse:
    """After the token was seen: what came whole counts."""
    handler: SealHandler = getattr(request, _HANDLER)
    place = request.POST.get("belongs_to", readings.TECHNICAL)
    if handler.failed is not None:
        return _page(request, bid, draft_key, [("", str(files.no_room()))], HTTPStatus.INSUFFICIENT_STORAGE)
    taken = handler.finish(place)
    if arrival.is_ended and (handler.has_rest or not taken):
        fault = _(
            "Others waited, and your line was slow: of your files, those in the list came whole. Send the rest again."
        )
        return _page(request, bid, draft_key, [*handler.faults, ("", fault)], HTTPStatus.SERVICE_UNAVAILABLE)
    if handler.faults or not taken:
        faults = handler.faults or [("", _("Choose a file first."))]
        return _page(request, bid, draft_key, faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    count = len(taken)
    messages.success(
        request, ngettext("%(count)d file is stored.", "%(count)d files are stored.", count) % {"count": count}
    )
    return redirect("bids:files", bid.pk)


@sensitive_variables()
def _page(
    request: HttpRequest, bid: Bid, draft_key: DraftKey, faults: list[tuple[str, str]], status: HTTPStatus
) -> HttpResponse:
    lots = [lot.no for lot in drafts.lots_of(bid)]
    context = pages.files_page(
        bid,
        readings.readings(bid, draft_key),
        outline_of(tender_gather.content_of(bid.tender), lots),
        faults=faults,
        is_suspended=tender_queries.current_suspension(bid.tender) is not None,
        may_write=bool(access.may(request.user, BidAction.WRITE, bid)),
        place=files.place_of(request.POST.get("belongs_to") or request.GET.get("for", "")),
        now=clock.db_now(),
    )
    response = render(request, "bids/files/list.html", context, status=status)
    add_never_cache_headers(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft()
@sensitive_variables()
def stored(request: HttpRequest, bid: Bid, draft_key: DraftKey, file: UUID) -> HttpResponseBase:
    """A file to save, by its team alone. POST removes it, calls it otherwise or has it belong elsewhere."""
    row = files.row_of(bid, file)
    if row is None:
        raise Http404
    if request.method == "POST":
        return _changed(request, bid, draft_key, row)
    reading = readings.reading_of(bid, draft_key, row)
    if not reading.is_stored:
        messages.error(request, _("This file has not come whole yet."))
        return redirect("bids:files", bid.pk)
    item = readings.stored_file(bid, draft_key, row)
    content = sealed_file.read(item.path, draft_key.raw, str(row.pk), length=item.size)
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    harden(response, name=item.name, sha256=item.sha256, size=item.size)
    return response


def _changed(request: HttpRequest, bid: Bid, draft_key: DraftKey, row: DraftFile) -> HttpResponse:
    access.door(request.user, bid.pk, BidAction.WRITE)
    try:
        if "remove" in request.POST:
            tus.remove(row)
            messages.success(request, _("The file is removed."))
        else:
            name, place = request.POST.get("name") or None, request.POST.get("belongs_to") or None
            files.change_file(row=row, bid=bid, draft_key=draft_key, name=name, belongs_to=place)
            messages.success(request, _("The change is stored."))
    except lines.InUse:
        messages.error(request, _("This file is arriving now. Stop it first, then remove it."))
    except BidRefused as refused:
        messages.error(request, str(refused))
    return redirect("bids:files", bid.pk)


@for_people_and_programs
@require_http_methods(["OPTIONS", "POST"])
def upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a file that comes piece by piece."""
    bid = access.door(request.user, pk, BidAction.WRITE)
    if request.method == "OPTIONS":
        return tus.options()
    key, by, at = draft_key_of(request, bid), signed_in(request.user), clock.db_now()
    response, row = tus.create(request, bid, key, by=by, at=at)
    if row is not None:
        response["Location"] = reverse("bids:upload-piece", args=[bid.pk, row.pk])
    return response


@for_people_and_programs
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def piece(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """How much of a file lies here; the next piece; an end of it."""
    bid = access.door(request.user, pk, BidAction.WRITE)
    act = {"HEAD": tus.state, "PATCH": tus.append, "DELETE": tus.terminate}[request.method or ""]
    return act(request, bid, draft_key_of(request, bid), file, at=clock.db_now())
