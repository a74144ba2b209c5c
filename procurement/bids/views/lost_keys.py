"""A closed tender takes bids again because its keys are lost: proposed by one officer, confirmed by another."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.access import signed_in
from core.accounts.fresh import fresh_required
from core.states import GateRefused
from procurement.bids.access.openings import OpeningAction, opening_door
from procurement.bids.forms.key_changes import ConfirmNewBidsForm, NewBidsForm
from procurement.bids.pages.lost_keys import lost_keys_page
from procurement.bids.queries import openings as queries
from procurement.bids.services import lost_keys
from procurement.bids.services.keysets import KeyRefused
from procurement.tenders.models import Tender
from procurement.tenders.services import NotChangeable

_REFUSALS = (KeyRefused, GateRefused, NotChangeable)


@never_cache
@login_required
@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What follows from it; sent, it is proposed, or why it is refused."""
    tender = opening_door(request.user, pk, OpeningAction.TAKE_NEW_BIDS)
    form = NewBidsForm(request.POST or None)
    if not form.is_valid():
        return _page(request, tender, form)
    try:
        lost_keys.propose_new_bids(
            tender=tender, reason=form.cleaned_data["reason"], by=signed_in(request.user), at=clock.db_now()
        )
    except _REFUSALS as refused:
        messages.error(request, str(refused))
        return _page(request, tender, form, status=HTTPStatus.CONFLICT)
    messages.success(request, _("Proposed. Another officer confirms it; until then nothing moves."))
    return redirect("bids:opening-lost-keys", pk)


@never_cache
@login_required
@fresh_required
@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Confirm what another officer proposed and this one has read."""
    tender = opening_door(request.user, pk, OpeningAction.TAKE_NEW_BIDS)
    form = ConfirmNewBidsForm(request.POST)
    proposal = queries.latest_lost_keys_proposal(tender)
    try:
        if not form.is_valid() or proposal is None or proposal.pk != form.cleaned_data["proposal"]:
            raise NotChangeable(_("This proposal does not stand any more. Read it again."))
        lost_keys.take_new_bids(tender=tender, proposal=proposal, by=signed_in(request.user), at=clock.db_now())
    except _REFUSALS as refused:
        messages.error(request, str(refused))
        return _page(request, tender, NewBidsForm(), status=HTTPStatus.CONFLICT)
    messages.success(request, _("The tender takes bids again. Everybody is told."))
    return redirect("tenders:detail", pk)


def _page(request: HttpRequest, tender: Tender, form: NewBidsForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    proposal = queries.latest_lost_keys_proposal(tender)
    confirm_form = ConfirmNewBidsForm(initial={"proposal": proposal.pk}) if proposal else None
    page = lost_keys_page(tender, request.user, clock.db_now())
    forms = {"form": confirm_form if page["may_confirm"] else form}
    return render(request, "bids/opening/lost_keys.html", {**page, **forms, "tender": tender}, status=status)
