"""How each index comes to its figure: the same rules as `index`, as calculations with the numbers."""

from collections.abc import Sequence
from fractions import Fraction

from scoring import numbers
from scoring.expressions import (
    Expression,
    Minus,
    Number,
    Over,
    Power,
    Rounded,
    Unit,
    Working,
    WorkingStep,
    evaluate,
    floored,
    times,
)
from scoring.price.base import FormulaTerms, PriceOffer
from scoring.price.points_working import money
from scoring.results import Sentence

_UNITY, _NOTHING = Number(Fraction(1)), Number(Fraction(0))
Offers = Sequence[PriceOffer]


def quality(offer: PriceOffer) -> Number:
    """The quality points of a bid."""
    return Number(offer.quality, Unit.POINTS)


def share(offer: PriceOffer, terms: FormulaTerms) -> Expression:
    """As `FormulaTerms.share`: quality points of all of them, 1 where there are none."""
    full = terms.full_quality
    return Over(quality(offer), Number(full, Unit.POINTS)) if full else _UNITY


def quality_per_price(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    digits, band = int(terms.number("k")), terms.number("band")
    ratios = {rival.bid: Over(quality(rival), money(rival.price)) for rival in offers if rival.price}
    best_ratio = max(map(evaluate, ratios.values()))
    figures: dict[str, Expression] = dict(ratios)
    if digits and best_ratio:
        scale = Number(Fraction(10) ** (digits - 1 - numbers.magnitude(best_ratio)))
        figures = {bid: Rounded(times(ratio, scale), 0) for bid, ratio in ratios.items()}
    figure, best = figures[offer.bid], max(figures, key=lambda bid: evaluate(figures[bid]))
    if not band or evaluate(figure) == evaluate(figures[best]):
        return Working(figure)
    least = evaluate(figures[best]) * (1 - band / 100)
    if evaluate(figure) < least:
        return Working(figure)
    step = WorkingStep(Sentence("step.own_ratio"), figure)
    why = Sentence("why.in_band", {"band": band, "best": best})
    return Working(Number(evaluate(figures[best])), (step,), why)


def vfm_index(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    exponent = terms.full_quality / terms.points
    if not exponent:
        return Working(Over(_UNITY, money(offer.price)))
    raised = Power(share(offer, terms), _exponent(terms))
    return Working(Over(raised, money(offer.price)))


def _exponent(terms: FormulaTerms) -> Expression:
    """Quality points per price point."""
    return Over(Number(terms.full_quality, Unit.POINTS), Number(terms.points, Unit.POINTS))


def utility_index(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    best = max(offers, key=terms.share)
    behind = Minus(share(best, terms), share(offer, terms))
    utility = floored(Minus(_UNITY, times(behind, _exponent(terms))), _NOTHING)
    lowest = money(min(rival.price for rival in offers))
    return Working(Over(times(utility, lowest), money(offer.price)))


def adjusted_score(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    return Working(Over(times(share(offer, terms), money(terms.number("E"))), money(offer.price)))


def fixed_budget(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    why = Sentence("why.within_budget", {"price": offer.price, "budget": terms.number("B")})
    return Working(quality(offer), why=why)
