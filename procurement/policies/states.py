"""States of a policy version (LIFECYCLE §1), and the other acts on a policy that leave a leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import LeafKind
from core.states import Owner, State, Transition


class PolicyLeafKind(LeafKind):
    DRAFTED = "policyversion.drafted"
    CHANGED = "policyversion.changed"
    CONSULTATION_OPENED = "policyversion.consultation_opened"
    REVISED = "policyversion.revised"
    ADOPTED = "policyversion.adopted"
    ADOPTED_UNCONSULTED = "policyversion.adopted_unconsulted"
    SUPERSEDED = "policyversion.superseded"
    COMMENTED = "policycomment.commented"
    ANSWERED = "policycomment.answered"


class PolicyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONSULTING = "consulting", _("In consultation")
    ADOPTED = "adopted", _("In force")
    SUPERSEDED = "superseded", _("Superseded")


class Verdict(models.TextChoices):
    """What an authority does with a comment."""

    ACCEPTED = "accepted", _("accepted")
    PARTLY = "partly", _("accepted in part")
    DECLINED = "declined", _("declined")


POLICY_STATES = {
    PolicyState.DRAFT: State(
        Owner.OFFICER,
        {
            "open_consultation": Transition(
                PolicyState.CONSULTING, PolicyLeafKind.CONSULTATION_OPENED, _("Open the consultation")
            ),
            "adopt_unconsulted": Transition(
                PolicyState.ADOPTED, PolicyLeafKind.ADOPTED_UNCONSULTED, _("Adopt without consultation")
            ),
        },
    ),
    PolicyState.CONSULTING: State(
        Owner.SECOND_OFFICER,
        {
            "adopt": Transition(PolicyState.ADOPTED, PolicyLeafKind.ADOPTED, _("Adopt")),
            "revise": Transition(PolicyState.DRAFT, PolicyLeafKind.REVISED, _("Return to draft")),
        },
    ),
    PolicyState.ADOPTED: State(
        Owner.OFFICER,
        {"supersede": Transition(PolicyState.SUPERSEDED, PolicyLeafKind.SUPERSEDED, _("Supersede"))},
    ),
    PolicyState.SUPERSEDED: State(Owner.NOBODY, {}),
}
# Every move has its service.
UNBUILT: frozenset[str] = frozenset()
