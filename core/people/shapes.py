"""People of an authority and invitations as the API shows them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.models import Authority, Invitation, Role, User
from core.people.acts import ACTS, PersonStanding
from core.people.queries import Colleague


@dataclass(frozen=True, slots=True)
class AuthorityBriefShape:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class PersonRowShape:
    """A person with a role in an authority."""

    id: UUID
    authority: AuthorityBriefShape
    name: str
    email: str
    roles: tuple[Role, ...]
    is_active: bool = field(metadata={"help": "Whether the account is open."})
    has_second_factor: bool
    reset_waits: bool = field(metadata={"help": "Whether a reset of the second factor waits for confirmation."})


@dataclass(frozen=True, slots=True)
class InvitationRowShape:
    """An invitation that waits."""

    id: UUID
    authority: AuthorityBriefShape
    email: str
    name: str
    roles: tuple[Role, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewInvitationShape(InvitationRowShape):
    """An invitation that was just made."""

    mailed: bool = field(metadata={"help": "Whether it goes out by mail, in a moment."})
    link: str | None = field(metadata={"help": "To hand over where it was not mailed; it is not shown again."})


def _brief(authority: Authority) -> AuthorityBriefShape:
    return AuthorityBriefShape(authority.pk, authority.name)


def person_row(row: Colleague, authority: Authority, asked: Collection[UUID]) -> PersonRowShape:
    """`asked`: ids of people for whom a reset waits."""
    return _person(row.person, authority, row.roles, has_factor=row.has_factor, waits=row.person.pk in asked)


def person_after(standing: PersonStanding) -> PersonRowShape:
    """A person as an act left it."""
    return _person(
        standing.person,
        standing.authority,
        standing.roles,
        has_factor=standing.has_factor,
        waits=standing.reset is not None,
    )


def _person(
    person: User, authority: Authority, roles: tuple[Role, ...], *, has_factor: bool, waits: bool
) -> PersonRowShape:
    return PersonRowShape(
        person.pk, _brief(authority), person.name, person.email, roles, person.is_active, has_factor, waits
    )


def invitation_row(row: Invitation, authority: Authority) -> InvitationRowShape:
    roles = tuple(row.role_list)
    return InvitationRowShape(row.pk, _brief(authority), row.email, row.name, roles, row.expires_at)


def new_invitation(row: Invitation, authority: Authority, *, link: str | None) -> NewInvitationShape:
    """`link`: None where it was mailed."""
    roles = tuple(row.role_list)
    return NewInvitationShape(
        row.pk, _brief(authority), row.email, row.name, roles, row.expires_at, mailed=link is None, link=link
    )


# What is done over REST: everything but a link to a new passphrase, which is shown to a person and no program.
ACTS_OVER_REST = tuple(key for key in ACTS if key != "link")
