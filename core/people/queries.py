"""Reads of people, their roles and what waits for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import Authority, FactorReset, Invitation, Membership, Role, User
from core.people import targets

RESET_WAITS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of an authority: its roles there, in the order of roles, and whether it has a second factor."""

    person: User
    roles: tuple[Role, ...]
    has_factor: bool


def colleagues(authority: Authority) -> list[Colleague]:
    """Everybody with a role in the authority, by name; closed accounts, too. Two queries."""
    roles: dict[User, set[str]] = {}
    rows = Membership.objects.filter(authority=authority).select_related("user")
    for row in rows.order_by("user__name", "user__email"):
        roles.setdefault(row.user, set()).add(row.role)
    with_factor = set(Authenticator.objects.filter(user__in=list(roles)).values_list("user_id", flat=True))
    return [
        Colleague(person, tuple(role for role in Role if role.value in keys), person.pk in with_factor)
        for person, keys in roles.items()
    ]


def roles_in(authority: Authority, person: User) -> list[Role]:
    """The roles of a person in an authority, in the order of roles. One query."""
    keys = set(Membership.objects.filter(user=person, authority=authority).values_list("role", flat=True))
    return [role for role in Role if role.value in keys]


def administrators_of(authority: Authority) -> QuerySet[User]:
    """The administrators whose account is open, by name."""
    rows = Membership.objects.filter(authority=authority, role=Role.ADMINISTRATOR)
    return User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name", "email")


def has_administrator() -> bool:
    """Whether any authority has an administrator whose account is open. One query."""
    return Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exists()


def valid_invitations(at: datetime) -> QuerySet[Invitation]:
    """Invitations that still open something: one ends with the administrator's role of whoever sent it.

    One into something else than an authority ends as its part says.
    """
    roles = Membership.objects.filter(user=OuterRef("by"), authority=OuterRef("authority"), role=Role.ADMINISTRATOR)
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    into_authority = Q(authority__isnull=False) & (Q(by=None) | (Q(by__is_active=True) & Exists(roles)))
    return rows.filter(into_authority | targets.standing_targets())


def waiting_invitations(authority: Authority, at: datetime) -> QuerySet[Invitation]:
    """Invitations into an authority that still open something, with their mails, the newest first."""
    return valid_invitations(at).filter(authority=authority).select_related("by", "mail__job")


def waiting_reset(person: User, at: datetime) -> FactorReset | None:
    """The reset of this person's factor that waits for a second administrator; None after a week. One query."""
    rows = FactorReset.objects.filter(user=person, confirmed_at=None, withdrawn_at=None, at__gt=at - RESET_WAITS)
    return rows.select_related("by", "authority").first()


def people_with_waiting_reset(authority: Authority, at: datetime) -> set[UUID]:
    """Ids of the people with a role in the authority for whom a reset waits. One query."""
    rows = FactorReset.objects.filter(confirmed_at=None, withdrawn_at=None, at__gt=at - RESET_WAITS)
    return set(rows.filter(user__memberships__authority=authority).values_list("user_id", flat=True))


def has_factor(person: User) -> bool:
    """Whether the person has set up a second factor. One query."""
    return Authenticator.objects.filter(user=person).exists()
