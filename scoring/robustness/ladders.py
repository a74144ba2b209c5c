"""How much a bid can gain or lose with k marks moved by one level each, and by which marks. Exact, in ints.

A ladder is one mark (or, under the median, all marks of a cell): its gains after 0, 1, 2 … moves. A plan combines the
ladders of a bid. Where no move gains more than the one before it, the largest gains come first; else the best prefixes
are joined by a max-plus sum. Source: SCORING §10.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from scoring.families.value_for_money import counted
from scoring.robustness.annex import MarkMove
from scoring.robustness.frame import LotFrame

# A plan with unequal levels looks at so many moves; with equal ones at all there are.
MOST = 200

Moved = tuple[tuple[str, int], ...]  # evaluator ("" = the ruling), levels moved


@dataclass(frozen=True, slots=True)
class Worths:
    """What each level of a leaf is worth, on one `unit`: divisible by twice every number of marks in a cell."""

    unit: Fraction
    levels: Mapping[str, tuple[int, ...]]
    values: Mapping[str, Mapping[Fraction, int]]  # a mark's level, by leaf


def worths(lot: LotFrame, worth: Mapping[str, Fraction]) -> Worths:
    """The levels of the marked leaves of `worth`: what a share of 1 is worth there."""
    view, scales = lot.judged.view, {}
    for leaf in lot.spec.leaves:
        if leaf.input == "mark" and worth.get(leaf.id):
            scales[leaf.id] = [level.value for level in view.scales[str(leaf.scale)].levels]
    money = {leaf: [worth[leaf] / values[-1] * value for value in values] for leaf, values in scales.items()}
    seats = max((len(column.evaluators) for column in view.facts.marks), default=1)
    common = (
        2 * lcm(*range(1, seats + 1)) * lcm(*(number.denominator for by_mark in money.values() for number in by_mark))
    )
    return Worths(
        Fraction(1, common),
        {leaf: tuple(int(amount * common) for amount in worths_of_leaf) for leaf, worths_of_leaf in money.items()},
        {leaf: {value: level for level, value in enumerate(values)} for leaf, values in scales.items()},
    )


@dataclass(frozen=True, slots=True)
class Ladder:
    """`gains[k]` units after k moves, never falling; `moved(k)` the marks moved. `sign` 1: up, -1: down."""

    bid: str
    leaf: str
    sign: int
    gains: tuple[int, ...]
    moved: Callable[[int], Moved]

    @property
    def falling(self) -> bool:
        """Whether no move gains more than the one before it."""
        steps = [after - before for before, after in pairwise(self.gains)]
        return all(after <= before for before, after in pairwise(steps))


@dataclass(frozen=True, slots=True)
class LadderPlan:
    """The most that k moves gain, for every k, and the moves behind it."""

    gains: tuple[int, ...]
    moves: Callable[[int], tuple[MarkMove, ...]]


def ladders(lot: LotFrame, bid: str, sign: int, worth_of: Worths, leaves: Iterable[str] | None = None) -> list[Ladder]:
    """The ladders of a bid, over all marked leaves or those named."""
    return [
        ladder
        for leaf in worth_of.levels
        if leaves is None or leaf in leaves
        for ladder in _of_cell(lot, bid, leaf, sign, worth_of)
    ]


def _of_cell(lot: LotFrame, bid: str, leaf: str, sign: int, worth_of: Worths) -> list[Ladder]:
    marks = marks_of(lot, bid, leaf)
    rungs = {name: worth_of.values[leaf][mark] for name, mark in marks.items()}
    if lot.spec.panel_method == "median" and len(marks) > 1:
        return [_median(bid, leaf, sign, worth_of.levels[leaf], rungs)]
    each = [level // len(marks) for level in worth_of.levels[leaf]]
    return [_single(bid, leaf, sign, each, mark) for mark in rungs.items()]


def marks_of(lot: LotFrame, bid: str, leaf: str) -> dict[str, Fraction]:
    """The marks that count for a cell, by evaluator; a ruled one stands alone under ""."""
    return counted(next(criterion for criterion in lot.spec.leaves if criterion.id == leaf), lot.judged.view, bid)


def _single(bid: str, leaf: str, sign: int, levels: Sequence[int], mark: tuple[str, int]) -> Ladder:
    """One mark: its levels one after the other."""
    name, at = mark
    reached, start = levels[at:] if sign > 0 else levels[at::-1], levels[at]
    gains = tuple([abs(value - start) for value in reached])
    return Ladder(bid, leaf, sign, gains, lambda k: ((name, sign * k),) if k else ())


def _median(bid: str, leaf: str, sign: int, levels: Sequence[int], rungs: Mapping[str, int]) -> Ladder:
    """All marks of a cell under the median: raised, the marks nearest to a target reach it, from the highest down.

    Of an even number the two in the middle count; the one below may get a lower target. Downwards is the mirror.
    """
    last = len(levels) - 1

    def turn(rung: int) -> int:
        return rung if sign > 0 else last - rung

    def value(tops: Sequence[int]) -> int:
        return sum(levels[turn(top)] for top in tops) // len(tops)

    ranked = sorted(rungs, key=lambda name: (-turn(rungs[name]), name))
    base_turns = [turn(rungs[name]) for name in ranked]
    half, even = (len(base_turns) - 1) // 2, len(base_turns) % 2 == 0
    middles = base_turns[half : half + 1 + even]
    start = value(middles)
    reached: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, tuple(base_turns))}
    for top in range(middles[0], last + 1):
        for low in range(middles[-1], top + 1) if even else (top,):
            targets = (*(top,) * (half + 1), *((low,) if even else ()))
            now = tuple(max(rung, target) for rung, target in zip(base_turns, targets, strict=False))
            cost = sum(after - before for before, after in zip(base_turns, now, strict=False))
            gain = abs(value((top, low) if even else (top,)) - start)
            if cost not in reached or gain > reached[cost][0]:
                reached[cost] = gain, now
    return Ladder(bid, leaf, sign, *_filled(reached, ranked, base_turns, sign))


def _filled(
    reached: Mapping[int, tuple[int, tuple[int, ...]]], ranked: Sequence[str], base_turns: Sequence[int], sign: int
) -> tuple[tuple[int, ...], Callable[[int], Moved]]:
    """Gains for every number of moves: what fewer moves reach, more reach too."""
    best: list[tuple[int, tuple[int, ...]]] = []
    for cost in range(max(reached) + 1):
        here = reached.get(cost)
        best.append(best[-1] if here is None or (best and here[0] <= best[-1][0]) else here)

    def moved(k: int) -> Moved:
        now = best[k][1]
        return tuple((n, sign * (b - a)) for n, a, b in zip(ranked, base_turns, now, strict=False) if b != a)

    return tuple(gain for gain, _ in best), moved


# --- plans ---


def plan(ladders: Sequence[Ladder]) -> LadderPlan:
    """The best of all ladders together, by number of moves."""
    return _greedy(ladders) if all(ladder.falling for ladder in ladders) else _joined(ladders)


def _moves(rungs: Sequence[Ladder], amounts: Sequence[int]) -> tuple[MarkMove, ...]:
    return tuple(
        MarkMove(ladder.bid, ladder.leaf, name, levels)
        for ladder, amount in zip(rungs, amounts, strict=True)
        for name, levels in ladder.moved(amount)
    )


def _greedy(rungs: Sequence[Ladder]) -> LadderPlan:
    """Largest gains first; of equal ones those of the first ladder."""
    steps = [
        (before - after, index)
        for index, ladder in enumerate(rungs)
        for before, after in pairwise(ladder.gains)
        if after != before
    ]
    steps.sort()
    gains = [0]
    for less, _ in steps:
        gains.append(gains[-1] - less)

    def moves(k: int) -> tuple[MarkMove, ...]:
        amounts = [0] * len(rungs)
        for _, index in steps[:k]:
            amounts[index] += 1
        return _moves(rungs, amounts)

    return LadderPlan(tuple(gains), moves)


def _joined(rungs: Sequence[Ladder]) -> LadderPlan:
    """Max-plus sum over prefixes, ladder by ladder, up to MOST moves."""
    gains = [0]
    taken: list[list[int]] = []
    for ladder in rungs:
        most = min(MOST, len(gains) + len(ladder.gains) - 2)
        chosen, joined = [], []
        for k in range(most + 1):
            splits = range(max(0, k - len(gains) + 1), min(k, len(ladder.gains) - 1) + 1)
            best = max(splits, key=lambda i: (gains[k - i] + ladder.gains[i], -i))
            chosen.append(best)
            joined.append(gains[k - best] + ladder.gains[best])
        gains, taken = joined, [*taken, chosen]

    def moves(k: int) -> tuple[MarkMove, ...]:
        amounts = []
        for chosen in reversed(taken):
            amounts.append(chosen[k])
            k -= chosen[k]
        return _moves(rungs, amounts[::-1])

    return LadderPlan(tuple(gains), moves)
