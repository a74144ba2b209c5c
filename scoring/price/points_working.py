"""How each formula that earns points comes to its figure: the same rules as `points`, as calculations with the numbers.

w: points of the price; p: the bid's price; what depends on other bids is a step of its own or stands as its number.
"""

from collections.abc import Sequence
from fractions import Fraction

from scoring.expressions import (
    Expression,
    LogRatio,
    Minus,
    Number,
    Over,
    Plus,
    Power,
    Times,
    Unit,
    Working,
    WorkingStep,
    capped,
    evaluate,
    floored,
    mean_of,
    times,
)
from scoring.price.base import FormulaTerms, PriceOffer, band_words, bands
from scoring.results import Sentence

_UNITY, _NOTHING = Number(Fraction(1)), Number(Fraction(0))
Offers = Sequence[PriceOffer]


def money(amount: Fraction) -> Number:
    """An amount in the tender's currency and basis."""
    return Number(amount, Unit.MONEY)


def _points(terms: FormulaTerms) -> Number:
    return Number(terms.points, Unit.POINTS)


def _raised(base: Expression, exponent: Fraction) -> Expression:
    return base if exponent == 1 else Power(base, Number(exponent))


def _floored(expression: Expression, terms: FormulaTerms) -> Expression:
    """As `points._floored`."""
    return expression if terms.word("floor", "0") == "none" else floored(expression, Number(terms.number("floor")))


def _lowest(offers: Offers) -> Fraction:
    return min(offer.price for offer in offers)


def fixed_linear(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    least, most = money(terms.number("Pmin")), money(terms.number("Pmax"))
    line = Over(times(_points(terms), Minus(most, money(offer.price))), Minus(most, least))
    return Working(floored(capped(line, _points(terms)), _NOTHING))


def reference_price(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    earned = Over(times(_points(terms), money(terms.number("Pref"))), money(offer.price))
    return Working(earned if terms.word("cap", "full") == "none" else capped(earned, _points(terms)))


def below_base(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    ratio = Over(money(offer.price), money(terms.number("B")))
    return Working(times(_points(terms), Minus(_UNITY, _raised(ratio, terms.number("e", "1")))))


def lookup(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    end, share = next((end, share) for end, share in bands(terms.params["bands"]) if end is None or offer.price < end)
    return Working(times(_points(terms), Number(share, Unit.PERCENT)), why=band_words(end, share))


def relative_lowest(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    return Working(Over(times(_points(terms), money(_lowest(offers))), money(offer.price)))


def scaled_lowest(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    n, lowest = Number(terms.number("n", "2")), money(_lowest(offers))
    above = Minus(times(n, lowest), money(offer.price))
    return Working(_floored(Over(times(_points(terms), above), times(Minus(n, _UNITY), lowest)), terms))


def log_lowest(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    ratio = LogRatio(Over(money(offer.price), money(_lowest(offers))), Number(terms.number("A")))
    return Working(_floored(times(_points(terms), Minus(_UNITY, ratio)), terms))


def base_relative(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    base, lowest = terms.number("B"), _lowest(offers)
    if base == lowest:
        return Working(_NOTHING, why=Sentence("why.lowest_is_base"))
    saving = Over(Minus(money(base), money(offer.price)), Minus(money(base), money(lowest)))
    return Working(times(_points(terms), _raised(saving, terms.number("e", "1"))))


def min_max(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    highest, lowest = money(max(rival.price for rival in offers)), money(_lowest(offers))
    if highest == lowest:
        return Working(_points(terms), why=Sentence("why.equal_prices"))
    return Working(Over(times(_points(terms), Minus(highest, money(offer.price))), Minus(highest, lowest)))


def bilinear_mean(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    base, knee = money(terms.number("B")), Number(terms.number("X"))
    inside = [rival.price for rival in offers if rival.price <= base.value]
    step = _mean_price(inside)
    mean = money(evaluate(step.expression))
    if mean == base:
        return Working(_NOTHING, (step,), Sentence("why.mean_is_base"))
    if offer.price >= mean.value:
        falling = Over(Minus(base, money(offer.price)), Minus(base, mean))
        return Working(times(_points(terms), knee, falling), (step,), Sentence("why.from_the_mean_up"))
    rising = Over(Minus(mean, money(offer.price)), Minus(mean, money(min(inside))))
    share = Plus((knee, Times((Minus(_UNITY, knee), rising))))
    return Working(times(_points(terms), share), (step,), Sentence("why.below_the_mean"))


def distance_to_mean(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    step = _mean_price([rival.price for rival in offers])
    mean = money(evaluate(step.expression))
    far = Minus(money(max(offer.price, mean.value)), money(min(offer.price, mean.value)))
    return Working(times(_points(terms), floored(Minus(_UNITY, Over(far, mean)), _NOTHING)), (step,))


def _mean_price(prices: Sequence[Fraction]) -> WorkingStep:
    return WorkingStep(Sentence("step.mean_price", {"count": len(prices)}), mean_of(prices, Unit.MONEY), Unit.MONEY)
