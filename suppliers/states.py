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


class ShareLeafKind(LeafKind):
    """`object` is the share code, by its id; who was given it stands nowhere."""

    CODE_MADE = "share_code.made"
    ENDED = "share_code.ended"
    LOOKED_UP = "share_code.looked_up"
    LOOKUPS_LIMITED = "share_code.lookups_limited"


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


class PartyRole(models.TextChoices):
    """What a party is in a consortium (LIFECYCLE §4). The lead acts for all; a relied subcontractor lends capacity."""

    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Member")
    RELIED_SUBCONTRACTOR = "relied_subcontractor", _("Subcontractor that is relied on")
    OTHER_SUBCONTRACTOR = "other_subcontractor", _("Other subcontractor")


# Who has a share of the whole, and whose facts count where something must be proven.
SHARING_ROLES = frozenset({PartyRole.LEAD, PartyRole.MEMBER})
LENDING_ROLES = SHARING_ROLES | {PartyRole.RELIED_SUBCONTRACTOR}


class ConsortiumLeafKind(LeafKind):
    """`object` is the consortium, never a party: a party stands in a leaf only as a salted value."""

    CREATED = "consortium.created"
    PARTY_INVITED = "consortiumparty.invited"
    INVITATION_WITHDRAWN = "consortiumparty.invitation_withdrawn"
    TERMS_CHANGED = "consortiumparty.terms_changed"
    PARTY_SIGNED = "consortiumparty.signed"
    SIGNED_AGAIN = "consortiumparty.signed_again"
    CONSENT_TAKEN_BACK = "consortiumparty.consent_taken_back"
    PARTY_DECLINED = "consortiumparty.declined"
    PARTY_LEFT = "consortiumparty.left"
    PARTY_REMOVED = "consortiumparty.removed"
    DISSOLVED = "consortium.dissolved"


class ConsortiumState(models.TextChoices):
    ACTIVE = "active", _("Active")
    DISSOLVED = "dissolved", _("Dissolved")


CONSORTIUM_STATES = {
    ConsortiumState.ACTIVE: State(
        Owner.TENDERER,
        {"dissolve_consortium": Transition(ConsortiumState.DISSOLVED, ConsortiumLeafKind.DISSOLVED, _("Dissolve"))},
    ),
    ConsortiumState.DISSOLVED: State(Owner.NOBODY, {}),
}


class PartyState(models.TextChoices):
    """Whether it has signed what it is to do now is not a state: a consent names the version of its part."""

    INVITED = "invited", _("Invited")
    JOINED = "joined", _("In the consortium")
    WITHDRAWN = "withdrawn", _("Invitation withdrawn")
    DECLINED = "declined", _("Declined")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Taken out")


PARTY_STATES = {
    PartyState.INVITED: State(
        Owner.TENDERER,
        {
            "sign_part": Transition(PartyState.JOINED, ConsortiumLeafKind.PARTY_SIGNED, _("Sign")),
            "decline_part": Transition(PartyState.DECLINED, ConsortiumLeafKind.PARTY_DECLINED, _("Decline")),
            "uninvite": Transition(
                PartyState.WITHDRAWN, ConsortiumLeafKind.INVITATION_WITHDRAWN, _("Withdraw the invitation")
            ),
        },
    ),
    PartyState.JOINED: State(
        Owner.TENDERER,
        {
            "leave_consortium": Transition(PartyState.LEFT, ConsortiumLeafKind.PARTY_LEFT, _("Leave")),
            "remove_party": Transition(PartyState.REMOVED, ConsortiumLeafKind.PARTY_REMOVED, _("Take out")),
        },
    ),
    PartyState.WITHDRAWN: State(Owner.NOBODY, {}),
    PartyState.DECLINED: State(Owner.NOBODY, {}),
    PartyState.LEFT: State(Owner.NOBODY, {}),
    PartyState.REMOVED: State(Owner.NOBODY, {}),
}
# States in which a party belongs to the consortium, or still may.
STANDING_STATES = (PartyState.INVITED, PartyState.JOINED)
