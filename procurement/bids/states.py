"""States of a bid (LIFECYCLE §4). Until sealing is built the only bids are imported ones, at OPENED."""

from django.utils.translation import gettext_lazy as _

from core.audit import Kind
from core.states import Move, State

_SUBMIT = Move("submitted", Kind.BID_SUBMITTED, _("Submit"))
_WITHDRAW = Move("withdrawn", Kind.BID_WITHDRAWN, _("Withdraw"))
_OPEN = {
    "record_opening": Move("opened", Kind.BID_OPENED, _("Record the opening")),
    "record_unreadable": Move("unreadable", Kind.BID_UNREADABLE, _("Record that it cannot be read")),
}

BID = {
    "draft": State(_("Draft"), _("Supplier"), {"submit": _SUBMIT}),
    "submitted": State(
        _("Submitted, sealed"),
        _("Openers"),
        {
            "submit": _SUBMIT,
            "withdraw": _WITHDRAW,
            "unconfirm": Move("needs_reconfirmation", Kind.BID_UNCONFIRMED, _("Ask for reconfirmation")),
            **_OPEN,
        },
    ),
    "needs_reconfirmation": State(
        _("Needs reconfirmation"),
        _("Supplier"),
        {
            "reconfirm": Move("submitted", Kind.BID_RECONFIRMED, _("Reconfirm")),
            "submit": _SUBMIT,
            "withdraw": _WITHDRAW,
            **_OPEN,
        },
    ),
    "withdrawn": State(_("Withdrawn"), _("Supplier"), {"submit": _SUBMIT}),
    "opened": State(_("Opened"), _("Nobody"), {}),
    "unreadable": State(_("Could not be read"), _("Nobody"), {}),
}

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT = frozenset({"submit", "withdraw", "unconfirm", "reconfirm", "record_opening", "record_unreadable"})
