"""Officers look at suppliers: who waits, what each says of its organisation, and what is decided about it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import require, signed_in
from core.assembly import sections_of
from core.states import IllegalMove, MovedMeanwhile
from suppliers import access, queries
from suppliers.access import SupplierAction
from suppliers.forms import SearchForm
from suppliers.pages import deciding, labels
from suppliers.pages import officers as pages
from suppliers.services import SupplierRefused
from suppliers.views.doors import FORM

SIZE = 50


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who waits, and all suppliers by name or identifier."""
    require(access.may_list(request.user))
    search, after = SearchForm(request.GET).asked()
    rows = list(queries.listed(search, after=after)[: SIZE + 1])
    waiting = list(queries.waiting_for_approval()[:SIZE])
    context = {
        "heading": pages.list_heading(waiting),
        "page": pages.list_page(waiting, rows[:SIZE], search, clock.db_now()),
        **pages.list_links(search, rows, after=after, size=SIZE),
    }
    return render(request, "suppliers/officers/list.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a supplier says of its organisation, what was decided, and what the officer can do."""
    supplier = access.door(request.user, pk, SupplierAction.SEE)
    context = {
        "heading": supplier.name,
        "over": labels.identifier_text(supplier),
        "tags": [labels.approval_tag(supplier), labels.operational_tag(supplier)],
        "crumbs": _crumbs(),
        "page": pages.supplier_page(supplier, request.user),
        **sections_of("suppliers:detail", supplier, request.user, clock.db_now()),
    }
    return render(request, "suppliers/officers/supplier.html", context)


@login_required
@require_http_methods(FORM)
def act(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """What an act does, to be checked; POST does it."""
    if key not in deciding.ACTS:
        raise Http404
    chosen = deciding.ACTS[key]
    supplier = access.door(request.user, pk, chosen.action)
    if not chosen.is_open(standing := deciding.standing(supplier)):
        messages.warning(request, _("This is not to be done any more: look at what is so now."))
        return redirect("suppliers:detail", pk)
    form = chosen.form(request.POST or None)
    if form.is_valid():
        try:
            chosen.do(standing, deciding.SupplierDeed(signed_in(request.user), clock.db_now(), form.cleaned_data))
            messages.success(request, str(chosen.done))
            can_see = access.may(request.user, SupplierAction.SEE, supplier)
            return redirect("suppliers:detail", pk) if can_see else redirect("suppliers:list")
        except SupplierRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except (IllegalMove, MovedMeanwhile) as refused:
            form.add_error(None, str(refused))
    context = {
        "heading": chosen.label,
        "over": supplier.name,
        "crumbs": [*_crumbs(), {"label": supplier.name, "url": reverse("suppliers:detail", args=[pk])}],
        "rows": pages.act_rows(standing),
        "follows": chosen.follows,
        "form": form,
        "act": chosen.label,
        "is_grave": chosen.is_grave,
        "back_url": reverse("suppliers:detail", args=[pk]),
    }
    return render(request, "suppliers/check.html", context)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Suppliers"), "url": reverse("suppliers:list")}]
