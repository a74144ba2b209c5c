"""Who may see and freeze an evaluation, with the reason; and the only door to one."""

from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, Person, no
from core.models import Role
from procurement.evaluations import queries
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationState
from procurement.tenders.access import TenderAction
from procurement.tenders.access import may as may_tender


class EvaluationAction(StrEnum):
    SEE = "see"
    FREEZE = "freeze"
    RERUN = "rerun"


def may(user: Person, action: EvaluationAction, evaluation: Evaluation) -> Decision:
    """Marks and prices are shown from PRICED on, to officers and auditors of the authority; only an officer freezes."""
    tender = evaluation.lot.tender
    bids = may_tender(user, TenderAction.SEE_BIDS, tender)
    if not bids:
        return bids
    if evaluation.state not in {EvaluationState.PRICED, EvaluationState.FROZEN}:
        return no(_("Marks are shown when quality is locked and prices are open."))
    if action == EvaluationAction.SEE:
        return YES
    if not access.holds(user, Role.OFFICER, tender.authority_id):
        return no(_("An officer of the authority evaluates; auditors change nothing."))
    if action == EvaluationAction.FREEZE and evaluation.state != EvaluationState.PRICED:
        return no(_("This evaluation is frozen."))
    if action == EvaluationAction.RERUN and evaluation.state != EvaluationState.FROZEN:
        return no(_("Only a frozen evaluation is evaluated again."))
    return YES


def door(user: Person, pk: UUID, action: EvaluationAction = EvaluationAction.SEE) -> Evaluation:
    """The evaluation, if the person may; 404 where its tender is hidden too, else Refused with the reason."""
    evaluation = queries.with_relations().filter(pk=pk).first()
    if evaluation is None or not may_tender(user, TenderAction.SEE, evaluation.lot.tender):
        raise Http404
    access.require(may(user, action, evaluation))
    return evaluation
