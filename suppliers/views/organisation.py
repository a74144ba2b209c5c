"""The organisation for which one acts: what it says of itself, answering officers, export, erasing."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import signed_in
from core.people import joining
from core.states import GateRefused, IllegalMove, MovedMeanwhile
from suppliers import acting, queries, services
from suppliers.access import SupplierAction, may
from suppliers.forms import ActingForm, DetailsForm, EraseForm, HearingAnswerForm, IdentifierForm
from suppliers.models import Supplier
from suppliers.pages import labels
from suppliers.pages import organisation as pages
from suppliers.services import SupplierRefused
from suppliers.views.doors import FORM, crumbs, for_supplier


@require_safe
@for_supplier(SupplierAction.SEE)
def organisation(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """What it says of itself, how it stands with the officers, and its data."""
    context = {
        "heading": supplier.name,
        "tags": [labels.approval_tag(supplier), labels.operational_tag(supplier)],
        "crumbs": crumbs(),
        "page": pages.organisation_page(
            supplier,
            may_change=may(request.user, SupplierAction.CHANGE, supplier),
            may_erase=may(request.user, SupplierAction.ERASE, supplier),
            hearing=queries.open_hearing(supplier),
            reason=queries.reason_of_state(supplier),
        ),
    }
    return render(request, "suppliers/organisation/page.html", context)


@require_http_methods(FORM)
@for_supplier(SupplierAction.CHANGE)
def details(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Name, country and size."""
    names = ("name", "country", "size")
    form = DetailsForm(request.POST or None, initial={name: getattr(supplier, name) for name in names})
    if form.is_valid():
        try:
            services.change_details(
                supplier=supplier,
                **form.cleaned_data,
                founded_date=supplier.founded_date,
                by=signed_in(request.user),
                at=clock.db_now(),
            )
            return _saved(request)
        except SupplierRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return _form(request, form, _("Name, country, size"), _("Save"))


@require_http_methods(FORM)
@for_supplier(SupplierAction.CHANGE)
def identifier(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Another number: one that was approved waits for approval again."""
    initial = {"id_scheme": supplier.id_scheme, "id_value": supplier.id_value}
    form = IdentifierForm(request.POST or None, country=supplier.country, initial=initial)
    if form.is_valid():
        try:
            services.change_identifier(
                supplier=supplier, **form.cleaned_data, by=signed_in(request.user), at=clock.db_now()
            )
            return _saved(request)
        except (SupplierRefused, IllegalMove, MovedMeanwhile) as refused:
            form.add_error("id_value", str(refused))
    hint = _("Another number may be another organisation: an officer looks at it again.")
    return _form(request, form, _("Its number in a register"), _("Save"), hint=hint)


@require_POST
@for_supplier(SupplierAction.REGISTER)
def hand_in(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Hand in a draft that an officer sent back."""
    try:
        services.register(supplier=supplier, by=signed_in(request.user), at=clock.db_now())
        messages.success(request, _("Handed in for approval."))
    except (IllegalMove, MovedMeanwhile) as refused:
        messages.warning(request, str(refused))
    return redirect("our:organisation")


@require_http_methods(FORM)
@for_supplier(SupplierAction.ANSWER)
def hearing(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """What the supplier thinks of a suspension."""
    row = queries.open_hearing(supplier)
    if row is None or row.answered_at:
        return redirect("our:organisation")
    form = HearingAnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer_hearing(hearing=row, **form.cleaned_data, by=signed_in(request.user), at=clock.db_now())
            messages.success(request, _("Your answer is with the officers."))
            return redirect("our:organisation")
        except SupplierRefused as refused:
            form.add_error(None, str(refused))
    note = pages.hearing_note(row)
    return _form(request, form, note.title, _("Send the answer"), lead=note.text)


@require_safe
@for_supplier(SupplierAction.EXPORT)
def export(_request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Everything about the organisation as one file."""
    return pages.export_file(supplier, at=clock.db_now())


@require_http_methods(FORM)
@for_supplier(SupplierAction.ERASE)
def erase(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Erase everything the organisation entered, on a page to check."""
    form = EraseForm(request.POST or None, name=supplier.name)
    if form.is_valid():
        try:
            services.erase(supplier=supplier, by=signed_in(request.user), at=clock.db_now())
            messages.success(request, _("The organisation and its facts are erased."))
            return redirect("home")
        except (GateRefused, IllegalMove, MovedMeanwhile) as refused:
            form.add_error(None, str(refused))
    context = {
        "heading": _("Erase %(name)s") % {"name": supplier.name},
        "lead": _("There is no way back."),
        "crumbs": crumbs(_way()),
        "follows": pages.erase_follows(),
        "form": form,
        "act": _("Erase everything"),
        "is_grave": True,
        "back_url": reverse("our:organisation"),
    }
    return render(request, "suppliers/check.html", context)


@login_required
@require_http_methods(FORM)
def choose(request: HttpRequest) -> HttpResponse:
    """For which of several organisations one acts in this session."""
    suppliers = queries.acted_for_by(request.user)
    if not suppliers:
        return redirect("our:register")
    current = acting.supplier_of(request)
    form = ActingForm(request.POST or None, suppliers=suppliers, initial={"supplier": current.pk if current else None})
    following = request.GET.get("next", "")
    if form.is_valid():
        acting.choose(request, form.cleaned_data["supplier"])
        return redirect(following if joining.is_inside(following) else "our:facts")
    context = {"heading": _("For whom do you act now?"), "form": form}
    return render(request, "suppliers/organisation/acting.html", context)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("our:organisation")


def _way() -> tuple[str, str]:
    return _("The organisation"), reverse("our:organisation")


def _form(request: HttpRequest, form: forms.Form, heading: str, act: str, **more: str) -> HttpResponse:
    context = {
        "heading": heading,
        "crumbs": crumbs(_way()),
        "form": form,
        "act": act,
        "back_url": reverse("our:organisation"),
        **more,
    }
    return render(request, "suppliers/form.html", context)
