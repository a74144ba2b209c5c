"""Pages of standards: the list and one standard, open to everybody; and the adviser."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import require
from core.assembly import sections_of
from procurement.planning import access, pages, queries, summary
from procurement.planning.forms import AdviceForm, StandardFilterForm


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
        "ask": reverse("standards:advice") if access.may_ask(request.user) else "",
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advice(request: HttpRequest) -> HttpResponse:
    """Which standards usually apply to a need; sent, the answer stands above the form. Nothing is stored."""
    require(access.may_ask(request.user))
    authorities = list(queries.authorities_for(request.user))
    context: dict[str, object] = {"crumbs": [{"label": _("Standards"), "url": reverse("standards:list")}]}
    if request.method != "POST":
        place = pages.place_of(next(iter(authorities), None))
        form = AdviceForm(authorities=authorities, initial={"place": place})
        return render(request, "planning/advice.html", {**context, "form": form})
    form = AdviceForm(request.POST, authorities=authorities)
    if form.is_valid():
        authority = queries.chosen_authority(authorities, form.cleaned_data["authority"])
        context["answer"] = pages.advice_page(summary.advice_answer(form.need(), authority))
    return render(request, "planning/advice.html", {**context, "form": form})
