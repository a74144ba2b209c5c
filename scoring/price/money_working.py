"""How each amount that ranks comes about: the same rules as `money`, as calculations with the numbers."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from scoring import esco
from scoring.expressions import Minus, Number, Over, Plus, Unit, Working, WorkingStep, evaluate, plus, times
from scoring.numbers import fraction
from scoring.price.base import FormulaTerms, PriceOffer
from scoring.price.index_working import quality, share
from scoring.price.points_working import money
from scoring.results import Sentence

_UNITY = Number(Fraction(1))
Offers = Sequence[PriceOffer]


def lowest_price(offer: PriceOffer, _offers: Offers, _terms: FormulaTerms) -> Working:
    return Working(money(offer.price))


def monetised_quality(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    published = terms.params["values"]
    values = {leaf: fraction(amount, leaf) for leaf, amount in published.items()} if isinstance(published, dict) else {}
    worth = [times(money(amount), Number(offer.shares[leaf], Unit.PERCENT)) for leaf, amount in values.items()]
    return Working(Minus(money(offer.price), plus(worth)) if worth else money(offer.price))


def adjusted_bid(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    return Working(Over(money(offer.price), share(offer, terms)))


def relative_value_cost(offer: PriceOffer, offers: Offers, terms: FormulaTerms) -> Working:
    full = Number(terms.full_quality, Unit.POINTS)
    if not full.value:
        return Working(money(offer.price))
    least = min(offers, key=lambda rival: rival.quality)
    return Working(Over(times(money(offer.price), Plus((quality(least), full))), Plus((quality(offer), full))))


def features(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    rest = Number(1 - terms.full_quality / terms.total)
    value = Number(offer.quality / terms.total)
    return Working(Over(money(offer.price), Plus((_UNITY, Over(value, rest)))))


def price_plus_cost(offer: PriceOffer, _offers: Offers, _terms: FormulaTerms) -> Working:
    return Working(plus([money(offer.price), *(money(amount) for amount in offer.costs.values())]))


def npv_income(offer: PriceOffer, _: Offers, terms: FormulaTerms) -> Working:
    announced, rate = date.fromisoformat(terms.word("announced", "")), terms.number("rate")
    quantities = {code: value for code, value in offer.quantities.items() if value is not None}
    savings = [quantities[f"saving_{number}"] for number in range(esco.PERIODS)]
    days = esco.contract_days(int(quantities["contract_years"]), int(quantities["contract_days"]))
    service = esco.energy_service(savings, quantities["payment_share"], rate, announced, days)
    steps = [_period(number, period) for number, period in enumerate(service.periods) if period.discounted]
    return Working(plus(money(evaluate(step.expression)) for step in steps), tuple(steps))


def _period(number: int, period: esco.Period) -> WorkingStep:
    """The income of a period, discounted to the announcement."""
    income = times(money(period.income), Number(period.factor))
    return WorkingStep(Sentence("step.period", {"number": number, "days": period.days}), income, Unit.MONEY)
