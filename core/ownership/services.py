"""Adopting an authority that nobody looks after: somebody becomes its first administrator."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, authorities
from core.audit import CoreLeafKind
from core.models import Authority, Membership, Role, User
from core.notices.services import notify
from core.people import services
from core.people.notices import PeopleNotice
from core.people.refusals import PeopleRefused


@transaction.atomic
def take_over(*, authority: Authority, administrator: User, reason: str, by: User | None, at: datetime) -> None:
    """Make a person the first administrator of an authority without members.

    Who: `core.ownership.access` says it, and then `by` is the administrator; an operator for anybody. Effects, the
    authority's row locked: one that waits is another than its namesake from now on; a Membership; leaves
    authority.adopted and membership.granted, the reason as a secret; a notice to every other administrator of the
    site. Raises PeopleRefused without a reason, for a closed account, and for an authority with members, so a second
    call, too.
    """
    services.require_reason(reason)
    if not administrator.is_active:
        raise PeopleRefused(_("The account is closed. Open it again first."))
    try:
        row = authorities.require_unowned(authority)
    except authorities.HasMembers as refused:
        raise PeopleRefused(str(refused)) from refused
    if row.same_name_as_id is None:
        audit.record(CoreLeafKind.AUTHORITY_ADOPTED, row, by=by, at=at)
    else:
        authorities.adopt(authority=row, by=by, at=at)
    Membership.objects.create(user=administrator, authority=row, role=Role.ADMINISTRATOR)
    leaf = audit.record(
        CoreLeafKind.MEMBERSHIP_GRANTED,
        administrator,
        by=by,
        at=at,
        facts={"role": Role.ADMINISTRATOR.value, "authority": str(row.pk)},
        secret={"reason": reason.strip()},
    )
    _tell_the_others(row, administrator, event=f"leaf/{leaf.pk}", at=at)


def _tell_the_others(authority: Authority, administrator: User, *, event: str, at: datetime) -> None:
    roles = Membership.objects.filter(role=Role.ADMINISTRATOR, authority__same_name_as=None)
    others = User.objects.filter(pk__in=roles.values("user"), is_active=True).exclude(pk=administrator.pk)
    facts = {"name": str(administrator), "authority": authority.name}
    notify(PeopleNotice.AUTHORITY_ADOPTED, list(others), event=event, facts=facts, at=at)
