"""One judged lot made ready for what-if questions: its bids, and their figures under other prices, quickly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring import aggregate, price
from scoring.errors import BadParameter
from scoring.independence import independence
from scoring.judging import Assessed, assessed
from scoring.numbers import is_number, round_to
from scoring.price.base import Formula, FormulaTerms, PriceOffer
from scoring.results import Column, Incomplete, Outcome
from scoring.types import MONEY, Case, Spec
from scoring.vectors import fractions_of, picked

Prices = Mapping[str, Fraction]  # by priced leaf


@dataclass(frozen=True, slots=True)
class LotFrame:
    """A judged lot. `order`: bids by place; `quality`: columns over `bids`, the reference set; `prices` by bid."""

    case: Case
    evaluation: Outcome
    judged: Assessed
    formula: Formula
    bids: tuple[str, ...]
    order: tuple[str, ...]
    quality: tuple[Column, ...]
    priced: tuple[Column, ...]
    prices: Mapping[str, Prices]
    cheapest: tuple[str, ...]  # bids by what they cost in all, of equal ones the best first

    @property
    def spec(self) -> Spec:
        return self.case.spec

    @property
    def winner(self) -> str:
        """The bid in first place. There is one: a lot without order has no what-if."""
        return self.order[0]

    @property
    def rivals(self) -> tuple[str, ...]:
        """The losers, best placed first."""
        return self.order[1:]

    def total(self, bid: str) -> Fraction:
        """The price of a bid, life-cycle costs left out."""
        return sum((self.prices[bid][leaf.id] for leaf in self.spec.leaves if leaf.input == "price"), Fraction(0))

    def better(self, figure: Fraction, other: Fraction) -> bool:
        """Whether a figure wins over another."""
        return figure > other if self.formula.best == "high" else figure < other


def lot(case: Case, evaluation: Outcome) -> LotFrame:
    """The lot of a case and the judgement it got. Raises BadParameter where the two do not belong together."""
    judged = assessed(case)
    if not isinstance(judged, Assessed) or not set(evaluation.reference) <= set(judged.quality.admissible):
        raise BadParameter("evaluation", why="it is not the judgement of this case")
    money = {leaf.id for leaf in case.spec.leaves if leaf.input in MONEY}
    bids = evaluation.reference
    quality = tuple(over(column, bids) for column in evaluation.columns if column.leaf not in money)
    priced = tuple(column for column in evaluation.columns if column.leaf in money)
    raw = {column.leaf: fractions_of(column.raw) for column in priced}
    prices = {bid: {leaf: values[index] for leaf, values in raw.items()} for index, bid in enumerate(bids)}
    totals = {bid: sum(prices[bid].values(), Fraction(0)) for bid in bids}
    points = evaluation.quality
    return LotFrame(
        case=case,
        evaluation=evaluation,
        judged=judged,
        formula=price.formula(case.spec.price_formula, "price_formula"),
        bids=bids,
        order=tuple(place.bid for place in evaluation.order),
        quality=quality,
        priced=priced,
        prices=prices,
        cheapest=tuple(sorted(bids, key=lambda bid: (totals[bid], -points[bid], bid))),
    )


def winner_of(result: Outcome | Incomplete) -> str | None:
    """The winner; None where there is none or something is missing."""
    return None if isinstance(result, Incomplete) else result.winner


def over(column: Column, bids: tuple[str, ...]) -> Column:
    """The column restricted to `bids`."""
    at = {bid: index for index, bid in enumerate(column.bids)}
    places = [at[bid] for bid in bids]
    vectors = picked(column.raw, places), picked(column.share, places), picked(column.points, places)
    return Column(column.leaf, column.rule, bids, *vectors, column.inputs)


def independent(spec: Spec) -> bool:
    """Whether, under the published method, no loser can change who wins: neither by price nor by quality."""
    return independence(spec).order


def alone(lot: LotFrame) -> bool:
    """Whether a bid's figure can be computed without its rivals."""
    return lot.formula.stands_alone


class Kernel:
    """Figures of some bids of the reference set under other prices; their quality stays as it was judged.

    The figures are those of the whole method wherever the bids asked for include every extreme of price and quality, or
    the formula needs no rival.
    """

    def __init__(self, lot: LotFrame) -> None:
        self.lot = lot
        spec = lot.spec
        self._money = [leaf for leaf in spec.leaves if leaf.input in MONEY]
        # Formulas read the sum of these points only; one entry spares them to add it up for every bid.
        full = sum((leaf.points for leaf in spec.leaves if leaf.input not in MONEY), Fraction(0))
        settings = lot.formula.settings()

        def terms(points: Fraction, params: Mapping[str, object]) -> FormulaTerms:
            read = {
                name: Fraction(value.strip())
                if isinstance(value, str) and settings[name].kind in {"number", "money"} and is_number(value)
                else value
                for name, value in params.items()
            }
            return FormulaTerms(points, spec.total_points, read, {"": full})

        self._by_leaf = {leaf.id: terms(leaf.points, {**spec.params, **leaf.params}) for leaf in self._money}
        self._whole = terms(sum((leaf.points for leaf in self._money), Fraction(0)), spec.params)
        shares = {column.leaf: fractions_of(column.share) for column in lot.quality}
        self._shares = {bid: {leaf: column[i] for leaf, column in shares.items()} for i, bid in enumerate(lot.bids)}
        self._roots, self._base = self._quality_by_root()

    def _quality_by_root(self) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, Fraction]]]:
        """The root that a priced leaf's points go to, and quality points by bid and root; one root unless rounded."""
        lot = self.lot
        if lot.spec.rounding.stage != "subtotal":
            return dict.fromkeys(self._by_leaf, ""), {bid: {"": lot.evaluation.quality[bid]} for bid in lot.bids}
        below = aggregate.leaves_below(lot.spec)
        roots = {leaf: root for root in aggregate.roots(lot.spec) for leaf in below[root]}
        base: dict[str, dict[str, Fraction]] = {bid: {} for bid in lot.bids}
        for root in aggregate.roots(lot.spec):
            for bid, points in zip(
                lot.bids, fractions_of(aggregate.subtotal(lot.quality, below[root], len(lot.bids))), strict=True
            ):
                base[bid][root] = points
        return roots, base

    def offer(self, bid: str, prices: Prices, leaf: str | None = None, quality: Fraction | None = None) -> PriceOffer:
        """What the formula sees of a bid under one leaf, or (None) of the whole bid. `quality` replaces its points."""
        leaves = [element.id for element in self._money if element.input == "price"] if leaf is None else [leaf]
        amount = prices[leaves[0]] if len(leaves) == 1 else sum((prices[priced] for priced in leaves), Fraction(0))
        costs = (
            {element.id: prices[element.id] for element in self._money if element.input == "cost"}
            if leaf is None
            else {}
        )
        points = self.lot.evaluation.quality[bid] if quality is None else quality
        return PriceOffer(bid, amount, points, self._shares[bid], costs, self.lot.judged.view.bids[bid].offers)

    def figures(self, bids: Iterable[str], prices: Mapping[str, Prices]) -> dict[str, Fraction | None]:
        """The figure that ranks of each of `bids`, by the prices given or else its own; None where it has none."""
        asked = list(bids)
        paid = {bid: prices.get(bid) or self.lot.prices[bid] for bid in asked}
        if self.lot.formula.kind != "points":
            return self.indices([self.offer(bid, paid[bid]) for bid in asked])
        earned: dict[str, dict[str, Fraction] | None] = {bid: dict(self._base[bid]) for bid in asked}
        for leaf, terms in self._by_leaf.items():
            by_bid = self.lot.formula.figures([self.offer(bid, paid[bid], leaf) for bid in asked], terms)
            for bid, points in by_bid.items():
                quantity = earned[bid]
                if isinstance(points, Fraction) and quantity is not None:
                    quantity[self._roots[leaf]] += self._leaf_rounded(points)
                else:
                    earned[bid] = None
        return {bid: None if quantity is None else self._stated(quantity) for bid, quantity in earned.items()}

    def indices(self, offers: Sequence[PriceOffer]) -> dict[str, Fraction | None]:
        """The figures of an index or money formula."""
        return {bid: None if figure is None else self.final(figure) for bid, figure in self.exact(offers).items()}

    def exact(self, offers: Sequence[PriceOffer]) -> dict[str, Fraction | None]:
        """The same before any rounding."""
        figures = self.lot.formula.figures(offers, self._whole)
        return {bid: figure if isinstance(figure, Fraction) else None for bid, figure in figures.items()}

    def _leaf_rounded(self, points: Fraction) -> Fraction:
        rounding = self.lot.spec.rounding
        return round_to(points, rounding.places, rounding.mode) if rounding.stage == "each_leaf" else points

    def _stated(self, by_root: Mapping[str, Fraction]) -> Fraction:
        rounding = self.lot.spec.rounding
        if rounding.stage == "subtotal":
            return sum((round_to(part, rounding.places, rounding.mode) for part in by_root.values()), Fraction(0))
        return self.final(sum(by_root.values(), Fraction(0)))

    def final(self, figure: Fraction) -> Fraction:
        """The figure, rounded where the stage is the total."""
        rounding = self.lot.spec.rounding
        return round_to(figure, rounding.places, rounding.mode) if rounding.stage == "total" else figure


def prunable(lot: LotFrame) -> bool:
    """Whether `front` holds everybody who matters: one price decides, and marks depend on extremes only."""
    points = lot.formula.kind == "points"
    many = points and (len(lot.priced) > 1 or lot.spec.rounding.stage == "subtotal")
    return not many and not lot.formula.of_the_mean


def without(lot: LotFrame, front_of_bids: Sequence[str], bids: Iterable[str], bid: str) -> list[str]:
    """`front_of_bids` without one bid: computed anew where that bid stood in it."""
    return front(lot, [other for other in bids if other != bid]) if bid in front_of_bids else list(front_of_bids)


def front(lot: LotFrame, bids: Iterable[str]) -> list[str]:
    """The bids that no other of `bids` beats or equals in both price and quality, the dearest and the poorest.

    These hold every extreme, and one of them is level with the best of `bids`, whatever one further bid asks.
    """
    quality, asked = lot.evaluation.quality, frozenset(bids)
    cheapest = [bid for bid in lot.cheapest if bid in asked]
    kept: list[str] = []
    for bid in cheapest:
        if not kept or quality[bid] > quality[kept[-1]]:
            kept.append(bid)
    extremes = {cheapest[-1], min(cheapest, key=quality.__getitem__)} if cheapest else set()
    return kept + sorted(extremes - set(kept))
