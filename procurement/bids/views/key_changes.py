"""Officers change the keys of an open tender: read first, then done, by one who has shown again who it is."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.access import signed_in
from core.accounts.fresh import fresh_required
from core.states import GateRefused
from procurement.bids.access.key_rules import KeysAction, keys_door
from procurement.bids.forms.key_changes import ReplaceKeysForm
from procurement.bids.pages import key_changes as pages
from procurement.bids.queries import keys as queries
from procurement.bids.services import key_changes, key_reminders, keysets
from procurement.bids.services.keysets import KeyRefused
from procurement.tenders import access as tender_access
from procurement.tenders.access import TenderAction
from procurement.tenders.models import Tender
from procurement.tenders.services import NotChangeable


@login_required
@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What follows from it; sent, it is done, or why it is refused."""
    tender = tender_access.door(request.user, pk, TenderAction.CHANGE)
    form = ReplaceKeysForm(request.POST or None)
    if not form.is_valid():
        return _page(request, tender, form)
    try:
        key_changes.replace_keyset(
            tender=tender, reason=form.cleaned_data["reason"], by=signed_in(request.user), at=clock.db_now()
        )
    except (KeyRefused, GateRefused, NotChangeable) as refused:
        messages.error(request, str(refused))
        tender.refresh_from_db()
        return _page(request, tender, form, status=HTTPStatus.CONFLICT)
    messages.success(request, _("The keys are changed. Everybody who has begun a bid is told."))
    return redirect("tenders:detail", pk)


@login_required
@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask everybody whose key a tender waits for; each once a day."""
    authority = keys_door(request.user, pk, KeysAction.ASK)
    count = key_reminders.ask_for_keys(authority=authority, at=clock.db_now())
    if count:
        sentence = ngettext(
            "%(count)d person is asked for the key.", "%(count)d persons are asked for their keys.", count
        )
        messages.success(request, sentence % {"count": count})
    else:
        messages.info(request, _("Nobody is asked: they were asked today already, or nobody is missing."))
    return redirect("home")


def _page(
    request: HttpRequest, tender: Tender, form: ReplaceKeysForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    now = clock.db_now()
    reading = keysets.set_of(tender.authority, now)
    page = pages.check_page(tender, queries.latest_keyset(tender), reading, now)
    return render(request, "bids/keys/replace.html", {**page, "form": form}, status=status)
