"""The list of tenders. The page of one tender also shows what later stages made of it: procurement/web/views.py."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from procurement.tenders import pages, queries
from procurement.tenders.forms import TenderFilters

BIGGEST = 2**63 - 1


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Tenders by filters, newest first; only the results where HTMX asks while somebody types."""
    form = TenderFilters(request.GET, user=request.user)
    filters = form.filters()
    before = _number(request.GET.get("before", ""))
    page = queries.page(request.user, filters, before=before)
    context = {
        "form": form,
        "filtered": filters != queries.Filters(),
        "rows": pages.rows(page),
        "count": pages.count(page),
        "newer": _address(request, None) if before is not None else "",
        "older": _address(request, page.next_before) if page.next_before else "",
        "heading": _("Tenders found") if filters != queries.Filters() else _("All tenders"),
    }
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    part = htmx and not htmx.history_restore_request
    response = render(request, "tenders/list.html#results" if part else "tenders/list.html", context | {"part": part})
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def _number(text: str) -> int | None:
    """The publication number in an address; anything else is as if it were not there."""
    return int(text) if text.isascii() and text.isdigit() and int(text) <= BIGGEST else None


def _address(request: HttpRequest, before: int | None) -> str:
    """Where this list goes on below `before`, its filters kept; without `before` where it begins."""
    kept = [(key, str(value)) for key, value in request.GET.items() if value and key != "before"]
    query = urlencode(kept + ([("before", str(before))] if before is not None else []))
    return f"{reverse('tenders:list')}?{query}" if query else reverse("tenders:list")
