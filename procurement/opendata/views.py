"""Pages on which a member takes over answers from an ESPD response: the file, what it says, the signature.

Nothing is stored before the signature: what was read travels with the form (`forms.sealed`).
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.access import require, signed_in
from core.documents import uploads
from core.documents.uploads import UploadLimits
from procurement.opendata import espd, pages, services
from procurement.opendata.forms import ResponseForm, TickedForm, sealed
from procurement.opendata.readers.espd import MOST_BYTES
from procurement.opendata.services import AdoptedAnswer
from procurement.opendata.shapes import EspdShape
from suppliers import acting
from suppliers.access import SupplierAction, may
from suppliers.models import Supplier
from suppliers.services import SupplierRefused

LIMITS = UploadLimits(most_bytes=MOST_BYTES, most_files=1, together=MOST_BYTES, endings=(".xml",))
AFTERWARDS = "our:facts"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@uploads.takes_files(LIMITS)
def upload(request: HttpRequest) -> HttpResponse:
    """The form of the file; sent, what it says beside what stands now."""
    supplier = _supplier(request)
    form = ResponseForm()
    if request.method == "POST":
        form = ResponseForm(request.POST, request.FILES)
        shape = _read(request, form, supplier)
        if shape is not None:
            return render(request, "opendata/offers.html", _offers_page(request, supplier, shape))
    context = {
        "heading": _("Take over answers from an ESPD file"),
        "lead": _("You look through them and sign those that are true. Until then nothing is stored."),
        "over": supplier.name,
        "crumbs": _crumbs(),
        "form": form,
        "back_url": reverse(AFTERWARDS),
    }
    return render(request, "opendata/upload.html", context)


def _read(request: HttpRequest, form: ResponseForm, supplier: Supplier) -> EspdShape | None:
    """What the file says; None, with the reason at its field, where it is not used."""
    faults = uploads.faults_of(request)
    if form.is_valid():
        with form.cleaned_data["file"].open() as file:
            shape = espd.read_for(supplier, file.read())
        if not shape.refusal:
            return shape
        form.add_error("file", shape.refusal)
    elif faults:
        form.errors["file"] = form.error_class([str(fault) for fault in faults])
    return None


def _offers_page(request: HttpRequest, supplier: Supplier, shape: EspdShape) -> dict[str, object]:
    return {
        "heading": pages.heading(shape),
        "crumbs": _crumbs(),
        "over": supplier.name,
        "lead": pages.issued_sentence(shape),
        "groups": pages.groups(shape.offers),
        "notes": shape.notes,
        "sealed": sealed(shape.offers, supplier, signed_in(request.user)),
        "back_url": reverse("espd:upload"),
    }


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What was ticked, in full, before it is signed."""
    supplier, adopted, refusal = _ticked(request)
    if not adopted:
        return _nothing(request, refusal)
    rows = pages.signing_rows(adopted)
    context = {
        "heading": pages.signing_heading(len(rows)),
        "crumbs": _crumbs(),
        "over": supplier.name,
        "lead": _("You say that each of them is true. They hold for twelve months from today."),
        "rows": rows,
        "sealed": request.POST["offers"],
        "answers": [(row.code, row.answer) for row in adopted],
        "signer": str(request.user),
        "back_url": reverse("espd:upload"),
    }
    return render(request, "opendata/sign.html", context)


@login_required
@require_POST
def adopt(request: HttpRequest) -> HttpResponseBase:
    """Sign what was looked through."""
    supplier, adopted, refusal = _ticked(request)
    if not adopted:
        return _nothing(request, refusal)
    try:
        rows = services.adopt_declarations(
            supplier=supplier, adopted=adopted, by=signed_in(request.user), at=clock.db_now()
        )
    except SupplierRefused as refused:
        return _nothing(request, str(refused))
    messages.success(request, pages.signed_sentence(len(rows)))
    return redirect(AFTERWARDS)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Our facts"), "url": reverse(AFTERWARDS)}]


def _supplier(request: HttpRequest) -> Supplier:
    supplier = acting.require_supplier(request)
    require(may(request.user, SupplierAction.ENTER, supplier))
    return supplier


def _ticked(request: HttpRequest) -> tuple[Supplier, list[AdoptedAnswer], str]:
    """The supplier, what was ticked, and why that is nothing."""
    supplier = _supplier(request)
    form = TickedForm(request.POST, supplier=supplier, user=signed_in(request.user))
    if form.is_valid():
        return supplier, form.cleaned_data["adopted"], ""
    return supplier, [], " ".join(str(error) for errors in form.errors.values() for error in errors)


def _nothing(request: HttpRequest, refusal: str) -> HttpResponse:
    messages.warning(request, refusal)
    return redirect("espd:upload")
