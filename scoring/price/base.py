"""What a price formula is: a pure function over the bids of the reference set, with what it promises declared.

A formula gives each bid an exact figure or says why it cannot. It never rounds and never sees an excluded bid.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from scoring.errors import BadParameter, ScoringError
from scoring.expressions import Working
from scoring.numbers import fraction
from scoring.results import Sentence
from scoring.types import Params

ZERO_FLOOR = "zero_floor"


@dataclass(frozen=True, slots=True)
class Undefined:
    """Why a formula gives a bid no figure: zero_price, above_base, above_budget, no_quality, missing_offer …"""

    reason: str


Figures = dict[str, Fraction | Undefined]


@dataclass(frozen=True, slots=True)
class PriceOffer:
    """What a formula sees of one bid.

    `price` on the tender's basis; `quality` in points; `shares` 0..1 and `costs` (money) by leaf; `quantities` are the
    numbers the bid offers, by code.
    """

    bid: str
    price: Fraction
    quality: Fraction
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    costs: Mapping[str, Fraction] = field(default_factory=dict)
    quantities: Mapping[str, Fraction | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormulaTerms:
    """The frame of a formula: `points` for the price, `total` points of the lot, parameters, quality points by leaf."""

    points: Fraction
    total: Fraction
    params: Params
    quality: Mapping[str, Fraction] = field(default_factory=dict)

    def number(self, name: str, default: str = "0") -> Fraction:
        """The parameter as an exact number; `default` where it is not published."""
        return fraction(self.params.get(name, default), name)

    def word(self, name: str, default: str) -> str:
        """The parameter as text."""
        return str(self.params.get(name, default))

    @property
    def full_quality(self) -> Fraction:
        """All quality points."""
        return sum(self.quality.values(), Fraction(0))

    def share(self, offer: PriceOffer) -> Fraction:
        """A bid's quality as a share 0..1 of all quality points; 1 where none are published (price alone counts)."""
        full = self.full_quality
        return offer.quality / full if full else Fraction(1)


@dataclass(frozen=True, slots=True)
class FormulaParam:
    """A published parameter.

    `kind`: money (scales with the currency), number, date, map (quality leaf to money) or bands (price ranges). Without
    a `default` it must be published. `keywords` are values allowed beside numbers.
    """

    title: str
    kind: str = "number"
    default: str | None = None
    keywords: tuple[str, ...] = ()


Compute = Callable[[Sequence[PriceOffer], FormulaTerms], Figures]
Work = Callable[[PriceOffer, Sequence[PriceOffer], FormulaTerms], Working]
Rule = Callable[[Mapping[str, Fraction]], Iterable[str]]
HasLevels = Callable[[Params], bool]


class Extreme(StrEnum):
    """What a figure may take from the other bids: one number among all of them."""

    LOWEST_PRICE = "lowest_price"
    HIGHEST_PRICE = "highest_price"
    LEAST_QUALITY = "least_quality"
    BEST_QUALITY = "best_quality"


class WhyDependent(StrEnum):
    """What lets a bid that loses change the order of two others.

    FORMULA: the formula itself; LEVELS: it brings unequal bids level, at a floor or counted from the best; ROUNDING of
    figures that rivals move; SCALING of quality to the best; CURVE: an offer counts against the best one.
    """

    FORMULA = "formula"
    LEVELS = "levels"
    ROUNDING = "rounding"
    SCALING = "scaling"
    CURVE = "curve"


@dataclass(frozen=True, slots=True)
class Independence:
    """`mark`: whether a bid's figure stays when rivals come or go; `because`: why the order of two bids may not."""

    mark: bool
    because: tuple[WhyDependent, ...] = ()

    @property
    def order(self) -> bool:
        """Whether the order of two bids stays when rivals come or go."""
        return not self.because


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """The prices between which a formula tells bids apart, published before any bid; None: there is no such end.

    Up to `low` a price earns everything. Above `high` a bid is out (`excludes`), or earns `beyond`, a share 0..1 of the
    points, whatever it asks.
    """

    low: Fraction | None
    high: Fraction | None
    excludes: bool = False
    beyond: Fraction = Fraction(0)


Limits = Callable[[Params], PriceLimits]


def limits_between(low: str, high: str) -> Limits:
    """Two published prices, of which neither excludes."""
    return lambda params: PriceLimits(fraction(params[low], low), fraction(params[high], high))


def limit_above(high: str) -> Limits:
    """One published price above which a bid is out."""
    return lambda params: PriceLimits(None, fraction(params[high], high), excludes=True)


def limits_of_bands(name: str) -> Limits:
    """Published ranges: the last one has no end."""

    def limits(params: Params) -> PriceLimits:
        table = bands(params[name])
        return PriceLimits(None, table[-2][0] if len(table) > 1 else None, beyond=table[-1][1])

    return limits


def _no_rule(_: Mapping[str, Fraction]) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A price formula of the registry.

    `kind`: points (earned beside quality), index or money (one figure for the whole bid); `best`: high or low.
    `reads_rivals`: a bid's figure moves when rivals come or go; `rivals_reorder`: so does the order of two bids. Both
    hold whatever the parameters; what holds with some is answered by `independence`, which every reader asks.
    `monotone`: a lower own price is never worse. `zero`: what a price of 0 gives: ok, or refuse (no figure, unless
    `zero_floor` publishes what a zero counts as). `rule` checks the numbers against each other.
    `working`: how the figure of one bid comes about, with the numbers put in. What else is known of it, so that no
    other place names a formula: `split_counts`: whether the split of points between quality and price moves the order
    of bids at all; `limits`: the prices, published before any bid, between which it tells bids apart; `steep`: with
    much quality it pays almost any price; `price_alone`: quality earns nothing; `takes_costs`: life-cycle costs are
    added to the price; `values_quality`: the parameter that says what the quality criteria are worth in money;
    `has_levels`: whether, with these parameters, unequal bids can come level (None: never); `of_the_mean`: figures
    depend on the mean of all prices; `extremes`: all that they take from the other bids, None if that is not so few;
    `studied`: price and quality are all it reads, so that a study can show it; `is_straight`: between its `limits`
    the points fall on a straight line; `offered`: the codes of the numbers that it reads of a bid beside the price.
    """

    id: str
    title: str
    kind: str
    best: str
    compute: Compute
    working: Work
    template: str
    source: str
    params: Mapping[str, FormulaParam] = field(default_factory=dict)
    reads_rivals: bool = False
    rivals_reorder: bool = False
    monotone: bool = True
    zero: str = "refuse"
    rule: Rule = _no_rule
    version: int = 1
    only_imported: bool = False
    needs_quality_minimum: bool = False
    largest_quality: Fraction | None = None
    split_counts: bool = True
    limits: Limits | None = None
    steep: bool = False
    price_alone: bool = False
    takes_costs: bool = False
    values_quality: str | None = None
    has_levels: HasLevels | None = None
    of_the_mean: bool = False
    extremes: tuple[Extreme, ...] | None = None
    studied: bool = True
    is_straight: bool = False
    offered: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """Whether figures lie between bounds that are published before any bid."""
        return self.limits is not None

    @property
    def stands_alone(self) -> bool:
        """Whether a bid's figure can be computed without its rivals, whatever the parameters."""
        return not self.reads_rivals and self.has_levels is None

    def straight_line(self, params: Params) -> PriceLimits | None:
        """The prices between which the points fall on a straight line; None where there are none."""
        if self.limits is None or not self.is_straight:
            return None
        try:
            return self.limits(params)
        except (KeyError, ScoringError):  # not published, or not yet
            return None

    def independence(self, params: Params) -> Independence:
        """Whether figures and order are independent of rivals under these parameters; defaults hold for the others.

        Rounding, scaling and curves of a whole method come on top: `scoring.independence`.
        """
        levels = self.levels(params)
        because = {WhyDependent.FORMULA: self.rivals_reorder, WhyDependent.LEVELS: levels}
        return Independence(
            mark=not self.reads_rivals and not levels, because=tuple(why for why, holds in because.items() if holds)
        )

    def levels(self, params: Params) -> bool:
        """Whether unequal bids can come level with these parameters."""
        return self.has_levels is not None and self.has_levels(params)

    def figures(self, offers: Sequence[PriceOffer], terms: FormulaTerms) -> Figures:
        """The figure of every bid, or why it has none."""
        return self.compute(self._asked(offers, terms), terms)

    def work(self, bid: str, offers: Sequence[PriceOffer], terms: FormulaTerms) -> Working:
        """How the figure of one bid comes about; only for a bid that has one. Its expression is the exact figure."""
        asked = self._asked(offers, terms)
        return self.working(next(offer for offer in asked if offer.bid == bid), asked, terms)

    def _asked(self, offers: Sequence[PriceOffer], terms: FormulaTerms) -> Sequence[PriceOffer]:
        least = Fraction(0) if self.zero == "ok" else terms.number(ZERO_FLOOR)
        return [_raised(offer, least) for offer in offers] if least else offers

    def settings(self) -> dict[str, FormulaParam]:
        """Every parameter that may be published, the common ones included."""
        common = {} if self.zero == "ok" else {ZERO_FLOOR: FormulaParam("what a price of zero counts as", "money", "0")}
        return {**self.params, **common}

    def validate(self, params: Params, where: str, leaves: Iterable[str] = ()) -> Iterator[ScoringError]:
        """Every fault of the parameters: unknown, missing, no number, out of range. `leaves`: the quality leaves."""
        known = self.settings()
        for name in sorted(set(params) - set(known)):
            yield BadParameter(f"{where}/{name}", why=f"'{self.id}' has no parameter '{name}'")
        faults = [fault for name, param in known.items() for fault in _fault(name, param, params, leaves)]
        yield from (BadParameter(f"{where}/{name}", why=why) for name, why in faults)
        if not faults:
            terms = FormulaTerms(Fraction(0), Fraction(0), params)
            plain = [(name, param) for name, param in known.items() if _plain(param, params.get(name))]
            numbers = {name: terms.number(name, param.default or "0") for name, param in plain}
            yield from (BadParameter(where, why=why) for why in self.rule(numbers))

    def sentence(self, params: Params) -> Sentence:
        """The formula in words with its parameters; key `formula.<id>`."""
        values = {name: _printable(param, params.get(name, param.default)) for name, param in self.settings().items()}
        return Sentence(f"formula.{self.id}", values)


def per_bid(offers: Sequence[PriceOffer], figure: Callable[[PriceOffer], Fraction | Undefined]) -> Figures:
    """The figure of each bid by itself; a price of zero has none."""
    return {offer.bid: figure(offer) if offer.price else Undefined("zero_price") for offer in offers}


def against_lowest(offers: Sequence[PriceOffer], figure: Callable[[Fraction, Fraction], Fraction]) -> Figures:
    """`figure(price, lowest)` of each bid, for formulas that divide by the lowest price: a zero there undoes all."""
    lowest = min(offer.price for offer in offers)
    if not lowest:
        return {o.bid: Undefined("lowest_price_is_zero" if o.price else "zero_price") for o in offers}
    return {offer.bid: figure(offer.price, lowest) for offer in offers}


def _raised(offer: PriceOffer, least: Fraction) -> PriceOffer:
    price = max(offer.price, least)
    return PriceOffer(offer.bid, price, offer.quality, offer.shares, offer.costs, offer.quantities)


def _plain(param: FormulaParam, value: object) -> bool:
    """Whether the parameter holds one number."""
    effective = param.default if value is None else value
    return param.kind in {"number", "money"} and effective is not None and effective not in param.keywords


def _fault(name: str, param: FormulaParam, params: Params, leaves: Iterable[str]) -> Iterator[tuple[str, str]]:
    value = params.get(name, param.default)
    if value is None:
        yield name, f"'{name}' ({param.title}) must be published"
    elif param.kind == "map":
        yield from ((name, why) for why in _map_faults(value, leaves))
    elif param.kind == "bands":
        yield from ((name, why) for why in band_faults(value))
    elif param.kind == "date":
        if not isinstance(value, str) or not _is_date(value):
            yield name, f"{value!r} is not a date (2026-12-31)"
    elif value not in param.keywords:
        try:
            fraction(value, name)
        except ScoringError:
            alternatives = "".join(f" or '{word}'" for word in param.keywords)
            yield name, f"{value!r} is not an exact number{alternatives}"


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _map_faults(mapping: object, leaves: Iterable[str]) -> Iterator[str]:
    if not isinstance(mapping, Mapping):
        yield "it names an amount for each quality criterion"
        return
    wanted = set(leaves)
    for leaf in sorted(set(mapping) ^ wanted if wanted else ()):
        yield f"'{leaf}' is no quality criterion" if leaf in mapping else f"'{leaf}' has no amount"
    for leaf, amount in mapping.items():
        try:
            if fraction(amount, leaf) < 0:
                yield f"the amount of '{leaf}' is below 0"
        except ScoringError:
            yield f"the amount of '{leaf}' is not an exact number"


def bands(rows: object) -> list[tuple[Fraction | None, Fraction]]:
    """(upper end, exclusive; None at the last, share 0..1) of a range table, as published. Raises BadParameter."""
    if not isinstance(rows, list | tuple):
        raise BadParameter("bands", why="a list of [upper end, share] is needed")
    pairs = []
    for item in rows:
        if not isinstance(item, list | tuple) or len(item) != 2:
            raise BadParameter("bands", why="each band is [upper end, share]")
        pairs.append((None if item[0] is None else fraction(item[0], "bands"), fraction(item[1], "bands")))
    return pairs


def band_faults(rows: object) -> Iterator[str]:
    """Why a range table cannot be used; nothing where it can."""
    try:
        pairs = bands(rows)
    except ScoringError as error:
        yield str(error.values.get("why", error))
        return
    ends = [end for end, _ in pairs[:-1]]
    known = [end for end in ends if end is not None]
    if not pairs or pairs[-1][0] is not None or len(known) != len(ends) or known != sorted(set(known)):
        yield "the upper ends rise, and the last band has none"
    if any(not 0 <= share <= 1 for _, share in pairs):
        yield "the share of a band lies in 0..1"


def _printable(param: FormulaParam, value: object) -> object:
    """A parameter as a sentence shows it."""
    if param.kind == "map" and isinstance(value, Mapping):
        return tuple(f"{leaf} {amount}" for leaf, amount in value.items())
    if param.kind == "bands":
        return tuple(band_words(end, share) for end, share in bands(value))
    if value is None or param.kind == "date" or value in param.keywords:
        return str(value)
    return fraction(value)


def band_words(end: Fraction | None, share: Fraction) -> Sentence:
    if end is None:
        return Sentence("formula.band_above", {"share": share * 100})
    return Sentence("formula.band_below", {"end": end, "share": share * 100})
