"""Pages of standards: the list and one standard, open to everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import clock
from core.assembly import sections_of
from procurement.planning import access, pages, queries, summary
from procurement.planning.forms import StandardFilterForm


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Standards by filters, by title; only the results where HTMX asks while somebody types."""
    authorities = list(queries.authorities_for(request.user))
    form = StandardFilterForm(request.GET, authorities=authorities)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name, "") for name in ("q", "domain", "openness", "authority")}
    authority = queries.chosen_authority(authorities, asked["authority"])
    standards = summary.standard_rows(authority, text=asked["q"], domain=asked["domain"], openness=asked["openness"])
    query = f"?authority={asked['authority']}" if asked["authority"] else ""
    context = {
        "form": form,
        "filtered": form.narrowed,
        "rows": pages.rows(standards, query),
        "count": pages.count(standards),
        "known_by": authority,
        "heading": _("Standards found") if form.narrowed else _("All standards"),
    }
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    part = htmx and not htmx.history_restore_request
    template = "planning/list.html#results" if part else "planning/list.html"
    response = render(request, template, context | {"part": part})
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


@require_safe
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One standard as the reader's authority knows it, with what later stages add."""
    standard = access.door(key)
    authority = queries.authority_for(request.user, request.GET.get("authority", ""))
    shape = summary.standard_shape(standard, authority)
    context = {
        **pages.detail_page(shape),
        **sections_of("standards:detail", standard, request.user, clock.db_now()),
        "crumbs": [{"label": _("Standards"), "url": reverse("standards:list")}],
    }
    return render(request, "planning/standard.html", context)
