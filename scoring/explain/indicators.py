"""Offers as a small table and a calculation: what was asked, what is offered, why it binds, what it earns."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.explain.interfaces import weighted
from scoring.expressions import Expression, Minus, Number, Over, Unit, Working, capped, evaluate, floored, times
from scoring.families.performance import share_of
from scoring.results import CellTrace, Sentence
from scoring.types import Curve, KpiRule, Leaf
from scoring.view import View

_UNITY, _NOTHING = Number(Fraction(1)), Number(Fraction(0))


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator and what a bid's offer for it earns.

    Asked is `least` (below it the bid is out) to `best` (earns all), in `unit`; `direction` up or down says which way
    is better. `offer` None: no offer was made, and the published neutral share counts. `backed`: a credit rule of the
    contract stands behind the offer, which therefore binds. `share` evaluates to 0..1; `points`: earned by this line,
    before rounding and scaling.
    """

    code: str
    title: str
    unit: str
    direction: str
    least: Fraction
    best: Fraction
    weight: Fraction
    backed: bool
    offer: Fraction | None
    share: Expression
    points: Fraction


def indicator_lines(leaf: Leaf, view: View, bid: str) -> tuple[IndicatorLine, ...]:
    """The indicators of a criterion, as published; none where it has a curve."""
    weights = sum((kpi.weight for kpi in leaf.kpis), Fraction(0))
    return tuple(_line(leaf, kpi, view.bids[bid].offers.get(kpi.code), weights) for kpi in leaf.kpis)


def _line(leaf: Leaf, kpi: KpiRule, offer: Fraction | None, weights: Fraction) -> IndicatorLine:
    share = _neutral(leaf) if offer is None else _linear(offer, kpi.minimum, kpi.best)
    return IndicatorLine(
        code=kpi.code,
        title=kpi.title,
        unit=kpi.unit,
        direction=kpi.direction,
        least=kpi.minimum,
        best=kpi.best,
        weight=kpi.weight,
        backed=kpi.backed,
        offer=offer,
        share=share,
        points=leaf.points * kpi.weight * evaluate(share) / weights,
    )


def _neutral(leaf: Leaf) -> Number:
    return Number(leaf.neutral or Fraction(0), Unit.PERCENT)


def _linear(offer: Fraction, least: Fraction, best: Fraction) -> Expression:
    """(offer - least) / (best - least), with the end that binds."""
    line = Over(Minus(Number(offer), Number(least)), Minus(Number(best), Number(least)))
    return floored(capped(line, _UNITY), _NOTHING)


def offer_working(leaf: Leaf, cell: CellTrace, lines: Sequence[IndicatorLine]) -> Working:
    """Points x share: by indicators, each a percentage whose own calculation stands in its line, or by the curve."""
    points = Number(leaf.points, Unit.POINTS)
    if leaf.curve is not None:
        return _curve(leaf, leaf.curve, cell, points)
    neutral = Sentence("why.neutral") if any(line.offer is None for line in lines) else None
    if len(lines) == 1:
        return Working(_product(points, lines[0].share), why=neutral)
    parts = [times(Number(line.weight), Number(evaluate(line.share), Unit.PERCENT)) for line in lines]
    return Working(weighted(points, parts, sum((line.weight for line in lines), Fraction(0))), why=neutral)


def _product(points: Number, share: Expression) -> Expression:
    """Points x share, a quotient opened so that it reads from left to right."""
    return Over(times(points, share.top), share.bottom) if isinstance(share, Over) else times(points, share)


def _curve(leaf: Leaf, curve: Curve, cell: CellTrace, points: Number) -> Working:
    offer = cell.raw
    if offer is None:
        return Working(times(points, _neutral(leaf)), why=Sentence("why.neutral"))
    if curve.kind == "relative":
        best = Number(_best_of(cell))
        ratio = Over(Number(offer), best) if curve.direction == "up" else Over(best, Number(offer))
        return Working(_product(points, ratio), why=Sentence("why.best_offer", {"best": best.value}))
    if curve.kind == "linear" and curve.minimum is not None and curve.best is not None:
        return Working(_product(points, _linear(offer, curve.minimum, curve.best)))
    share = Number(share_of(curve, offer), Unit.PERCENT)
    return Working(times(points, share), why=Sentence("why.offer_band"))


def _best_of(cell: CellTrace) -> Fraction:
    """The offer that this one was compared with, from what the cell was computed of."""
    return Fraction(next(source for source in cell.inputs if source.startswith("best=")).removeprefix("best="))
