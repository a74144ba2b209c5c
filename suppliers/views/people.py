"""The people who act for an organisation: a manager invites them, gives roles and removes them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require, signed_in
from core.accounts.fresh import fresh_required
from core.models import Invitation
from core.people import invitations, mails
from core.people.refusals import PeopleRefused
from suppliers import queries, services
from suppliers.access import SupplierAction, may
from suppliers.forms import ColleagueForm, RoleForm
from suppliers.models import Supplier, SupplierMember
from suppliers.pages import people as pages
from suppliers.services import SupplierRefused
from suppliers.views.doors import FORM, crumbs, for_supplier


@require_safe
@for_supplier(SupplierAction.SEE)
def members(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Who acts for the organisation, and who is invited."""
    may_manage = may(request.user, SupplierAction.INVITE, supplier)
    context = {
        "heading": _("Who acts for %(name)s") % {"name": supplier.name},
        "crumbs": crumbs(),
        "page": pages.people_page(supplier, request.user, may_manage, clock.db_now()),
    }
    return render(request, "suppliers/members/list.html", context)


@never_cache
@require_http_methods(FORM)
@for_supplier(SupplierAction.INVITE)
@fresh_required
def invite(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Ask a colleague in. Where the link cannot be mailed it is shown, in this answer alone."""
    form = ColleagueForm(request.POST or None)
    if form.is_valid():
        try:
            new = services.invite_member(
                supplier=supplier, **form.cleaned_data, by=signed_in(request.user), at=clock.db_now()
            )
        except (SupplierRefused, PeopleRefused) as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            if not new.is_mailed:
                return _link_page(request, new.invitation, mails.invitation_path(new.secret))
            messages.success(
                request, _("The invitation goes to %(address)s by mail.") % {"address": new.invitation.email}
            )
            return redirect("our:members")
    context = {
        "heading": _("Invite a colleague"),
        "over": supplier.name,
        "lead": _("The person gets a link, good for seven days and once, and makes its own account."),
        "crumbs": crumbs(_people_way()),
        "form": form,
        "act": _("Invite"),
        "back_url": reverse("our:members"),
    }
    return render(request, "suppliers/form.html", context)


@require_POST
@for_supplier(SupplierAction.INVITE)
def withdraw_invitation(request: HttpRequest, supplier: Supplier, pk: UUID) -> HttpResponse:
    """End an invitation that waits."""
    try:
        services.withdraw_invitation(supplier=supplier, pk=pk, by=signed_in(request.user), at=clock.db_now())
        messages.success(request, _("The invitation is withdrawn; its link opens nothing."))
    except (SupplierRefused, PeopleRefused) as refused:
        messages.warning(request, str(refused))
    return redirect("our:members")


@never_cache
@require_POST
@for_supplier(SupplierAction.INVITE)
@fresh_required
def show_invitation_link(request: HttpRequest, supplier: Supplier, pk: UUID) -> HttpResponse:
    """The link of an invitation whose mail did not go out, in this answer alone."""
    rows = Invitation.objects.filter(target_kind=queries.INVITATION_KIND, target_id=supplier.pk)
    invitation = get_object_or_404(rows, pk=pk)
    try:
        path = invitations.show_link(invitation=invitation, by=signed_in(request.user), at=clock.db_now())
    except PeopleRefused as refused:
        messages.warning(request, str(refused))
        return redirect("our:members")
    return _link_page(request, invitation, path)


@require_http_methods(FORM)
@for_supplier(SupplierAction.SEE)
@fresh_required
def member(request: HttpRequest, supplier: Supplier, pk: UUID) -> HttpResponse:
    """One member: its role, which a manager changes, and removing it."""
    row = _member(supplier, pk)
    may_manage = may(request.user, SupplierAction.INVITE, supplier)
    is_you = row.user_id == request.user.pk
    if not is_you:
        require(may_manage)
    form = RoleForm(request.POST or None, initial={"role": row.role})
    if form.is_valid() and may_manage:
        try:
            services.change_role(
                supplier=supplier, person=row.user, **form.cleaned_data, by=signed_in(request.user), at=clock.db_now()
            )
            messages.success(request, _("Saved."))
            return redirect("our:members")
        except SupplierRefused as refused:
            form.add_error(None, str(refused))
    context = {
        "heading": str(row.user),
        "over": supplier.name,
        "lead": row.user.email,
        "crumbs": crumbs(_people_way()),
        "form": form if may_manage else None,
        "removing": pages.removing(row, is_you=is_you),
        "remove_url": reverse("our:member-remove", args=[pk]),
    }
    return render(request, "suppliers/members/member.html", context)


@require_POST
@for_supplier(SupplierAction.SEE)
@fresh_required
def remove(request: HttpRequest, supplier: Supplier, pk: UUID) -> HttpResponse:
    """Have a person act for the organisation no more: a manager does it, or the person itself."""
    row = _member(supplier, pk)
    if row.user_id != request.user.pk:
        require(may(request.user, SupplierAction.INVITE, supplier))
    try:
        services.remove_member(supplier=supplier, person=row.user, by=signed_in(request.user), at=clock.db_now())
        text = _("%(person)s acts for %(name)s no more.") % {"person": row.user, "name": supplier.name}
        messages.success(request, text)
    except SupplierRefused as refused:
        messages.warning(request, str(refused))
        return redirect("our:member", pk)
    return redirect("home" if row.user_id == request.user.pk else "our:members")


def _member(supplier: Supplier, pk: UUID) -> SupplierMember:
    row = supplier.members.select_related("user").filter(user=pk).first()
    if row is None:
        raise Http404
    return row


def _people_way() -> tuple[str, str]:
    return _("People"), reverse("our:members")


def _link_page(request: HttpRequest, invitation: Invitation, path: str) -> HttpResponse:
    """A link that is shown once, to be handed over."""
    title = _("Invitation for %(address)s") % {"address": invitation.email}
    context = {"url": request.build_absolute_uri(path), "title": title, "crumbs": crumbs(_people_way())}
    return render(request, "people/link.html", context)
