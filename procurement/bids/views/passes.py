"""The draft pass: kept, shown, typed; and the end of a draft that nobody can open any more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import signed_in
from core.pages import formats
from procurement.bids.access import BidAction, devices
from procurement.bids.draft_keys import DraftKey
from procurement.bids.forms.drafting import PassForm
from procurement.bids.models import Bid
from procurement.bids.pages import tasks as pages
from procurement.bids.pages.counting import standing_sentence
from procurement.bids.queries import drafts
from procurement.bids.queries.counting import counting_of
from procurement.bids.services import drafting
from procurement.bids.services.errors import BidRefused, WrongPass
from procurement.bids.views.drafting import for_bid, framed, keep_key, with_draft
from procurement.bids.views.locked import forgotten_page, locked_page

FORM = ["GET", "HEAD", "POST"]


@with_draft()
@require_http_methods(FORM)
@sensitive_variables()
def show(request: HttpRequest, bid: Bid, key: DraftKey) -> HttpResponse:
    """The pass, on a device that has it; POST says that it is kept."""
    if request.method == "POST":
        drafting.keep_pass(bid=bid, by=signed_in(request.user), at=clock.db_now())
        return redirect("bids:tasks", bid.pk)
    is_new = bid.draft.pass_kept_at is None
    context = framed(
        bid,
        heading=_("Keep this pass: it opens the draft"),
        lead=_("Nobody else can open it. If it is lost, the draft is lost; then you begin again."),
        draft_pass=drafting.pass_of(bid, key),
        is_new=is_new,
        devices=pages.handouts_line(drafts.handouts_of(bid), bid.tender.authority.zone),
    )
    return render(request, "bids/pass.html", context)


@with_draft()
@require_safe
@sensitive_variables()
def file(request: HttpRequest, bid: Bid, key: DraftKey) -> HttpResponse:  # noqa: ARG001 -- the request is looked at before
    """The pass as a small text file."""
    tender = bid.tender
    lines = [
        _("Draft pass for a bid"),
        f"{tender.authority.name}, {tender.ref}: {tender.title}",
        _("Due %(moment)s") % {"moment": formats.moment(tender.deadline_at, tender.authority.zone)},
        "",
        drafting.pass_of(bid, key),
        "",
        _("It opens the draft on any device of your team. Nobody can restore it. Keep it where no stranger reads it."),
    ]
    response = HttpResponse("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draft-pass-{bid.pk.hex[:8]}.txt"'
    return response


@sensitive_post_parameters()
@for_bid()
@require_http_methods(["POST"])
@sensitive_variables()
def unlock(request: HttpRequest, bid: Bid) -> HttpResponseBase:
    """Take the typed pass on this device. Ten tries an hour of a person at a bid; the right one is not counted."""
    if not hasattr(bid, "draft"):
        return forgotten_page(request, bid)
    form, by = PassForm(request.POST), signed_in(request.user)
    typed = form.cleaned_data["draft_pass"] if form.is_valid() else ""
    try:
        with devices.counted_try(request, bid, by):
            key = drafting.unlock(bid=bid, typed=typed, by=by, at=clock.db_now())
    except devices.TooManyPassTries:
        return locked_page(request, bid, error=_("Too many tries. Wait an hour, then try again."), status=429)
    except WrongPass as refused:
        return locked_page(request, bid, error=str(refused))
    following = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(following) if is_here else redirect("bids:tasks", bid.pk)
    keep_key(request, response, bid, key)
    return response


@for_bid(BidAction.WRITE)
@require_http_methods(FORM)
@sensitive_variables()
def begin_again(request: HttpRequest, bid: Bid) -> HttpResponse:
    """What is lost; POST lets the draft go and shows the pass of an empty one."""
    if request.method == "POST":
        try:
            begun = drafting.begin_again(bid=bid, by=signed_in(request.user), at=clock.db_now())
        except BidRefused as refused:
            messages.warning(request, str(refused))
            return redirect("bids:list")
        response = redirect("bids:pass", bid.pk)
        keep_key(request, response, bid, begun.draft_key)
        return response
    counting = counting_of(bid)
    is_open = drafting.takes_bids(bid.tender, clock.db_now())
    stands = standing_sentence(bid, counting, is_open=is_open) if counting.version is not None else ""
    context = framed(bid, heading=_("Delete this draft and begin again?"), stands=stands)
    return render(request, "bids/begin_again.html", context)
