"""What happens to one party of a consortium: its part is changed, signed, declined; it leaves or is taken out.

A consent names the version of the part under which it stands. A change is a new version, so that it is signed again.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.models import User
from suppliers import consortium_notices as notices
from suppliers import queries
from suppliers.consortium_notices import ConsortiumNoticeKind
from suppliers.models import ConsentAct, ConsortiumParty, InvitedBy, PartyConsent, PartyTerms, Supplier
from suppliers.services.consortia import (
    Part,
    current_party,
    locked_consortium,
    move,
    record,
    require_active,
    require_part,
    write_terms,
)
from suppliers.services.refusals import SupplierRefused, require_reason
from suppliers.states import SHARING_ROLES, STANDING_STATES, ConsortiumLeafKind, PartyState


class PartChanged(SupplierRefused):
    """The lead changed the part between reading and signing."""


@transaction.atomic
def change_part(*, party: ConsortiumParty, part: Part, seen: int, by: User, at: datetime) -> PartyTerms:
    """Give a party another role, share or tasks. Who: a member of the lead. `seen`: the version that was changed.

    Effects: the next version, which has no consent; leaf consortiumparty.terms_changed; a notice to who acts for the
    party. The same again changes nothing. Raises PartChanged, and SupplierRefused for a part that it cannot have.
    """
    row = locked_consortium(party.consortium)
    current = _require_standing(party)
    latest = _require_version(current, seen)
    checked = require_part(part, leads=current.how == InvitedBy.FOUNDER)
    if checked == Part(latest.role, latest.share, latest.tasks):
        return latest
    terms = write_terms(current, checked, by=by, at=at, version=latest.version + 1)
    record(ConsortiumLeafKind.TERMS_CHANGED, row, current, by=by, at=at, facts={"version": terms.version})
    event = f"{current.no}:{terms.version}"
    kind = ConsortiumNoticeKind.TERMS_CHANGED if current.state == PartyState.JOINED else ConsortiumNoticeKind.INVITED
    notices.tell_party(kind, row, current.supplier, event=event, by=by, at=at)
    return terms


@transaction.atomic
def sign_part(*, party: ConsortiumParty, supplier: Supplier, seen: int, by: User, at: datetime) -> PartyConsent:
    """Consent to one's part, in the version that the person has read. Who: a member of the party; where it was asked by
    mail the person at that address, for the supplier for which it acts.

    Effects: a PartyConsent; INVITED to JOINED, leaf consortiumparty.signed, later consortiumparty.signed_again; a
    notice to who acts for the lead. A second call changes nothing. Raises PartChanged; SupplierRefused for another's
    part, a share that is not said yet, a supplier that is suspended or stands here already.
    """
    row = locked_consortium(party.consortium)
    current = _require_standing(party)
    _require_own(current, supplier, by)
    require_active(supplier, at)
    terms = _require_version(current, seen)
    if terms.role in SHARING_ROLES and terms.share is None:
        raise SupplierRefused(_("Your share is not said yet. The lead says it first."))
    consent = queries.valid_consent(current)
    if consent is not None and current.state == PartyState.JOINED:
        return consent
    _join(current, supplier, terms, by=by, at=at)
    consent = PartyConsent.objects.create(terms=terms, act=ConsentAct.SIGNED, by=by, at=at)
    notices.tell_lead(ConsortiumNoticeKind.SIGNED, row, supplier.name, event=f"{consent.pk}", by=by, at=at)
    return consent


@transaction.atomic
def take_back_consent(*, party: ConsortiumParty, by: User, at: datetime) -> None:
    """Stand by one's part no more, and stay. Who: a member of the party. Leaf consortiumparty.consent_taken_back.

    Effects: a PartyConsent that says so; a notice to who acts for the lead. Raises SupplierRefused where none stands.
    """
    row = locked_consortium(party.consortium)
    current = _require_standing(party)
    if queries.valid_consent(current) is None:
        raise SupplierRefused(_("There is no consent to take back."))
    consent = PartyConsent.objects.create(terms=queries.latest_terms(current), act=ConsentAct.TAKEN_BACK, by=by, at=at)
    record(ConsortiumLeafKind.CONSENT_TAKEN_BACK, row, current, by=by, at=at)
    name = queries.name_of_party(current)
    notices.tell_lead(ConsortiumNoticeKind.TAKEN_BACK, row, name, event=f"{consent.pk}", by=by, at=at)


@transaction.atomic
def decline_part(*, party: ConsortiumParty, by: User, at: datetime) -> None:
    """Say no to an invitation. Who: a member of the party, or the person at the address that was asked.

    INVITED to DECLINED, leaf consortiumparty.declined; a notice to who acts for the lead. Raises IllegalMove.
    """
    row = locked_consortium(party.consortium)
    current = current_party(party)
    move(current, "decline_part", row, by=by, at=at)
    name = queries.name_of_party(current)
    notices.tell_lead(ConsortiumNoticeKind.DECLINED, row, name, event=str(current.no), by=by, at=at)


@transaction.atomic
def leave_consortium(*, party: ConsortiumParty, by: User, at: datetime) -> None:
    """Go out of a consortium that one has joined. Who: a member of the party; the lead dissolves it instead.

    JOINED to LEFT, leaf consortiumparty.left; a notice to who acts for the lead. Raises SupplierRefused for the lead,
    IllegalMove.
    """
    row = locked_consortium(party.consortium)
    current = _require_no_lead(current_party(party), _("The lead does not leave: it dissolves the consortium."))
    move(current, "leave_consortium", row, by=by, at=at)
    name = queries.name_of_party(current)
    notices.tell_lead(ConsortiumNoticeKind.LEFT, row, name, event=str(current.no), by=by, at=at)


@transaction.atomic
def remove_party(*, party: ConsortiumParty, reason: str, by: User, at: datetime) -> None:
    """Take a party out that has joined. Who: a member of the lead. JOINED to REMOVED, leaf consortiumparty.removed.

    Effects: a notice to who acts for it. Raises NoReason, SupplierRefused for the lead itself, IllegalMove.
    """
    row = locked_consortium(party.consortium)
    current = _require_no_lead(current_party(party), _("The lead stays: dissolve the consortium instead."))
    why = require_reason(reason, _("Say why it is taken out."))
    move(current, "remove_party", row, by=by, at=at, reason=why)
    notices.tell_party(ConsortiumNoticeKind.REMOVED, row, current.supplier, event=str(current.no), by=by, at=at)


def _join(party: ConsortiumParty, supplier: Supplier, terms: PartyTerms, *, by: User, at: datetime) -> None:
    consortium = party.consortium
    if party.state == PartyState.JOINED:
        facts = {"version": terms.version}
        record(ConsortiumLeafKind.SIGNED_AGAIN, consortium, party, by=by, at=at, facts=facts)
        return
    try:
        with transaction.atomic():
            move(party, "sign_part", consortium, by=by, at=at, supplier=supplier, facts={"version": terms.version})
    except IntegrityError as error:
        raise SupplierRefused(_("This supplier is in the consortium already.")) from error


def _require_standing(party: ConsortiumParty) -> ConsortiumParty:
    current = current_party(party)
    if current.state not in STANDING_STATES:
        raise SupplierRefused(_("This part waits no more."))
    return current


def _require_version(party: ConsortiumParty, seen: int) -> PartyTerms:
    latest = queries.latest_terms(party)
    if latest.version != seen:
        raise PartChanged(_("This part was changed meanwhile. Read it again."))
    return latest


def _require_own(party: ConsortiumParty, supplier: Supplier, by: User) -> None:
    if party.supplier_id == supplier.pk:
        return
    if party.supplier_id is None and party.email == by.email:
        return
    raise SupplierRefused(_("This is the part of another."))


def _require_no_lead(party: ConsortiumParty, sentence: str) -> ConsortiumParty:
    if party.how == InvitedBy.FOUNDER:
        raise SupplierRefused(sentence)
    return party
