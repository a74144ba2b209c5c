"""States of a lot's evaluation (LIFECYCLE §5). An imported lot begins at PRICED."""

from django.utils.translation import gettext_lazy as _

from core.audit import Kind
from core.states import Move, State

EVALUATION = {
    "setup": State(
        _("Panel being set up"),
        _("Officer"),
        {"start": Move("individual", Kind.EVALUATION_STARTED, _("Start the evaluation"))},
    ),
    "individual": State(
        _("Individual marks"),
        _("Evaluators"),
        {"open_consensus": Move("consensus", Kind.EVALUATION_CONSENSUS_OPENED, _("Open the consensus"))},
    ),
    "consensus": State(
        _("Consensus"),
        _("Chair"),
        {
            "lock_quality": Move("quality_locked", Kind.EVALUATION_QUALITY_LOCKED, _("Lock quality")),
            "reopen": Move("individual", Kind.EVALUATION_REOPENED, _("Return to individual marks")),
        },
    ),
    "quality_locked": State(
        _("Quality locked"),
        _("Openers"),
        {"open_prices": Move("priced", Kind.EVALUATION_PRICES_OPENED, _("Open the prices"))},
    ),
    "priced": State(
        _("Prices open"),
        _("Officer"),
        {"freeze": Move("frozen", Kind.EVALUATION_FROZEN, _("Evaluate and freeze"))},
    ),
    "frozen": State(
        _("Frozen"),
        _("Officer"),
        {"rerun": Move("priced", Kind.EVALUATION_RERUN, _("Evaluate again"))},
    ),
}

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT = frozenset({"start", "open_consensus", "lock_quality", "reopen", "open_prices"})
