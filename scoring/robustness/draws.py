"""From a judged lot to the integers that are drawn over, and back to shares of the draws."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from math import floor, lcm

from scoring.robustness import smaa
from scoring.robustness.annex import Chance, Chances, PairShare
from scoring.robustness.frame import LotFrame
from scoring.robustness.weights import Shares
from scoring.types import Leaf
from scoring.vectors import fractions_of

# Neighbourhoods of the published weights: points each way, and a share of each weight.
POINTS, RELATIVE = Fraction(1), Fraction(1, 10)
# Marks are drawn for the best placed bids, duels are counted among the first.
MARKED, DUELLING = 100, 10
_STREAMS = {"free": 0, "points": 1, "relative": 2, "marks": 3}
LOWER = "lower"

Values = tuple[list[list[int]], int]  # bids x leaves, and the heaviest weights for which they fit


def chances(lot: LotFrame, leaf_shares: Shares | None, seed: int, draws: int) -> tuple[Chances, ...]:
    """Weights around the published ones and marks a level up or down. Empty without points, or for a single bid."""
    if leaf_shares is None or not lot.rivals:
        return ()
    total = sum(leaf_shares.points.values())
    base = {leaf: floor(points / total * smaa.UNIT + Fraction(1, 2)) for leaf, points in leaf_shares.points.items()}
    unit = floor(POINTS / total * smaa.UNIT + Fraction(1, 2))
    reaches = {
        "points": (POINTS, [unit] * len(base)),
        "relative": (RELATIVE, [floor(weight * RELATIVE) for weight in base.values()]),
    }
    drawn = [
        _weighted(kind, width, leaf_shares, lot.order, (list(base.values()), reach), (seed, draws))
        for kind, (width, reach) in reaches.items()
    ]
    marked = _marked(lot, leaf_shares, seed, draws)
    return (*drawn, *([marked] if marked else []))


def free(leaf_shares: Shares, order: Sequence[str], *, seed: int, draws: int = 10_000) -> Chances:
    """Every weighting equally likely: for a choice of method, before a tender is published and never after."""
    return _weighted("free", None, leaf_shares, order, None, (seed, draws))


def _weighted(
    kind: str,
    width: Fraction | None,
    leaf_shares: Shares,
    order: Sequence[str],
    around: tuple[list[int], list[int]] | None,
    draw: tuple[int, int],
) -> Chances:
    seed, draws = draw
    bids = sorted(order)
    heaviest = smaa.UNIT if around is None else sum(map(sum, around))
    rows = {bid: [leaf_shares.of[leaf][bid] for leaf in leaf_shares.points] for bid in bids}
    integer_rows = dict(zip(bids, integers(list(rows.values()), smaa.most_for(len(bids), heaviest)), strict=True))

    def weights() -> smaa.Weights:
        stream = smaa.DrawWords(seed, _STREAMS[kind])
        return smaa.free(stream, len(leaf_shares.points)) if around is None else smaa.around(stream, *around)

    counted = smaa.ranks(list(integer_rows.values()), weights(), draws)
    central = {bid: _central(counted, index) for index, bid in enumerate(bids)}
    bid_chances = tuple(
        Chance(
            bid,
            places(counted, bids.index(bid)),
            dict(zip(leaf_shares.points, _shared(central[bid]), strict=True)) if any(central[bid]) else {},
            _confidence(bid, central[bid], integer_rows) if any(central[bid]) else None,
        )
        for bid in order
    )
    first = list(order[:DUELLING])
    won = smaa.duels([integer_rows[bid] for bid in first], weights(), draws)
    return Chances(kind, width, draws, bid_chances, tuple(_duels(first, won, draws)))


def _duels(first: Sequence[str], won: smaa.Array, draws: int) -> Iterator[PairShare]:
    for row, bid in enumerate(first):
        for column in range(row + 1, len(first)):
            yield PairShare(bid, first[column], Fraction(int(won[row, column]), 2 * draws))


def integers(rows: Sequence[Sequence[Fraction]], most: int) -> list[list[int]]:
    """The values times their common denominator where that stays within `most`; else rounded to what `most` allows.

    Equal values stay equal.
    """
    largest = max((abs(value) for row in rows for value in row), default=Fraction(0))
    common = 1
    for value in {value.denominator for row in rows for value in row}:
        common = lcm(common, value)
        if common * largest > most:
            break
    if common * largest <= most:
        return [[value.numerator * (common // value.denominator) for value in row] for row in rows]
    scale = floor(most / max(largest, Fraction(1)))
    return [
        [(2 * value.numerator * scale + value.denominator) // (2 * value.denominator) for value in row] for row in rows
    ]


def places(counted: smaa.Counted, bid: int) -> dict[str, Fraction]:
    """The places a bid took, as shares of the draws."""
    width = counted.places[1].shape[1]
    bids = counted.places[1].shape[0]
    names = [str(place) for place in range(1, width + 1)] if width == bids else [*map(str, range(1, width)), LOWER]
    by_bid: dict[str, Fraction] = {}
    for shared, counts in counted.places.items():
        row = counts[bid]
        for place in row.nonzero()[0]:
            name = names[place]
            by_bid[name] = by_bid.get(name, Fraction(0)) + Fraction(int(row[place]), shared * counted.draws)
    return {name: by_bid[name] for name in names if name in by_bid}


# --- central weights ---


def _central(counted: smaa.Counted, bid: int) -> list[int]:
    """The summed weights with which a bid was first, in integers on one scale; a shared first place counts in part."""
    scale = lcm(*counted.central)
    sums = [[scale // shared * int(weight) for weight in by_bid[bid]] for shared, by_bid in counted.central.items()]
    return [sum(column) for column in zip(*sums, strict=True)]


def _shared(weights: Sequence[int]) -> list[Fraction]:
    total = sum(weights)
    return [Fraction(weight, total) for weight in weights]


def _confidence(bid: str, weights: Sequence[int], values: Mapping[str, Sequence[int]]) -> Fraction:
    """1 where a bid is first under its central weights, 1/c where c bids are, else 0: the marks are as given."""
    scores = {other: sum(w * v for w, v in zip(weights, row, strict=True)) for other, row in values.items()}
    best = max(scores.values())
    return Fraction(int(scores[bid] == best), sum(score == best for score in scores.values()))


# --- marks ---


def _marked(lot: LotFrame, leaf_shares: Shares, seed: int, draws: int) -> Chances | None:
    """Each panel value a level lower, as it is or a level higher, for the best placed bids; None without marks."""
    leaves = [leaf for leaf in lot.spec.leaves if leaf.input == "mark" and leaf.id in leaf_shares.points]
    if not leaves:
        return None
    bids = sorted(lot.order[:MARKED])
    at = {bid: index for index, bid in enumerate(lot.bids)}
    moved = {leaf.id: _steps(lot, leaf, leaf_shares) for leaf in leaves}
    columns = {column.leaf: fractions_of(column.raw) for column in lot.quality if column.leaf in moved}
    rows = [
        [leaf_shares.total(bid)] + [x for leaf in leaves for x in moved[leaf.id](columns[leaf.id][at[bid]])]
        for bid in bids
    ]
    most = smaa.EXACT // (2 * len(rows[0]) << smaa.bits_for(len(bids)))
    scaled = integers(rows, most)
    moves = [[(row[i], row[i + 1], row[i + 2]) for i in range(1, len(row), 3)] for row in scaled]
    counted = smaa.marks([row[0] for row in scaled], moves, smaa.DrawWords(seed, _STREAMS["marks"]), draws)
    places_by_bid = tuple(Chance(bid, places(counted, bids.index(bid)), {}) for bid in lot.order[:MARKED])
    return Chances("marks", Fraction(1), draws, places_by_bid, ())


def _steps(lot: LotFrame, leaf: Leaf, leaf_shares: Shares) -> Callable[[Fraction], tuple[Fraction, ...]]:
    """What a panel value adds, in points, a level lower, as it is and a level higher."""
    values = [level.value for level in lot.judged.view.scales[str(leaf.scale)].levels]
    worth = leaf_shares.points[leaf.id] * leaf_shares.factor / values[-1]

    @cache
    def moved(mark: Fraction) -> tuple[Fraction, ...]:
        return tuple(worth * (neighbour(values, mark, by) - mark) for by in (-1, 0, 1))

    return moved


def neighbour(values: Sequence[Fraction], mark: Fraction, by: int) -> Fraction:
    """The value `by` levels from a mark, not beyond the ends; between levels in proportion."""
    below = bisect_right(values, mark) - 1
    place = Fraction(below)
    if below + 1 < len(values):
        place += (mark - values[below]) / (values[below + 1] - values[below])
    place = min(max(place + by, Fraction(0)), Fraction(len(values) - 1))
    low = min(floor(place), len(values) - 2)
    return values[low] + (place - low) * (values[low + 1] - values[low])
