"""At which price a bid changes places with the winner: bisection in minor units, by the whole method. SCORING §10."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor

from scoring import rank, thresholds
from scoring.robustness.annex import Flip
from scoring.robustness.frame import Kernel, LotFrame, Prices, alone, front, prunable, winner_of, without
from scoring.types import MONEY
from scoring.vectors import fractions_of
from scoring.view import Blocked

# Beyond this multiple of the dearest price nobody looks: there the winner is said to win at any price.
_FAR = 2**20
# How many challengers are looked at where each step of a search computes many bids (figures to compute in all).
_FIGURES_FRONT, _FIGURES_ALL, _FIGURES_JUDGED, _AT_LEAST = 3_000, 2_500, 2_000, 2


def flips(lot: LotFrame) -> tuple[tuple[Flip, ...], Flip | None, int]:
    """(each challenger's price, the winner's, how many challengers were looked at), best placed first.

    A bid with several prices changes them in proportion. No rival: nothing to find. Exact, in minor units of the
    tender's currency (hundredths where the basis publishes no number of decimals).
    """
    if not lot.rivals:
        return (), None, 0
    search = _Search(lot)
    covered = lot.rivals[: search.covers]
    if not lot.formula.monotone:
        not_monotone = tuple(Flip(bid, lot.total(bid), None, "not_monotone") for bid in covered)
        return not_monotone, Flip(lot.winner, lot.total(lot.winner), None, "not_monotone"), len(covered)
    return tuple(search.flip(bid) for bid in covered), search.most(), len(covered)


class _Search:
    """Whether a bid would win at another price. Only under a minimum that reads prices is all judged again."""

    def __init__(self, lot: LotFrame) -> None:
        self.lot = lot
        self.kernel = Kernel(lot)
        places = lot.spec.basis.places
        self.unit = Fraction(1, 10 ** (2 if places is None else places))
        self._judged = bool(thresholds.nodes_with_minimum(lot.spec, money=True))
        self._front = front(lot, lot.bids) if prunable(lot) else list(lot.bids)
        self._by_figure: dict[Fraction, list[str]] = {}
        for bid, figure in lot.evaluation.figures.items():
            self._by_figure.setdefault(figure, []).append(bid)
        points = {column.leaf: dict(zip(lot.bids, fractions_of(column.points), strict=True)) for column in lot.quality}
        self._points = {**points, **lot.evaluation.subtotals}

    @property
    def covers(self) -> int:
        """How many challengers can be looked at in reasonable time."""
        count = len(self.lot.bids)
        if self._judged:
            return max(_AT_LEAST, _FIGURES_JUDGED // count)
        if alone(self.lot) or not self.lot.formula.monotone:
            return count
        return max(_AT_LEAST, (_FIGURES_FRONT if prunable(self.lot) else _FIGURES_ALL) // len(self._front))

    def flip(self, bid: str) -> Flip:
        """The highest price, in minor units, at which a loser wins."""
        now = self.lot.total(bid)
        wins = self._question(bid)
        if not wins(1):
            return Flip(bid, now, None, "never")
        top = now / self.unit
        # It loses at its own price; one that is no whole number of units may win at the unit below.
        return Flip(bid, now, self._boundary(wins, 1, floor(top) + (top.denominator != 1)) * self.unit)

    def most(self) -> Flip:
        """The highest price, in minor units, at which the winner still wins."""
        bid = self.lot.winner
        now = self.lot.total(bid)
        wins = self._question(bid)
        low = floor(now / self.unit)
        far = _FAR * max(floor(max(self.lot.total(other) for other in self.lot.bids) / self.unit), 1)
        high = max(2 * low, 1)
        while wins(high):
            if high > far:
                return Flip(bid, now, None, "always")
            low, high = high, 2 * high
        return Flip(bid, now, max(self._boundary(wins, low, high) * self.unit, now))

    @staticmethod
    def _boundary(wins: Callable[[int], bool], low: int, high: int) -> int:
        """The last of low..high that wins, where `low` does and `high` does not."""
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if wins(middle) else (low, middle)
        return low

    def _question(self, bid: str) -> Callable[[int], bool]:
        """Whether `bid` wins at a whole number of units."""
        lot = self.lot
        if self._judged:
            return lambda units: self._again(bid, units)
        if alone(lot):
            best = lot.evaluation.figures[lot.winner if bid != lot.winner else lot.rivals[0]]
            return lambda units: self._stands(bid, units, self.kernel.figures([bid], self._asks(bid, units)), best)
        others = (
            without(lot, self._front, lot.bids, bid) if prunable(lot) else [rival for rival in lot.bids if rival != bid]
        )

        def wins(units: int) -> bool:
            figures = self.kernel.figures([bid, *others], self._asks(bid, units))
            return self._stands(bid, units, figures, None)

        return wins

    def _stands(self, bid: str, units: int, figures: Mapping[str, Fraction | None], best: Fraction | None) -> bool:
        """Whether the bid's figure is before all others; level ones are parted by judging again."""
        asked = figures[bid]
        if asked is None:
            return False
        for other, figure in figures.items():
            if other != bid and figure is not None and (best is None or self.lot.better(figure, best)):
                best = figure
        if best is None or self.lot.better(asked, best):
            return True
        return asked == best and self._parted(bid, units, asked)

    def _parted(self, bid: str, units: int, figure: Fraction) -> bool:
        """Whether the tie chain puts the bid before all that are level with it; an open tie is no victory."""
        lot, asked = self.lot, self._asks(bid, units)
        if alone(lot):
            level = [other for other in self._by_figure.get(figure, ()) if other != bid]
        else:
            figures = self.kernel.figures(lot.bids, asked)
            level = [other for other, reached in figures.items() if reached == figure and other != bid]
        prices = {
            contender: sum((asked.get(contender) or lot.prices[contender]).values(), Fraction(0))
            for contender in (bid, *level)
        }
        standing = rank.Standing(lot.judged.view.bids, prices, self._points, rank.draw_of(lot.case))
        try:
            places = rank.order(dict.fromkeys(prices, figure), lot.formula.best, lot.spec.tie_chain, standing)
        except Blocked:
            return False
        return places[0].bid == bid

    def _asks(self, bid: str, units: int) -> Mapping[str, Prices]:
        """The bid's prices by leaf at a total of `units`: in proportion, or all on the first where it asks nothing."""
        price, total, asked = self.lot.prices[bid], self.lot.total(bid), units * self.unit
        asked_by_bid: dict[str, Fraction] = {}
        for leaf in self.lot.spec.leaves:
            if leaf.input == "price":
                share = price[leaf.id] / total if total else Fraction(not asked_by_bid)
                asked_by_bid[leaf.id] = asked * share
        costs = {leaf.id: price[leaf.id] for leaf in self.lot.spec.leaves if leaf.input == "cost"}
        return {bid: {**asked_by_bid, **costs}}

    def _again(self, bid: str, units: int) -> bool:
        """Whether the bid is first when the whole lot is judged again; an open tie is no victory."""
        asked = self._asks(bid, units)[bid]
        prices: dict[tuple[str, str], Fraction] = {}
        for leaf in self.lot.spec.leaves:
            if leaf.input in MONEY:
                prices |= {(bid, element): Fraction(0) for element in leaf.elements}
                prices[bid, leaf.elements[0]] = asked[leaf.id]
        return winner_of(self.lot.judged.again(prices=prices)) == bid
