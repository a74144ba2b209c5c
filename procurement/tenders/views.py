"""The list of tenders, one tender, the reference of a draft to a study; authorities that nobody looks after."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access as core_access
from core import authorities, clock
from core.access import Person, signed_in
from core.accounts.fresh import fresh_required
from core.assembly import sections_of
from core.models import Authority
from core.ownership import access as ownership
from core.ownership import services as ownership_services
from core.ownership.access import OwnershipAction
from core.pages import paging, tables
from core.pages.paging import CountedPage
from core.pages.tables import FileLink
from core.people import access as people_access
from core.people.refusals import PeopleRefused
from procurement.studies import access as study_access
from procurement.studies.models import MethodStudy
from procurement.tenders import access, download, pages, queries, services
from procurement.tenders.filters import TenderFilters
from procurement.tenders.forms import AuthorityDecisionForm, AuthorityNameForm, ReferForm
from procurement.tenders.pages.authorities import AuthorityCheck
from procurement.tenders.queries import ListedTender


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Tenders by filters and in the order that is asked for; only the results where HTMX asks while somebody types."""
    filters = TenderFilters(request.GET, user=request.user)
    page = filters.page(clock.db_now)
    context = {
        "form": filters.form,
        "filtered": filters.narrowed,
        "rows": pages.rows(page),
        "count": pages.count(page),
        **paging.links(reverse("tenders:list"), request.GET, page, before=filters.position),
        "files": _files(request, page),
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


@login_required
@require_safe
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """The tenders that the filters leave, in their order, as CSV or as a spreadsheet."""
    filters = TenderFilters(request.GET, user=request.user)
    return download.list_file(filters.rows(clock.db_now, most=tables.MOST_ROWS), kind)


# --- one tender ---


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A tender with what later stages made of it, as far as the person may see it, and what happened to it."""
    tender = access.door(request.user, pk)
    now = clock.db_now()
    sections = sections_of("tenders:detail", tender, request.user, now)
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


# --- authorities that nobody looks after ---


def authority_door(user: Person, pk: UUID, action: OwnershipAction) -> Authority:
    """The authority, for those who decide so about it. Raises Http404, Refused with the reason."""
    row = get_object_or_404(Authority.objects.select_related("same_name_as"), pk=pk)
    core_access.require(ownership.may(user, action, ownership.ownership_of(row)))
    return row


@login_required
@require_safe
def authority_list(request: HttpRequest) -> HttpResponse:
    """Authorities without members that have tenders, as far as the person decides about them."""
    if not people_access.open_to(request.user):
        core_access.require(core_access.no(_("Only an administrator decides who looks after an authority.")))
    form = AuthorityNameForm(request.GET)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    context = {
        "form": form,
        "filtered": bool(name),
        "sections": pages.unowned_sections(request.user, name),
        "crumbs": _authority_crumbs()[:1],
    }
    return render(request, "tenders/authorities.html", context)


@login_required
@require_safe
def authority_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An authority without members, and what can be decided about it."""
    row = authority_door(request.user, pk, OwnershipAction.ADOPT)
    page = pages.unowned_page(ownership.ownership_of(row), request.user)
    return render(request, "tenders/authority.html", {"page": page, "crumbs": _authority_crumbs()})


@login_required
@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What follows from adopting an authority; POST makes the person its administrator."""
    row = authority_door(request.user, pk, OwnershipAction.ADOPT)

    def do(reason: str) -> str:
        person = signed_in(request.user)
        ownership_services.take_over(authority=row, administrator=person, reason=reason, by=person, at=clock.db_now())
        return _("You are the administrator of %(name)s.") % {"name": row}

    return _decide(request, row, pages.adopt_page(row), do, then="people:list")


@login_required
@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell_apart(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What follows from saying that an authority is not its namesake; POST says it."""
    row = authority_door(request.user, pk, OwnershipAction.TELL_APART)

    def do(reason: str) -> str:
        authorities.adopt(authority=row, reason=reason, by=signed_in(request.user), at=clock.db_now())
        return _("%(name)s counts as another authority.") % {"name": row}

    return _decide(request, row, pages.tell_apart_page(row), do)


@login_required
@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: UUID, into: UUID) -> HttpResponse:
    """What follows from merging an authority into another one; POST merges them."""
    row = authority_door(request.user, pk, OwnershipAction.MERGE)
    target = get_object_or_404(Authority, pk=into)
    core_access.require(ownership.may_receive(request.user, target))

    def do(reason: str) -> str:
        moved = services.merge_authorities(
            duplicate=row, into=target, reason=reason, by=signed_in(request.user), at=clock.db_now()
        )
        return _("%(tenders)s: now of %(name)s.") % {"tenders": pages.tender_count(moved), "name": target}

    return _decide(request, row, pages.merge_page(row, target), do)


def _decide(
    request: HttpRequest,
    authority: Authority,
    sheet: AuthorityCheck,
    do: Callable[[str], str],
    *,
    then: str = "authorities:list",
) -> HttpResponse:
    """The page to check a decision; a POST with a reason does it, unless an obstacle stands on the page."""
    form = AuthorityDecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not sheet.obstacle:
        try:
            messages.success(request, do(form.cleaned_data["reason"]))
        except (PeopleRefused, authorities.HasMembers, authorities.NotWaiting, services.NotMergeable) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(then)
    back = reverse("authorities:detail", args=[authority.pk])
    crumbs = [*_authority_crumbs(), {"label": authority.name, "url": back}]
    return render(request, "tenders/decide.html", {"sheet": sheet, "form": form, "back": back, "crumbs": crumbs})


def _authority_crumbs() -> list[dict[str, str]]:
    """The way from the people to the list of authorities that nobody looks after."""
    return [
        {"label": _("People"), "url": reverse("people:list")},
        {"label": _("Authorities that nobody looks after"), "url": reverse("authorities:list")},
    ]
