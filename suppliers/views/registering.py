"""Registering an organisation: one short form after the other, a page to check, and what is next.

What was typed waits in the session; nothing is stored before the last page is sent.
"""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import signed_in
from suppliers import acting, services
from suppliers.access import SupplierAction
from suppliers.forms import IdentifierForm, NameForm, SizeForm
from suppliers.models import Supplier
from suppliers.pages import organisation as pages
from suppliers.services import SupplierRefused
from suppliers.views.doors import FORM, for_supplier

KEY = "registering"
NEEDED = {"name": (), "identifier": ("name",), "size": ("name", "id_scheme"), "check": ("name", "id_scheme", "size")}
ROUTES = {"name": "our:register", "id_scheme": "our:register-identifier", "size": "our:register-size"}


@login_required
@require_http_methods(FORM)
def name(request: HttpRequest) -> HttpResponse:
    """The name and the country of its seat."""
    form = NameForm(request.POST or None, initial=_typed(request))
    if form.is_valid():
        return _keep(request, form.cleaned_data, "our:register-identifier")
    lead = _("Three short forms. Then an officer looks at it, and you can already put in your facts.")
    return _step(request, "name", form, _("Register your organisation"), lead)


@login_required
@require_http_methods(FORM)
def identifier(request: HttpRequest) -> HttpResponse:
    """Its number in a register, checked where we know how."""
    if missing := _missing(request, "identifier"):
        return redirect(missing)
    typed = _typed(request)
    form = IdentifierForm(request.POST or None, country=typed["country"], initial=typed)
    if form.is_valid():
        return _keep(request, form.cleaned_data, "our:register-size")
    lead = _("So that buyers know it again, and nobody registers it twice.")
    return _step(request, "identifier", form, _("Its number in a register"), lead)


@login_required
@require_http_methods(FORM)
def size(request: HttpRequest) -> HttpResponse:
    """How large it is, in words."""
    if missing := _missing(request, "size"):
        return redirect(missing)
    form = SizeForm(request.POST or None, initial=_typed(request))
    if form.is_valid():
        return _keep(request, form.cleaned_data, "our:register-check")
    return _step(request, "size", form, _("How large it is"), "")


@login_required
@require_http_methods(FORM)
def check(request: HttpRequest) -> HttpResponse:
    """Everything typed, to be checked; POST registers it."""
    if missing := _missing(request, "check"):
        return redirect(missing)
    form = forms.Form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            supplier = _register(request)
        except SupplierRefused as refused:
            form.add_error(None, str(refused))
        else:
            acting.choose(request, supplier.pk)
            del request.session[KEY]
            return redirect("our:registered")
    heading = _("Is this right?")
    context = {
        "heading": heading,
        "steps": pages.steps("check"),
        "rows": pages.check_rows(_typed(request)),
        "form": form,
    }
    return render(request, "suppliers/register/check.html", context)


@transaction.atomic
def _register(request: HttpRequest) -> Supplier:
    at, by = clock.db_now(), signed_in(request.user)
    supplier = services.create(**_typed(request), members=[by], at=at)  # type: ignore[arg-type]  # texts, each of its form
    services.register(supplier=supplier, by=by, at=at)
    return supplier


@require_safe
@for_supplier(SupplierAction.SEE)
def registered(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """What is next."""
    context = {
        "heading": _("%(name)s is registered") % {"name": supplier.name},
        "over": _("Handed in for approval"),
        "rows": pages.done_rows(supplier),
    }
    return render(request, "suppliers/register/done.html", context)


@login_required
@require_safe
def check_number(request: HttpRequest) -> HttpResponse:
    """What the check says of a number while it is typed: a part of the page."""
    scheme, number = request.GET.get("id_scheme", ""), request.GET.get("id_value", "")
    note, tone = pages.checked_note(scheme, number[:200])
    return render(request, "suppliers/register/_checked.html", {"note": note, "tone": tone})


# --- what was typed ---


def _typed(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(KEY, {}))


def _keep(request: HttpRequest, cleaned: dict[str, Any], route: str) -> HttpResponse:
    request.session[KEY] = {**_typed(request), **cleaned}
    return redirect(route)


def _missing(request: HttpRequest, step: str) -> str:
    """The route of the first form that was not sent yet; empty where none is missing."""
    typed = _typed(request)
    return next((ROUTES[field] for field in NEEDED[step] if field not in typed), "")


def _step(request: HttpRequest, step: str, form: forms.Form, heading: str, lead: str) -> HttpResponse:
    done = pages.steps(step)
    back = next((row.url for row in reversed(done) if row.state == "done"), "")
    context = {"heading": heading, "lead": lead, "steps": done, "form": form, "back_url": back}
    return render(request, "suppliers/register/step.html", context)
