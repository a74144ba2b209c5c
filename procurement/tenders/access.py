"""Who may see a tender and its bids and who acts next on it, with the reason; and the only door to one."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import access, assembly
from core.access import YES, Decision, OwnerRule, Person, Rule, no
from core.models import Role
from core.states import Owner
from procurement.tenders import queries, states
from procurement.tenders.models import Amendment, Origin, Tender
from procurement.tenders.states import AmendmentState, TenderState
from suppliers import queries as supplier_queries


def _officer(user: Person, tender: Tender) -> Decision:
    return access.officer_of(user, tender.authority_id, _("An officer of the authority acts here."))


def _second_officer(user: Person, tender: Tender | Amendment) -> Decision:
    """An officer other than the one who sent it to review. Of a tender one query for an officer."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority acts here."))
    if isinstance(tender, Amendment):
        if officer and tender.sent_by_id == user.pk:
            return no(_("Whoever sent an amendment does not publish it; a second officer does."))
        return officer
    if officer and queries.sent_to_review_by(tender) == str(user.pk):
        return no(_("Whoever sent a tender to review does not publish it; a second officer does."))
    return officer


def _supplier(user: Person, _tender: Tender) -> Decision:
    """Whoever acts for a supplier. One query."""
    if supplier_queries.acted_for_by(user):
        return YES
    return no(_("Those who act for a supplier bid here."))


def _opener(user: Person, tender: Tender) -> Decision:
    if access.holds(user, Role.OPENER, tender.authority_id):
        return YES
    return no(_("An opener of the authority acts here."))


def _panel(user: Person, tender: Tender) -> Decision:
    return assembly.owner_decision(Owner.PANEL, tender, user)


# Who acts next on a tender, by the owner of its state in `TENDER_STATES`.
OWNERS: Mapping[Owner, OwnerRule] = {
    Owner.OFFICER: _officer,
    Owner.SECOND_OFFICER: _second_officer,
    Owner.SUPPLIERS: _supplier,
    Owner.OPENERS: _opener,
    Owner.PANEL: _panel,
    Owner.NOBODY: access.nobody,
}


class TenderAction(StrEnum):
    SEE = "see"
    SEE_BIDS = "see_bids"
    REFER = "refer"
    EDIT = "edit"
    CHECK = "check"
    SEND_TO_REVIEW = "send_to_review"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    AMEND = "amend"
    CANCEL_DRAFT = "cancel_draft"
    ASK = "ask"
    FOLLOW = "follow"
    ANSWER = "answer"
    CHANGE = "change"
    CANCEL = "cancel"
    CONFIRM_CANCEL = "confirm_cancel"
    REOPEN = "reopen"
    CONFIRM_REOPEN = "confirm_reopen"


def _may_see(user: Person, tender: Tender) -> Decision:
    """Published tenders are open to everybody, with or without an account, a draft to the officers of its authority.

    A draft that was cancelled stays with them: it was never published, and has no number.
    """
    if tender.state in states.PUBLISHED and tender.publish_no is not None:
        return YES
    return access.officer_of(user, tender.authority_id, _("This tender is not published."))


def _may_see_bids(user: Person, tender: Tender) -> Decision:
    """Officers and auditors of the authority, never before the opening (DESIGN law 4, §4)."""
    reader = access.officer_or_auditor_of(
        user, tender.authority_id, _("Bids are shown to officers and auditors of the authority.")
    )
    return reader and _are_open(tender)


def _are_open(tender: Tender) -> Decision:
    if tender.state not in states.PUBLISHED:
        return no(_("There are no bids before the publication."))
    if tender.state not in states.AFTER_OPENING:
        return no(_("Bids are sealed until the opening."))
    return YES


def _may_refer(user: Person, tender: Tender) -> Decision:
    """A draft is given its method by the officers of its authority."""
    officer = access.officer_of(
        user, tender.authority_id, _("An officer of the authority lets a draft refer to a study.")
    )
    if officer and tender.state != TenderState.DRAFT:
        return no(_("Only a draft can refer to a study: the method of this tender is fixed."))
    return officer


def _may_edit(user: Person, tender: Tender) -> Decision:
    """Officers of the authority write a draft, or an amendment, together; what a second officer reads stands still.

    One query for an officer where the tender is open.
    """
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority writes a draft."))
    if officer and tender.state == TenderState.REVIEW:
        return no(_("A second officer reads this tender. It is changed once it is sent back."))
    if officer and (amendment := _live_amendment(tender)):
        return may_amend(user, AmendmentAction.EDIT, amendment)
    if officer and tender.state != TenderState.DRAFT:
        return no(_("Only a draft is written: what this tender says is fixed."))
    return officer


def _live_amendment(tender: Tender) -> Amendment | None:
    """The amendment that is in work. One query for an open tender."""
    return queries.live_amendment(tender) if tender.state == TenderState.OPEN else None


def _may_check(user: Person, tender: Tender) -> Decision:
    """Officers see what stands between a tender and its publication, write reasons and judge those of others."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority checks a draft."))
    if officer and _live_amendment(tender):
        return officer
    if officer and tender.state not in states.UNPUBLISHED:
        return no(_("It has left its draft: what was checked stands with its publication."))
    return officer


def _may_send(user: Person, tender: Tender) -> Decision:
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority sends a draft on."))
    if officer and tender.state != TenderState.DRAFT:
        return no(_("Only a draft is sent to a second officer."))
    return officer


def _may_send_back(user: Person, tender: Tender) -> Decision:
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority sends a draft back."))
    if officer and tender.state != TenderState.REVIEW:
        return no(_("Only what a second officer reads is sent back."))
    return officer


def _may_publish(user: Person, tender: Tender) -> Decision:
    """An officer other than the one who sent it to review. One query for an officer."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority publishes a tender."))
    if officer and tender.state != TenderState.REVIEW:
        return no(_("A tender is published once it was sent to a second officer."))
    return officer and _second_officer(user, tender)


def _may_amend(user: Person, tender: Tender) -> Decision:
    """Officers begin an amendment while a tender is open for bids."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority amends a tender."))
    if officer and tender.state != TenderState.OPEN:
        return no(_("A tender is amended while it is open for bids."))
    return officer


def _may_cancel_draft(user: Person, tender: Tender) -> Decision:
    """One officer is enough while nothing is published."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority cancels a draft."))
    if officer and tender.state != TenderState.DRAFT:
        return no(_("Only a draft is cancelled by one officer."))
    return officer


# --- while it is open ---


def _may_ask(_user: Person, tender: Tender) -> Decision:
    """Anybody with an account. Its address is proven by then: nobody signs up alone, the link goes to the mailbox."""
    if tender.state != TenderState.OPEN:
        return no(_("Questions are taken while a tender is open for bids."))
    return YES


def _may_follow(_user: Person, tender: Tender) -> Decision:
    """Anybody with an account, as long as something may happen here."""
    if tender.origin == Origin.IMPORTED or tender.state not in states.PUBLISHED:
        return no(_("There is nothing to follow: this tender is not run here."))
    if not states.TENDER_STATES[TenderState(tender.state)].moves:
        return no(_("There is nothing to follow any more: this tender is over."))
    return YES


def _may_answer(user: Person, tender: Tender) -> Decision:
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority answers questions."))
    return officer and _is_open(tender, _("Questions are answered while a tender is open for bids."))


def _may_change(user: Person, tender: Tender) -> Decision:
    """More time, a suspension and its end."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority changes an open tender."))
    return officer and _is_open(tender, _("Only a tender that is open for bids can be changed."))


def _is_open(tender: Tender, why: Promise) -> Decision:
    return YES if tender.state == TenderState.OPEN else no(why)


def _may_cancel(user: Person, tender: Tender) -> Decision:
    """Propose to cancel it: an officer, from the publication until the bids are judged."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority cancels a tender."))
    if officer and (tender.origin == Origin.IMPORTED or tender.state not in states.CANCELLABLE):
        return no(_("This tender cannot be cancelled now."))
    return officer


def _may_confirm_cancel(user: Person, tender: Tender) -> Decision:
    """Cancel it: an officer other than the one who proposed it. One query for an officer."""
    may_cancel = _may_cancel(user, tender)
    if not may_cancel:
        return may_cancel
    proposal = queries.latest_cancellation_proposal(tender)
    if proposal is None:
        return no(_("Nobody has proposed to cancel it."))
    return no(_("You proposed it: another officer confirms.")) if proposal.by_id == user.pk else YES


def _may_reopen(user: Person, tender: Tender) -> Decision:
    """Propose that it takes bids again after an outage: an officer, while its bids are sealed."""
    officer = access.officer_of(user, tender.authority_id, _("An officer of the authority opens a tender again."))
    if officer and (tender.origin == Origin.IMPORTED or tender.state != TenderState.CLOSED):
        return no(_("Only a closed tender whose bids are not opened takes bids again."))
    return officer


def _may_confirm_reopen(user: Person, tender: Tender) -> Decision:
    """Open it again: an officer other than the one who proposed it. One query for an officer."""
    may_reopen = _may_reopen(user, tender)
    if not may_reopen:
        return may_reopen
    proposal = queries.latest_reopening_proposal(tender)
    if proposal is None:
        return no(_("Nobody has proposed to open it again."))
    return no(_("You proposed it: another officer confirms.")) if proposal.by_id == user.pk else YES


_RULES: Mapping[TenderAction, Rule] = {
    TenderAction.SEE: _may_see,
    TenderAction.SEE_BIDS: _may_see_bids,
    TenderAction.REFER: _may_refer,
    TenderAction.EDIT: _may_edit,
    TenderAction.CHECK: _may_check,
    TenderAction.SEND_TO_REVIEW: _may_send,
    TenderAction.SEND_BACK: _may_send_back,
    TenderAction.PUBLISH: _may_publish,
    TenderAction.AMEND: _may_amend,
    TenderAction.CANCEL_DRAFT: _may_cancel_draft,
    TenderAction.ASK: _may_ask,
    TenderAction.FOLLOW: _may_follow,
    TenderAction.ANSWER: _may_answer,
    TenderAction.CHANGE: _may_change,
    TenderAction.CANCEL: _may_cancel,
    TenderAction.CONFIRM_CANCEL: _may_confirm_cancel,
    TenderAction.REOPEN: _may_reopen,
    TenderAction.CONFIRM_REOPEN: _may_confirm_reopen,
}


def may(user: Person, action: TenderAction, tender: Tender) -> Decision:
    """Whether the person may do this to the tender now; before signing in, only see what is published."""
    if not user.is_authenticated and action != TenderAction.SEE:
        return no(_("Sign in first."))
    return _RULES[action](user, tender)


def may_begin(user: Person) -> Decision:
    """Whether the person may begin a tender for an authority: an officer of any."""
    return YES if access.holds_any(user, Role.OFFICER) else no(_("An officer of an authority begins a tender."))


def door(user: Person, pk: UUID, action: TenderAction = TenderAction.SEE) -> Tender:
    """The tender, if the person may. One query, plus one for roles.

    A tender it may not see is as missing as one that does not exist (404); an action refused on a visible one raises
    Refused with the reason.
    """
    tender = queries.with_authority().filter(pk=pk).first()
    if tender is None or not may(user, TenderAction.SEE, tender):
        raise Http404
    access.require(may(user, action, tender))
    return tender


# --- amendments ---


class AmendmentAction(StrEnum):
    READ = "read"
    EDIT = "edit"
    SEND = "send"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


# The states in which each is possible, and what is said in the others.
_WHEN: Mapping[AmendmentAction, tuple[set[AmendmentState], Promise]] = {
    AmendmentAction.READ: (set(AmendmentState), _("Officers read an amendment.")),
    AmendmentAction.EDIT: (
        {AmendmentState.DRAFT},
        _("A second officer reads this amendment. It is changed once it is sent back."),
    ),
    AmendmentAction.SEND: ({AmendmentState.DRAFT}, _("Only an amendment in work is sent to a second officer.")),
    AmendmentAction.RETURN: ({AmendmentState.REVIEW}, _("Only what a second officer reads is sent back.")),
    AmendmentAction.PUBLISH: (
        {AmendmentState.REVIEW},
        _("An amendment is published once it was sent to a second officer."),
    ),
    AmendmentAction.WITHDRAW: (
        {AmendmentState.DRAFT, AmendmentState.REVIEW},
        _("This amendment is over."),
    ),
}


def may_amend(user: Person, action: AmendmentAction, amendment: Amendment) -> Decision:
    """Whether the person may do this to the amendment now: an officer, and to publish another than who sent it."""
    if not user.is_authenticated:
        return no(_("Sign in first."))
    officer = access.officer_of(user, amendment.authority_id, _("An officer of the authority amends a tender."))
    possible, otherwise = _WHEN[action]
    if officer and amendment.state not in possible:
        return no(otherwise)
    return _second_officer(user, amendment) if action is AmendmentAction.PUBLISH else officer


def amendment_door(user: Person, pk: UUID, action: AmendmentAction = AmendmentAction.READ) -> Amendment:
    """The amendment in work of a tender, if the person may. Two queries, plus one for roles.

    404 where there is none, and for everybody who may not read it: that one is in work is known to officers alone.
    """
    amendment = queries.live_amendment(door(user, pk))
    if amendment is None or not may_amend(user, AmendmentAction.READ, amendment):
        raise Http404
    access.require(may_amend(user, action, amendment))
    return amendment
