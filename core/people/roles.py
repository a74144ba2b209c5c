"""What each role may do, in words, for pages. The exact table is docs/generated/permissions.md."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.models import KEY_ROLES, Role

MAY = {
    Role.OFFICER: _(
        "Runs the authority's tenders: studies, drafts, publication, evaluation and award. Reads bids after the "
        "opening, never before."
    ),
    Role.OPENER: _("Holds a key for opening bids. Two openers open together, after the deadline."),
    Role.ESCROW: _(
        "Keeps the spare key for opening bids, on paper in a safe. Whoever is an opener cannot keep it; for an auditor "
        "it fits well."
    ),
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


def apart_sentence(roles: Iterable[Role]) -> str:
    """Why one person cannot have all these roles in one authority; empty where it can."""
    if set(KEY_ROLES) <= set(roles):
        return str(_("Whoever opens bids does not keep the spare key, too: three persons hold the keys."))
    return ""
