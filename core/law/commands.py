"""What the commands `law` and `calendar` share: whose authority it is, and who decides."""

from django.core.management.base import CommandError, CommandParser

from core import access as core_access
from core import authorities
from core.law import access
from core.law.access import LawAction
from core.models import Authority, User


def add_authority(parser: CommandParser, *, decides: bool = True) -> None:
    """The arguments of every act: the authority, and by whom it is done."""
    parser.add_argument("authority", help="name or id of the authority")
    if decides:
        parser.add_argument("--by", required=True, metavar="EMAIL", help="an administrator of the authority")


def authority_of(text: str) -> Authority:
    try:
        return authorities.named(text)
    except authorities.UnknownAuthority as unknown:
        raise CommandError(str(unknown)) from unknown


def administrator_of(email: str, action: LawAction, authority: Authority) -> User:
    """The person of this address, if the authority lets it do this. Raises CommandError with the reason."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise CommandError(f"No account has the address {email}.")
    try:
        core_access.require(access.may(user, action, authority))
    except core_access.Refused as refused:
        raise CommandError(str(refused)) from refused
    return user
