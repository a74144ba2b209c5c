"""The pages on which an administrator looks after the people of its authorities."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access as core_access
from core import clock
from core.access import signed_in
from core.accounts.fresh import fresh_required
from core.assembly import sections_of
from core.models import Invitation, Role
from core.people import access, acts, invitations, mails, pages, queries
from core.people.access import PeopleAction
from core.people.acts import Doing, PersonAct, PersonStanding
from core.people.forms import ActForm, InviteForm
from core.people.refusals import PeopleRefused
from core.people.roles import role_rows


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The people of the authorities that one administers."""
    authorities = access.administered_by(request.user)
    at = clock.db_now()
    sections = [pages.section(authority, at) for authority in authorities]
    context = {"sections": sections, "roles": role_rows(Role), **sections_of("people:list", None, request.user, at)}
    return render(request, "people/list.html", context)


@never_cache
@login_required
@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, authority: UUID) -> HttpResponse:
    """Invite a person. Where the link cannot be mailed it is shown, in this answer alone."""
    row = access.door(request.user, authority, PeopleAction.INVITE)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            new = invitations.invite(
                authority=row,
                email=typed["email"],
                name=typed["name"],
                roles=[Role(key) for key in typed["roles"]],
                reason=typed["reason"],
                by=signed_in(request.user),
                at=clock.db_now(),
            )
        except PeopleRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            if not new.is_mailed:
                url = request.build_absolute_uri(mails.invitation_path(new.secret))
                return _link_page(request, url, _("Invitation for %(address)s") % {"address": new.invitation.email})
            messages.success(request, _("The invitation goes to %(address)s by mail.") % {"address": typed["email"]})
            return redirect("people:list")
    return render(request, "people/invite.html", {"form": form, "authority": row, "crumbs": pages.crumbs()})


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, authority: UUID, pk: UUID) -> HttpResponse:
    """End an invitation that waits."""
    row = access.door(request.user, authority, PeopleAction.INVITE)
    invitation = get_object_or_404(Invitation, pk=pk, authority=row)
    try:
        invitations.withdraw(invitation=invitation, by=signed_in(request.user), at=clock.db_now())
        messages.success(request, _("The invitation is withdrawn; its link opens nothing."))
    except PeopleRefused as refused:
        messages.warning(request, str(refused))
    return redirect("people:list")


def _standing(request: HttpRequest, authority: UUID, pk: UUID) -> PersonStanding:
    """A person with a role in the authority, for its administrators."""
    return acts.person_in(access.door(request.user, authority, PeopleAction.SEE), pk, clock.db_now())


@never_cache
@login_required
@fresh_required
@require_POST
def show_invitation_link(request: HttpRequest, authority: UUID, pk: UUID) -> HttpResponse:
    """The link of an invitation whose mail did not go out, in this answer alone."""
    row = access.door(request.user, authority, PeopleAction.INVITE)
    invitation = get_object_or_404(Invitation, pk=pk, authority=row)
    try:
        path = invitations.show_link(invitation=invitation, by=signed_in(request.user), at=clock.db_now())
    except PeopleRefused as refused:
        messages.warning(request, str(refused))
        return redirect("people:list")
    title = _("Invitation for %(address)s") % {"address": invitation.email}
    return _link_page(request, request.build_absolute_uri(path), title)


@login_required
@require_safe
def person(request: HttpRequest, authority: UUID, pk: UUID) -> HttpResponse:
    """A person, its roles, and what can be done."""
    standing = _standing(request, authority, pk)
    context = {"person": pages.person_page(standing, request.user), "crumbs": pages.crumbs()}
    return render(request, "people/person.html", context)


@never_cache
@login_required
@fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, authority: UUID, pk: UUID, key: str) -> HttpResponse:
    """What an act on a person does, to be checked and confirmed; POST does it."""
    standing, chosen = _standing(request, authority, pk), acts.ACTS.get(key)
    if chosen is None:
        raise Http404
    core_access.require(access.may(request.user, chosen.action, standing.authority, standing.person))
    if not chosen.is_open(standing):
        messages.warning(request, str(acts.NOT_OPEN))
        return redirect("people:person", standing.authority.pk, standing.person.pk)
    sent = request.POST if request.method == "POST" else None
    form = ActForm(sent, roles=chosen.roles(standing), asks_reason=chosen.asks_reason)
    if form.is_valid():
        try:
            return _done(request, standing, chosen, form)
        except PeopleRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    context = {
        "act": chosen,
        "form": form,
        "person": standing.person,
        "authority": standing.authority,
        "crumbs": pages.crumbs(standing.authority, standing.person),
    }
    return render(request, "people/act.html", context)


def _done(request: HttpRequest, standing: PersonStanding, chosen: PersonAct, form: forms.Form) -> HttpResponse:
    typed = form.cleaned_data
    role = Role(typed["role"]) if "role" in typed else None
    doing = Doing(signed_in(request.user), clock.db_now(), typed.get("reason", ""), role)
    outcome = chosen.do(standing, doing)
    if isinstance(outcome, str):
        title = _("New passphrase for %(person)s") % {"person": standing.person}
        return _link_page(request, request.build_absolute_uri(outcome), title)
    messages.success(request, str(chosen.done))
    if not queries.roles_in(standing.authority, standing.person):
        return redirect("people:list")
    return redirect("people:person", standing.authority.pk, standing.person.pk)


def _link_page(request: HttpRequest, url: str, title: str) -> HttpResponse:
    """A link that is shown once, to be handed over."""
    return render(request, "people/link.html", {"url": url, "title": title, "crumbs": pages.crumbs()})
