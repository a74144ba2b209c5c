"""Who may do what with a supplier, with the reason; and who acts next on it."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import access
from core.access import YES, Decision, OwnerRule, Person, no
from core.models import Role, User
from core.states import Owner
from suppliers import queries
from suppliers.models import Consortium, ConsortiumParty, MemberRole, Supplier
from suppliers.states import ApprovalState, ConsortiumState, OperationalState, PartyState


class SupplierAction(StrEnum):
    SEE = "see_supplier"
    SEE_FACTS = "see_facts"
    REGISTER = "register"
    ENTER = "enter_facts"
    CONFIRM = "confirm_facts"
    SHARE = "share_facts"
    EXPORT = "export_supplier"
    ANSWER = "answer_hearing"
    CHANGE = "change_supplier"
    INVITE = "look_after_members"
    ERASE = "erase"
    APPROVE = "approve"
    RETURN = "return_to_draft"
    REJECT = "reject"
    HEAR = "hear_supplier"
    SUSPEND = "suspend"
    LIFT = "lift"


OF_MANAGERS = {SupplierAction.CHANGE, SupplierAction.INVITE, SupplierAction.ERASE}
OF_OFFICERS = {
    SupplierAction.APPROVE,
    SupplierAction.RETURN,
    SupplierAction.REJECT,
    SupplierAction.HEAR,
    SupplierAction.SUSPEND,
    SupplierAction.LIFT,
}
# The states of approval in which an act is possible; of the others it is possible in all but the last.
IN_STATE = {
    SupplierAction.REGISTER: ({ApprovalState.DRAFT}, gettext_lazy("Only a draft is handed in.")),
    **dict.fromkeys(
        (SupplierAction.APPROVE, SupplierAction.RETURN, SupplierAction.REJECT),
        ({ApprovalState.SUBMITTED}, gettext_lazy("It does not wait for approval.")),
    ),
    SupplierAction.CHANGE: (
        {ApprovalState.DRAFT, ApprovalState.SUBMITTED, ApprovalState.APPROVED},
        gettext_lazy("It was turned down for good."),
    ),
}


def may(user: Person, action: SupplierAction, supplier: Supplier) -> Decision:
    """Whether the person does this with the supplier now. No query beyond the person's roles.

    Members see and enter facts, managers also look after people and organisation; officers see the organisation once it
    is handed in, never the facts, and decide unless they act for it themselves.
    """
    if supplier.state == ApprovalState.ERASED:
        return no(_("This supplier was erased."))
    if action is SupplierAction.SEE:
        return _may_see(user, supplier)
    decision = _officer(user, supplier) if action in OF_OFFICERS else _member(user, supplier)
    if not decision:
        return decision
    if action in OF_MANAGERS and queries.roles_of(user)[supplier.pk] is not MemberRole.MANAGER:
        return no(_("A manager of the supplier does this."))
    states, why = IN_STATE.get(action, ({supplier.state}, ""))
    if supplier.state not in states:
        return no(why)
    return _may_now(action, supplier)


def _may_now(action: SupplierAction, supplier: Supplier) -> Decision:
    is_suspended = supplier.operational == OperationalState.SUSPENDED
    if action in {SupplierAction.HEAR, SupplierAction.SUSPEND} and is_suspended:
        return no(_("It is suspended already."))
    if action is SupplierAction.LIFT and not is_suspended:
        return no(_("It is not suspended."))
    return YES


def _may_see(user: Person, supplier: Supplier) -> Decision:
    if supplier.pk in queries.roles_of(user):
        return YES
    if not access.holds_any(user, Role.OFFICER):
        return no(_("Those who act for the supplier see it, and officers."))
    if supplier.state == ApprovalState.DRAFT:
        return no(_("It is a draft of those who act for it."))
    return YES


def door(user: Person, pk: UUID, action: SupplierAction) -> Supplier:
    """The supplier, for those who may do this with it. Raises Http404 for those who may not even see it, Refused."""
    supplier = get_object_or_404(Supplier, pk=pk)
    if not may(user, SupplierAction.SEE, supplier):
        raise Http404
    access.require(may(user, action, supplier))
    return supplier


def may_list(user: Person) -> Decision:
    """Whether the person sees the list of suppliers: officers of any authority."""
    if access.holds_any(user, Role.OFFICER):
        return YES
    return no(_("Only officers see the list of suppliers."))


def _member(user: Person, supplier: Supplier) -> Decision:
    """Whoever acts for this supplier."""
    if supplier.pk in queries.roles_of(user):
        return YES
    return no(_("Those who act for the supplier act here."))


def _officer(user: Person, supplier: Supplier) -> Decision:
    """A supplier belongs to no authority: an officer of any one decides, unless it acts for the supplier itself."""
    if not access.holds_any(user, Role.OFFICER):
        return no(_("An officer acts here."))
    if supplier.pk in queries.roles_of(user):
        return no(_("You act for this supplier: another officer decides."))
    return YES


class ConsortiumAction(StrEnum):
    SEE_PART = "see_part"
    SEE = "see_consortium"
    SIGN = "sign_part"
    DECLINE = "decline_part"
    TAKE_BACK = "take_back_consent"
    LEAVE = "leave_consortium"
    INVITE = "invite_party"
    CHANGE_PART = "change_part"
    REMOVE = "remove_party"
    DISSOLVE = "dissolve_consortium"


_OF_THE_LEAD = {
    ConsortiumAction.INVITE,
    ConsortiumAction.CHANGE_PART,
    ConsortiumAction.REMOVE,
    ConsortiumAction.DISSOLVE,
}
_OF_THE_INVITED = {ConsortiumAction.SEE_PART, ConsortiumAction.SIGN, ConsortiumAction.DECLINE}
_OUTSIDE = gettext_lazy("Only its parties know a consortium.")


def may_in_consortium(user: Person, action: ConsortiumAction, consortium: Consortium) -> Decision:
    """Whether the person does this in a consortium, for a party that stands in it.

    Whoever is asked sees its own part and no other; who has joined sees the parties; the lead looks after them.
    Officers and auditors see nothing of it. No query beyond the person's roles, where it was read with its parties.
    """
    if not isinstance(user, User) or not user.is_active:
        return no(_OUTSIDE)
    parties = [party for party in queries.standing_of(consortium) if is_party(user, party)]
    if not parties:
        return no(_OUTSIDE)
    if consortium.state != ConsortiumState.ACTIVE and action is not ConsortiumAction.SEE:
        return no(_("This consortium was dissolved."))
    joined = [party for party in parties if party.state == PartyState.JOINED]
    if action in _OF_THE_LEAD:
        return YES if consortium.lead_id in queries.roles_of(user) else no(_("The lead does this."))
    if action is ConsortiumAction.DECLINE:
        return YES if len(joined) < len(parties) else no(_("Who has signed leaves instead."))
    if action is ConsortiumAction.LEAVE and any(party.supplier_id == consortium.lead_id for party in joined):
        return no(_("The lead does not leave: it dissolves the consortium."))
    return YES if joined or action in _OF_THE_INVITED else no(_("Sign your part first."))


def is_party(user: User, party: ConsortiumParty) -> bool:
    """Whether the person acts for the party, or was asked at its address."""
    if party.supplier_id is not None:
        return party.supplier_id in queries.roles_of(user)
    return bool(party.email) and party.email == user.email


def consortium_door(user: Person, pk: UUID, action: ConsortiumAction = ConsortiumAction.SEE) -> Consortium:
    """The consortium with its parties, for those who may do this in it. Raises Http404 for those outside, Refused."""
    consortium = get_object_or_404(queries.with_parties(), pk=pk)
    if not any(may_in_consortium(user, seen, consortium) for seen in (ConsortiumAction.SEE, ConsortiumAction.SEE_PART)):
        raise Http404
    access.require(may_in_consortium(user, action, consortium))
    return consortium


def _tenderer(user: Person, row: Supplier | Consortium | ConsortiumParty) -> Decision:
    """Whoever acts for the supplier, for the lead of the consortium, or for its party."""
    if isinstance(row, Supplier):
        return _member(user, row)
    if isinstance(row, Consortium):
        return _member(user, row.lead)
    if isinstance(user, User) and is_party(user, row):
        return YES
    return no(_("Those who act for the party act here."))


# Who acts next on a supplier, a consortium or its party, by the owner of its states.
OWNERS: Mapping[Owner, OwnerRule] = {
    Owner.TENDERER: _tenderer,
    Owner.OFFICER: _officer,
    Owner.NOBODY: access.nobody,
}
