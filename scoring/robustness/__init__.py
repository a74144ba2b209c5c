"""Robustness: how little would change an award. It informs, it never decides; the published method alone ranks.

`robustness` gives the annex of one judgement, exact and replayable from its seed. `openness` also serves a lot that is
not complete for want of facts about standards, `free` a choice of method before publication. Source: SCORING §10.
"""

from typing import Any

from scoring import canonical, codec
from scoring.digest import digest
from scoring.results import Outcome
from scoring.robustness import draws as drawing
from scoring.robustness import leave_out, price, steps, weights
from scoring.robustness.annex import Annex, Chances, LeftOut, weakest
from scoring.robustness.draws import free
from scoring.robustness.frame import lot
from scoring.robustness.leave_out import UnknownStandards, openness, unknown_standards
from scoring.robustness.statements import drawn_sentence, sentences
from scoring.robustness.turns import (
    MarkTurn,
    MarkTurns,
    PriceTurn,
    WithoutBid,
    mark_turns,
    price_turns,
    without_each,
)
from scoring.robustness.weights import shares
from scoring.types import Case

__all__ = [
    "Annex",
    "Chances",
    "MarkTurn",
    "MarkTurns",
    "PriceTurn",
    "UnknownStandards",
    "WithoutBid",
    "annex_digest",
    "drawn_sentence",
    "free",
    "from_json",
    "lot",
    "mark_turns",
    "openness",
    "price_turns",
    "robustness",
    "sentences",
    "shares",
    "to_json",
    "unknown_standards",
    "weakest",
    "without_each",
]

DRAWS = 10_000  # a share of the draws is then within a percentage point of the truth, 19 times in 20


def robustness(case: Case, evaluation: Outcome, *, seed: int, draws: int = DRAWS) -> Annex:
    """The annex to the judgement of a case. The same case, seed and draws give the same bytes.

    Without an admissible bid it is empty. Raises BadParameter where the judgement is not that of the case.
    """
    judged = lot(case, evaluation)
    if not judged.order:
        nobody = LeftOut(0, ())
        return Annex(seed, draws, None, {}, (), None, (), (), nobody, nobody, openness(case), None, ())
    leaf_shares = shares(judged)
    prices, most, priced = price.flips(judged)
    stepped, looked = steps.steps(judged)
    without, tried = leave_out.without_bids(judged)
    covers = {"price": priced, "steps": looked, "without_bid": tried, "marks": min(drawing.MARKED, len(judged.order))}
    return Annex(
        seed=seed,
        draws=draws,
        winner=judged.winner,
        covers={name: count for name, count in covers.items() if count < len(judged.rivals)},
        prices=prices,
        most=most,
        steps=stepped,
        fails=steps.to_fail(judged),
        without_bid=without,
        without_evaluator=leave_out.without_evaluators(judged),
        openness=openness(case),
        weighing=weights.weighing(judged, leaf_shares),
        chances=drawing.chances(judged, leaf_shares, seed, draws),
    )


def to_json(annex: Annex) -> dict[str, Any]:
    """The annex as plain JSON values."""
    return dict(canonical.plain(annex))


def from_json(data: object) -> Annex:
    """The annex that `to_json` wrote; written again it gives the same bytes. Raises BadParameter or FloatRefused."""
    annex: Annex = codec.read(Annex, data, "annex")
    return annex


def annex_digest(annex: Annex) -> str:
    """The fingerprint of an annex, in hex."""
    return digest("annex", annex)
