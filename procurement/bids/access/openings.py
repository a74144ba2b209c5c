"""Who calls an opening, gives a half, and sees what came of it, with the reason; and the only door to openings.

Before the deadline there is nothing to see: whether bids came in is not said to anybody.
"""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, Person, Rule, no
from core.models import KEY_ROLES
from procurement.bids.models import FrozenMember
from procurement.tenders import access as tender_access
from procurement.tenders.models import Tender
from procurement.tenders.states import AFTER_OPENING, TenderState


class OpeningAction(StrEnum):
    """On a tender: see how far its opening is; call it, or that of its prices; ask the holders of keys again; give a
    half; ask for the job again; take new bids because its keys are lost.
    """

    SEE = "see_opening"
    CALL = "call_opening"
    GIVE = "give_half"
    CALL_PRICES = "open_prices"
    ASK_AGAIN = "ask_holders_again"
    RESUME = "resume_opening"
    TAKE_NEW_BIDS = "take_new_bids"


def may_opening(user: Person, action: OpeningAction, tender: Tender) -> Decision:
    """Whether the person may do this about the tender's opening by role and state. No query beyond the roles.

    Whose key is in the keyset, whether the deadline is over, and what guards prices, says the service under its locks.
    """
    if not user.is_authenticated:
        return no(_("Sign in first."))
    return _RULES[action](user, tender)


def holds_key_role(user: Person, tender: Tender) -> bool:
    """Whether the person is an opener of the tender's authority, or keeps its spare key."""
    return any(access.holds(user, role, tender.authority_id) for role in KEY_ROLES)


def _may_see(user: Person, tender: Tender) -> Decision:
    if holds_key_role(user, tender):
        return YES
    return access.officer_or_auditor_of(
        user, tender.authority_id, _("Holders of keys, officers and auditors see the opening.")
    )


def _may_call(user: Person, tender: Tender) -> Decision:
    who = _holder_or_officer(user, tender)
    if not who:
        return who
    # A tender whose deadline is over may stand at OPEN for a moment more.
    waits = tender.state in {TenderState.OPEN, TenderState.CLOSED}
    return YES if waits else no(_("This tender does not wait for an opening."))


def _may_give(user: Person, tender: Tender) -> Decision:
    if not holds_key_role(user, tender):
        return no(_("Who holds a key of this tender gives a half."))
    waits = tender.state in {TenderState.CLOSED, TenderState.OPENED}
    return YES if waits else no(_("This tender does not wait for an opening."))


def _may_call_prices(user: Person, tender: Tender) -> Decision:
    who = _holder_or_officer(user, tender)
    if not who:
        return who
    if tender.envelopes == 1:
        return no(_("The prices of this tender are opened with the bids."))
    return YES if tender.state in AFTER_OPENING else no(_("The technical parts are not opened yet."))


def _may_take_new_bids(user: Person, tender: Tender) -> Decision:
    """Propose or confirm that it takes bids again because its keys are lost: an officer, while its bids are sealed."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority opens a tender again."))
    if officer and tender.state != TenderState.CLOSED:
        return no(_("Only a closed tender whose bids are not opened takes bids again."))
    return officer


def _holder_or_officer(user: Person, tender: Tender) -> Decision:
    if holds_key_role(user, tender):
        return YES
    return access.officer_of(user, tender.authority_id, _("Who holds a key of this tender, or an officer, does this."))


_RULES: Mapping[OpeningAction, Rule] = {
    OpeningAction.SEE: _may_see,
    OpeningAction.CALL: _may_call,
    OpeningAction.GIVE: _may_give,
    OpeningAction.CALL_PRICES: _may_call_prices,
    OpeningAction.ASK_AGAIN: _holder_or_officer,
    OpeningAction.RESUME: _holder_or_officer,
    OpeningAction.TAKE_NEW_BIDS: _may_take_new_bids,
}


def opening_door(user: Person, pk: UUID, action: OpeningAction = OpeningAction.SEE) -> Tender:
    """The tender, if the person may do this about its opening. Raises Http404 for those outside, else Refused."""
    tender = tender_access.door(user, pk)
    if not may_opening(user, OpeningAction.SEE, tender):
        raise Http404
    access.require(may_opening(user, action, tender))
    return tender


def is_member(user: Person, members: list[FrozenMember]) -> bool:
    """Whether a key of the person is in a keyset. No query."""
    return any(member.key.holder_id == user.pk for member in members)
