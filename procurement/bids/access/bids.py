"""Who may do what with a bid that is written here, with the reason; and the only door to one.

To everybody who acts for none of its parties there is no such bid: officers, auditors and administrators too. Once it
is opened, they see it with its tender.
"""

from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, Person, no
from core.models import User
from procurement.bids.models import Bid, BidParty
from procurement.bids.queries import drafts
from procurement.bids.states import BidState
from procurement.tenders.states import TenderState
from suppliers import queries as supplier_queries


class BidAction(StrEnum):
    SEE_PART = "see_bid_part"
    SIGN = "sign_bid_part"
    SEE = "see_bid"
    WRITE = "write_bid"
    SUBMIT = "submit_bid"
    WITHDRAW = "withdraw_bid"
    RECONFIRM = "reconfirm_bid"


_OF_PARTNERS = {BidAction.SEE_PART, BidAction.SIGN}
_READING = {BidAction.SEE_PART, BidAction.SEE}
_OVER = {BidState.OPENED, BidState.UNREADABLE}
_STATES = {
    BidAction.WITHDRAW: ({BidState.SUBMITTED, BidState.NEEDS_RECONFIRMATION}, _("Nothing was submitted.")),
    BidAction.RECONFIRM: ({BidState.NEEDS_RECONFIRMATION}, _("There is nothing to confirm.")),
}
_OUTSIDE = _("Only its team knows a bid before the opening.")


def may(user: Person, action: BidAction, bid: Bid) -> Decision:
    """Whether the person does this with the bid now. No query beyond the person's roles, if it was read with parties.

    Whoever acts for the lead writes and submits; whoever acts for a partner sees and signs its own part. Writing ends
    with the tender's being open; that the deadline has passed is asked by the service, by its clock.
    """
    if not isinstance(user, User) or not user.is_active or bid.begun_at is None:
        return no(_OUTSIDE)
    leads = bid.supplier_id in supplier_queries.roles_of(user)
    if not leads and own_party(user, bid) is None:
        return no(_OUTSIDE)
    if action in _OF_PARTNERS:
        if own_party(user, bid) is None:
            return no(_("The lead has no part to sign: it submits."))
    elif not leads:
        return no(_("Those who act for the bid's lead act here."))
    return _may_now(action, bid)


def _may_now(action: BidAction, bid: Bid) -> Decision:
    if action in _READING:
        return YES
    if bid.state in _OVER:
        return no(_("This bid was opened."))
    if bid.tender.state != TenderState.OPEN:
        return no(_("The deadline has passed."))
    states, why = _STATES.get(action, ({bid.state}, ""))
    return YES if bid.state in states else no(why)


def own_party(user: Person, bid: Bid) -> BidParty | None:
    """The part of a partner for which the person acts; None for the lead's own people."""
    if not isinstance(user, User):
        return None
    suppliers = supplier_queries.roles_of(user)
    places = (party for party in bid.parties.all() if party.supplier_id in suppliers)
    return next((party for party in places if party.supplier_id != bid.supplier_id), None)


def door(user: Person, pk: UUID, action: BidAction = BidAction.SEE) -> Bid:
    """The bid with its parties, for those who may do this with it. Raises Http404 for those outside, Refused."""
    bid = drafts.with_parties().filter(pk=pk).first()
    if bid is None or not any(may(user, seen, bid) for seen in (BidAction.SEE, BidAction.SEE_PART)):
        raise Http404
    access.require(may(user, action, bid))
    return bid
