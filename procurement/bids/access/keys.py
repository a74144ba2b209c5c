"""Who has pages of an opening key: whoever is to have one for the authority. Nobody sees another's."""

from uuid import UUID

from django.http import Http404

from core.access import Person, authorities_with, signed_in
from core.models import KEY_ROLES, Authority, User
from offline.sealing.keysets import KeyRole
from procurement.bids.models import OpeningKey
from procurement.bids.queries import keys as queries


def authorities_of(user: Person) -> list[UUID]:
    """The authorities for which the person is to have an opening key."""
    return authorities_with(user, *KEY_ROLES)


def door(user: Person, pk: UUID) -> tuple[User, Authority, KeyRole]:
    """The person, the authority, and as what the person has a key there. Raises Http404 for everybody else."""
    if pk not in authorities_of(user):
        raise Http404
    holder, authority = signed_in(user), Authority.objects.get(pk=pk)
    role = KeyRole.OPENER if queries.holds_role(holder, authority, KeyRole.OPENER.value) else KeyRole.ESCROW
    return holder, authority, role


def key_door(user: Person, pk: UUID) -> OpeningKey:
    """The person's key in use for the authority. Raises Http404 where there is none."""
    holder, authority, _role = door(user, pk)
    key = queries.key_in_use(holder, authority)
    if key is None:
        raise Http404
    return key
