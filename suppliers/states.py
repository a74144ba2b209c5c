"""States of a supplier's approval (LIFECYCLE §8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import LeafKind
from core.states import Owner, State, Transition


class SupplierLeafKind(LeafKind):
    REGISTERED = "supplier.registered"
    APPROVED = "supplier.approved"
    RETURNED = "supplier.returned"
    REJECTED = "supplier.rejected"


class ApprovalState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


APPROVAL_STATES = {
    ApprovalState.DRAFT: State(
        Owner.TENDERER,
        {"register": Transition(ApprovalState.SUBMITTED, SupplierLeafKind.REGISTERED, _("Register"))},
    ),
    ApprovalState.SUBMITTED: State(
        Owner.OFFICER,
        {
            "approve": Transition(ApprovalState.APPROVED, SupplierLeafKind.APPROVED, _("Approve")),
            "return_to_draft": Transition(ApprovalState.DRAFT, SupplierLeafKind.RETURNED, _("Return")),
            "reject": Transition(ApprovalState.REJECTED, SupplierLeafKind.REJECTED, _("Reject")),
        },
    ),
    ApprovalState.APPROVED: State(Owner.NOBODY, {}),
    ApprovalState.REJECTED: State(Owner.NOBODY, {}),
}

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT: frozenset[str] = frozenset()
