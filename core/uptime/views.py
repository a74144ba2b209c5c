"""The ledger of outages, open to everybody: who missed a deadline by one asks here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.pages import paging
from core.pages.filters import ListFilters
from core.uptime import pages, queries


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """When this site could take nothing in, the latest first."""
    filters = ListFilters(request.GET, queries.outages())
    page = paging.page_of(filters.qs, "pk", before=filters.position, size=filters.size)
    links = paging.links(reverse("uptime:list"), request.GET, page, before=filters.position)
    return render(request, "about/outages.html", {"rows": pages.rows(page.rows), **links})
