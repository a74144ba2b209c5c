"""An account that a person makes for itself, once its mailbox has answered. It holds no role by that, anywhere.

The mailed link names the address and where the person wanted to go. It ends after a day, and with the account: until it
is opened nothing is stored. Whoever asks learns nothing of accounts that exist; the owner of one does, by mail.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core import audit
from core.audit import CoreLeafKind
from core.models import User
from core.people.refusals import PeopleRefused, StaleInvitation

SALT = "core.people.joining"
LIFETIME = 24 * 3600
PER_ADDRESS = {"join_address": "3/h/key"}


def ask(email: str, *, going_to: str, request: HttpRequest) -> None:
    """Mail a link to this address, or to its account that there is one. Who: anybody.

    Effects: a mail; none after three within an hour, so that nobody fills another's mailbox.
    """
    address = email.strip().lower()
    config = dict(PER_ADDRESS)
    if ratelimit.consume(request, app="core", action="join_address", config=config, key=address) is None:
        return
    adapter = get_adapter(request)
    if User.objects.filter(email=address).exists():
        url = request.build_absolute_uri(reverse("account_login"))
        adapter.send_mail("account/email/join_known", address, {"url": url})
        return
    link = make_link(address, going_to if is_inside(going_to) else "")
    url = request.build_absolute_uri(reverse("people:join-link", args=[link]))
    adapter.send_mail("account/email/join", address, {"url": url})


def is_inside(path: str) -> bool:
    """Whether this is a path of the site itself, for a page to go on to."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def make_link(email: str, going_to: str = "") -> str:
    """What the mailed link ends with."""
    return signing.dumps([email, going_to], salt=SALT)


def read_link(link: str) -> tuple[str, str]:
    """(the address, where the person wanted to go). Raises StaleInvitation for a link that proves nothing any more."""
    try:
        email, going_to = signing.loads(link, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise StaleInvitation(_("This link is not valid any more. Ask for a new one.")) from error
    if User.objects.filter(email=email).exists():
        raise StaleInvitation(_("This link was used: the account is there. Sign in."))
    return email, going_to


@transaction.atomic
def make_account(*, email: str, name: str, passphrase: str, at: datetime) -> User:
    """An account with an address that its mailbox has proven. Who: the person that opened the link.

    Effects: a User without a role; leaf account.created. Raises PeopleRefused without a name, StaleInvitation where an
    account has the address by now.
    """
    if not name.strip():
        raise PeopleRefused(_("Say what your name is."), field="name")
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, passphrase, name=name.strip()[:200])
    except IntegrityError as error:
        raise StaleInvitation(_("This link was used: the account is there. Sign in.")) from error
    audit.record(CoreLeafKind.ACCOUNT_CREATED, person, by=person, at=at)
    return person


def sign_in(request: HttpRequest, email: str, going_to: str) -> HttpResponse:
    """Sign in the person who has just made this account: mailbox and passphrase were shown. Goes on to where it was."""
    person = User.objects.get(email=email)
    record_authentication(request, person, "password", email=email)
    return perform_login(request, Login(user=person, email=email, redirect_url=going_to or reverse("home")))
