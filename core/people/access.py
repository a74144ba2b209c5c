"""Who looks after people: the administrators of an authority, for that authority and for nobody's own account."""

from enum import StrEnum
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core import access
from core.access import YES, Decision, Person, authorities_with, holds, holds_any, no
from core.models import Authority, Membership, Role, User


class PeopleAction(StrEnum):
    SEE = "see_people"
    INVITE = "invite_person"
    GRANT = "grant_role"
    WITHDRAW = "withdraw_role"
    CLOSE = "deactivate_account"
    OPEN = "reactivate_account"
    LINK = "show_passphrase_link"
    ASK_RESET = "request_factor_reset"
    CONFIRM_RESET = "confirm_factor_reset"


OF_ACCOUNT = {
    PeopleAction.CLOSE,
    PeopleAction.OPEN,
    PeopleAction.LINK,
    PeopleAction.ASK_RESET,
    PeopleAction.CONFIRM_RESET,
}


def open_to(user: Person) -> bool:
    """Whether there is a list of people for this person: administrators, of any authority."""
    return holds_any(user, Role.ADMINISTRATOR)


def may(user: Person, action: PeopleAction, authority: Authority, person: User | None = None) -> Decision:
    """Whether the person does this in the authority, to `person` where one is named. One query more for an account.

    What touches the account itself, not a role, is refused while the other also has a role where `user` is no
    administrator: it would reach into that authority.
    """
    if not holds(user, Role.ADMINISTRATOR, authority.pk):
        return no(_("Only an administrator of the authority looks after its people."))
    if person is None or action is PeopleAction.SEE:
        return YES
    if person.pk == user.pk:
        return no(_("Another administrator does this to your account."))
    if action in OF_ACCOUNT and _has_role_elsewhere(user, person):
        return no(_("This account has a role in another authority, too. Withdraw its roles here instead."))
    return YES


def door(user: Person, pk: UUID, action: PeopleAction) -> Authority:
    """The authority, for those who may do this there. Raises Http404, Refused with the reason."""
    authority = get_object_or_404(Authority, pk=pk)
    access.require(may(user, action, authority))
    return authority


def administered_by(user: Person) -> list[Authority]:
    """The authorities whose people the person looks after, by name. Raises Refused for one who has none. One query."""
    if not open_to(user):
        access.require(no(_("Only an administrator of the authority looks after its people.")))
    return list(Authority.objects.filter(pk__in=authorities_with(user, Role.ADMINISTRATOR)))


def _has_role_elsewhere(user: Person, person: User) -> bool:
    mine = authorities_with(user, Role.ADMINISTRATOR)
    return Membership.objects.filter(user=person).exclude(authority__in=mine).exists()
