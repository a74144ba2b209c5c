"""The list of bids; one begins; for which lots it is."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import signed_in
from procurement.bids.access import BidAction
from procurement.bids.forms.drafting import BeginForm, LotsForm
from procurement.bids.models import Bid
from procurement.bids.pages import listing as pages
from procurement.bids.pages import tasks as task_pages
from procurement.bids.queries import drafts
from procurement.bids.queries.counting import submit_again_among
from procurement.bids.services import bid_parties, draft_ends, drafting
from procurement.bids.services.errors import BidRefused
from procurement.bids.views.drafting import for_bid, forget_key, framed, keep_key
from procurement.tenders import access as tender_access
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Origin
from procurement.tenders.states import TenderState
from suppliers import queries as supplier_queries
from suppliers.access import SupplierAction
from suppliers.models import Supplier
from suppliers.views.doors import for_supplier

FORM = ["GET", "HEAD", "POST"]
PAGE = 50


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The bids in which a supplier of the person leads or has a part: open ones by what is due, then the others."""
    now, bids = clock.db_now(), drafts.bids_of(request.user)
    is_open = bids.filter(tender__state=TenderState.OPEN)
    after = request.GET.get("after", "")
    current = [] if after else list(is_open)
    page = drafts.page_of_past(bids.exclude(tender__state=TenderState.OPEN), after, PAGE)
    lots = drafts.lots_of_all([*current, *page.rows])
    again = submit_again_among(current)
    context = {
        "heading": pages.list_heading(current, now) if not after else _("Earlier bids"),
        "lead": _("Nobody but the team of a bid sees it before the opening, or that it is there."),
        "current": pages.bid_lines(current, lots, request.user, again),
        "past": pages.bid_lines(page.rows, lots, request.user, frozenset()),
        "next_after": page.next_after,
    }
    return render(request, "bids/list.html", context)


@for_supplier(SupplierAction.SEE_FACTS)
@require_http_methods(FORM)
@sensitive_variables()
def begin(request: HttpRequest, supplier: Supplier, pk: UUID) -> HttpResponse:
    """Alone or with whom, for which lots; POST begins the bid and shows its pass."""
    tender = tender_access.door(request.user, pk)
    if tender.origin != Origin.OWN or tender.state != TenderState.OPEN:
        raise Http404
    consortia = [row for row in supplier_queries.consortia_of([supplier]) if row.lead_id == supplier.pk]
    lots = tender_queries.lots_of(tender)
    form = BeginForm(
        request.POST if request.method == "POST" else None, lots=lots, consortia=consortia, name=supplier.name
    )
    if form.is_valid():
        by, at, consortium, chosen = signed_in(request.user), clock.db_now(), form.consortium(), form.chosen_lots()
        try:
            begun = drafting.begin_bid(
                tender=tender, supplier=supplier, consortium=consortium, lots=chosen, by=by, at=at
            )
        except BidRefused as refused:
            form.add_error("lots" if refused.field == "lots" and "lots" in form.fields else None, str(refused))
        else:
            bid_parties.ask_all(bid=begun.bid, by=by, at=at)
            response = redirect("bids:pass", begun.bid.pk)
            keep_key(request, response, begun.bid, begun.draft_key)
            return response
    context = {
        "heading": _("Begin a bid"),
        "over": f"{tender.ref} · {tender.title}",
        "lead": _("Nobody sees that you have begun: not the city, and not those who run this site."),
        "crumbs": [{"label": _("Bids"), "url": task_pages.list_url()}, task_pages.tender_crumb(tender)],
        "tender": tender,
        "form": form,
    }
    return render(request, "bids/begin.html", context)


@for_bid(BidAction.WRITE)
@require_http_methods(FORM)
def lots(request: HttpRequest, bid: Bid) -> HttpResponse:
    """For which lots the bid is; POST changes them."""
    known = tender_queries.lots_of(bid.tender)
    chosen = [str(lot.pk) for lot in drafts.lots_of(bid)]
    form = LotsForm(request.POST if request.method == "POST" else None, lots=known, initial={"lots": chosen})
    if form.is_valid():
        try:
            drafting.choose_lots(bid=bid, lots=form.chosen_lots(), by=signed_in(request.user), at=clock.db_now())
        except BidRefused as refused:
            form.add_error("lots" if "lots" in form.fields else None, str(refused))
        else:
            messages.success(request, _("Changed. What you wrote for other lots stays in the draft and is not sent."))
            return redirect("bids:tasks", bid.pk)
    context = framed(bid, heading=_("For which lots?"), form=form)
    return render(request, "bids/lots.html", context)


@for_bid(BidAction.WRITE)
@require_http_methods(FORM)
def give_up(request: HttpRequest, bid: Bid) -> HttpResponse:
    """What is lost with a bid of which nothing is in; POST lets it go."""
    if request.method == "POST":
        try:
            draft_ends.give_up(bid=bid, by=signed_in(request.user), at=clock.db_now())
        except BidRefused as refused:
            messages.warning(request, str(refused))
            return redirect("bids:tasks", bid.pk)
        messages.success(request, _("Given up. Nothing of it is left here."))
        response = redirect("bids:list")
        forget_key(response, bid)
        return response
    partners = len(bid.parties.all()) - 1
    context = framed(bid, heading=_("Give this bid up?"), partners=partners)
    return render(request, "bids/give_up.html", context)
