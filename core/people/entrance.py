"""Pages for those who have no account yet: asking for one, and what a link opens: the first start, an invitation."""

from http import HTTPStatus
from urllib.parse import urlencode

from allauth.decorators import rate_limit
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core import clock
from core.accounts.mails import sends_mail
from core.law.seeding import CalendarRefused
from core.law.services import LawRefused
from core.models import Invitation, User
from core.people import first_start, invitations, joining, targets
from core.people.forms import EntranceForm, JoinForm, SetupForm
from core.people.refusals import PeopleRefused, StaleInvitation
from core.people.targets import InvitationFace


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, secret: str) -> HttpResponse:
    """The first start: the form makes the authority and its administrator, who signs in then."""
    try:
        link = first_start.of_secret(secret, at=clock.db_now())
    except StaleInvitation as stale:
        return _stale(request, stale)
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        who = {"email": typed["email"], "name": typed["name"], "passphrase": typed["password1"]}
        try:
            first_start.begin(link=link, setup=form.setup(), at=clock.db_now(), **who)
        except StaleInvitation as stale:
            return _stale(request, stale)
        except CalendarRefused as refused:
            form.add_error("country", str(refused))
        except (PeopleRefused, LawRefused) as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            return _to_sign_in(request)
    return render(request, "people/start.html", {"form": form})


@never_cache
@rate_limit(action="signup")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for a link to an account of one's own. The answer is the same whether or not there is one."""
    going_to = request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(going_to if joining.is_inside(going_to) else "home")
    form = JoinForm(request.POST or None)
    if request.method == "POST" and sends_mail() and form.is_valid():
        address = form.cleaned_data["email"]
        joining.ask(address, going_to=going_to, request=request)
        return render(request, "people/join_asked.html", {"address": address})
    return render(request, "people/join.html", {"form": form, "sends_mail": sends_mail(), "next": going_to})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join_link(request: HttpRequest, link: str) -> HttpResponse:
    """What the mailed link opens: a name and a passphrase make the account, which is signed in to."""
    try:
        address, going_to = joining.read_link(link)
        form = EntranceForm(request.POST or None, email=address)
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data
            joining.make_account(email=address, name=typed["name"], passphrase=typed["password1"], at=clock.db_now())
            return joining.sign_in(request, address, going_to)
    except StaleInvitation as stale:
        return _stale(request, stale)
    return render(request, "people/join_link.html", {"form": form, "address": address})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """An invitation: a new account, or the roles for the account of that address, whose person is signed in."""
    try:
        invitation = invitations.of_secret(secret, at=clock.db_now())
        account = invitations.account_of(invitation)
        if account is not None:
            return _accept_as(request, invitation, account)
        return _accept_anew(request, invitation)
    except StaleInvitation as stale:
        return _stale(request, stale)


def _accept_anew(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = EntranceForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    face = targets.face_of(invitation)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            invitations.accept(
                invitation=invitation, name=typed["name"], passphrase=typed["password1"], at=clock.db_now()
            )
        except StaleInvitation:
            raise
        except PeopleRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            return _to_sign_in(request, face.route)
    return _invitation_page(request, invitation, face, form)


def _accept_as(request: HttpRequest, invitation: Invitation, account: User) -> HttpResponse:
    """The button, for the person of the account; anybody else learns how to get there."""
    is_person, face = request.user.pk == account.pk, targets.face_of(invitation)
    if request.method == "POST" and is_person:
        invitations.accept_as(invitation=invitation, person=account, at=clock.db_now())
        messages.success(request, _("You have the roles now.") if face.roles else _("You can go on."))
        return redirect(face.route)
    return _invitation_page(request, invitation, face, None, is_person=is_person)


def _invitation_page(
    request: HttpRequest,
    invitation: Invitation,
    face: InvitationFace,
    form: forms.Form | None,
    *,
    is_person: bool = False,
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "face": face,
        "form": form,
        "is_person": is_person,
        "here": request.path,
    }
    return render(request, "people/accept.html", context)


def _to_sign_in(request: HttpRequest, route: str = "home") -> HttpResponse:
    """Signing in proves the passphrase; the second factor is asked for there. Then the person goes on at `route`."""
    logout(request)
    messages.success(request, _("Your account is ready. Sign in with your address and your new passphrase."))
    following = "" if route == "home" else f"?{urlencode({'next': reverse(route)})}"
    return redirect(reverse("account_login") + following)


def _stale(request: HttpRequest, stale: StaleInvitation) -> HttpResponse:
    return render(request, "people/stale.html", {"why": str(stale)}, status=HTTPStatus.GONE)
