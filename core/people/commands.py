"""What the commands about people share: whose account it is, and by whom an act is done."""

from django.core.management.base import CommandError

from core import access as core_access
from core.models import Authority, User
from core.people import access
from core.people.access import PeopleAction


def account_of(address: str) -> User:
    """The account of this address, open or closed. Raises CommandError."""
    user = User.objects.filter(email=address.lower()).first()
    if user is None:
        raise CommandError(f"No account has the address {address}.")
    return user


def actor_of(address: str, action: PeopleAction, authority: Authority, person: User | None = None) -> User | None:
    """The administrator of this address, if it may do this; None for an operator, who names nobody.

    Raises CommandError with the reason.
    """
    if not address:
        return None
    user = account_of(address)
    try:
        core_access.require(access.may(user, action, authority, person))
    except core_access.Refused as refused:
        raise CommandError(str(refused)) from refused
    return user
