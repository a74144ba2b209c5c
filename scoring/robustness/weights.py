"""What other weights would do to the winner: the least change that undoes it, and how far each weight can go. Exact.

Only for formulas that earn points: V are shares of the points, S = V w, d = V_winner - V_rival. Source: SCORING §10.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.robustness.annex import Shift, Stable, Weighing
from scoring.robustness.frame import LotFrame
from scoring.types import MONEY
from scoring.vectors import fractions_of


@dataclass(frozen=True, slots=True)
class Shares:
    """Unrounded shares by leaf and bid, after scaling, and each leaf's points. Leaves without points are left out.

    `factor` is what scaling multiplied the shares of quality with.
    """

    points: Mapping[str, Fraction]
    of: Mapping[str, Mapping[str, Fraction]]
    factor: Fraction = Fraction(1)

    def total(self, bid: str) -> Fraction:
        """The bid's points, unrounded."""
        return sum((points * self.of[leaf][bid] for leaf, points in self.points.items()), Fraction(0))


def shares(lot: LotFrame) -> Shares | None:
    """The shares of a lot whose formula earns points; None for the others."""
    if lot.formula.kind != "points" or not lot.bids:
        return None
    points = {leaf.id: leaf.points for leaf in lot.spec.leaves if leaf.points}
    columns = {column.leaf: column for column in (*lot.quality, *lot.priced)}
    share_of = {leaf: dict(zip(lot.bids, fractions_of(columns[leaf].share), strict=True)) for leaf in points}
    factor = Fraction(1)
    if lot.spec.scaling == "best":
        quality = [leaf.id for leaf in lot.spec.leaves if leaf.input not in MONEY and leaf.points]
        best = max(sum(points[leaf] * share_of[leaf][bid] for leaf in quality) for bid in lot.bids)
        factor = sum((points[leaf] for leaf in quality), Fraction(0)) / best
        for leaf in quality:
            share_of[leaf] = {bid: share * factor for bid, share in share_of[leaf].items()}
    return Shares(points, share_of, factor)


def weighing(lot: LotFrame, leaf_shares: Shares | None) -> Weighing | None:
    """Both measures over all rivals; None where weights do not decide: no points, no rival, or rounding parts them."""
    if leaf_shares is None or not lot.rivals:
        return None
    apart = {bid: _differences(leaf_shares, lot.winner, bid) for bid in lot.rivals}
    gaps = {bid: (_dot(leaf_shares.points, differences), differences) for bid, differences in apart.items()}
    if any(gap < 0 for gap, _ in gaps.values()):
        return None
    shifts = tuple(shift(bid, leaf_shares.points, differences) for bid, differences in apart.items())
    able = [(change.moved, index) for index, change in enumerate(shifts) if change.moved is not None]
    closest = shifts[min(able)[1]].bid if able else ""
    total = sum(leaf_shares.points.values())
    stable = tuple(_stable(leaf, points, gaps, Fraction(total)) for leaf, points in leaf_shares.points.items())
    return Weighing(shifts, closest, stable)


def _differences(leaf_shares: Shares, winner: str, rival: str) -> dict[str, Fraction]:
    return {leaf: of[winner] - of[rival] for leaf, of in leaf_shares.of.items()}


def _dot(points: Mapping[str, Fraction], differences: Mapping[str, Fraction]) -> Fraction:
    return sum((points[leaf] * d for leaf, d in differences.items() if d), Fraction(0))


def shift(bid: str, points: Mapping[str, Fraction], differences: Mapping[str, Fraction]) -> Shift:
    """The fewest points to move until the gap is 0: from the leaves with the largest d, in turn, to the smallest.

    Impossible exactly where every d lies above 0.
    """
    gap = _dot(points, differences)
    least = min(differences, key=lambda leaf: differences[leaf])
    most = max(differences.values())
    unbounded = gap / (most - differences[least]) if most > differences[least] else (None if gap else Fraction(0))
    if differences[least] > 0:
        return Shift(bid, None, unbounded, {})
    changes: dict[str, Fraction] = {}
    for leaf in sorted(differences, key=lambda leaf: -differences[leaf]):
        if gap:
            taken = min(points[leaf], gap / (differences[leaf] - differences[least]))
            gap -= taken * (differences[leaf] - differences[least])
            changes[leaf] = -taken
    moved = -sum(changes.values(), Fraction(0))
    return Shift(bid, moved, unbounded, {**changes, least: moved} if moved else {})


def _stable(
    leaf: str, own_share: Fraction, gaps: Mapping[str, tuple[Fraction, Mapping[str, Fraction]]], total_share: Fraction
) -> Stable:
    """The weights of one leaf that keep the winner before every rival: x D + (1 - x) E >= 0."""
    if own_share == total_share:
        return Stable(leaf, Fraction(1), None, None)
    low, high = (Fraction(0), ""), (Fraction(1), "")
    for rival, (gap, differences) in gaps.items():
        here = differences[leaf]
        rest = (gap - own_share * here) / (total_share - own_share)
        if here == rest:
            continue
        end = rest / (rest - here)
        if here < rest and end < high[0]:
            high = end, rival
        elif here > rest and end > low[0]:
            low = end, rival
    return Stable(leaf, own_share / total_share, low[0], high[0], low[1], high[1])
