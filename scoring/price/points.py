"""Formulas that give the price points beside quality. Figures are exact and unrounded. Source: SCORING §4.

w: points of the price; p: the bid's price; lowest, highest, mean are those of the reference set.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from scoring import numbers
from scoring.price import points_working as working
from scoring.price.base import (
    Extreme,
    Figures,
    Formula,
    FormulaParam,
    FormulaTerms,
    PriceOffer,
    Undefined,
    against_lowest,
    bands,
    limit_above,
    limits_between,
    limits_of_bands,
    per_bid,
)
from scoring.types import Params

_FLOOR = FormulaParam("least points a dear bid gets", default="0", keywords=("none",))
_MONEY = "money"


def _clipped(value: Fraction, terms: FormulaTerms) -> Fraction:
    return min(max(value, Fraction(0)), terms.points)


def _floored(value: Fraction, terms: FormulaTerms) -> Fraction:
    """`value`, not below the published floor; as it is where the floor is 'none'."""
    return value if terms.word("floor", "0") == "none" else max(value, terms.number("floor"))


# --- independent of the rival bids ---


def fixed_linear(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w (Pmax - p) / (Pmax - Pmin), between 0 and w."""
    least, most = terms.number("Pmin"), terms.number("Pmax")
    slope = terms.points / (most - least)
    return {o.bid: _clipped(slope * (most - o.price), terms) for o in offers}


def reference_price(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w Pref / p, at most w unless the cap is published as 'none'."""
    reference = terms.number("Pref")
    capped = terms.word("cap", "full") != "none"

    def figure(offer: PriceOffer) -> Fraction:
        earned = terms.points * reference / offer.price
        return min(earned, terms.points) if capped else earned

    return per_bid(offers, figure)


def below_base(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w (1 - (p/B)^e); a price above B is out."""
    base, exponent = terms.number("B"), terms.number("e", "1")
    return _up_to_base(offers, base, lambda o: terms.points * (1 - numbers.power(o.price / base, exponent)))


def lookup(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """The share of w of the published price range, lower end included, that holds the price."""
    table = bands(terms.params["bands"])
    return {o.bid: terms.points * next(share for end, share in table if end is None or o.price < end) for o in offers}


def _up_to_base(offers: Sequence[PriceOffer], base: Fraction, figure: Callable[[PriceOffer], Fraction]) -> Figures:
    return {o.bid: figure(o) if o.price <= base else Undefined("above_base") for o in offers}


# --- dependent on the rival bids ---


def relative_lowest(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w lowest / p. Where the lowest is zero, its owner has no figure and all others 0."""
    lowest = min(offer.price for offer in offers)
    return per_bid(offers, lambda o: terms.points * lowest / o.price)


def scaled_lowest(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w (n lowest - p) / ((n - 1) lowest): full points at the lowest, 0 at n times it. n = 2 is the linear penalty."""
    n = terms.number("n", "2")
    return against_lowest(
        offers, lambda price, low: _floored(terms.points * (n * low - price) / ((n - 1) * low), terms)
    )


def log_lowest(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w (1 - ln(p/lowest) / ln A): full points at the lowest, 0 at A times it."""
    base = terms.number("A")

    def figure(price: Fraction, low: Fraction) -> Fraction:
        return _floored(terms.points * (1 - numbers.quantise(numbers.log_ratio(price / low, base))), terms)

    return against_lowest(offers, figure)


def base_relative(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w ((B - p) / (B - lowest))^e; 0 where the lowest is B; a price above B is out."""
    base, exponent = terms.number("B"), terms.number("e", "1")
    lowest = min(offer.price for offer in offers)
    reach = base - lowest

    def figure(offer: PriceOffer) -> Fraction:
        return terms.points * numbers.power((base - offer.price) / reach, exponent) if reach else Fraction(0)

    return _up_to_base(offers, base, figure)


def min_max(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w (highest - p) / (highest - lowest); w for all where the prices are equal."""
    highest, lowest = max(o.price for o in offers), min(o.price for o in offers)
    if highest == lowest:
        return {o.bid: terms.points for o in offers}
    return {o.bid: terms.points * (highest - o.price) / (highest - lowest) for o in offers}


def bilinear_mean(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w X (B - p)/(B - mean) from the mean up, w (X + (1-X)(mean - p)/(mean - lowest)) below it.

    A price above B is out, and does not enter the mean.
    """
    base, knee = terms.number("B"), terms.number("X")
    inside = [offer.price for offer in offers if offer.price <= base] or [base]
    mean, lowest = numbers.mean(inside), min(inside)

    def figure(offer: PriceOffer) -> Fraction:
        if mean == base:
            return Fraction(0)
        if offer.price >= mean:
            return terms.points * knee * (base - offer.price) / (base - mean)
        return terms.points * (knee + (1 - knee) * (mean - offer.price) / (mean - lowest))

    return _up_to_base(offers, base, figure)


def distance_to_mean(offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
    """w max(0, 1 - |p - mean| / mean). Not monotone: a lower price can lose points."""
    mean = numbers.mean(offer.price for offer in offers)
    return per_bid(offers, lambda o: terms.points * max(Fraction(0), 1 - abs(o.price - mean) / mean))


# --- what numbers must satisfy together ---


def _bounds_rise(numbers: Mapping[str, Fraction]) -> Iterable[str]:
    if not 0 <= numbers["Pmin"] < numbers["Pmax"]:
        yield "Pmin is not negative and lies below Pmax"


def _above(name: str, least: int) -> Callable[[Mapping[str, Fraction]], Iterable[str]]:
    def rule(numbers: Mapping[str, Fraction]) -> Iterable[str]:
        if numbers[name] <= least:
            yield f"{name} lies above {least}"

    return rule


def _base_and_exponent(numbers: Mapping[str, Fraction]) -> Iterable[str]:
    for name in ("B", "e"):
        if numbers[name] <= 0:
            yield f"{name} lies above 0"


def _base_and_knee(values: Mapping[str, Fraction]) -> Iterable[str]:
    if values["B"] <= 0:
        yield "B lies above 0"
    if not 0 < values["X"] < 1:
        yield "X lies between 0 and 1"


def _has_floor(params: Params) -> bool:
    """Dear bids that fall below the floor all earn the same."""
    return params.get("floor", _FLOOR.default) != "none"


_BASE = FormulaParam("base price, above which a bid is out", _MONEY)
_EXPONENT = FormulaParam("exponent", default="1")

FORMULAS = (
    Formula(
        "fixed_linear",
        "Linear between fixed bounds",
        "points",
        "high",
        fixed_linear,
        working.fixed_linear,
        "The price earns all its points at {Pmin} or less, none at {Pmax} or more, and in between on a straight line.",
        "Bounds published before bids; Portugal 2008 forbids scoring against rivals",
        {"Pmin": FormulaParam("price with all points", _MONEY), "Pmax": FormulaParam("price without points", _MONEY)},
        zero="ok",
        rule=_bounds_rise,
        limits=limits_between("Pmin", "Pmax"),
        is_straight=True,
    ),
    Formula(
        "reference_price",
        "Reference price over price",
        "points",
        "high",
        reference_price,
        working.reference_price,
        "The price earns its points times {Pref} / price (cap: {cap}).",
        "Design-build manuals; case o05",
        {
            "Pref": FormulaParam("reference price", _MONEY),
            "cap": FormulaParam("whether points stop at all of them", default="full", keywords=("full", "none")),
        },
        rule=_above("Pref", 0),
    ),
    Formula(
        "below_base",
        "Saving below a base price",
        "points",
        "high",
        below_base,
        working.below_base,
        "The price earns its points times 1 - (price / {B})^{e}; a price above {B} is excluded.",
        "Spain, Portugal: base price of the notice",
        {"B": _BASE, "e": _EXPONENT},
        zero="ok",
        rule=_base_and_exponent,
        limits=limit_above("B"),
    ),
    Formula(
        "lookup",
        "Published price ranges",
        "points",
        "high",
        lookup,
        working.lookup,
        "The price earns the share of its points that its range gives: {bands}.",
        "Range tables of notices; lower end included",
        {"bands": FormulaParam("price ranges: [[upper end, share], …, [null, share]]", "bands")},
        zero="ok",
        limits=limits_of_bands("bands"),
    ),
    Formula(
        "relative_lowest",
        "Relative to the lowest price",
        "points",
        "high",
        relative_lowest,
        working.relative_lowest,
        "The price earns its points times the lowest admissible price / its own.",
        "World Bank QCBS; France CE 370789: the lowest price gets the best mark",
        reads_rivals=True,
        rivals_reorder=True,
        extremes=(Extreme.LOWEST_PRICE,),
    ),
    Formula(
        "scaled_lowest",
        "Linear from the lowest price",
        "points",
        "high",
        scaled_lowest,
        working.scaled_lowest,
        "The lowest admissible price earns all points, {n} times the lowest none, on a straight line (floor: {floor}).",
        "n = 2 is the linear penalty; case o16",
        {"n": FormulaParam("multiple of the lowest price without points", default="2"), "floor": _FLOOR},
        reads_rivals=True,
        rivals_reorder=True,
        rule=_above("n", 1),
        extremes=(Extreme.LOWEST_PRICE,),
    ),
    Formula(
        "log_lowest",
        "Logarithmic from the lowest price",
        "points",
        "high",
        log_lowest,
        working.log_lowest,
        "The lowest admissible price earns all points, {A} times the lowest none, by the logarithm (floor: {floor}).",
        "12 decimals, half even, are the mark",
        {"A": FormulaParam("multiple of the lowest price without points"), "floor": _FLOOR},
        reads_rivals=True,
        rule=_above("A", 1),
        extremes=(Extreme.LOWEST_PRICE,),
        has_levels=_has_floor,
    ),
    Formula(
        "base_relative",
        "Saving against the largest saving",
        "points",
        "high",
        base_relative,
        working.base_relative,
        "The price earns its points times (({B} - price) / ({B} - lowest price))^{e}; a price above {B} is excluded.",
        "Spain, Italy: saving on the base price of the notice",
        {"B": _BASE, "e": _EXPONENT},
        reads_rivals=True,
        rivals_reorder=True,
        zero="ok",
        rule=_base_and_exponent,
        limits=limit_above("B"),
        extremes=(Extreme.LOWEST_PRICE,),
    ),
    Formula(
        "min_max",
        "Between the lowest and the highest price",
        "points",
        "high",
        min_max,
        working.min_max,
        "The lowest admissible price earns all points, the highest none, on a straight line; equal prices earn all.",
        "Widespread; one losing bid moves all marks",
        reads_rivals=True,
        rivals_reorder=True,
        zero="ok",
        extremes=(Extreme.LOWEST_PRICE, Extreme.HIGHEST_PRICE),
    ),
    Formula(
        "bilinear_mean",
        "Two lines through the mean price",
        "points",
        "high",
        bilinear_mean,
        working.bilinear_mean,
        "The mean admissible price earns {X} of the points; above it down to none at {B}, below it up to all at the "
        "lowest; a price above {B} is excluded. Equal prices earn {X} of the points.",
        "Italy, DPR 207/2010 annex P",
        {"B": _BASE, "X": FormulaParam("share of the points at the mean price")},
        reads_rivals=True,
        rivals_reorder=True,
        zero="ok",
        rule=_base_and_knee,
        limits=limit_above("B"),
        of_the_mean=True,
    ),
    Formula(
        "distance_to_mean",
        "Distance to the mean price",
        "points",
        "high",
        distance_to_mean,
        working.distance_to_mean,
        "The price earns its points times 1 - its distance to the mean price / the mean price, never below none.",
        "Imported tenders only: a lower price can lose points",
        reads_rivals=True,
        rivals_reorder=True,
        monotone=False,
        only_imported=True,
        of_the_mean=True,
    ),
)
