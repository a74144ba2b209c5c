"""Consortia as a whole, and who is asked into them: made, asked by share code or mail, asked no more, dissolved.

Every act locks the consortium. A leaf names the consortium and the version of a part; the party is a salted value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core import states as mover
from core.models import Invitation, User
from core.people import invitations
from core.people.invitations import NewInvitation
from suppliers import consortium_notices as notices
from suppliers import queries
from suppliers.consortium_notices import ConsortiumNoticeKind
from suppliers.models import Consortium, ConsortiumParty, InvitedBy, PartyTerms, Supplier
from suppliers.rules import shares
from suppliers.rules.shares import BadShare
from suppliers.services import sharing
from suppliers.services.locking import locked
from suppliers.services.refusals import SupplierRefused, require_reason
from suppliers.states import (
    CONSORTIUM_STATES,
    PARTY_STATES,
    STANDING_STATES,
    ConsortiumLeafKind,
    ConsortiumState,
    PartyRole,
    PartyState,
)

MOST_PARTIES = 30  # that stand in one consortium
LONGEST_NAME, LONGEST_TASKS = 300, 2000


@dataclass(frozen=True, slots=True)
class Part:
    """What a party is to do. `share` None: not said yet, or a role that has none."""

    role: str
    share: Decimal | None = None
    tasks: str = ""


@transaction.atomic
def form_consortium(*, lead: Supplier, name: str, part: Part | None = None, by: User, at: datetime) -> Consortium:
    """Make a consortium that this supplier leads. Who: a member of it.

    Effects: a Consortium; the lead as its first party, which signs its part as everybody does; leaf consortium.created.
    Raises SupplierRefused without a name, and for an erased or suspended supplier.
    """
    row = locked(lead)
    require_active(row, at)
    if not name.strip():
        raise SupplierRefused(_("Give it a name."), field="name")
    consortium = Consortium.objects.create(
        name=" ".join(name.split())[:LONGEST_NAME], lead=row, state_at=at, made_by=by, made_at=at
    )
    party = ConsortiumParty.objects.create(
        consortium=consortium,
        no=1,
        supplier=row,
        how=InvitedBy.FOUNDER,
        state=PartyState.JOINED,
        state_at=at,
        invited_by=by,
        invited_at=at,
    )
    write_terms(party, part or Part(PartyRole.LEAD), by=by, at=at)
    record(ConsortiumLeafKind.CREATED, consortium, party, by=by, at=at)
    return consortium


@transaction.atomic
def invite_supplier(
    *, consortium: Consortium, supplier: Supplier, part: Part, by: User, at: datetime
) -> ConsortiumParty:
    """Ask a supplier that is registered here. Who: a member of the lead.

    Effects: a party that is INVITED with the first version of its part; leaf consortiumparty.invited; a notice to who
    acts for it. Raises SupplierRefused where it stands here already, past 30 parties, for a part that nobody can have.
    """
    row = locked_consortium(consortium)
    if row.parties.filter(supplier=supplier, state__in=STANDING_STATES).exists():
        raise SupplierRefused(_("This supplier is in the consortium already."), field="code")
    party = _invite(row, part, by=by, at=at, supplier=supplier, how=InvitedBy.SHARE_CODE)
    notices.tell_party(ConsortiumNoticeKind.INVITED, row, supplier, event=str(party.no), by=by, at=at)
    return party


def invite_by_share_code(*, consortium: Consortium, code: str, part: Part, by: User, at: datetime) -> ConsortiumParty:
    """Ask the supplier whose share code this is. Who: a member of the lead, to whom it was given.

    Effects: those of `sharing.look_up`, on behalf of the lead, so that the supplier sees it, and of `invite_supplier`.
    Raises CodeUnknown and TooManyTries at the field `code`, and as `invite_supplier`.
    """
    try:
        lookup = sharing.look_up(text=code, on_behalf_of=consortium.lead, by=by, at=at)
    except SupplierRefused as refused:
        refused.field = "code"
        raise
    return invite_supplier(consortium=consortium, supplier=lookup.share_code.supplier, part=part, by=by, at=at)


@transaction.atomic
def invite_address(
    *, consortium: Consortium, email: str, name: str, part: Part, by: User, at: datetime
) -> NewInvitation:
    """Ask the person at an address, whose firm may not be registered here. Who: a member of the lead.

    The answer is the same whether or not an account has the address. `name`: of the firm as the lead knows it. Effects:
    as `invite_supplier`, without a notice; those of core.people.invitations.invite_into. Raises SupplierRefused, for an
    address that was asked already, too; PeopleRefused for no address.
    """
    row = locked_consortium(consortium)
    if not name.strip():
        raise SupplierRefused(_("Say which firm it is."), field="name")
    address = email.strip().lower()
    if row.parties.filter(email=address, state=PartyState.INVITED).exists():
        raise SupplierRefused(_("This address has been asked already."), field="email")
    sent = invitations.invite_into(
        kind=queries.CONSORTIUM_KIND, target=row.pk, email=email, name=name.strip(), by=by, at=at
    )
    named = " ".join(name.split())[:LONGEST_NAME]
    _invite(row, part, by=by, at=at, how=InvitedBy.MAIL, email=sent.invitation.email, name=named)
    return sent


@transaction.atomic
def uninvite(*, party: ConsortiumParty, by: User, at: datetime) -> None:
    """Ask a party no more. Who: a member of the lead. INVITED to WITHDRAWN, leaf consortiumparty.invitation_withdrawn.

    Effects: its mailed link opens nothing; a notice to who acts for it. Raises IllegalMove for one that has signed.
    """
    row = locked_consortium(party.consortium)
    current = current_party(party)
    move(current, "uninvite", row, by=by, at=at)
    _end_invitations(row, current.email, by=by, at=at)
    notices.tell_party(ConsortiumNoticeKind.UNINVITED, row, current.supplier, event=str(current.no), by=by, at=at)


@transaction.atomic
def dissolve_consortium(*, consortium: Consortium, reason: str, by: User, at: datetime) -> None:
    """End a consortium for good. Who: a member of the lead. ACTIVE to DISSOLVED, leaf consortium.dissolved.

    Effects: links that were mailed open nothing; a notice to who acts for a party. Raises NoReason, GateRefused where a
    later stage is bound to it, SupplierRefused a second time.
    """
    row = locked_consortium(consortium)
    why = require_reason(reason, _("Say why it is dissolved."))
    mover.move(row, "dissolve_consortium", table=CONSORTIUM_STATES, by=by, at=at, secret={"reason": why})
    for party in queries.standing_of(row):
        _end_invitations(row, party.email, by=by, at=at)
        notices.tell_party(ConsortiumNoticeKind.DISSOLVED, row, party.supplier, event=str(party.no), by=by, at=at)


# --- what the services of parties need, too ---


def locked_consortium(consortium: Consortium) -> Consortium:
    """The consortium as it is now, locked until the transaction ends. Raises SupplierRefused for a dissolved one."""
    row = Consortium.objects.select_for_update(of=("self",)).select_related("lead").get(pk=consortium.pk)
    if row.state != ConsortiumState.ACTIVE:
        raise SupplierRefused(_("This consortium was dissolved."))
    return row


def current_party(party: ConsortiumParty) -> ConsortiumParty:
    """The party as it is now; its consortium is locked."""
    return ConsortiumParty.objects.select_related("supplier").get(pk=party.pk)


def require_active(supplier: Supplier, at: datetime) -> None:
    """Raises SupplierRefused for a supplier that is suspended."""
    if queries.is_suspended(supplier, at):
        raise SupplierRefused(_("%(supplier)s is suspended and acts in no consortium.") % {"supplier": supplier.name})


def require_part(part: Part, *, leads: bool) -> Part:
    """The part as it is stored: exact share, text without margins. Raises SupplierRefused at the field."""
    if (part.role == PartyRole.LEAD) is not leads or part.role not in PartyRole.values:
        sentence = _("The lead stays the lead.") if leads else _("A consortium has one lead.")
        raise SupplierRefused(sentence, field="role")
    if len(part.tasks) > LONGEST_TASKS:
        raise SupplierRefused(_("Say it in 2,000 characters."), field="tasks")
    try:
        return Part(part.role, shares.exact_share(part.share, part.role), part.tasks.strip())
    except BadShare as refused:
        raise SupplierRefused(SHARE_SENTENCES[refused.reason](), field="share") from refused


SHARE_SENTENCES: Mapping[str, Callable[[], str]] = {
    "none": lambda: _("A subcontractor has no share: leave it empty."),
    "range": lambda: _("A share is above 0 and up to 100."),
    "places": lambda: _("A share has at most four decimal places."),
}


def write_terms(party: ConsortiumParty, part: Part, *, by: User, at: datetime, version: int = 1) -> PartyTerms:
    """A version of what a party is to do. Raises SupplierRefused for a part that it cannot have."""
    checked = require_part(part, leads=party.how == InvitedBy.FOUNDER)
    return PartyTerms.objects.create(
        party=party, version=version, role=checked.role, share=checked.share, tasks=checked.tasks, by=by, at=at
    )


def move(
    party: ConsortiumParty,
    name: str,
    consortium: Consortium,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, int] | None = None,
    supplier: Supplier | None = None,
) -> None:
    """Move a party; its leaf names the consortium, and has the party as a salted value. `supplier`: it is that now."""
    values: dict[str, Any] = {} if supplier is None else {"supplier": supplier}
    hidden = {"party": str(party.pk)} | ({"reason": reason} if reason else {})
    mover.move(party, name, table=PARTY_STATES, by=by, at=at, about=consortium, facts=facts, secret=hidden, **values)


def record(
    kind: ConsortiumLeafKind,
    consortium: Consortium,
    party: ConsortiumParty,
    *,
    by: User,
    at: datetime,
    facts: dict[str, int] | None = None,
) -> None:
    """The leaf of an act that moves no state."""
    audit.record(kind, consortium, by=by, at=at, facts=facts, secret={"party": str(party.pk)})


def _invite(
    row: Consortium,
    part: Part,
    *,
    by: User,
    at: datetime,
    how: InvitedBy,
    supplier: Supplier | None = None,
    email: str = "",
    name: str = "",
) -> ConsortiumParty:
    if row.parties.filter(state__in=STANDING_STATES).count() >= MOST_PARTIES:
        raise SupplierRefused(_("There are 30 parties already."))
    party = ConsortiumParty.objects.create(
        consortium=row,
        no=row.parties.count() + 1,
        supplier=supplier,
        name=name,
        email=email,
        how=how,
        state_at=at,
        invited_by=by,
        invited_at=at,
    )
    write_terms(party, part, by=by, at=at)
    record(ConsortiumLeafKind.PARTY_INVITED, row, party, by=by, at=at)
    return party


def _end_invitations(row: Consortium, email: str, *, by: User, at: datetime) -> None:
    waiting = Invitation.objects.filter(target_kind=queries.CONSORTIUM_KIND, target_id=row.pk, email=email)
    for invitation in waiting.filter(accepted_at=None, withdrawn_at=None) if email else ():
        invitations.withdraw(invitation=invitation, by=by, at=at)
