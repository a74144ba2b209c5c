"""Points: from judged leaves to columns, from columns to subtotals and totals. Ints inside, Fractions outside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.families.judged import LeafJudgement
from scoring.results import Column, Vector
from scoring.types import MONEY, Group, Leaf, Rounding, Spec
from scoring.vectors import rounded, sums, times

EXACT = Rounding()


def column(judged: LeafJudgement, rounding: Rounding, factor: Fraction = Fraction(1)) -> Column:
    """The cells of a leaf: points = share * points of the leaf * `factor` (scaling), rounded at stage each_leaf."""
    raw, share = judged.raw, judged.share
    if rounding.stage == "each_mark" and judged.top is not None:
        raw = rounded(raw, rounding.places, rounding.mode)
        share = times(raw, 1 / judged.top)
    points = times(share, judged.leaf.points * factor)
    return at_leaf(Column(judged.leaf.id, judged.rule, judged.bids, raw, share, points, judged.inputs), rounding)


def at_leaf(column: Column, rounding: Rounding) -> Column:
    """The column with its points rounded, where the stage is each_leaf."""
    if rounding.stage != "each_leaf":
        return column
    return replace(column, points=rounded(column.points, rounding.places, rounding.mode))


def nodes(spec: Spec) -> list[Leaf | Group]:
    """Everything that carries points: leaves and groups, as published."""
    return [*spec.leaves, *spec.groups]


def leaves_below(spec: Spec) -> Mapping[str, frozenset[str]]:
    """The leaves under each group, however deep; a leaf's own id gives the leaf."""
    parents = {node.id: node.parent for node in nodes(spec)}
    below: dict[str, set[str]] = {node: set() for node in parents}
    for leaf in spec.leaves:
        at: str | None = leaf.id
        while at is not None:
            below[at].add(leaf.id)
            at = parents[at]
    return {node: frozenset(leaves) for node, leaves in below.items()}


def roots(spec: Spec) -> list[str]:
    """Groups and leaves without a parent, as published."""
    return [node.id for node in nodes(spec) if node.parent is None]


def is_money(spec: Spec) -> frozenset[str]:
    """The leaves that a price formula reads."""
    return frozenset(leaf.id for leaf in spec.leaves if leaf.input in MONEY)


def subtotal(columns: Iterable[Column], leaves: frozenset[str], count: int) -> Vector:
    """The points of the given leaves, `count` bids each, unrounded."""
    return sums([column.points for column in columns if column.leaf in leaves], count)


def total(spec: Spec, columns: Sequence[Column], count: int) -> Vector:
    """The points of all `columns`, `count` bids each. At stage subtotal each root is rounded before adding."""
    rounding = spec.rounding
    if rounding.stage != "subtotal":
        return sums([column.points for column in columns], count)
    below = leaves_below(spec)
    parts = [subtotal(columns, below[root], count) for root in roots(spec)]
    return sums([rounded(part, rounding.places, rounding.mode) for part in parts], count)


def scaling_factor(spec: Spec, quality: Vector) -> Fraction | None:
    """What brings the best quality of the reference set to all quality points; None where the best is 0."""
    best = max(num for num in quality.nums if num is not None) * quality.unit
    full = sum((leaf.points for leaf in spec.leaves if leaf.input not in MONEY), Fraction(0))
    return full / best if best else None
