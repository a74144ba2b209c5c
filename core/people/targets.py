"""Into what a person is invited: an authority, or something that a later house brings as an `InvitationPart`."""

from dataclasses import dataclass

from django.db.models import Q

from core import assembly
from core.models import Invitation
from core.part_kinds import InvitationPart
from core.people.roles import RoleRow, role_rows


@dataclass(frozen=True, slots=True)
class InvitationFace:
    """What an invitation says of where it leads: the name, the roles in words, the zone of its times.

    `asks_factor`: whoever accepts sets up a second factor. `route`: the page on which the person goes on.
    """

    name: str
    zone: str
    roles: tuple[RoleRow, ...]
    asks_factor: bool
    route: str


def part_of(invitation: Invitation) -> InvitationPart | None:
    """The part of an invitation into something else than an authority; None where no house brings it any more."""
    return assembly.invitation_parts().get(invitation.target_kind)


def face_of(invitation: Invitation) -> InvitationFace:
    """What it says of where it leads. One query for something else than an authority."""
    authority, part = invitation.authority, part_of(invitation)
    if authority is not None:
        return InvitationFace(authority.name, authority.zone, tuple(role_rows(invitation.role_list)), True, "home")
    assert part is not None  # an invitation of no part opens nothing: `standing_targets`
    assert invitation.target_id is not None  # the database says so
    keys = invitation.roles.split(",")
    roles = tuple(RoleRow(key, str(part.roles[key][0]), str(part.roles[key][1])) for key in keys if key in part.roles)
    return InvitationFace(part.name_of(invitation.target_id), "UTC", roles, False, part.route)


def standing_targets() -> Q:
    """Invitations into something else than an authority that still open something, beside their own end."""
    condition = Q(pk=None)
    for kind, part in assembly.invitation_parts().items():
        condition |= Q(target_kind=kind) & part.stands()
    return condition
