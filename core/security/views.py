"""The security log for administrators, as a page and as a file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import access
from core.access import Person
from core.models import Role
from core.pages import csvfile, downloads, paging
from core.security import pages
from core.security.filters import SecurityFilters

IN_A_FILE = 10_000


def open_to(user: Person) -> bool:
    return access.holds_any(user, Role.ADMINISTRATOR)


def _require_administrator(user: Person) -> None:
    access.require(access.YES if open_to(user) else access.no(_("Only administrators read the security log.")))


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Events of the accounts that the administrator looks after, newest first."""
    _require_administrator(request.user)
    filters = SecurityFilters(request.GET, user=request.user)
    page = paging.page_of(filters.qs, "pk", before=filters.position, size=filters.size)
    context = {
        "form": filters.form,
        "filtered": filters.narrowed,
        "rows": pages.rows(page.rows, request),
        "file": paging.address(reverse("security:csv"), request.GET, None),
        **paging.links(reverse("security:list"), request.GET, page, before=filters.position),
    }
    return render(request, "security/list.html", context)


@login_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """security-log.csv: the events by the same filters, at most the latest ten thousand."""
    _require_administrator(request.user)
    events = SecurityFilters(request.GET, user=request.user).qs.order_by("-pk")[:IN_A_FILE]
    text = csvfile.text(pages.table(events))
    return downloads.attachment(text, name="security-log.csv", content_type="text/csv; charset=utf-8")
