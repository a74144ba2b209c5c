"""States of a bid (LIFECYCLE §4). Until sealing is built the only bids are imported ones, at OPENED."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import LeafKind
from core.states import Owner, State, Transition


class BidLeafKind(LeafKind):
    SUBMITTED = "bid.submitted"
    WITHDRAWN = "bid.withdrawn"
    UNCONFIRMED = "bid.unconfirmed"
    RECONFIRMED = "bid.reconfirmed"
    OPENED = "bid.opened"
    UNREADABLE = "bid.unreadable"


class BidState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted, sealed")
    NEEDS_RECONFIRMATION = "needs_reconfirmation", _("Needs reconfirmation")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OPENED = "opened", _("Opened")
    UNREADABLE = "unreadable", _("Could not be read")


class SourceFindingKind(models.TextChoices):
    """What an import found: a bid left out by the source's own status; the others keep a lot from being evaluated."""

    LEFT_OUT = "left_out", _("Left out by the source")
    UNPLACED = "unplaced", _("Could not be placed")
    STILL_OPEN = "still_open", _("Still open in the source")


class SourceVerdict(models.TextChoices):
    """What a decision of an imported file says, by its status; any other status is UNKNOWN and decides nothing here."""

    AWARDED = "active", _("awarded")
    REJECTED = "unsuccessful", _("rejected")
    PENDING = "pending", _("not decided yet")
    CANCELLED = "cancelled", _("cancelled")
    UNKNOWN = "unknown", _("not known here")

    @classmethod
    def of(cls, status: str) -> "SourceVerdict":
        word = status.strip().lower()
        return cls(word) if word in cls.values else cls.UNKNOWN


_SUBMIT = Transition(BidState.SUBMITTED, BidLeafKind.SUBMITTED, _("Submit"))
_WITHDRAW = Transition(BidState.WITHDRAWN, BidLeafKind.WITHDRAWN, _("Withdraw"))
_UNCONFIRM = Transition(BidState.NEEDS_RECONFIRMATION, BidLeafKind.UNCONFIRMED, _("Ask for reconfirmation"))
_OPEN = {
    "record_opening": Transition(BidState.OPENED, BidLeafKind.OPENED, _("Record the opening")),
    "record_unreadable": Transition(BidState.UNREADABLE, BidLeafKind.UNREADABLE, _("Record that it cannot be read")),
}

BID_STATES = {
    BidState.DRAFT: State(Owner.TENDERER, {"submit": _SUBMIT}),
    BidState.SUBMITTED: State(
        Owner.OPENERS, {"submit": _SUBMIT, "withdraw": _WITHDRAW, "unconfirm": _UNCONFIRM, **_OPEN}
    ),
    BidState.NEEDS_RECONFIRMATION: State(
        Owner.TENDERER,
        {
            "reconfirm": Transition(BidState.SUBMITTED, BidLeafKind.RECONFIRMED, _("Reconfirm")),
            "submit": _SUBMIT,
            "withdraw": _WITHDRAW,
            **_OPEN,
        },
    ),
    BidState.WITHDRAWN: State(Owner.TENDERER, {"submit": _SUBMIT}),
    BidState.OPENED: State(Owner.NOBODY, {}),
    BidState.UNREADABLE: State(Owner.NOBODY, {}),
}

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT = frozenset({"submit", "withdraw", "unconfirm", "reconfirm", "record_opening", "record_unreadable"})
