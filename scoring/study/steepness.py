"""How much one percent of the price is worth: a price scale so short that small differences decide. Source: ours."""

from dataclasses import dataclass, replace
from fractions import Fraction

from scoring import price
from scoring.price.base import FormulaTerms, PriceOffer
from scoring.study.design import QUALITY, Candidate, Design

_MORE = Fraction(101, 100)
# Steeper than this share of the price's points for one percent: the whole scale lies within 20 % of a price.
STEEPEST = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Steepest:
    """The expected bid that loses most by asking one percent more, and how many of the price's points."""

    bid: str
    lost: Fraction


def steepest(design: Design, candidate: Candidate) -> Steepest | None:
    """Rivals as expected, one bid dearer by a percent at a time. None where the price earns no points or loses none."""
    formula = price.formula(candidate.formula, "price_formula")
    if formula.kind != "points":
        return None
    quality = {QUALITY: design.quality_points}
    terms = FormulaTerms(design.price_points, Fraction(100), candidate.params, quality)
    offers = [
        PriceOffer(bid.id, bid.price, bid.quality * design.quality_points, {QUALITY: bid.quality})
        for bid in design.bids
    ]
    losses = []
    before = formula.figures(offers, terms) if offers else {}
    for index, offer in enumerate(offers):
        dearer = [*offers[:index], replace(offer, price=offer.price * _MORE), *offers[index + 1 :]]
        earned, after = before[offer.bid], formula.figures(dearer, terms)[offer.bid]
        if isinstance(earned, Fraction) and isinstance(after, Fraction):
            losses.append(Steepest(offer.bid, earned - after))
    most = max(losses, key=lambda loss: loss.lost, default=None)
    return most if most and most.lost > 0 else None
