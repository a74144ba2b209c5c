"""States of a tender (LIFECYCLE §3). An imported tender stands at OPENED and makes no move."""

from django.utils.translation import gettext_lazy as _

from core.audit import Kind
from core.states import Move, State

_CANCEL = Move("cancelled", Kind.TENDER_CANCELLED, _("Cancel"))
_FAIL = Move("unsuccessful", Kind.TENDER_FAILED, _("Close without award"))

TENDER = {
    "draft": State(
        _("Draft"),
        _("Officer"),
        {
            "send_to_review": Move("review", Kind.TENDER_SENT_TO_REVIEW, _("Send to review")),
            "cancel": _CANCEL,
        },
    ),
    "review": State(
        _("In review"),
        _("Second officer"),
        {
            "send_back": Move("draft", Kind.TENDER_SENT_BACK, _("Send back")),
            "publish": Move("open", Kind.TENDER_PUBLISHED, _("Publish")),
        },
    ),
    "open": State(
        _("Open for bids"),
        _("Suppliers"),
        {"tick": Move("closed", Kind.TENDER_CLOSED, _("Close at the deadline")), "cancel": _CANCEL},
    ),
    "closed": State(
        _("Closed, bids sealed"),
        _("Openers"),
        {
            "record_opening": Move("opened", Kind.TENDER_OPENING_RECORDED, _("Record the opening")),
            "reopen": Move("open", Kind.TENDER_REOPENED, _("Open again for bids")),
            "fail": _FAIL,
            "cancel": _CANCEL,
        },
    ),
    "opened": State(
        _("Bids opened"),
        _("Panel"),
        {"decide": Move("decided", Kind.TENDER_DECIDED, _("Decide")), "fail": _FAIL, "cancel": _CANCEL},
    ),
    "decided": State(
        _("Decided"),
        _("Officer"),
        {
            "complete": Move("complete", Kind.TENDER_COMPLETED, _("Complete")),
            "reopen": Move("opened", Kind.TENDER_REOPENED, _("Return to evaluation")),
        },
    ),
    "complete": State(_("Complete"), _("Nobody"), {}),
    "unsuccessful": State(_("Without award"), _("Nobody"), {}),
    "cancelled": State(_("Cancelled"), _("Nobody"), {}),
}

# Visible to every signed-in supplier: published and later.
PUBLISHED = ("open", "closed", "opened", "decided", "complete", "unsuccessful", "cancelled")

# Bids may be seen, by those who may.
AFTER_OPENING = ("opened", "decided", "complete", "unsuccessful")

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT = frozenset(
    {
        "send_to_review",
        "send_back",
        "publish",
        "tick",
        "cancel",
        "record_opening",
        "reopen",
        "fail",
        "decide",
        "complete",
    }
)
