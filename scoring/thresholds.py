"""Gates and minimums: what excludes a bid before anybody compares prices. A missing answer is a gap, not a failure."""

from collections.abc import Sequence
from fractions import Fraction

from scoring import aggregate
from scoring.families import performance
from scoring.numbers import round_to
from scoring.results import Column, Exclusion, Gap
from scoring.types import Group, Leaf, Minimum, Spec
from scoring.vectors import fractions_of
from scoring.view import View

QUALITY = "quality"


def gates(view: View) -> tuple[list[Exclusion], list[Gap]]:
    """Bids out by ruling, by a failed gate or by an offer below an indicator's minimum, and answers still missing.

    A bid that is out already leaves no gap: what it did not answer decides nothing.
    """
    out: list[Exclusion] = []
    gaps: list[Gap] = []
    for bid in view.bids.values():
        exclusions = _out(view, bid.id)
        if not exclusions:
            missing = [gate for gate in view.spec.gates if bid.gates.get(gate.id) is None]
            gaps += [Gap(bid.id, gate.id, "missing", "answer") for gate in missing]
        out += exclusions
    return out, gaps


def _out(view: View, bid: str) -> list[Exclusion]:
    ruling = view.ruling("exclude", bid)
    ruled = [] if ruling is None else [Exclusion(bid, "ruling", ruling.id, ruling.text)]
    failed = [gate for gate in view.spec.gates if view.bids[bid].gates.get(gate.id) is False]
    exclusions = ruled + [Exclusion(bid, "gate", gate.id) for gate in failed]
    for leaf in view.offered:
        exclusions += performance.below_minimum(leaf, view, bid)
    return exclusions


def depends_on_rivals(spec: Spec) -> frozenset[str]:
    """Quality leaves whose shares compare with the best of the reference set."""
    return frozenset(leaf.id for leaf in spec.leaves if leaf.curve is not None and leaf.curve.kind == "relative")


def nodes_with_minimum(spec: Spec, *, money: bool) -> list[tuple[Leaf | Group, Minimum]]:
    """The leaves and groups that publish a minimum, and it: those with or those without a priced leaf below them."""
    pairs = [(node, node.minimum) for node in aggregate.nodes(spec) if node.minimum is not None]
    if not pairs:
        return []
    below, priced = aggregate.leaves_below(spec), aggregate.is_money(spec)
    return [(node, minimum) for node, minimum in pairs if bool(below[node.id] & priced) == money]


def failing(
    spec: Spec, nodes: Sequence[tuple[Leaf | Group, Minimum]], columns: Sequence[Column], bids: tuple[str, ...]
) -> list[Exclusion]:
    """The bids below a minimum of `nodes`. `columns` over `bids` hold exact points, rounded ones where those count."""
    below = aggregate.leaves_below(spec) if nodes else {}
    by_leaf = {column.leaf: column for column in columns}
    out = []
    for node, minimum in nodes:
        marks = minimum.unit == "mark"
        reached = by_leaf[node.id].raw if marks else aggregate.subtotal(columns, below[node.id], len(bids))
        stage = "leaf" if isinstance(node, Leaf) else "group"
        for bid, value in zip(bids, fractions_of(reached), strict=True):
            out += _fails(spec, Exclusion(bid, stage, node.id), minimum, value, node.points)
    return out


def failing_quality(spec: Spec, columns: Sequence[Column], bids: tuple[str, ...]) -> list[Exclusion]:
    """The bids below the minimum of all quality points together."""
    if spec.quality_minimum is None:
        return []
    priced = aggregate.is_money(spec)
    full = sum((leaf.points for leaf in spec.leaves if leaf.id not in priced), Fraction(0))
    points = aggregate.subtotal(columns, frozenset(column.leaf for column in columns), len(bids))
    out = []
    for bid, value in zip(bids, fractions_of(points), strict=True):
        out += _fails(spec, Exclusion(bid, QUALITY, QUALITY), spec.quality_minimum, value, full)
    return out


def reached(spec: Spec, minimum: Minimum, value: Fraction, full: Fraction) -> Fraction:
    """What `value`, in points or as a mark, is in the unit of the minimum; `full` are all points it could be.

    Where the tender counts rounded values, the points or the mark are rounded, never a share made of them: that would
    be another minimum (1/2 at no decimals is 1).
    """
    if spec.threshold_on == "rounded":
        value = round_to(value, spec.rounding.places, spec.rounding.mode)
    return value / full if minimum.unit == "share" else value


def _fails(spec: Spec, exclusion: Exclusion, minimum: Minimum, value: Fraction, full: Fraction) -> list[Exclusion]:
    amount = reached(spec, minimum, value, full)
    if amount >= minimum.value:
        return []
    return [Exclusion(exclusion.bid, exclusion.stage, exclusion.where, "below_minimum", amount, minimum.value)]
