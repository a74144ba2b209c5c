"""Suppliers, their people and what officers have to decide about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access import Person
from core.models import AuditLeaf, Invitation, Membership, Role, User
from core.people.queries import valid_invitations
from suppliers.models import Hearing, MemberRole, Supplier, SupplierMember
from suppliers.states import ApprovalState

INVITATION_KIND = "supplier"
ACTS = "acts_for_supplier"  # the attribute of a session's person


def of_identifier(id_scheme: str, id_value: str) -> Supplier | None:
    """The supplier with this identifier. One query."""
    return Supplier.objects.filter(id_scheme=id_scheme, id_value=id_value).exclude(id_value="").first()


def acted_for_by(user: Person) -> list[Supplier]:
    """The suppliers that a person acts for, by name; none for the anonymous. One query."""
    if not isinstance(user, User):
        return []
    return list(Supplier.objects.filter(members__user=user).order_by("name", "pk"))


def roles_of(user: Person) -> Mapping[UUID, MemberRole]:
    """{supplier: the role of a person there}. One query, kept on the user for the request.

    Who changes members calls `forget_roles`.
    """
    if not isinstance(user, User) or not user.is_active or user._state.adding:  # noqa: SLF001 -- not stored, no rows
        return getattr(user, "_supplier_roles", {})
    kept: dict[UUID, MemberRole] | None = getattr(user, "_supplier_roles", None)
    if kept is None:
        rows = SupplierMember.objects.filter(user=user)
        kept = {supplier: MemberRole(role) for supplier, role in rows.values_list("supplier_id", "role")}
        user._supplier_roles = kept  # type: ignore[attr-defined]  # noqa: SLF001
    return kept


def acts_for_any(user: Person) -> bool:
    """Whether a person acts for a supplier. No query for the person of a session, which was read with the answer."""
    known = getattr(user, ACTS, None)
    return bool(roles_of(user)) if known is None else bool(known)


def acts_condition() -> Exists:
    """Of a person: that it acts for a supplier; an erased one has no members."""
    return Exists(SupplierMember.objects.filter(user=OuterRef("pk")))


def forget_roles(user: User) -> None:
    """Have the roles of this person read again."""
    user.__dict__.pop("_supplier_roles", None)


def members_of(supplier: Supplier) -> list[SupplierMember]:
    """Who acts for a supplier, with the person: managers first, then by name. One query."""
    rows = supplier.members.select_related("user")
    return sorted(rows, key=lambda row: (row.role != MemberRole.MANAGER, str(row.user), row.pk))


def people_of(supplier: Supplier) -> list[User]:
    """The people who act for a supplier and whose account is open, by name. One query."""
    return list(User.objects.filter(supplier_memberships__supplier=supplier, is_active=True).order_by("name", "email"))


def active_managers(supplier: Supplier) -> QuerySet[SupplierMember]:
    """The managers whose account is open."""
    return supplier.members.filter(role=MemberRole.MANAGER, user__is_active=True)


def waiting_invitations(supplier: Supplier, at: datetime) -> QuerySet[Invitation]:
    """Invitations into a supplier that still open something, with their mails, the newest first."""
    rows = valid_invitations(at).filter(target_kind=INVITATION_KIND, target_id=supplier.pk)
    return rows.select_related("by", "mail__job")


def invitation_stands() -> Q:
    """Of invitations into suppliers: whoever sent it is still a manager there; an erased one has none."""
    managers = SupplierMember.objects.filter(
        user=OuterRef("by"),
        supplier=OuterRef("target_id"),
        role=MemberRole.MANAGER,
        user__is_active=True,
    )
    return Q(Exists(managers))


def waiting_for_approval() -> QuerySet[Supplier]:
    """Suppliers that an officer approves, returns or turns down next, who waits longest first."""
    return Supplier.objects.filter(state=ApprovalState.SUBMITTED).order_by("state_at", "pk")


def open_hearing(supplier: Supplier) -> Hearing | None:
    """The hearing that no officer has closed. One query."""
    return Hearing.objects.filter(supplier=supplier, closed_at=None).select_related("supplier", "by").first()


def officers() -> list[User]:
    """Every officer of every authority, by name: a supplier belongs to no authority. One query."""
    rows = Membership.objects.filter(role=Role.OFFICER, authority__same_name_as=None)
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name", "email"))


def conflicted(supplier: Supplier, people: Iterable[User]) -> set[UUID]:
    """Those of the people who act for the supplier themselves. One query."""
    rows = SupplierMember.objects.filter(supplier=supplier, user__in=list(people))
    return set(rows.values_list("user_id", flat=True))


def is_suspended(supplier: Supplier, at: datetime) -> bool:
    """Whether a supplier may not act at a moment: by the time itself, as the row lags by a sweep. No query."""
    return supplier.suspended_until_at is not None and at < supplier.suspended_until_at


def leaves_about(supplier: Supplier) -> QuerySet[AuditLeaf]:
    """The leaves whose object is the supplier, in their order. It reads through the log: for rare acts alone."""
    return AuditLeaf.objects.filter(body__contains=f'"object":"suppliers.supplier:{supplier.pk}"').order_by("pk")


def leaves_of_invitations(supplier: Supplier) -> QuerySet[AuditLeaf]:
    """The leaves that say that somebody was invited into the supplier. As `leaves_about`."""
    return AuditLeaf.objects.filter(kind="invitation.sent", body__contains=f'"target":"{supplier.pk}"')
