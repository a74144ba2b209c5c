"""The people who act for a supplier: invited by mail, their roles, leaving. One manager always stays."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import Invitation, User
from core.people import invitations
from core.people.invitations import NewInvitation
from suppliers import notices, queries
from suppliers.models import MemberRole, Supplier, SupplierMember
from suppliers.notices import SupplierNoticeKind
from suppliers.services.locking import locked
from suppliers.services.refusals import SupplierRefused
from suppliers.states import SupplierLeafKind


@transaction.atomic
def invite_member(
    *, supplier: Supplier, email: str, name: str = "", role: str = MemberRole.MEMBER, by: User, at: datetime
) -> NewInvitation:
    """Ask a person to act for the supplier, for seven days. Who: a manager.

    Effects: those of core.people.invitations.invite_into. Raises SupplierRefused for one who acts for it already,
    PeopleRefused for no address.
    """
    row = locked(supplier)
    if role not in MemberRole.values:
        raise SupplierRefused(_("This role is not known."), field="role")
    if row.members.filter(user__email=email.strip().lower()).exists():
        raise SupplierRefused(_("This person acts for the supplier already."), field="email")
    return invitations.invite_into(
        kind=queries.INVITATION_KIND, target=row.pk, email=email, name=name, role=role, by=by, at=at
    )


@transaction.atomic
def withdraw_invitation(*, supplier: Supplier, pk: UUID, by: User, at: datetime) -> None:
    """End an invitation that waits. Who: a manager. Raises SupplierRefused for one of others, PeopleRefused."""
    rows = Invitation.objects.filter(pk=pk, target_kind=queries.INVITATION_KIND, target_id=supplier.pk)
    invitation = rows.first()
    if invitation is None:
        raise SupplierRefused(_("There is no such invitation."))
    invitations.withdraw(invitation=invitation, by=by, at=at)


def take_up(invitation: Invitation, person: User, *, at: datetime) -> None:
    """Make an invited person a member, in the transaction that accepts. Who: the person.

    Effects: a SupplierMember, unless it is one; leaf supplier.member_joined, the person as a secret; a notice to the
    managers. Raises SupplierRefused for an erased supplier.
    """
    row = locked(Supplier(pk=invitation.target_id))
    role = MemberRole(invitation.roles)
    _membership, is_new = SupplierMember.objects.get_or_create(supplier=row, user=person, defaults={"role": role})
    if not is_new:
        return
    queries.forget_roles(person)
    leaf = audit.record(
        SupplierLeafKind.MEMBER_JOINED, row, by=person, at=at, facts={"role": role.value}, secret=_secret(person)
    )
    managers = [membership.user for membership in queries.active_managers(row).select_related("user")]
    notices.tell(
        SupplierNoticeKind.MEMBER_JOINED,
        row,
        [manager for manager in managers if manager != person],
        event=f"joined:{leaf.pk}",
        at=at,
        person=str(person),
    )


@transaction.atomic
def remove_member(*, supplier: Supplier, person: User, by: User, at: datetime) -> None:
    """Have a person act for the supplier no more. Who: a manager; the person itself.

    Effects: the SupplierMember goes; leaf supplier.member_removed, the person as a secret; a notice to the person, if
    another did it. Raises SupplierRefused for the last manager, and for one who is no member.
    """
    row = locked(supplier)
    membership = _require_membership(row, person)
    if membership.role == MemberRole.MANAGER:
        _require_another_manager(row, person)
    membership.delete()
    queries.forget_roles(person)
    leaf = audit.record(SupplierLeafKind.MEMBER_REMOVED, row, by=by, at=at, secret=_secret(person))
    people = [] if person == by else [person]
    notices.tell(SupplierNoticeKind.MEMBER_REMOVED, row, people, event=f"removed:{leaf.pk}", at=at)


@transaction.atomic
def change_role(*, supplier: Supplier, person: User, role: str, by: User, at: datetime) -> None:
    """Make a member a manager, or a manager a member. Who: a manager.

    Effects: the role; leaf supplier.member_role_changed, the person as a secret; a notice to the person, if another did
    it. The same role again changes nothing. Raises SupplierRefused for the last manager, and for one who is no member.
    """
    row = locked(supplier)
    if role not in MemberRole.values:
        raise SupplierRefused(_("This role is not known."), field="role")
    membership = _require_membership(row, person)
    if membership.role == role:
        return
    if membership.role == MemberRole.MANAGER:
        _require_another_manager(row, person)
    membership.role = role
    membership.save(update_fields=["role"])
    queries.forget_roles(person)
    facts = {"role": str(MemberRole(role).value)}
    leaf = audit.record(SupplierLeafKind.MEMBER_ROLE_CHANGED, row, by=by, at=at, facts=facts, secret=_secret(person))
    notices.tell(
        SupplierNoticeKind.MEMBER_ROLE_CHANGED,
        row,
        [] if person == by else [person],
        event=f"role:{leaf.pk}",
        at=at,
        role=str(MemberRole(role).label),
    )


def _secret(person: User) -> dict[str, str]:
    return {"person": str(person.pk)}


def _require_membership(row: Supplier, person: User) -> SupplierMember:
    membership = row.members.filter(user=person).first()
    if membership is None:
        raise SupplierRefused(_("This person does not act for the supplier."))
    return membership


def _require_another_manager(row: Supplier, person: User) -> None:
    """The supplier's row is locked: two managers cannot leave at once."""
    if not queries.active_managers(row).exclude(user=person).exists():
        raise SupplierRefused(_("The last manager stays. Make another member a manager first."))
