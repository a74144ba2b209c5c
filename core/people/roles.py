"""What each role may do, in words, for pages. The exact table is docs/generated/permissions.md."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.models import Role

MAY = {
    Role.OFFICER: _(
        "Runs the authority's tenders: studies, drafts, publication, evaluation and award. Reads bids after the "
        "opening, never before."
    ),
    Role.OPENER: _("Holds a key for opening bids. Two openers open together, after the deadline."),
    Role.AUDITOR: _("Reads everything of the authority after the opening, and takes reviews away. Changes nothing."),
    Role.REVIEWER: _("Reviews the authority's procurement policies and comments on drafts."),
    Role.ADMINISTRATOR: _(
        "Looks after people, roles, settings, law and calendar of the authority, and reads the security log. Sees no "
        "bid."
    ),
}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role with its words."""

    key: str
    label: str
    may: str


def role_rows(roles: Iterable[Role]) -> list[RoleRow]:
    """These roles with what they may do."""
    return [RoleRow(role.value, str(role.label), str(MAY[role])) for role in roles]
