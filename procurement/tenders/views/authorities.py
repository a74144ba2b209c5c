"""Authorities that nobody looks after: listed, adopted, told apart, merged."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import access as core_access
from core import authorities, clock
from core.access import Person, signed_in
from core.accounts.fresh import fresh_required
from core.models import Authority
from core.ownership import access as ownership
from core.ownership import services as ownership_services
from core.ownership.access import OwnershipAction
from core.people import access as people_access
from core.people.refusals import PeopleRefused
from procurement.tenders import pages, services
from procurement.tenders.forms import AuthorityDecisionForm, AuthorityNameForm
from procurement.tenders.pages.authorities import AuthorityCheck


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
