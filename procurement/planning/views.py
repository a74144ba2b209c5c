"""Pages of standards: the list and one standard, open to everybody; and the adviser."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import require, signed_in
from core.assembly import sections_of
from core.documents import serving
from procurement.planning import access, labels, pages, queries, services, summary
from procurement.planning.catalogue import Standard
from procurement.planning.forms import AdviceForm, FactForm, StandardFilterForm


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
        **pages.detail_page(shape, enters=bool(access.may_enter(request.user))),
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, key: str, fact: str) -> HttpResponse:
    """What an officer says of a fact; a form that is not in order, or came too late, comes back."""
    standard, fact = access.door(key), access.fact_door(fact)
    require(access.may_enter(request.user))
    authorities = list(queries.officer_authorities(request.user))
    authority = queries.chosen_authority(authorities, request.POST.get("authority", request.GET.get("authority", "")))
    latest = queries.latest_facts(authority, standard.id).get((standard.id, fact))
    seen = latest.no if latest else 0
    if request.method != "POST":
        form = FactForm(authorities=authorities, initial={"authority": authority and str(authority.pk), "after": seen})
        return _fact_form(request, standard, fact, form)
    form = FactForm(request.POST, authorities=authorities)
    if not form.is_valid():
        return _fact_form(request, standard, fact, form)
    cleaned = {name: value for name, value in form.cleaned_data.items() if name != "authority"}
    [named] = [row for row in authorities if str(row.pk) == form.cleaned_data["authority"]]
    by, at = signed_in(request.user), clock.db_now()
    try:
        services.enter_fact(authority=named, standard=standard, fact=fact, by=by, at=at, **cleaned)
    except (services.EnteredMeanwhile, services.NothingEntered) as refused:
        form.data = {**request.POST.dict(), "after": seen}
        form.add_error(None, str(refused))
        return _fact_form(request, standard, fact, form)
    return redirect(f"{reverse('standards:detail', args=[standard.id])}?authority={named.pk}#facts")


def _fact_form(request: HttpRequest, standard: Standard, fact: str, form: FactForm) -> HttpResponse:
    crumbs = [
        {"label": _("Standards"), "url": reverse("standards:list")},
        {"label": standard.title, "url": reverse("standards:detail", args=[standard.id])},
    ]
    context = {
        "form": form,
        "crumbs": crumbs,
        "title": labels.FACTS[fact],
        "over": standard.title,
        "catalogued": labels.ANSWERS[standard.answers[fact]],
    }
    return render(request, "planning/fact.html", context)


@require_safe
def profile(request: HttpRequest, sha256: str) -> HttpResponse:
    """A reference profile, for everybody once it is published."""
    row = access.profile_door(request.user, sha256)
    shape = summary.profile_shape(row, lambda no: reverse("profiles:file", args=[row.pk, no]))
    return render(request, "planning/profile.html", {"profile": pages.profile_page(shape)})


@require_safe
def profile_file(request: HttpRequest, sha256: str, no: int) -> HttpResponse:
    """The bytes of one of its files, to be saved under the last part of its name."""
    file = queries.file_of_profile(access.profile_door(request.user, sha256), no)
    if file is None:
        raise Http404
    return serving.saved(bytes(file.data), name=file.name, media_type="application/octet-stream", sha256=file.sha256)
