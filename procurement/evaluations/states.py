"""States of a lot's evaluation (LIFECYCLE §5). An imported lot begins at PRICED."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import LeafKind
from core.notice_kinds import NoticeKind
from core.states import Owner, State, Transition


class EvaluationLeafKind(LeafKind):
    STARTED = "evaluation.started"
    CONSENSUS_OPENED = "evaluation.consensus_opened"
    REOPENED = "evaluation.reopened"
    QUALITY_LOCKED = "evaluation.quality_locked"
    PRICES_OPENED = "evaluation.prices_opened"
    FROZEN = "evaluation.frozen"
    RERUN = "evaluation.rerun"
    DECISION_PROPOSED = "evaluation.decision_proposed"
    DECIDED = "evaluation.decided"


class EvaluationState(models.TextChoices):
    SETUP = "setup", _("Panel being set up")
    INDIVIDUAL = "individual", _("Individual marks")
    CONSENSUS = "consensus", _("Consensus")
    QUALITY_LOCKED = "quality_locked", _("Quality locked")
    PRICED = "priced", _("Prices open")
    FROZEN = "frozen", _("Frozen")


EVALUATION_STATES = {
    EvaluationState.SETUP: State(
        Owner.OFFICER,
        {"start": Transition(EvaluationState.INDIVIDUAL, EvaluationLeafKind.STARTED, _("Start the evaluation"))},
    ),
    EvaluationState.INDIVIDUAL: State(
        Owner.PANEL,
        {
            "open_consensus": Transition(
                EvaluationState.CONSENSUS, EvaluationLeafKind.CONSENSUS_OPENED, _("Open the consensus")
            )
        },
    ),
    EvaluationState.CONSENSUS: State(
        Owner.PANEL,
        {
            "lock_quality": Transition(
                EvaluationState.QUALITY_LOCKED, EvaluationLeafKind.QUALITY_LOCKED, _("Lock quality")
            ),
            "reopen": Transition(
                EvaluationState.INDIVIDUAL, EvaluationLeafKind.REOPENED, _("Return to individual marks")
            ),
        },
    ),
    EvaluationState.QUALITY_LOCKED: State(
        Owner.OPENERS,
        {"open_prices": Transition(EvaluationState.PRICED, EvaluationLeafKind.PRICES_OPENED, _("Open the prices"))},
    ),
    EvaluationState.PRICED: State(
        Owner.OFFICER,
        {"freeze": Transition(EvaluationState.FROZEN, EvaluationLeafKind.FROZEN, _("Evaluate and freeze"))},
    ),
    EvaluationState.FROZEN: State(
        Owner.OFFICER,
        {"rerun": Transition(EvaluationState.PRICED, EvaluationLeafKind.RERUN, _("Evaluate again"))},
    ),
}

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT = frozenset({"start", "open_consensus", "lock_quality", "reopen", "open_prices"})


class EvaluationNotice(NoticeKind):
    DECISION_PROPOSED = "evaluation.decision_proposed"
