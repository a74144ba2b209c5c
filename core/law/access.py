"""Who keeps an authority's settings, law and calendar, and who reads them."""

from enum import StrEnum

from django.utils.translation import gettext as _

from core.access import YES, Decision, Person, holds, no, roles_of
from core.models import Authority, Role


class LawAction(StrEnum):
    READ = "read_law"
    SETTLE = "settle_authority"
    CHOOSE = "choose_law_profile"
    CONFIRM = "record_law_confirmation"
    KEEP_CALENDAR = "keep_calendar"


def may(user: Person, action: LawAction, authority: Authority) -> Decision:
    """Everybody with a role in the authority reads; its administrators do the rest."""
    if action is LawAction.READ:
        return YES if str(authority.pk) in roles_of(user) else no(_("Only people of the authority read this."))
    if holds(user, Role.ADMINISTRATOR, authority.pk):
        return YES
    return no(_("Only an administrator of the authority decides this."))
