"""From normalised prices of the reference set to figures, by the published formula."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring import price
from scoring.basis import normalised
from scoring.price.base import Formula, FormulaTerms, PriceOffer, Undefined
from scoring.results import Column, Exclusion, Gap, Vector
from scoring.types import MONEY, Leaf
from scoring.vectors import times, vector
from scoring.view import Blocked, View

# Reasons for which a formula leaves a bid out instead of leaving it without a figure.
OUT_OF_BOUNDS = frozenset({"above_base", "above_budget"})


@dataclass(frozen=True, slots=True)
class Priced:
    """`columns` of the priced leaves, unrounded; `figures` by bid for an index or money formula, else None.

    `out`: bids that the formula itself leaves out; where there are any, the rest must be judged again without them.
    """

    columns: tuple[Column, ...]
    figures: Mapping[str, Fraction] | None
    out: tuple[Exclusion, ...]


def prices(view: View, bids: tuple[str, ...]) -> Mapping[str, Mapping[str, Fraction]]:
    """Normalised price by leaf and bid: the sum of the leaf's elements. A price not stated is a gap: raises Blocked."""
    gaps: list[Gap] = []
    priced_by_leaf: dict[str, dict[str, Fraction]] = {}
    for leaf in view.spec.leaves:
        if leaf.input in MONEY:
            priced_by_leaf[leaf.id] = {}
            for bid in bids:
                amounts = [amount(view, bid, element) for element in leaf.elements]
                known = [stated for stated in amounts if stated is not None]
                if len(known) < len(amounts):
                    missing = [e for e, stated in zip(leaf.elements, amounts, strict=True) if stated is None]
                    gaps += [Gap(bid, leaf.id, "missing", f"price:{element}") for element in missing]
                priced_by_leaf[leaf.id][bid] = known[0] if len(known) == 1 else sum(known, Fraction(0))
    if gaps:
        raise Blocked(gaps)
    return priced_by_leaf


def amount(view: View, bid: str, element: str) -> Fraction | None:
    """A price element on the tender's basis: the ruled amount, else the stated one; None where none is stated."""
    ruling = view.ruling("use_price", bid, element)
    if ruling is not None:
        return ruling.value
    stated = view.bids[bid].prices.get(element)
    return None if stated is None else normalised(stated, view.spec.basis, f"bids/{bid}/prices/{element}")


def judge(
    view: View, by_leaf: Mapping[str, Mapping[str, Fraction]], quality: Sequence[Column], points: Vector
) -> Priced:
    """Figures of the reference set, which are the bids of `quality` and `points` (quality points by bid).

    A figure that the formula cannot give is a gap (zero_price, or undefined with the reason). Raises Blocked.
    """
    formula = price.formula(view.spec.price_formula, "price_formula")
    reference = tuple(next(iter(by_leaf.values())))
    offers = _Offers(view, reference, quality, points)
    if formula.kind == "points":
        return _by_leaf(view, formula, by_leaf, offers)
    return _priced_lot(view, formula, by_leaf, offers)


class _Shares(Mapping[str, Fraction]):
    """A bid's share by quality leaf, made a Fraction when asked for: most formulas never ask."""

    __slots__ = ("_index", "_of")

    def __init__(self, of: Mapping[str, Vector], index: int) -> None:
        self._of, self._index = of, index

    def __getitem__(self, leaf: str) -> Fraction:
        return self._of[leaf].value(self._index) or Fraction(0)

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


@dataclass(frozen=True, slots=True)
class PriceFrame:
    """What a formula is asked: all offers that it compares, and its terms."""

    offers: Sequence[PriceOffer]
    terms: FormulaTerms


def frames(
    view: View, by_leaf: Mapping[str, Mapping[str, Fraction]], quality: Sequence[Column], points: Vector
) -> Mapping[str, PriceFrame]:
    """By priced leaf what a formula for points is asked; what any other is asked of whole bids stands under ""."""
    reference = tuple(next(iter(by_leaf.values())))
    offers = _Offers(view, reference, quality, points)
    if price.formula(view.spec.price_formula, "price_formula").kind != "points":
        return {"": _of_lot(view, by_leaf, offers)}
    return {leaf.id: _of_leaf(view, leaf, by_leaf, offers) for leaf in view.spec.leaves if leaf.input in MONEY}


def _of_leaf(view: View, leaf: Leaf, by_leaf: Mapping[str, Mapping[str, Fraction]], offers: "_Offers") -> PriceFrame:
    terms = offers.terms(leaf.points, {**view.spec.params, **leaf.params})
    return PriceFrame(offers.of(by_leaf[leaf.id], {}), terms)


def _of_lot(view: View, by_leaf: Mapping[str, Mapping[str, Fraction]], offers: "_Offers") -> PriceFrame:
    priced = [leaf for leaf in view.spec.leaves if leaf.input in MONEY]
    price_leaves = [leaf for leaf in priced if leaf.input == "price"]
    amounts = {bid: sum((by_leaf[leaf.id][bid] for leaf in price_leaves), Fraction(0)) for bid in offers.bids}
    costs = {leaf.id: by_leaf[leaf.id] for leaf in priced if leaf.input == "cost"}
    points = sum((leaf.points for leaf in priced), Fraction(0))
    return PriceFrame(offers.of(amounts, costs), offers.terms(points, view.spec.params))


@dataclass(frozen=True, slots=True)
class _Offers:
    view: View
    bids: tuple[str, ...]
    quality: Sequence[Column]
    points: Vector

    def of(self, amounts: Mapping[str, Fraction], costs: Mapping[str, Mapping[str, Fraction]]) -> list[PriceOffer]:
        """What a formula sees of each bid."""
        parts = []
        by_leaf = {column.leaf: column.share for column in self.quality}
        for index, bid in enumerate(self.bids):
            shares = _Shares(by_leaf, index)
            costs_of_bid = {leaf: by_bid[bid] for leaf, by_bid in costs.items()}
            quantities = self.view.bids[bid].offers
            parts.append(
                PriceOffer(bid, amounts[bid], self.points.value(index) or Fraction(0), shares, costs_of_bid, quantities)
            )
        return parts

    def terms(self, points: Fraction, params: Mapping[str, object]) -> FormulaTerms:
        """The frame of a formula."""
        spec = self.view.spec
        quality = {leaf.id: leaf.points for leaf in spec.leaves if leaf.input not in MONEY}
        return FormulaTerms(points, spec.total_points, params, quality)


def _by_leaf(view: View, formula: Formula, by_leaf: Mapping[str, Mapping[str, Fraction]], offers: _Offers) -> Priced:
    columns: list[Column] = []
    out: list[Exclusion] = []
    gaps: list[Gap] = []
    for leaf in view.spec.leaves:
        if leaf.input not in MONEY:
            continue
        frame = _of_leaf(view, leaf, by_leaf, offers)
        figures = formula.figures(frame.offers, frame.terms)
        out += _out(figures, leaf.id)
        gaps += _gaps(figures, leaf.id)
        columns.append(_column(view, leaf, by_leaf[leaf.id], formula, figures, offers.bids))
    if gaps:
        raise Blocked(gaps)
    return Priced(tuple(columns), None, tuple(out))


def _priced_lot(view: View, formula: Formula, by_leaf: Mapping[str, Mapping[str, Fraction]], offers: _Offers) -> Priced:
    priced = [leaf for leaf in view.spec.leaves if leaf.input in MONEY]
    price_leaves = [leaf for leaf in priced if leaf.input == "price"]
    frame = _of_lot(view, by_leaf, offers)
    figures = formula.figures(frame.offers, frame.terms)
    gaps = _gaps(figures, price_leaves[0].id)
    if gaps:
        raise Blocked(gaps)
    columns = tuple(_column(view, leaf, by_leaf[leaf.id], formula, None, offers.bids) for leaf in priced)
    defined = {bid: figure for bid, figure in figures.items() if not isinstance(figure, Undefined)}
    return Priced(columns, defined, tuple(_out(figures, price_leaves[0].id)))


def _out(figures: Mapping[str, Fraction | Undefined], leaf: str) -> list[Exclusion]:
    return [
        Exclusion(bid, "price", leaf, figure.reason)
        for bid, figure in figures.items()
        if isinstance(figure, Undefined) and figure.reason in OUT_OF_BOUNDS
    ]


def _gaps(figures: Mapping[str, Fraction | Undefined], leaf: str) -> list[Gap]:
    return [
        Gap(bid, leaf, "zero_price" if figure.reason == "zero_price" else "undefined", figure.reason)
        for bid, figure in figures.items()
        if isinstance(figure, Undefined) and figure.reason not in OUT_OF_BOUNDS
    ]


def _column(
    view: View,
    leaf: Leaf,
    amounts: Mapping[str, Fraction],
    formula: Formula,
    figures: Mapping[str, Fraction | Undefined] | None,
    bids: tuple[str, ...],
) -> Column:
    """Exact points; None where the figure is no points."""
    raw = vector([amounts[bid] for bid in bids])
    earned = [None if figures is None else figures[bid] for bid in bids]
    points = vector([figure if isinstance(figure, Fraction) else None for figure in earned])
    share = times(points, 1 / leaf.points) if leaf.points else Vector(Fraction(0), points.nums)
    inputs = {bid: rulings for bid in bids if (rulings := _rulings(view, leaf, bid))}
    return Column(leaf.id, f"price_{formula.id}", bids, raw, share, points, inputs)


def _rulings(view: View, leaf: Leaf, bid: str) -> tuple[str, ...]:
    rulings = [view.ruling("use_price", bid, element) for element in leaf.elements]
    return tuple(f"ruling:{ruling.id}" for ruling in rulings if ruling is not None)
