"""Pages of consortia for their parties: the list, one as a matrix, asking somebody, the end."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import signed_in
from core.people import mails
from core.people.invitations import NewInvitation
from core.people.refusals import PeopleRefused
from suppliers import access, acting, consortium_summary, services
from suppliers.access import ConsortiumAction
from suppliers.forms.consortia import MAIL, AskFirmForm, ConsortiumDayForm, ConsortiumForm, WhyForm
from suppliers.models import Consortium
from suppliers.pages import consortia as pages
from suppliers.services import SupplierRefused
from suppliers.views.refusing import add_refusal

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The consortia of the supplier for which the person acts, and those into which its address is asked."""
    supplier = acting.supplier_of(request)
    rows = consortium_summary.rows_for(request.user, supplier)
    context = {
        "heading": pages.list_heading(rows),
        "lead": _("Who bids with whom is known to the parties alone, until the opening."),
        "over": supplier.name if supplier else "",
        "rows": pages.lines(rows),
        "new_url": reverse("consortia:new") if supplier else "",
    }
    return render(request, "suppliers/consortia/list.html", context)


@login_required
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Make a consortium that the acting supplier leads."""
    supplier = acting.require_supplier(request)
    form = ConsortiumForm(request.POST or None)
    if form.is_valid():
        try:
            consortium = services.form_consortium(
                lead=supplier,
                name=form.cleaned_data["name"],
                part=form.part(),
                by=signed_in(request.user),
                at=clock.db_now(),
            )
        except SupplierRefused as refused:
            add_refusal(form, refused)
        else:
            return redirect("consortia:detail", consortium.pk)
    context = {
        "heading": _("Form a consortium"),
        "over": supplier.name,
        "lead": _("You lead it. Next you ask the others; each signs its own part."),
        "crumbs": crumbs(),
        "form": form,
        "act": _("Form it"),
        "back_url": reverse("consortia:list"),
    }
    return render(request, "suppliers/consortia/form.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is missing on a day, and the matrix of who does and covers what. Who is only asked goes to its part."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.SEE_PART)
    if not access.may_in_consortium(request.user, ConsortiumAction.SEE, consortium):
        return redirect("consortia:part", pk)
    form = ConsortiumDayForm(request.GET or None)
    today = clock.db_now().date()
    on = (form.cleaned_data["on"] if form.is_valid() else None) or today
    shape = consortium_summary.consortium_shape(consortium, request.user, on)
    leads = bool(access.may_in_consortium(request.user, ConsortiumAction.CHANGE_PART, consortium))
    missing = pages.lack_lines(shape, leads=leads)
    context = {
        "heading": consortium_summary.missing_heading(len(missing)),
        "over": consortium.name,
        "lead": pages.detail_lead(shape),
        "crumbs": crumbs(),
        "missing": missing,
        "names": [party.name for party in shape.parties],
        "rows": pages.matrix(shape, leads=leads),
        "form": ConsortiumDayForm(initial={"on": on}),
        "leads": leads,
        "consortium": consortium.pk,
    }
    return render(request, "suppliers/consortia/detail.html", context)


@never_cache
@login_required
@require_http_methods(FORM)
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask a party in. Where the link cannot be mailed it is shown, in this answer alone."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.INVITE)
    form = AskFirmForm(request.POST or None)
    if form.is_valid():
        try:
            sent = _invite(request, consortium, form)
        except (SupplierRefused, PeopleRefused) as refused:
            add_refusal(form, refused)
        else:
            if sent is not None and not sent.is_mailed:
                return _link_page(request, consortium, sent)
            messages.success(request, _("Asked. You hear when it has signed its part."))
            return redirect("consortia:detail", pk)
    context = {
        "heading": _("Ask a firm in"),
        "over": consortium.name,
        "lead": _("It sees its own part and your name, nothing else, until it has signed."),
        "crumbs": crumbs((consortium.name, reverse("consortia:detail", args=[pk]))),
        "form": form,
        "act": _("Ask"),
        "back_url": reverse("consortia:detail", args=[pk]),
    }
    return render(request, "suppliers/consortia/form.html", context)


def _invite(request: HttpRequest, consortium: Consortium, form: AskFirmForm) -> NewInvitation | None:
    cleaned, by, at = form.cleaned_data, signed_in(request.user), clock.db_now()
    if cleaned["how"] == MAIL:
        return services.invite_address(
            consortium=consortium, email=cleaned["email"], name=cleaned["name"], part=form.part(), by=by, at=at
        )
    services.invite_by_share_code(consortium=consortium, code=cleaned["code"], part=form.part(), by=by, at=at)
    return None


def _link_page(request: HttpRequest, consortium: Consortium, sent: NewInvitation) -> HttpResponse:
    title = _("Invitation for %(address)s") % {"address": sent.invitation.email}
    way = (consortium.name, reverse("consortia:detail", args=[consortium.pk]))
    url = request.build_absolute_uri(mails.invitation_path(sent.secret))
    return render(request, "people/link.html", {"url": url, "title": title, "crumbs": crumbs(way)})


@login_required
@require_http_methods(FORM)
def dissolve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What follows, and the reason; POST ends the consortium."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.DISSOLVE)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        by, at = signed_in(request.user), clock.db_now()
        services.dissolve_consortium(consortium=consortium, reason=form.cleaned_data["reason"], by=by, at=at)
        messages.success(request, _("%(name)s is dissolved.") % {"name": consortium.name})
        return redirect("consortia:list")
    context = {
        "heading": _("Dissolve this consortium?"),
        "over": consortium.name,
        "crumbs": crumbs((consortium.name, reverse("consortia:detail", args=[pk]))),
        "follows": [
            _("Every party is told. Nobody can sign or be asked any more."),
            _("Bids that have copied it stay as they are."),
            _("There is no way back; a new consortium may have the same name."),
        ],
        "form": form,
        "act": _("Dissolve it"),
        "is_grave": True,
        "back_url": reverse("consortia:detail", args=[pk]),
    }
    return render(request, "suppliers/consortia/form.html", context)


def crumbs(*way: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the list to the page: pairs of label and address."""
    return [{"label": label, "url": url} for label, url in ((_("Consortia"), reverse("consortia:list")), *way)]
