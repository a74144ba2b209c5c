"""What an administrator does to roles and accounts: one function per act, each with its reason and its leaf.

`core.people.access` says who may. Nobody does any of it to the own account, and an authority keeps an administrator.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core import audit
from core.audit import CoreLeafKind
from core.models import KEY_ROLES, Authority, Membership, Role, SecurityKind, User
from core.notices.services import notify
from core.people import links, queries
from core.people.notices import PeopleNotice
from core.people.refusals import PeopleRefused
from core.people.roles import apart_sentence
from core.security import writing


@transaction.atomic
def grant_role(
    *, person: User, authority: Authority, role: Role, reason: str, by: User | None, at: datetime
) -> Membership:
    """Give a person a role in an authority. Who: an administrator of it, for another; an operator.

    Effects: a Membership; leaf membership.granted, its reason as a secret; a notice. Raises PeopleRefused without a
    reason, for an account that is closed, for an authority that waits to be adopted, if the person has the role, and
    for an opener who is to keep the spare key, or the other way round.
    """
    require_reason(reason)
    _require_other(person, by)
    if not person.is_active:
        raise PeopleRefused(_("The account is closed. Open it again first."))
    if authority.same_name_as_id is not None:
        raise PeopleRefused(_("The authority has the name of another. Adopt it or merge it first."))
    _require_apart(person, authority, role)
    membership, is_new = Membership.objects.get_or_create(user=person, authority=authority, role=Role(role))
    if not is_new:
        raise PeopleRefused(_("%(person)s has this role already.") % {"person": person}, field="role")
    leaf = audit.record(
        CoreLeafKind.MEMBERSHIP_GRANTED,
        person,
        by=by,
        at=at,
        facts={"role": str(role), "authority": str(authority.pk)},
        secret={"reason": reason.strip()},
    )
    _tell_of_role(PeopleNotice.ROLE_GRANTED, person, authority, role, event=f"leaf/{leaf.pk}", at=at)
    return membership


@transaction.atomic
def withdraw_role(
    *, person: User, authority: Authority, role: Role, reason: str, by: User | None, at: datetime
) -> None:
    """End a role of a person. Who: an administrator of the authority, for another; an operator.

    Effects: the Membership goes, and counts no more from the next request on; leaf membership.withdrawn, its reason as
    a secret; a notice. Raises PeopleRefused without a reason, if the person has no such role, so a second call, too,
    and for the last administrator.
    """
    require_reason(reason)
    _require_other(person, by)
    if role == Role.ADMINISTRATOR:
        _require_another_administrator(person, [authority])
    if not Membership.objects.filter(user=person, authority=authority, role=role).delete()[0]:
        raise PeopleRefused(_("%(person)s has no such role.") % {"person": person}, field="role")
    leaf = audit.record(
        CoreLeafKind.MEMBERSHIP_WITHDRAWN,
        person,
        by=by,
        at=at,
        facts={"role": str(role), "authority": str(authority.pk)},
        secret={"reason": reason.strip()},
    )
    _tell_of_role(PeopleNotice.ROLE_WITHDRAWN, person, authority, role, event=f"leaf/{leaf.pk}", at=at)


@transaction.atomic
def deactivate(*, person: User, reason: str, by: User | None, at: datetime) -> None:
    """Close an account: its sessions and API tokens open nothing from the next request on, its roles stay written.

    Who: an administrator, for another; an operator. Effects: the account is closed; leaf account.deactivated, its
    reason as a secret; an event of the security log. Raises PeopleRefused without a reason, for one that is closed, and
    for the last administrator of an authority.
    """
    require_reason(reason)
    _require_other(person, by)
    _require_another_administrator(person, _administered(person))
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise PeopleRefused(_("The account is closed already."))
    person.auth_token_set.all().delete()  # type: ignore[attr-defined]  # knox
    person.is_active = False
    secret = {"reason": reason.strip()}
    audit.record(CoreLeafKind.ACCOUNT_DEACTIVATED, person, by=by, at=at, secret=secret)
    writing.record(SecurityKind.ACCOUNT_CLOSED, None, user=person)


@transaction.atomic
def reactivate(*, person: User, reason: str, by: User | None, at: datetime) -> None:
    """Open a closed account again, with the roles that it has. Who: an administrator, for another; an operator.

    Effects: the account is open; leaf account.reactivated, its reason as a secret; an event of the security log. Raises
    PeopleRefused without a reason, and for one that is open.
    """
    require_reason(reason)
    _require_other(person, by)
    if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise PeopleRefused(_("The account is open already."))
    person.is_active = True
    secret = {"reason": reason.strip()}
    audit.record(CoreLeafKind.ACCOUNT_REACTIVATED, person, by=by, at=at, secret=secret)
    writing.record(SecurityKind.ACCOUNT_OPENED, None, user=person)


@transaction.atomic
def show_passphrase_link(*, person: User, by: User, request: HttpRequest | None, at: datetime) -> str:
    """The path on which a person chooses a new passphrase, for an administrator to hand over where no mail is sent.

    It works once; a second factor is asked for all the same. Effects: an event of the security log; a notice. Raises
    PeopleRefused for a closed account.
    """
    _require_other(person, by)
    if not person.is_active:
        raise PeopleRefused(_("The account is closed. Open it again first."))
    writing.record(SecurityKind.LINK_SHOWN, request, user=person)
    event = f"link/{person.pk}/{at.isoformat()}"
    notify(PeopleNotice.LINK_SHOWN, [person], event=event, facts={}, at=at)
    return links.passphrase_path(person)


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise PeopleRefused(_("Give the reason."), field="reason")


def _require_other(person: User, by: User | None) -> None:
    if by is not None and by.pk == person.pk:
        raise PeopleRefused(_("Another administrator does this to your account."))


def _require_apart(person: User, authority: Authority, role: Role) -> None:
    """Two who give a person both roles at the same moment wait for each other at its row. Three queries, or none."""
    if role not in KEY_ROLES:
        return
    User.objects.select_for_update().get(pk=person.pk)
    if sentence := apart_sentence({role, *queries.roles_in(authority, person)}):
        raise PeopleRefused(sentence, field="role")


def _administered(person: User) -> list[Authority]:
    rows = Membership.objects.filter(user=person, role=Role.ADMINISTRATOR).select_related("authority")
    return [row.authority for row in rows.order_by("authority_id")]


def _require_another_administrator(person: User, authorities: Sequence[Authority]) -> None:
    """Two who end each other's role at the same moment wait for each other at the authority's row."""
    for authority in authorities:
        Authority.objects.select_for_update().get(pk=authority.pk)
        if not queries.administrators_of(authority).exclude(pk=person.pk).exists():
            raise PeopleRefused(
                _("%(authority)s would have no administrator. Make somebody else one first.") % {"authority": authority}
            )


def _tell_of_role(
    kind: PeopleNotice, person: User, authority: Authority, role: Role, *, event: str, at: datetime
) -> None:
    facts = {"authority": authority.name, "role": str(Role(role).label)}
    notify(kind, [person], event=event, facts=facts, at=at)
