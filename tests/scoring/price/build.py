"""Offers and terms for formulas alone, and parameters under which every formula of the registry can be asked."""

from fractions import Fraction as F

from scoring import price
from scoring.price.base import FormulaTerms, PriceOffer

WEIGHT, QUALITY = 40, 60

# Bounds and bases lie outside every price that tests use (70 to 130), as a published method's should.
PARAMS = {
    "fixed_linear": {"Pmin": "60", "Pmax": "140"},
    "reference_price": {"Pref": "60"},
    "below_base": {"B": "140", "e": "1"},
    "lookup": {"bands": [["80", "1"], ["100", "3/4"], ["120", "1/4"], [None, "0"]]},
    "relative_lowest": {},
    "scaled_lowest": {"n": "2"},
    "log_lowest": {"A": "10"},
    "base_relative": {"B": "140", "e": "1"},
    "min_max": {},
    "bilinear_mean": {"B": "140", "X": "4/5"},
    "distance_to_mean": {},
    "quality_per_price": {},
    "vfm_index": {},
    "utility_index": {},
    "adjusted_score": {"E": "100"},
    "fixed_budget": {"B": "140"},
    "lowest_price": {},
    "monetised_quality": {"values": {"q": "50"}},
    "adjusted_bid": {},
    "relative_value_cost": {},
    "features": {},
    "price_plus_cost": {},
    "npv_income": {"announced": "2017-08-18", "rate": "1/8"},
}


def energy(amount, **changes):
    """An energy service whose payments rise with the price: the share paid is the price in thousandths."""
    savings = {f"saving_{number}": F(250) for number in range(21)}
    return {"contract_years": F(5), "contract_days": F(0), "payment_share": F(amount) / 1000, **savings, **changes}


def offers(*pairs, quality=QUALITY):
    """Offers A, B, … of (price, share of the quality points)."""
    bids = []
    for name, (amount, share) in zip("ABCDEFGH", pairs, strict=False):
        bids.append(PriceOffer(name, F(amount), F(share) * quality, {"q": F(share)}, {}, energy(amount)))
    return bids


def quality_of(name):
    """Quality points under which the formula can be asked: a feature earns 30 of 100 at most."""
    return 30 if name == "features" else QUALITY


def terms(name="relative_lowest", **params):
    quality = quality_of(name)
    return FormulaTerms(F(100 - quality), F(100), {**PARAMS[name], **params}, {"q": F(quality)})


def figures(name, *pairs, **params):
    """What the formula of the registry gives the offers."""
    formula = price.formula(name, "test")
    return formula.figures(offers(*pairs, quality=quality_of(name)), terms(name, **params))


def points(name, *prices, **params):
    """The figures of prices alone, in their order."""
    return list(figures(name, *((amount, 1) for amount in prices), **params).values())


def in_another_currency(name, factor, params=None):
    """The parameters with all money times `factor`."""
    converted = {}
    for key, value in (PARAMS[name] if params is None else params).items():
        kind = price.FORMULAS[name].params[key].kind
        scaled = value
        if kind == "money":
            scaled = str(F(value) * factor)
        elif kind == "map":
            scaled = {leaf: str(F(amount) * factor) for leaf, amount in value.items()}
        elif kind == "bands":
            scaled = [[None if end is None else str(F(end) * factor), share] for end, share in value]
        converted[key] = scaled
    return converted
