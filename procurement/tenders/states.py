"""States of a tender (LIFECYCLE §3). An imported tender stands at OPENED and makes no move."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import LeafKind
from core.states import Owner, State, Transition


class TenderLeafKind(LeafKind):
    IMPORTED = "tender.imported"
    DRAFTED = "tender.drafted"
    DOCUMENT_STORED = "tender.document_stored"
    SECTION_SAVED = "tender.section_saved"
    MOVED = "tender.moved"
    TENDERERS_CORRECTED = "tender.tenderers_corrected"
    METHOD_REFERRED = "tender.method_referred"
    EXPLAINED = "tender.explained"
    EXPLANATION_APPROVED = "tender.explanation_approved"
    EXPLANATION_REFUSED = "tender.explanation_refused"
    SENT_TO_REVIEW = "tender.sent_to_review"
    SENT_BACK = "tender.sent_back"
    PUBLISHED = "tender.published"
    CLOSED = "tender.closed"
    CANCELLED = "tender.cancelled"
    OPENING_RECORDED = "tender.opening_recorded"
    REOPENED = "tender.reopened"
    FAILED = "tender.failed"
    DECIDED = "tender.decided"
    COMPLETED = "tender.completed"
    EXTENDED = "tender.extended"
    EXTENDED_FOR_OUTAGE = "tender.extended_for_outage"
    SUSPENDED = "tender.suspended"
    LIFTED = "tender.lifted"
    CANCELLATION_PROPOSED = "tender.cancellation_proposed"
    REOPENING_PROPOSED = "tender.reopening_proposed"


class QuestionLeafKind(LeafKind):
    ASKED = "clarification.asked"
    ANSWERED = "clarification.answered"
    REFUSED = "clarification.refused"


class AmendmentLeafKind(LeafKind):
    BEGUN = "amendment.begun"
    SENT = "amendment.sent"
    RETURNED = "amendment.returned"
    PUBLISHED = "amendment.published"
    WITHDRAWN = "amendment.withdrawn"


class TenderState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    OPEN = "open", _("Open for bids")
    CLOSED = "closed", _("Closed, bids sealed")
    OPENED = "opened", _("Bids opened")
    DECIDED = "decided", _("Decided")
    COMPLETE = "complete", _("Complete")
    UNSUCCESSFUL = "unsuccessful", _("Without award")
    CANCELLED = "cancelled", _("Cancelled")


SUSPENDED = _("Suspended")


def state_label(state: str, suspended_at: datetime | None) -> str:
    """What a tender's state is called to whoever reads it: an open one that is suspended takes no bids."""
    is_suspended = state == TenderState.OPEN and suspended_at is not None
    return str(SUSPENDED if is_suspended else TenderState(state).label)


class LotState(models.TextChoices):
    ACTIVE = "active", _("Active")
    AWARDED = "awarded", _("Awarded")
    UNSUCCESSFUL = "unsuccessful", _("Without award")
    CANCELLED = "cancelled", _("Cancelled")


class ClarificationState(models.TextChoices):
    ASKED = "asked", _("Asked")
    PUBLISHED = "published", _("Answered")
    REFUSED = "refused", _("Not answered")


CLARIFICATION_STATES = {
    ClarificationState.ASKED: State(
        Owner.OFFICER,
        {
            "answer": Transition(ClarificationState.PUBLISHED, QuestionLeafKind.ANSWERED, _("Answer to all")),
            "refuse": Transition(ClarificationState.REFUSED, QuestionLeafKind.REFUSED, _("Do not answer")),
        },
    ),
    ClarificationState.PUBLISHED: State(Owner.NOBODY, {}),
    ClarificationState.REFUSED: State(Owner.NOBODY, {}),
}


class AmendmentState(models.TextChoices):
    DRAFT = "draft", _("In work")
    REVIEW = "review", _("With a second officer")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AmendmentKind(models.TextChoices):
    """What an amendment means for a bid that is in already (LIFECYCLE §3); the last one asks most."""

    WORDING = "wording", _("Wording")
    DATE = "date", _("Dates")
    RESPONSE_AFFECTING = "response_affecting", _("What bids answer")


_WITHDRAW_AMENDMENT = Transition(AmendmentState.WITHDRAWN, AmendmentLeafKind.WITHDRAWN, _("Withdraw the amendment"))

AMENDMENT_STATES = {
    AmendmentState.DRAFT: State(
        Owner.OFFICER,
        {
            "send_amendment": Transition(AmendmentState.REVIEW, AmendmentLeafKind.SENT, _("Send to a second officer")),
            "withdraw_amendment": _WITHDRAW_AMENDMENT,
        },
    ),
    AmendmentState.REVIEW: State(
        Owner.SECOND_OFFICER,
        {
            "return_amendment": Transition(AmendmentState.DRAFT, AmendmentLeafKind.RETURNED, _("Send back")),
            "publish_amendment": Transition(
                AmendmentState.PUBLISHED, AmendmentLeafKind.PUBLISHED, _("Publish the amendment")
            ),
            "withdraw_amendment": _WITHDRAW_AMENDMENT,
        },
    ),
    AmendmentState.PUBLISHED: State(Owner.NOBODY, {}),
    AmendmentState.WITHDRAWN: State(Owner.NOBODY, {}),
}


class CancelReason(models.TextChoices):
    """Why a tender ends without an award (the codes of Prozorro)."""

    NO_DEMAND = "noDemand", _("There is no need any more")
    UNFIXABLE = "unFixable", _("A fault cannot be mended")
    FORCE_MAJEURE = "forceMajeure", _("Something that nobody could foresee")
    EXPENSES_CUT = "expensesCut", _("The money is cut")


_CANCEL = Transition(TenderState.CANCELLED, TenderLeafKind.CANCELLED, _("Cancel"))
_FAIL = Transition(TenderState.UNSUCCESSFUL, TenderLeafKind.FAILED, _("Close without award"))

TENDER_STATES = {
    TenderState.DRAFT: State(
        Owner.OFFICER,
        {
            "send_to_review": Transition(TenderState.REVIEW, TenderLeafKind.SENT_TO_REVIEW, _("Send to review")),
            "cancel": _CANCEL,
        },
    ),
    TenderState.REVIEW: State(
        Owner.SECOND_OFFICER,
        {
            "send_back": Transition(TenderState.DRAFT, TenderLeafKind.SENT_BACK, _("Send back")),
            "publish": Transition(TenderState.OPEN, TenderLeafKind.PUBLISHED, _("Publish")),
        },
    ),
    TenderState.OPEN: State(
        Owner.SUPPLIERS,
        {
            "tick": Transition(TenderState.CLOSED, TenderLeafKind.CLOSED, _("Close at the deadline")),
            "cancel": _CANCEL,
        },
    ),
    TenderState.CLOSED: State(
        Owner.OPENERS,
        {
            "record_opening": Transition(TenderState.OPENED, TenderLeafKind.OPENING_RECORDED, _("Record the opening")),
            "reopen": Transition(TenderState.OPEN, TenderLeafKind.REOPENED, _("Open again for bids")),
            "fail": _FAIL,
            "cancel": _CANCEL,
        },
    ),
    TenderState.OPENED: State(
        Owner.PANEL,
        {
            "decide": Transition(TenderState.DECIDED, TenderLeafKind.DECIDED, _("Decide")),
            "fail": _FAIL,
            "cancel": _CANCEL,
        },
    ),
    TenderState.DECIDED: State(
        Owner.OFFICER,
        {
            "complete": Transition(TenderState.COMPLETE, TenderLeafKind.COMPLETED, _("Complete")),
            "return_to_evaluation": Transition(TenderState.OPENED, TenderLeafKind.REOPENED, _("Return to evaluation")),
        },
    ),
    TenderState.COMPLETE: State(Owner.NOBODY, {}),
    TenderState.UNSUCCESSFUL: State(Owner.NOBODY, {}),
    TenderState.CANCELLED: State(Owner.NOBODY, {}),
}

# An act on an open tender that moves no state and has effects of later stages: a new version with other dates.
CHANGE_PUBLISHED = "change_published"

UNPUBLISHED = (TenderState.DRAFT, TenderState.REVIEW)

# Visible to every signed-in supplier: published and later.
PUBLISHED = tuple(state for state in TenderState if state not in UNPUBLISHED)

# Ends without an award by two officers, before its bids are judged.
CANCELLABLE = (TenderState.OPEN, TenderState.CLOSED, TenderState.OPENED)

# Bids may be seen, by those who may.
AFTER_OPENING = (TenderState.OPENED, TenderState.DECIDED, TenderState.COMPLETE, TenderState.UNSUCCESSFUL)

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT = frozenset(
    {
        "fail",
        "decide",
        "complete",
        "return_to_evaluation",
    }
)
