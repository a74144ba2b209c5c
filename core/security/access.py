"""Who reads the security log: administrators, and each person what is about its own account."""

from enum import StrEnum

from django.utils.translation import gettext as _

from core.access import YES, Decision, Person, holds, no
from core.models import Authority, Role


class SecurityAction(StrEnum):
    READ = "read_log"


def may(user: Person, action: SecurityAction, authority: Authority) -> Decision:  # noqa: ARG001 -- the one action
    """Whether the person reads what happened to the accounts of an authority."""
    if holds(user, Role.ADMINISTRATOR, authority.pk):
        return YES
    return no(_("Only an administrator of the authority reads its security log."))
