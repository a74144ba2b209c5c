"""A new draft, and the overview of one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import require, signed_in
from procurement.tenders import access, pages, services
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.beginning import BeginningForm
from procurement.tenders.forms.cancelling import CancelForm
from procurement.tenders.pages.beginnings import beginnings_for, titled
from procurement.tenders.pages.drafting import crumbs, draft_in_work
from procurement.tenders.states import UNPUBLISHED


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What a new draft is called and begins with; sent, it begins and leads to its overview.

    `?with=imported:<id>` offers what the file of an imported tender says.
    """
    require(access.may_begin(request.user))
    by = signed_in(request.user)
    beginnings = beginnings_for(by, request.GET.get("with", ""))
    choices = [(key, str(beginning.title)) for key, beginning in beginnings.items()]
    form = BeginningForm(request.POST if request.method == "POST" else None, user=by, beginnings=choices)
    if not form.is_valid():
        crumbs = [{"label": _("Tenders"), "url": reverse("tenders:list")}]
        return render(request, "tenders/edit/new.html", {"form": form, "cards": beginnings.values(), "crumbs": crumbs})
    chosen, authority = beginnings[form.cleaned_data["beginning"]], form.cleaned_data["authority"]
    values = titled(chosen.values(authority, by), form.cleaned_data["title"], authority)
    tender = services.begin_from(authority=authority, values=values, source=chosen.key, by=by, at=clock.db_now())
    if chosen.lacking:
        messages.info(request, chosen.lacking)
    return redirect("tenders:edit", tender.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page to check before a draft is cancelled; sent, it is."""
    tender = access.door(request.user, pk, TenderAction.CANCEL_DRAFT)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.cancel_draft(tender=tender, **form.cleaned_data, by=signed_in(request.user), at=clock.db_now())
        except services.NotChangeable as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The draft is cancelled. It stays with the officers of your authority."))
            return redirect("tenders:detail", pk)
    page = {"form": form, "crumbs": crumbs(tender), "over": f"{tender.ref} · {tender.title}"}
    return render(request, "tenders/edit/cancel.html", page)


@login_required
@require_safe
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The overview of a draft; a published tender has its page instead, to officers that of its amendment in work."""
    tender = access.door(request.user, pk)
    if tender.state not in UNPUBLISHED and access.may(request.user, TenderAction.CHECK, tender):
        return redirect("tenders:amendment", pk)
    if tender.state not in UNPUBLISHED:
        return redirect("tenders:detail", pk)
    draft, now = draft_in_work(tender, signed_in(request.user)), clock.db_now()
    writers = services.writers_of(tender, besides=draft.user, at=now)
    return render(request, "tenders/edit/overview.html", pages.overview_page(draft, now=now, writers=writers))
