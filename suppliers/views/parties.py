"""Pages of one party: its own part, which it signs, declines or takes back; the lead's form of a part."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import Refused, signed_in
from core.states import IllegalMove
from suppliers import access, acting, consortium_summary, queries, services
from suppliers.access import ConsortiumAction
from suppliers.forms.consortia import PartForm, PartSeenForm, TasksForm, WhyForm
from suppliers.models import Consortium, ConsortiumParty, InvitedBy
from suppliers.pages import consortia as pages
from suppliers.services import SupplierRefused
from suppliers.states import PartyState
from suppliers.views.consortia import FORM, crumbs
from suppliers.views.refusing import add_refusal


@login_required
@require_safe
def part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own part: what it is, what goes in, and the signature."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.SEE_PART)
    party, supplier = _own_place(request, consortium), acting.supplier_of(request)
    shape = consortium_summary.own_part(consortium, party, supplier, request.user, clock.db_now().date())
    leads = party.how == InvitedBy.FOUNDER
    context = {
        "heading": pages.part_heading(shape),
        "over": consortium.name,
        "tags": [pages.part_tag(shape)],
        "lead": _("You lead it.") if leads else _("Led by %(lead)s.") % {"lead": consortium.lead.name},
        "crumbs": crumbs((consortium.name, reverse("consortia:detail", args=[pk]))),
        "rows": pages.part_rows(shape, supplier.name if supplier else ""),
        "consortium": pk,
        "version": shape.part.version,
        "signer": str(request.user),
        **_choosing(request, pk),
        "has_supplier": supplier is not None,
        "signed": shape.part.signed_at is not None,
        "joined": party.state == PartyState.JOINED,
        "leads": leads,
    }
    return render(request, "suppliers/consortia/part.html", context)


@login_required
@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Consent to one's part in the version that stood on the page."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.SIGN)
    party, supplier = _own_place(request, consortium), acting.require_supplier(request)
    form = PartSeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else 0
    by, at = signed_in(request.user), clock.db_now()
    try:
        services.sign_part(party=party, supplier=supplier, seen=seen, by=by, at=at)
    except SupplierRefused as refused:
        messages.warning(request, str(refused))
        return redirect("consortia:part", pk)
    messages.success(request, _("Signed. You can take it back until the bid is submitted."))
    return redirect("consortia:detail", pk)


@login_required
@require_POST
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no to an invitation."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.DECLINE)
    try:
        services.decline_part(party=_own_place(request, consortium), by=signed_in(request.user), at=clock.db_now())
        messages.success(request, _("Declined. The lead is told."))
    except (SupplierRefused, IllegalMove) as refused:
        messages.warning(request, str(refused))
    return redirect("consortia:list")


@login_required
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stand by one's part no more, and stay."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.TAKE_BACK)
    try:
        services.take_back_consent(party=_own_place(request, consortium), by=signed_in(request.user), at=clock.db_now())
        messages.success(request, _("Taken back. The lead is told; you can sign again."))
    except SupplierRefused as refused:
        messages.warning(request, str(refused))
    return redirect("consortia:part", pk)


@login_required
@require_http_methods(FORM)
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What follows; POST leaves."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.LEAVE)
    party = _own_place(request, consortium)
    if request.method == "POST":
        services.leave_consortium(party=party, by=signed_in(request.user), at=clock.db_now())
        messages.success(request, _("You have left %(name)s.") % {"name": consortium.name})
        return redirect("consortia:list")
    context = {
        "heading": _("Leave this consortium?"),
        "over": consortium.name,
        "crumbs": crumbs((consortium.name, reverse("consortia:detail", args=[pk]))),
        "follows": [
            _("The lead is told, and has to fill your share."),
            _("You see the consortium no more, unless you are asked again."),
        ],
        "act": _("Leave it"),
        "is_grave": True,
        "back_url": reverse("consortia:part", args=[pk]),
    }
    return render(request, "suppliers/consortia/form.html", context)


@login_required
@require_http_methods(FORM)
def change(request: HttpRequest, pk: UUID, no: int) -> HttpResponse:
    """The part of a party, as the lead changes it: it is signed again after that."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.CHANGE_PART)
    party = _party(consortium, no)
    terms = queries.latest_terms(party)
    begun = {"role": terms.role, "share": terms.share, "tasks": terms.tasks}
    kind = TasksForm if party.how == InvitedBy.FOUNDER else PartForm
    form, seen = (
        kind(request.POST or None, initial=begun),
        PartSeenForm(request.POST or None, initial={"seen": terms.version}),
    )
    if form.is_valid() and seen.is_valid():
        by, at = signed_in(request.user), clock.db_now()
        version = seen.cleaned_data["seen"]
        try:
            services.change_part(party=party, part=form.part(), seen=version, by=by, at=at)
        except SupplierRefused as refused:
            add_refusal(form, refused)
        else:
            return redirect("consortia:detail", pk)
    context = {
        "heading": _("The part of %(name)s") % {"name": queries.name_of_party(party)},
        "over": consortium.name,
        "lead": _("Whatever you change is signed again: its signature ends with the old part."),
        "crumbs": crumbs((consortium.name, reverse("consortia:detail", args=[pk]))),
        "form": form,
        "seen": seen,
        "act": _("Save"),
        "back_url": reverse("consortia:detail", args=[pk]),
        "remove": pages.removing(consortium.pk, party.no, party.state) if kind is PartForm else None,
    }
    return render(request, "suppliers/consortia/form.html", context)


@login_required
@require_POST
def uninvite(request: HttpRequest, pk: UUID, no: int) -> HttpResponse:
    """Ask a party no more."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.INVITE)
    try:
        services.uninvite(party=_party(consortium, no), by=signed_in(request.user), at=clock.db_now())
        messages.success(request, _("Asked no more."))
    except (SupplierRefused, IllegalMove) as refused:
        messages.warning(request, str(refused))
    return redirect("consortia:detail", pk)


@login_required
@require_http_methods(FORM)
def remove(request: HttpRequest, pk: UUID, no: int) -> HttpResponse:
    """Why a party is taken out; POST takes it out."""
    consortium = access.consortium_door(request.user, pk, ConsortiumAction.REMOVE)
    party = _party(consortium, no)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        reason, by, at = form.cleaned_data["reason"], signed_in(request.user), clock.db_now()
        try:
            services.remove_party(party=party, reason=reason, by=by, at=at)
        except (SupplierRefused, IllegalMove) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("consortia:detail", pk)
    context = {
        "heading": _("Take out %(name)s?") % {"name": queries.name_of_party(party)},
        "over": consortium.name,
        "crumbs": crumbs((consortium.name, reverse("consortia:detail", args=[pk]))),
        "follows": [_("It is told, and sees the consortium no more."), _("Its share is free.")],
        "form": form,
        "act": _("Take it out"),
        "is_grave": True,
        "back_url": pages.part_url(pk, no),
    }
    return render(request, "suppliers/consortia/form.html", context)


def _choosing(request: HttpRequest, pk: UUID) -> dict[str, str]:
    """Where a person says for which firm it acts, if it has not yet; it comes back here."""
    if queries.acted_for_by(request.user):
        following = urlencode({"next": reverse("consortia:part", args=[pk])})
        return {"choose": _("Choose the firm"), "choose_url": f"{reverse('our:acting')}?{following}"}
    return {"choose": _("Register your firm"), "choose_url": reverse("our:register")}


def _own_place(request: HttpRequest, consortium: Consortium) -> ConsortiumParty:
    """The place of the supplier for which the person acts now. Raises Refused for who acts for another of its own."""
    party = queries.party_of(consortium, acting.supplier_of(request), request.user)
    if party is None:
        raise Refused(_("You act for another supplier now. Choose the one that is in this consortium."))
    return party


def _party(consortium: Consortium, no: int) -> ConsortiumParty:
    party = queries.party_by_no(consortium, no)
    if party is None:
        raise Http404
    return party
