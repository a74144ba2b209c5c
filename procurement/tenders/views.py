"""The list of tenders; a study of methods with the tenders that refer to it.

The page of one tender also shows what later stages made of it: procurement/web/views.py.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock, paging
from core.access import signed_in
from procurement.tenders import access, pages, queries, services
from procurement.tenders.forms import ReferForm, TenderFilters
from procurement.tenders.studies import access as study_access
from procurement.tenders.studies import pages as study_pages
from procurement.tenders.studies import services as study_services
from procurement.tenders.studies.forms import ChoiceForm
from procurement.tenders.studies.models import MethodStudy


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Tenders by filters, newest first; only the results where HTMX asks while somebody types."""
    form = TenderFilters(request.GET, user=request.user)
    filters = form.filters()
    before = paging.before(request.GET.get("before", ""))
    page = queries.page(request.user, filters, before=before)
    context = {
        "form": form,
        "filtered": filters != queries.Filters(),
        "rows": pages.rows(page),
        "count": pages.count(page),
        "newer": _address(request, None) if before is not None else "",
        "older": _address(request, page.next_before) if page.next_before else "",
        "compare": reverse("tenders:study-new") if study_access.may_create(request.user) else "",
        "heading": _("Tenders found") if filters != queries.Filters() else _("All tenders"),
    }
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    part = htmx and not htmx.history_restore_request
    response = render(request, "tenders/list.html#results" if part else "tenders/list.html", context | {"part": part})
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _address(request: HttpRequest, before: int | None) -> str:
    """Where this list goes on below `before`, its filters kept; without `before` where it begins."""
    kept = [(key, str(value)) for key, value in request.GET.items() if value and key != "before"]
    query = urlencode(kept + ([("before", str(before))] if before is not None else []))
    return f"{reverse('tenders:list')}?{query}" if query else reverse("tenders:list")


# --- a study of methods, and the tenders that refer to it ---


@login_required
@require_safe
def study(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _study(request, study_access.door(request.user, pk))


@login_required
@require_POST
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a method; a form that is not in order comes back with what is wrong."""
    found = study_access.door(request.user, pk, study_access.Action.CHOOSE)
    form = ChoiceForm(request.POST, candidates=study_pages.candidates(found))
    if not form.is_valid():
        return _study(request, found, choice=form)
    study_services.choose(study=found, by=signed_in(request.user), at=clock.db_now(), **form.cleaned_data)
    return redirect(f"{reverse('tenders:study', args=[pk])}#chosen")


@login_required
@require_POST
def refer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a draft refer to the study; leads to the draft's method."""
    found = study_access.door(request.user, pk, study_access.Action.REFER)
    form = ReferForm(request.POST, drafts=pages.drafts(found, queries.around(found)))
    if not form.is_valid():
        return _study(request, found, reference=form)
    tender = access.door(request.user, form.cleaned_data["tender"], access.Action.REFER)
    try:
        services.refer(tender=tender, study=found, by=signed_in(request.user), at=clock.db_now())
    except services.NotReferable as refused:
        form.add_error("tender", str(refused))
        return _study(request, found, reference=form)
    return redirect(f"{reverse('tenders:detail', args=[tender.pk])}#method")


def _study(
    request: HttpRequest, found: MethodStudy, *, choice: ChoiceForm | None = None, reference: ReferForm | None = None
) -> HttpResponse:
    context = study_pages.detail(found, request.user, choice)
    refers = pages.referring(found, request.user, reference)
    return render(request, "tenders/studies/detail.html", context | {"refers": refers})
