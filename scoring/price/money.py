"""Formulas that rank by an amount of money: evaluated prices and incomes. Exact, unrounded. Source: SCORING §4."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from scoring import esco
from scoring.errors import ScoringError
from scoring.numbers import fraction
from scoring.price import money_working as working
from scoring.price.base import Extreme, Figures, Formula, FormulaParam, FormulaTerms, PriceOffer, Undefined, per_bid


def lowest_price(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:  # noqa: ARG001 -- one signature for all
    """p."""
    return {offer.bid: offer.price for offer in offers}


def monetised_quality(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """p less, for each quality criterion, its amount times the share reached."""
    amounts = terms.params["values"]
    values = {leaf: fraction(amount, leaf) for leaf, amount in amounts.items()} if isinstance(amounts, dict) else {}
    return {
        o.bid: o.price - sum((worth * o.shares[leaf] for leaf, worth in values.items()), Fraction(0)) for o in offers
    }


def adjusted_bid(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """p / T with the quality share T > 0."""

    def figure(offer: PriceOffer) -> Fraction | Undefined:
        quality = terms.share(offer)
        return offer.price / quality if quality > 0 else Undefined("no_quality")

    return per_bid(offers, figure)


def relative_value_cost(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """p / S with S = (q + all quality points) / (lowest q + all quality points)."""
    full = terms.full_quality
    least = min(offer.quality for offer in offers)
    if not full:
        return lowest_price(offers, terms)
    return {o.bid: o.price * (least + full) / (o.quality + full) for o in offers}


def features(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """p / D with D = 1 + sum of values / (1 - sum of highest values); a value is points / all points."""
    rest = 1 - terms.full_quality / terms.total
    return {o.bid: o.price / (1 + o.quality / terms.total / rest) for o in offers}


def price_plus_cost(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:  # noqa: ARG001 -- one signature for all
    """p plus every life-cycle cost that the bid states."""
    return {o.bid: o.price + sum(o.costs.values(), Fraction(0)) for o in offers}


# What a bid for an energy service offers, by code: the contract's length, the share paid, a saving in each period.
ESCO_TERMS = ("contract_years", "contract_days", "payment_share")
ESCO_SAVINGS = tuple(f"saving_{number}" for number in range(esco.PERIODS))


def npv_income(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """The net present value of the customer's income from an energy service, by what the bid offers."""
    announced, rate = date.fromisoformat(terms.word("announced", "")), terms.number("rate")
    return {offer.bid: _income(offer, announced, rate) for offer in offers}


def _income(offer: PriceOffer, announced: date, rate: Fraction) -> Fraction | Undefined:
    quantities = [offer.quantities.get(code) for code in (*ESCO_TERMS, *ESCO_SAVINGS)]
    stated = [value for value in quantities if value is not None]
    if len(stated) != len(quantities):
        return Undefined("missing_offer")
    years, days, share, *savings = stated
    if years.denominator != 1 or days.denominator != 1:
        return Undefined("length_of_contract")
    try:
        return esco.npv(savings, share, rate, announced, esco.contract_days(int(years), int(days)))
    except ScoringError:
        return Undefined("offer_out_of_range")


def _rate(numbers: Mapping[str, Fraction]) -> Iterable[str]:
    if numbers["rate"] <= -1:
        yield "rate lies above -1"


FORMULAS = (
    Formula(
        "lowest_price",
        "Lowest price",
        "money",
        "low",
        lowest_price,
        working.lowest_price,
        "The price alone ranks.",
        "Least cost; Scotland bars it as the only criterion, the policy asks to explain it",
        zero="ok",
        split_counts=False,
        price_alone=True,
    ),
    Formula(
        "monetised_quality",
        "Quality worth money",
        "money",
        "low",
        monetised_quality,
        working.monetised_quality,
        "From the price is taken what its quality is worth; all of a criterion is worth: {values}.",
        "Award on value (Netherlands); case o09",
        {"values": FormulaParam("what each quality criterion is worth in full", "map")},
        zero="ok",
        split_counts=False,
        values_quality="values",
    ),
    Formula(
        "adjusted_bid",
        "Price over quality",
        "money",
        "low",
        adjusted_bid,
        working.adjusted_bid,
        "The price is divided by the share of the quality points reached.",
        "Design-build manuals (Michigan, Florida); case o04",
        split_counts=False,
    ),
    Formula(
        "relative_value_cost",
        "Price over relative quality",
        "money",
        "low",
        relative_value_cost,
        working.relative_value_cost,
        "The price is divided by the bid's quality plus all quality points, over the same of the bid with the least.",
        "Prices per unit of relative value",
        reads_rivals=True,
        zero="ok",
        split_counts=False,
        extremes=(Extreme.LEAST_QUALITY,),
    ),
    Formula(
        "features",
        "Prozorro features",
        "money",
        "low",
        features,
        working.features,
        "The price is divided by 1 + (values of the features offered) / (1 - highest values).",
        "ProzorroUKR/openprocurement.api; three real tenders",
        zero="ok",
        largest_quality=Fraction(3, 10),
    ),
    Formula(
        "price_plus_cost",
        "Price plus life-cycle costs",
        "money",
        "low",
        price_plus_cost,
        working.price_plus_cost,
        "To the price are added the life-cycle costs that the bid states.",
        "Prozorro life-cycle cost; Directive 2014/24/EU art. 68",
        zero="ok",
        split_counts=False,
        takes_costs=True,
        studied=False,
    ),
    Formula(
        "npv_income",
        "Net present value of an energy service",
        "money",
        "high",
        npv_income,
        working.npv_income,
        "The bid whose savings, less what is paid for them, are worth most to the customer at {announced}, discounted "
        "by {rate} a year.",
        "ProzorroUKR/esculator; case o08",
        {
            "announced": FormulaParam("day of the announcement", "date"),
            "rate": FormulaParam("yearly discount rate, 1/8 is 12.5 %"),
        },
        zero="ok",
        rule=_rate,
        split_counts=False,
        studied=False,
        offered=(*ESCO_TERMS, *ESCO_SAVINGS),
    ),
)
