"""Who decides about an authority without members: adopts it, tells it apart from its namesake, merges it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.access import YES, Decision, Person, authorities_with, holds, holds_any, no
from core.models import Authority, Membership, Role


class OwnershipAction(StrEnum):
    ADOPT = "adopt_authority"
    TELL_APART = "tell_authority_apart"
    MERGE = "merge_authority"


@dataclass(frozen=True, slots=True)
class Ownership:
    """An authority, whether it has members, and whether the one of the same name has, if it waits for that one."""

    authority: Authority
    has_members: bool
    namesake_has_members: bool = False

    @property
    def waits(self) -> bool:
        return self.authority.same_name_as_id is not None


def ownership_of(authority: Authority) -> Ownership:
    """How it stands now. One query, two for one that waits."""
    namesake = authority.same_name_as_id
    return Ownership(
        authority,
        Membership.objects.filter(authority=authority).exists(),
        namesake is not None and Membership.objects.filter(authority=namesake).exists(),
    )


def may(user: Person, action: OwnershipAction, ownership: Ownership) -> Decision:
    """Whether the person decides this about an authority without members. No query beyond the person's roles.

    An administrator of any authority, as nobody is one of this; but where it has the name of an authority with
    members, its tenders may be theirs: the administrators of that one decide alone. Whoever merges administers the
    authority that the tenders go to, too: `may_receive`.
    """
    if not holds_any(user, Role.ADMINISTRATOR):
        return no(_("Only an administrator decides who looks after an authority."))
    if ownership.has_members:
        return no(_("People look after this authority. Its administrators invite others."))
    if action is OwnershipAction.TELL_APART and not ownership.waits:
        return no(_("It has a name of its own: there is nothing to tell it apart from."))
    if ownership.namesake_has_members and not holds(user, Role.ADMINISTRATOR, ownership.authority.same_name_as_id):
        return no(_("It has the name of another authority: the administrators of that one decide."))
    return YES


def may_receive(user: Person, into: Authority) -> Decision:
    """Whether the person may merge another authority into this one."""
    if holds(user, Role.ADMINISTRATOR, into.pk):
        return YES
    return no(_("Only an administrator of the authority that receives the tenders merges another one into it."))


def unowned() -> QuerySet[Authority]:
    """Authorities without a member, by name."""
    return Authority.objects.exclude(_has_members("pk")).select_related("same_name_as").order_by("name", "pk")


def decided_by(user: Person) -> QuerySet[Authority]:
    """The authorities without members that this person may decide about, by name: the rows of `may`."""
    if not holds_any(user, Role.ADMINISTRATOR):
        return Authority.objects.none()
    mine = Q(same_name_as__in=authorities_with(user, Role.ADMINISTRATOR))
    return unowned().filter(Q(same_name_as=None) | mine | ~_has_members("same_name_as"))


def _has_members(key: str) -> Q:
    return Q(Exists(Membership.objects.filter(authority=OuterRef(key)).order_by().values(n=F("pk"))))
