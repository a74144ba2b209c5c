"""Inviting a person, and accepting: the account is made by the person itself, who alone knows its passphrase."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from core import assembly, audit
from core.audit import CoreLeafKind
from core.models import Authority, Invitation, Membership, Role, User
from core.people import mails, queries, services, targets
from core.people.links import new_salt, secret_of_salt, secret_sha
from core.people.refusals import PeopleRefused, StaleInvitation
from core.people.roles import apart_sentence

LIFETIME = timedelta(days=7)
MOST_A_DAY = 30  # that one person sends into what later houses bring: anybody may make such a thing


class NewInvitation(NamedTuple):
    """An invitation, the secret at the end of its link, which is stored nowhere, and whether a mail carries it."""

    invitation: Invitation
    secret: str
    is_mailed: bool


@transaction.atomic
def invite(
    *,
    authority: Authority,
    email: str,
    name: str = "",
    roles: Collection[Role],
    reason: str,
    by: User | None,
    at: datetime,
) -> NewInvitation:
    """Ask a person into an authority, for seven days. Who: an administrator of it; an operator.

    The answer is the same whether or not an account has the address. Effects: an Invitation, which ends an earlier one
    that waits for the same address; leaf invitation.sent, address and reason as secrets; a mail with its job, where the
    site sends mail. Else the caller shows the link. Raises PeopleRefused without a role or reason, for two roles that
    are of two persons, for no address, and for one who has a role here already.
    """
    services.require_reason(reason)
    address = _require_invitable(email, authority, roles)
    for earlier in Invitation.objects.filter(authority=authority, email=address, accepted_at=None, withdrawn_at=None):
        withdraw(invitation=earlier, by=by, at=at)
    keys = ",".join(role.value for role in Role if role in roles)
    row = Invitation(authority=authority, email=address, name=name.strip(), roles=keys, reason=reason.strip())
    return _send(row, {"authority": str(authority.pk)}, by=by, at=at)


@transaction.atomic
def invite_into(
    *, kind: str, target: UUID, email: str, name: str = "", role: str = "", by: User | None, at: datetime
) -> NewInvitation:
    """Ask a person into something that a later house brings, for seven days. Who: as that house says.

    The answer is the same whether or not an account has the address. Effects: an Invitation, which ends an earlier one
    that waits for the same address; leaf invitation.sent, the address as a secret; a mail with its job, where the site
    sends mail. Raises PeopleRefused for no address and past 30 within a day, so that nobody sends mails to strangers
    through this site; KeyError for no such kind or role.
    """
    part = assembly.invitation_parts()[kind]
    if role:
        part.roles[role]  # a role that the kind does not know
    address = _require_address(email)
    sent = Invitation.objects.filter(authority=None, by=by, at__gt=at - timedelta(days=1)).count()
    if by is not None and sent >= MOST_A_DAY:
        raise PeopleRefused(_("You have invited many people since yesterday. Invite others tomorrow."), field="email")
    rows = Invitation.objects.filter(target_kind=kind, target_id=target, email=address)
    for earlier in rows.filter(accepted_at=None, withdrawn_at=None):
        withdraw(invitation=earlier, by=by, at=at)
    row = Invitation(target_kind=kind, target_id=target, email=address, name=name.strip()[:200], roles=role)
    return _send(row, {"kind": kind, "target": str(target)}, by=by, at=at)


def _send(row: Invitation, facts: Mapping[str, str], *, by: User | None, at: datetime) -> NewInvitation:
    row.salt = new_salt()
    secret = secret_of_salt(row.salt)
    row.secret_sha, row.by, row.at, row.expires_at = secret.sha, by, at, at + LIFETIME
    row.save(force_insert=True)
    roles = {"roles": row.roles.split(",")} if row.roles else {}
    hidden = {"email": row.email} | ({"reason": row.reason} if row.reason else {})
    audit.record(CoreLeafKind.INVITATION_SENT, row, by=by, at=at, facts={**facts, **roles}, secret=hidden)
    return NewInvitation(row, secret.text, mails.request_mail(row, at=at))


@transaction.atomic
def show_link(*, invitation: Invitation, by: User, at: datetime) -> str:
    """The path of an invitation whose mail did not go out, to hand over. Who: an administrator of the authority.

    Who may invite, where it is into something else.

    Effects: leaf invitation.link_shown. Raises PeopleRefused for one that does not wait, that was mailed, or whose
    link cannot be computed any more.
    """
    waiting = queries.valid_invitations(at).filter(pk=invitation.pk).exclude(mail__sent_at__isnull=False)
    if not waiting.exists():
        raise PeopleRefused(_("The mail has gone out, or the invitation waits no more."))
    path = mails.invitation_path(mails.secret_of(invitation))
    audit.record(CoreLeafKind.INVITATION_LINK_SHOWN, invitation, by=by, at=at)
    return path


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User | None, at: datetime) -> None:
    """End an invitation that waits. Who: an administrator of the authority; an operator; who may invite there.

    Effects: its link opens nothing; leaf invitation.withdrawn. Raises PeopleRefused for one that does not wait.
    """
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not waiting.update(withdrawn_at=at):
        raise PeopleRefused(_("This invitation waits no more."))
    audit.record(CoreLeafKind.INVITATION_WITHDRAWN, invitation, by=by, at=at)


def of_secret(secret: str, *, at: datetime) -> Invitation:
    """The invitation behind a link, with its authority. Raises StaleInvitation with one sentence for all that ended."""
    rows = queries.valid_invitations(at).filter(secret_sha=secret_sha(secret))
    invitation = rows.select_related("authority", "by").first()
    if invitation is None:
        raise StaleInvitation(_("This link is not valid any more. Ask the administrator for a new one."))
    return invitation


def account_of(invitation: Invitation) -> User | None:
    """The account that has the address, if any: then only that person, signed in, accepts. One query."""
    return User.objects.filter(email=invitation.email).first()


@transaction.atomic
def accept(*, invitation: Invitation, name: str, passphrase: str, at: datetime) -> User:
    """Make an account with the invited address and its roles. Who: the person whose mailbox has the link.

    Effects: a User; leaves account.created, invitation.accepted, and membership.granted by the inviting administrator
    for each role. Raises StaleInvitation for a second call, PeopleRefused where an account has the address.
    """
    if account_of(invitation) is not None:
        raise PeopleRefused(_("An account has this address. Sign in with it, then open the link again."))
    if not name.strip():
        raise PeopleRefused(_("Say what your name is."), field="name")
    person = User.objects.create_user(invitation.email, passphrase, name=name.strip()[:200])
    audit.record(CoreLeafKind.ACCOUNT_CREATED, person, by=person, at=at)
    _take_up(invitation, person, at=at)
    return person


@transaction.atomic
def accept_as(*, invitation: Invitation, person: User, at: datetime) -> None:
    """Give the roles to the account that has the address. Who: that person, signed in.

    Effects: as `accept`, without a new account. Raises PeopleRefused for anybody else, StaleInvitation for a second
    call.
    """
    if person.email != invitation.email:
        raise PeopleRefused(_("This invitation is for another address than that of your account."))
    _take_up(invitation, person, at=at)


def _take_up(invitation: Invitation, person: User, *, at: datetime) -> None:
    waiting = queries.valid_invitations(at).filter(pk=invitation.pk)
    if not waiting.update(accepted_at=at, accepted_by=person):
        raise StaleInvitation(_("This link is not valid any more. Ask the administrator for a new one."))
    audit.record(CoreLeafKind.INVITATION_ACCEPTED, invitation, by=person, at=at)
    if invitation.authority is None:
        part = targets.part_of(invitation)
        assert part is not None  # else it would not wait
        part.take_up(invitation, person, at=at)
        return
    for role in invitation.role_list:
        if not Membership.objects.filter(user=person, authority=invitation.authority, role=role).exists():
            services.grant_role(
                person=person,
                authority=invitation.authority,
                role=role,
                reason=invitation.reason,
                by=invitation.by,
                at=at,
            )


def _require_invitable(email: str, authority: Authority, roles: Collection[Role]) -> str:
    """The address as accounts have it. Raises PeopleRefused."""
    address = _require_address(email)
    if not roles:
        raise PeopleRefused(_("Choose at least one role."), field="roles")
    if sentence := apart_sentence(roles):
        raise PeopleRefused(sentence, field="roles")
    if authority.same_name_as_id is not None:
        raise PeopleRefused(_("The authority has the name of another. Adopt it or merge it first."))
    if Membership.objects.filter(authority=authority, user__email=address).exists():
        raise PeopleRefused(_("This person has a role here already. Give further ones on its page."), field="email")
    return address


def _require_address(email: str) -> str:
    """The address as accounts have it. Raises PeopleRefused."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise PeopleRefused(_("This is no e-mail address."), field="email") from None
    return address
