"""The address of an account changes in two steps: asked for by one who is surely there, then proven by the mailbox.

The link that is mailed to the new address names account, old and new address. It ends after a day, with the next
passphrase, and with the first change. Until it is opened nothing is stored and nothing counts.
"""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.models import SecurityKind, User
from core.security import writing

SALT = "core.accounts.addresses"
LIFETIME = 24 * 3600


class StaleLink(Exception):
    """The link proves nothing any more."""


def ask(user: User, new: str, request: HttpRequest) -> None:
    """Mail a link to the new address and a warning to the old one. An address that is taken gets no mail."""
    writing.record(SecurityKind.ADDRESS_ASKED, request, user=user)
    adapter = get_adapter(request)
    adapter.send_notification_mail("account/email/address_asked", user, {"new": new})
    if not User.objects.filter(email=new).exists():
        url = request.build_absolute_uri(reverse("account_confirm_address", args=[make_link(user, new)]))
        adapter.send_mail("account/email/address_confirm", new, {"url": url, "old": user.email})


def make_link(user: User, new: str) -> str:
    """What the mailed link ends with."""
    return signing.dumps([str(user.pk), user.email, new, _passphrase_mark(user)], salt=SALT)


def read_link(link: str) -> tuple[User, str]:
    """The account and its new address. Raises StaleLink."""
    try:
        pk, old, new, mark = signing.loads(link, salt=SALT, max_age=LIFETIME)
        user = User.objects.get(pk=pk, email=old, is_active=True)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise StaleLink(_("This link is no longer valid. Sign in and ask for the change again.")) from error
    if mark != _passphrase_mark(user):
        raise StaleLink(_("The passphrase was changed since. Sign in and ask for the change again."))
    return user, new


def change(link: str, request: HttpRequest) -> None:
    """Give the account its new address and tell the old one by mail. Raises StaleLink, also if it is taken now."""
    user, new = read_link(link)
    try:
        with transaction.atomic():
            changed = User.objects.filter(pk=user.pk, email=user.email).update(email=new)
            EmailAddress.objects.filter(user=user).delete()
    except IntegrityError as error:
        raise StaleLink(_("Another account has this address.")) from error
    if not changed:
        raise StaleLink(_("This link was used already."))
    writing.record(SecurityKind.ADDRESS_CHANGED, request, user=user)
    get_adapter(request).send_notification_mail("account/email/address_changed", user, {"new": new}, email=user.email)


def _passphrase_mark(user: User) -> str:
    return salted_hmac(SALT, user.password, algorithm="sha256").hexdigest()[:32]
