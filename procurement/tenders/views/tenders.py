"""The list of tenders, one tender, and the reference of a draft to a study of methods."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import signed_in
from core.assembly import sections_of
from core.pages import paging, tables
from core.pages.paging import CountedPage
from core.pages.tables import FileLink
from procurement.studies import access as study_access
from procurement.studies.models import MethodStudy
from procurement.tenders import access, download, pages, queries, services, watched
from procurement.tenders.filters import TenderFilters
from procurement.tenders.forms import ReferForm
from procurement.tenders.queries import ListedTender


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Tenders by filters and in the order that is asked for; only the results where HTMX asks while somebody types."""
    filters = TenderFilters(request.GET, user=request.user)
    page = filters.page(clock.db_now)
    codes = pages.code_links(request.GET)
    if codes and codes.is_open:
        filters.form.errors.pop("cpv", None)  # words, which the codes below answer
    context = {
        "form": filters.form,
        "filtered": filters.narrowed,
        "rows": pages.rows(page),
        "count": pages.count(page),
        **paging.links(reverse("tenders:list"), request.GET, page, before=filters.position),
        "files": _files(request, page),
        "codes": codes,
        "begin": reverse("tenders:new") if access.may_begin(request.user) else "",
        "watch": watched.canonical(request.GET.urlencode()) if request.user.is_authenticated else None,
        "readers": pages.addresses(watched.canonical(request.GET.urlencode())),
        "compare": reverse("studies:new") if study_access.may_create(request.user) else "",
        "heading": _("Tenders found") if filters.narrowed else _("All tenders"),
    }
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    part = htmx and not htmx.history_restore_request
    response = render(request, "tenders/list.html#results" if part else "tenders/list.html", context | {"part": part})
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _files(request: HttpRequest, page: CountedPage[ListedTender]) -> list[FileLink]:
    def address(kind: str) -> str:
        return reverse("tenders:file", args=[kind])

    return tables.links(address, request.GET, rows=page.total, columns=download.COLUMNS, capped=page.capped)


@require_safe
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """The tenders that the filters leave, in their order, as CSV or as a spreadsheet."""
    filters = TenderFilters(request.GET, user=request.user)
    return download.list_file(filters.rows(clock.db_now, most=tables.MOST_ROWS), kind)


# --- one tender ---


@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A tender with what later stages made of it, as far as the person may see it, and what happened to it.

    A visitor to whom a tender is not open signs in first, whether or not there is one.
    """
    try:
        tender = access.door(request.user, pk)
    except Http404:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())
    now = clock.db_now()
    sections = {
        **sections_of("tenders:detail", tender, request.user, now),
        "during": pages.during(tender, request.user, now),
    }
    published = pages.published_page(tender, request.user, now=now)
    if published is not None:
        return render(request, "tenders/published.html", {**published, **sections})
    return render(request, "tenders/detail.html", {**pages.detail_page(tender, request.user, now=now), **sections})


# --- a study of methods, and the tenders that refer to it ---


@login_required
@require_POST
def refer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a draft refer to the study; leads to the draft's method. A form that is not in order comes back."""
    study = study_access.door(request.user, pk, study_access.StudyAction.REFER)
    form = ReferForm(request.POST, drafts=pages.drafts(study, queries.around(study)))
    if not form.is_valid():
        return _refer_again(request, study, form)
    tender = access.door(request.user, form.cleaned_data["tender"], access.TenderAction.REFER)
    try:
        services.refer(tender=tender, study=study, by=signed_in(request.user), at=clock.db_now())
    except services.NotReferable as refused:
        form.add_error("tender", str(refused))
        return _refer_again(request, study, form)
    return redirect(f"{reverse('tenders:detail', args=[tender.pk])}#method")


def _refer_again(request: HttpRequest, study: MethodStudy, form: ReferForm) -> HttpResponse:
    return render(request, "tenders/refer.html", pages.refer_page(study, request.user, form))
