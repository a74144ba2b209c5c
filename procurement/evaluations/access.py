"""Who may see and freeze an evaluation and who acts next on it, with the reason; and the only door to one."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, OwnerRule, Person, Rule, no
from core.states import Owner
from procurement.evaluations import queries
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EVALUATION_STATES, EvaluationState
from procurement.tenders import access as tender_access
from procurement.tenders.access import TenderAction
from procurement.tenders.access import may as may_tender
from procurement.tenders.models import Origin, Tender


def _officer(user: Person, evaluation: Evaluation) -> Decision:
    return tender_access.OWNERS[Owner.OFFICER](user, evaluation.lot.tender)


def _opener(user: Person, evaluation: Evaluation) -> Decision:
    return tender_access.OWNERS[Owner.OPENERS](user, evaluation.lot.tender)


def _panel(user: Person, evaluation: Evaluation) -> Decision:
    """A member of the lot's panel. One query."""
    return _member(on_panel=queries.sits_on_panel(user, lot=evaluation.lot_id))


def of_panel(user: Person, tender: Tender) -> Decision:
    """A member of the panel of any lot of the tender: who acts next on an opened one. One query."""
    return _member(on_panel=queries.sits_on_panel(user, lot__tender=tender))


def _member(*, on_panel: bool) -> Decision:
    return YES if on_panel else no(_("A member of the panel acts here."))


# Who acts next on an evaluation, by the owner of its state in `EVALUATION_STATES`.
OWNERS: Mapping[Owner, OwnerRule] = {
    Owner.OFFICER: _officer,
    Owner.PANEL: _panel,
    Owner.OPENERS: _opener,
}


class EvaluationAction(StrEnum):
    SEE = "see"
    FREEZE = "freeze"
    RERUN = "rerun"
    DECIDE = "decide"


def _may_see(user: Person, evaluation: Evaluation) -> Decision:
    """Marks and prices are shown from PRICED on, to officers and auditors of the authority."""
    bids = may_tender(user, TenderAction.SEE_BIDS, evaluation.lot.tender)
    if bids and evaluation.state not in {EvaluationState.PRICED, EvaluationState.FROZEN}:
        return no(_("Marks are shown when quality is locked and prices are open."))
    return bids


def _may_evaluate(user: Person, evaluation: Evaluation) -> Decision:
    """Whoever sees it and acts next on it: an officer."""
    seen = _may_see(user, evaluation)
    if seen and not OWNERS[EVALUATION_STATES[EvaluationState(evaluation.state)].owner](user, evaluation):
        return no(_("An officer of the authority evaluates; auditors change nothing."))
    return seen


def _may_freeze(user: Person, evaluation: Evaluation) -> Decision:
    priced = evaluation.state == EvaluationState.PRICED
    return _may_evaluate(user, evaluation) and (YES if priced else no(_("This evaluation is frozen.")))


def _may_rerun(user: Person, evaluation: Evaluation) -> Decision:
    frozen = evaluation.state == EvaluationState.FROZEN
    why = _("Only a frozen evaluation is evaluated again.")
    return _may_evaluate(user, evaluation) and (YES if frozen else no(why))


def _may_decide(user: Person, evaluation: Evaluation) -> Decision:
    """Whoever evaluates it; of an imported tender nothing is decided here."""
    run_here = evaluation.lot.tender.origin == Origin.OWN
    why = _("An imported tender was decided elsewhere: what is noticed only informs.")
    return _may_evaluate(user, evaluation) and (YES if run_here else no(why))


_RULES: Mapping[EvaluationAction, Rule] = {
    EvaluationAction.SEE: _may_see,
    EvaluationAction.FREEZE: _may_freeze,
    EvaluationAction.RERUN: _may_rerun,
    EvaluationAction.DECIDE: _may_decide,
}


def may(user: Person, action: EvaluationAction, evaluation: Evaluation) -> Decision:
    """Officers and auditors of the authority see marks and prices from PRICED on; only an officer changes anything."""
    return _RULES[action](user, evaluation)


def door(user: Person, pk: UUID, action: EvaluationAction = EvaluationAction.SEE) -> Evaluation:
    """The evaluation, if the person may; 404 where its tender is hidden too, else Refused with the reason."""
    evaluation = queries.with_relations().filter(pk=pk).first()
    if evaluation is None or not may_tender(user, TenderAction.SEE, evaluation.lot.tender):
        raise Http404
    access.require(may(user, action, evaluation))
    return evaluation
