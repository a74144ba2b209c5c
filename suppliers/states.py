"""States of a supplier's approval (LIFECYCLE §8)."""

from django.utils.translation import gettext_lazy as _

from core.audit import Kind
from core.states import Move, State

APPROVAL = {
    "draft": State(
        _("Draft"),
        _("Supplier"),
        {"register": Move("submitted", Kind.SUPPLIER_REGISTERED, _("Register"))},
    ),
    "submitted": State(
        _("Submitted"),
        _("Officer"),
        {
            "approve": Move("approved", Kind.SUPPLIER_APPROVED, _("Approve")),
            "return_to_draft": Move("draft", Kind.SUPPLIER_RETURNED, _("Return")),
            "reject": Move("rejected", Kind.SUPPLIER_REJECTED, _("Reject")),
        },
    ),
    "approved": State(_("Approved"), _("Nobody"), {}),
    "rejected": State(_("Rejected"), _("Nobody"), {}),
}

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT: frozenset[str] = frozenset()
