"""Two axes of a supplier: its approval, and whether it may act (LIFECYCLE §8). The third, compliance, is derived."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import LeafKind
from core.states import Owner, State, Transition


class SupplierLeafKind(LeafKind):
    REGISTERED = "supplier.registered"
    APPROVED = "supplier.approved"
    RETURNED = "supplier.returned"
    REJECTED = "supplier.rejected"
    IDENTIFIER_CHANGED = "supplier.identifier_changed"
    HEARD = "supplier.heard"
    ANSWERED = "supplier.answered"
    HEARING_CLOSED = "supplier.hearing_closed"
    SUSPENDED = "supplier.suspended"
    LIFTED = "supplier.lifted"
    SUSPENSION_ENDED = "supplier.suspension_ended"
    DETAILS_CHANGED = "supplier.details_changed"
    MEMBER_JOINED = "supplier.member_joined"
    MEMBER_REMOVED = "supplier.member_removed"
    MEMBER_ROLE_CHANGED = "supplier.member_role_changed"
    ERASED = "supplier.erased"


class FactLeafKind(LeafKind):
    """`object` is the supplier; the facts name kind, number, version and digest, and nothing of the content."""

    ENTERED = "fact.entered"
    REPLACED = "fact.replaced"
    WITHDRAWN = "fact.withdrawn"
    CONFIRMED = "fact.confirmed"


class ApprovalState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    ERASED = "erased", _("Erased")


def _change_identifier(to: ApprovalState) -> Transition:
    """Another identifier may be another organisation: who was approved is looked at again."""
    return Transition(to, SupplierLeafKind.IDENTIFIER_CHANGED, _("Change the identifier"))


# Everything that the supplier entered goes, where no later stage is bound to it.
_ERASE = {"erase": Transition(ApprovalState.ERASED, SupplierLeafKind.ERASED, _("Erase everything"))}

APPROVAL_STATES = {
    ApprovalState.DRAFT: State(
        Owner.TENDERER,
        {
            "register": Transition(ApprovalState.SUBMITTED, SupplierLeafKind.REGISTERED, _("Register")),
            "change_identifier": _change_identifier(ApprovalState.DRAFT),
            **_ERASE,
        },
    ),
    ApprovalState.SUBMITTED: State(
        Owner.OFFICER,
        {
            "approve": Transition(ApprovalState.APPROVED, SupplierLeafKind.APPROVED, _("Approve")),
            "return_to_draft": Transition(ApprovalState.DRAFT, SupplierLeafKind.RETURNED, _("Return")),
            "reject": Transition(ApprovalState.REJECTED, SupplierLeafKind.REJECTED, _("Reject")),
            "change_identifier": _change_identifier(ApprovalState.SUBMITTED),
            **_ERASE,
        },
    ),
    ApprovalState.APPROVED: State(
        Owner.NOBODY, {"change_identifier": _change_identifier(ApprovalState.SUBMITTED), **_ERASE}
    ),
    ApprovalState.REJECTED: State(Owner.NOBODY, _ERASE),
    ApprovalState.ERASED: State(Owner.NOBODY, {}),
}


class OperationalState(models.TextChoices):
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")


OPERATIONAL_STATES = {
    OperationalState.ACTIVE: State(
        Owner.OFFICER,
        {"suspend": Transition(OperationalState.SUSPENDED, SupplierLeafKind.SUSPENDED, _("Suspend"))},
    ),
    OperationalState.SUSPENDED: State(
        Owner.OFFICER,
        {
            "lift": Transition(OperationalState.ACTIVE, SupplierLeafKind.LIFTED, _("Lift the suspension")),
            "end_suspension": Transition(OperationalState.ACTIVE, SupplierLeafKind.SUSPENSION_ENDED, _("End")),
        },
    ),
}

# Moves of the tables whose service is not built yet. A test lets this list only shrink.
UNBUILT: frozenset[str] = frozenset()
