"""Formulas that make one index of quality and price. Figures are exact and unrounded. Source: SCORING §4.

q: the bid's quality as a share 0..1 of all quality points; p: its price; w_q, w_p: quality and price points.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from scoring import numbers
from scoring.price import index_working as working
from scoring.price.base import (
    Extreme,
    Figures,
    Formula,
    FormulaParam,
    FormulaTerms,
    PriceOffer,
    Undefined,
    against_lowest,
    limit_above,
    per_bid,
)
from scoring.types import Params


def quality_per_price(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """Quality points / p; rounded to `k` leading digits of the best, then levelled within `band` of the best."""
    ratios = per_bid(offers, lambda o: o.quality / o.price)
    return _in_band(_with_digits(ratios, int(terms.number("k"))), terms.number("band"))


def _with_digits(figures: Figures, digits: int) -> Figures:
    """Each figure times 10^j, rounded half up to whole numbers, so that the best has `digits` digits; 0: as it is."""
    best = max((figure for figure in figures.values() if isinstance(figure, Fraction)), default=Fraction(0))
    if not digits or not best:
        return figures
    shift = digits - 1 - numbers.magnitude(best)
    scale = Fraction(10) ** shift
    return {bid: numbers.round_to(f * scale, 0) if isinstance(f, Fraction) else f for bid, f in figures.items()}


def _in_band(figures: Figures, band: Fraction) -> Figures:
    """Figures within `band` percent of the best count as the best: the tie chain then decides among them."""
    best = max((figure for figure in figures.values() if isinstance(figure, Fraction)), default=Fraction(0))
    least = best * (1 - band / 100)
    return {bid: best if band and isinstance(f, Fraction) and f >= least else f for bid, f in figures.items()}


def vfm_index(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """q^(w_q/w_p) / p."""
    if not terms.points:
        return {offer.bid: Undefined("price_without_points") for offer in offers}
    exponent = terms.full_quality / terms.points
    return per_bid(offers, lambda o: _power(terms.share(o), exponent) / o.price)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    return numbers.power(base, exponent) if exponent else Fraction(1)


def utility_index(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """max(0, 1 - (best q - q) w_q/w_p) lowest/p. Unfloored, a lower price would worsen a bid of little quality."""
    if not terms.points:
        return {offer.bid: Undefined("price_without_points") for offer in offers}
    ratio = terms.full_quality / terms.points
    shares = {offer.bid: terms.share(offer) for offer in offers}
    best = max(shares.values())
    lowest = min(offer.price for offer in offers)
    if not lowest:
        return against_lowest(offers, lambda price, low: price / low)
    utility = {bid: max(1 - (best - share) * ratio, Fraction(0)) for bid, share in shares.items()}
    return {o.bid: utility[o.bid] * lowest / o.price for o in offers}


def adjusted_score(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """T E / p with the quality share T > 0 and the estimate E."""
    estimate = terms.number("E")

    def figure(offer: PriceOffer) -> Fraction | Undefined:
        quality = terms.share(offer)
        return quality * estimate / offer.price if quality > 0 else Undefined("no_quality")

    return per_bid(offers, figure)


def fixed_budget(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """The quality points; a price above the budget is out."""
    budget = terms.number("B")
    return {o.bid: o.quality if o.price <= budget else Undefined("above_budget") for o in offers}


def _digits_and_band(values: Mapping[str, Fraction]) -> Iterable[str]:
    if values["k"].denominator != 1 or not 0 <= values["k"] <= 9:
        yield "k is a whole number from 0 (no rounding) to 9"
    if not 0 <= values["band"] < 100:
        yield "band is a percentage from 0 (none) to below 100"


def _estimate(numbers: Mapping[str, Fraction]) -> Iterable[str]:
    if numbers["E"] <= 0:
        yield "E lies above 0"


def _budget(numbers: Mapping[str, Fraction]) -> Iterable[str]:
    if numbers["B"] <= 0:
        yield "B lies above 0"


def _counts_levels(params: Params) -> bool:
    """Digits that are cut, or a band below the best, bring unequal bids level."""
    terms = FormulaTerms(Fraction(0), Fraction(0), params)
    return bool(terms.number("k") or terms.number("band"))


FORMULAS = (
    Formula(
        "quality_per_price",
        "Quality per price",
        "index",
        "high",
        quality_per_price,
        working.quality_per_price,
        "Quality points are divided by the price (digits kept: {k}, 0 keeps all); bids within {band} % of the best "
        "count as level, and the tie chain decides among them.",
        "UfAB 2018 simple and extended ratio (Germany)",
        {
            "k": FormulaParam("digits of the best ratio that count", default="0"),
            "band": FormulaParam("percent below the best that counts as level", default="0"),
        },
        needs_quality_minimum=True,
        rule=_digits_and_band,
        split_counts=False,
        has_levels=_counts_levels,
    ),
    Formula(
        "vfm_index",
        "Value-for-money index",
        "index",
        "high",
        vfm_index,
        working.vfm_index,
        "The quality share, raised to quality points / price points, is divided by the price.",
        "UK value-for-money index",
        steep=True,
    ),
    Formula(
        "utility_index",
        "Utility index",
        "index",
        "high",
        utility_index,
        working.utility_index,
        "1 less what a bid's quality lacks to the best, weighted by quality points / price points, not below 0, "
        "times the lowest price / its own.",
        "Utility per cost against the best bid",
        reads_rivals=True,
        rivals_reorder=True,
        steep=True,
        extremes=(Extreme.LOWEST_PRICE, Extreme.BEST_QUALITY),
    ),
    Formula(
        "adjusted_score",
        "Adjusted score",
        "index",
        "high",
        adjusted_score,
        working.adjusted_score,
        "The quality share times the estimate {E}, divided by the price.",
        "Design-build manuals (Florida, Arizona)",
        {"E": FormulaParam("the buyer's estimate", "money")},
        rule=_estimate,
        split_counts=False,
    ),
    Formula(
        "fixed_budget",
        "Best quality within a budget",
        "index",
        "high",
        fixed_budget,
        working.fixed_budget,
        "The bid with the most quality points wins; a price above {B} is excluded.",
        "World Bank, selection under a fixed budget",
        {"B": FormulaParam("the budget", "money")},
        zero="ok",
        rule=_budget,
        split_counts=False,
        limits=limit_above("B"),
    ),
)
