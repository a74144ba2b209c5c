"""One click in place of a passphrase that is printed anyway: the accounts of the demonstration, and no other."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Refused
from core.assembly import SignInChoice, SignInOffer
from core.models import User
from procurement.web import access
from procurement.web.demo import people, services


def offer(request: HttpRequest) -> SignInOffer | None:
    """The accounts for the sign-in page; None where they do not open with a click. At most one query."""
    if not access.may_sign_in_by_click(request):
        return None
    accounts = services.accounts()
    emails = [account.email for account in accounts]
    present = set(User.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
    choices = tuple(
        SignInChoice(account.email, account.name, account.sees) for account in accounts if account.email in present
    )
    return SignInOffer(reverse("demo-sign-in"), choices) if choices else None


def sign_in(request: HttpRequest, *, email: str) -> HttpResponse:
    """Sign in as this account of the demonstration, as its printed passphrase would: a second factor is asked for.

    Raises Refused for any other account, and for one whose passphrase somebody has changed.
    """
    is_listed = email in {account.email for account in services.accounts()}
    user = User.objects.filter(email=email, is_active=True).first() if is_listed else None
    if user is None or not user.check_password(people.PASSPHRASE):
        raise Refused(_("This account does not open with one click. Sign in with its passphrase."))
    record_authentication(request, user, "password", email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=get_next_redirect_url(request)))
