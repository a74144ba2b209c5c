"""What the page of a tender says of the evaluations of its lots."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.pages.tones import tone_of
from procurement.evaluations import access, queries, source
from procurement.evaluations.access import EvaluationAction
from procurement.evaluations.models import Evaluation
from procurement.evaluations.pages import TONES
from procurement.evaluations.states import EVALUATION_STATES, EvaluationState
from procurement.tenders.access import TenderAction
from procurement.tenders.access import may as may_tender
from procurement.tenders.models import Tender
from procurement.tenders.pages import short


@dataclass(frozen=True, slots=True)
class LotEvaluation:
    """The evaluation of one lot: a link where the person may open it, the reason where not."""

    title: str
    url: str
    why: str
    state: str
    tone: str
    source_outcome: str


@dataclass(frozen=True, slots=True)
class TenderEvaluations:
    """`why`: the reason for which the person may not see bids; then there are no rows."""

    why: str
    rows: tuple[LotEvaluation, ...] = ()
    decisions_without_lot: tuple[str, ...] = ()


def of_tender(tender: Tender, user: Person, now: datetime) -> TenderEvaluations | None:  # noqa: ARG001 -- one signature
    """The evaluations of a tender by lot, to those who may see its bids; none to others, and nothing to a visitor.

    One query, and at most seven more for the decisions of an imported tender.
    """
    if not user.is_authenticated:
        return None
    bids = may_tender(user, TenderAction.SEE_BIDS, tender)
    if not bids:
        return TenderEvaluations(str(bids.why))
    outcomes = source.sentences_of_tender(tender)
    rows = tuple(_lot_evaluation(row, user, outcomes.get(row.lot_id, "")) for row in queries.of_tender(tender))
    return TenderEvaluations("", rows, source.decisions_without_lot(tender))


def acting_on(tender: Tender, user: Person) -> list[str]:
    """Who acts on a lot that is not frozen; once all are, whoever decides. One query; none for who may not see bids."""
    if not may_tender(user, TenderAction.SEE_BIDS, tender):
        return []
    states = [EvaluationState(state) for state in queries.states_of(tender)]
    waiting = [state for state in states if state != EvaluationState.FROZEN] or states
    return [str(EVALUATION_STATES[state].owner.label) for state in waiting]


def _lot_evaluation(evaluation: Evaluation, user: Person, source_outcome: str) -> LotEvaluation:
    decision = access.may(user, EvaluationAction.SEE, evaluation)
    lot = evaluation.lot
    return LotEvaluation(
        title=short(f"{_('Lot')} {lot.no}: {lot.title}"),
        url=reverse("evaluations:detail", args=[evaluation.pk]) if decision else "",
        why="" if decision else str(decision.why),
        state=str(EvaluationState(evaluation.state).label),
        tone=tone_of(TONES, evaluation.state),
        source_outcome=source_outcome,
    )
