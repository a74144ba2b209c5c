"""Who is first when one mark is another one: exactly what `evaluate` says, mostly without judging the whole lot again.

Figures of the other bids are taken as they were, or computed by the formula itself; the whole lot is judged again where
another set of bids is compared, where the moved bid comes level with another one, and where rounding follows scaling.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring import aggregate, thresholds
from scoring.families.judged import LeafJudgement
from scoring.numbers import round_to
from scoring.results import Column
from scoring.robustness.frame import Kernel, LotFrame, over, winner_of
from scoring.robustness.steps import unscaled
from scoring.types import MONEY
from scoring.vectors import fractions_of, times, vector

_UNROUNDED = frozenset({"none", "total"})  # stages that leave quality points as they are

Totals = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class AfterMove:
    """`winner` None: nobody without a further decision. `excludes`: the mark takes its bid out of the comparison."""

    winner: str | None
    excludes: bool = False


class MarkSearch:
    """A lot asked again and again. `separate`: under its method, a mark moves the figure of its own bid alone."""

    def __init__(self, judged: LotFrame) -> None:
        self.lot = judged
        spec = judged.spec
        points, self._scaled = judged.formula.kind == "points", spec.scaling == "best"
        self._judges_again = bool(thresholds.nodes_with_minimum(spec, money=True)) or (
            self._scaled and spec.rounding.stage not in _UNROUNDED
        )
        self._has_minimum = bool(thresholds.nodes_with_minimum(spec, money=False)) or spec.quality_minimum is not None
        self.separate = points and not self._scaled and not self._judges_again
        self._kernel = kernel = None if points else Kernel(judged)
        self._rounding = aggregate.EXACT if self._scaled else spec.rounding
        quality = unscaled(judged) if self._scaled else judged.quality
        self._cells = {bid: {column.leaf: over(column, (bid,)) for column in quality} for bid in judged.bids}
        self._paid = {bid: [over(column, (bid,)) for column in judged.priced] for bid in judged.bids if points}
        self._totals = {bid: self._total(cells.values()) for bid, cells in self._cells.items()}
        self._offers = {} if kernel is None else {bid: kernel.offer(bid, judged.prices[bid]) for bid in judged.bids}
        self._known: dict[tuple[str, str, Fraction], AfterMove] = {}

    def after(self, leaf: str, bid: str, value: Fraction) -> AfterMove:
        """Who is first with `value` as the panel's for one bid under a marked leaf."""
        key = leaf, bid, value
        if key not in self._known:
            self._known[key] = self._quickly(leaf, bid, value) or self._again(leaf, bid, value)
        return self._known[key]

    def _again(self, leaf: str, bid: str, value: Fraction) -> AfterMove:
        result = self.lot.judged.remarked(leaf, bid, value)
        gone = any(out.bid == bid for out in result.excluded)
        return AfterMove(winner_of(result), bid in self.lot.bids and gone)

    def _quickly(self, leaf: str, bid: str, value: Fraction) -> AfterMove | None:
        """The answer where the figures alone give it; None where the whole lot has to be judged again."""
        judged = self.lot.judged
        if self._judges_again:
            return None
        if self._has_minimum and judged.admitted(leaf, bid, value)[0].admissible != judged.quality.admissible:
            return None
        if bid not in self.lot.bids:
            return AfterMove(self.lot.evaluation.winner)
        moved = self._column(leaf, bid, value)
        figures = self._figures(bid, moved)
        return None if figures is None else self._first(bid, figures)

    def _first(self, bid: str, figures: Totals) -> AfterMove | None:
        """The best figure's bid. None where it needs the tie chain anew: for the moved bid, or for others now level."""
        before, order = self.lot.evaluation.figures, self.lot.order
        rivals = [other for other in order if other != bid]
        level: dict[Fraction, str] = {}
        for other in () if self.separate else rivals:
            if before[level.setdefault(figures[other], other)] != before[other]:
                return None
        if any(figures[other] == figures[bid] for other in rivals):
            return None
        best = bid
        for other in rivals[:1] if self.separate else rivals:
            if self.lot.better(figures[other], figures[best]):
                best = other
        return AfterMove(best)

    # --- figures ---

    def _column(self, leaf: str, bid: str, value: Fraction) -> Column:
        """The one cell, marked anew."""
        judged = self.lot.judged.quality.judged[leaf]
        raw = vector([value])
        top = judged.top or Fraction(1)
        cell = LeafJudgement(judged.leaf, (bid,), raw, times(raw, 1 / top), judged.rule, top)
        return aggregate.column(cell, self._rounding)

    def _figures(self, bid: str, moved: Column) -> Totals | None:
        """The figures that rank, after the move; None where the method gives some bid none."""
        cells = {**self._cells[bid], moved.leaf: moved}
        if self.separate:
            return {**self.lot.evaluation.figures, bid: self._stated(self._total([*cells.values(), *self._paid[bid]]))}
        totals = {**self._totals, bid: self._total(cells.values())}
        if self._scaled:
            best = max(totals.values())
            if not best:
                return None
            full = sum((leaf.points for leaf in self.lot.spec.leaves if leaf.input not in MONEY), Fraction(0))
            totals = {other: total * full / best for other, total in totals.items()}
        if self._kernel is None:
            return {other: self._stated(total + self._total(self._paid[other])) for other, total in totals.items()}
        return self._indices(self._kernel, bid, moved, totals)

    def _indices(self, kernel: Kernel, bid: str, moved: Column, totals: Totals) -> Totals | None:
        [share] = fractions_of(moved.share)
        asked = {**self._offers, bid: replace(self._offers[bid], quality=totals[bid])}
        asked[bid] = replace(asked[bid], shares={**asked[bid].shares, moved.leaf: share})
        figures = {
            other: figure for other, figure in kernel.indices(list(asked.values())).items() if figure is not None
        }
        return figures if len(figures) == len(asked) else None

    def _total(self, columns: Iterable[Column]) -> Fraction:
        """The points of one bid's cells, roots rounded where that is the stage."""
        [total] = fractions_of(aggregate.total(self.lot.spec, list(columns), 1))
        return total

    def _stated(self, total: Fraction) -> Fraction:
        """The figure, rounded where the stage is the total."""
        rounding = self.lot.spec.rounding
        return round_to(total, rounding.places, rounding.mode) if rounding.stage == "total" else total
