"""How few marks, moved by one level each, bring a challenger level with the winner, or the winner below a minimum."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, lcm

from scoring import aggregate, thresholds
from scoring.families.value_for_money import RULED
from scoring.judging import evaluate
from scoring.numbers import fraction
from scoring.results import Column, Incomplete
from scoring.robustness.annex import MarkMove, MarkSteps, StepsToFail
from scoring.robustness.frame import Kernel, LotFrame, alone, front, over, without
from scoring.robustness.ladders import LadderPlan, ladders, plan, worths
from scoring.types import MONEY, Case, Facts, Group, Leaf, MarkColumn, Minimum
from scoring.vectors import fractions_of

# Challengers looked at; judging the lot again confirms for so many of them, with so many more moves if need be.
CHALLENGERS, CONFIRMED, _MORE = 50, 5, 5
# Where these round, moves do not simply add up.
_ADDS_UP = frozenset({"none", "total"})

Level = Callable[[Fraction, Fraction], bool]  # gained by the challenger, lost by the winner -> are they level?
Units = Callable[[int, int], bool]  # the same in units of a plan


def steps(lot: LotFrame) -> tuple[tuple[MarkSteps, ...], int]:
    """(the steps of the best placed challengers, how many were looked at)."""
    rivals = lot.rivals[:CHALLENGERS]
    if not rivals:
        return (), 0
    kernel = Kernel(lot)
    worth_of = worths(lot, _worth(lot))
    down = plan(ladders(lot, lot.winner, -1, worth_of))
    adds = lot.formula.kind == "points" and lot.spec.scaling == "none" and lot.spec.rounding.stage == "none"
    context = [] if alone(lot) else front(lot, lot.rivals)
    steps_by_pair = []
    for index, bid in enumerate(rivals):
        plans = plan(ladders(lot, bid, 1, worth_of)), down
        level = _added(lot, bid, worth_of.unit) if adds else _in_units(_level(lot, kernel, bid, context), worth_of.unit)
        steps_by_pair.append(_of_pair(lot, bid, plans, level, confirm=index < CONFIRMED))
    return tuple(steps_by_pair), len(rivals)


def _worth(lot: LotFrame) -> dict[str, Fraction]:
    """What a share of 1 under a leaf is worth: its points, or the money that the formula takes off the price."""
    values = lot.spec.params.get(lot.formula.values_quality or "")
    if isinstance(values, Mapping):
        return {leaf: fraction(amount, leaf) for leaf, amount in values.items()}
    return {leaf.id: leaf.points for leaf in lot.spec.leaves}


# --- level ---


def _added(lot: LotFrame, bid: str, unit: Fraction) -> Units:
    """Where points simply add up: gains and losses together close the gap."""
    gap = ceil((lot.evaluation.figures[lot.winner] - lot.evaluation.figures[bid]) / unit)
    return lambda gain, loss: gain + loss >= gap


def _in_units(level: Level, unit: Fraction) -> Units:
    return lambda gain, loss: level(gain * unit, loss * unit)


def _level(lot: LotFrame, kernel: Kernel, bid: str, context: Sequence[str]) -> Level:
    """Whether the challenger's figure reaches the winner's; gains and losses are in quality points before scaling.

    `context`: the rivals that an index formula compares the two with.
    """
    if lot.formula.kind == "points":
        return _level_points(lot, kernel, bid)
    if lot.formula.values_quality:
        offers = [kernel.offer(contender, lot.prices[contender]) for contender in (bid, lot.winner)]
        mine, theirs = (figure or Fraction(0) for figure in kernel.exact(offers).values())
        return lambda gain, loss: kernel.final(mine - gain) <= kernel.final(theirs + loss)
    others = without(lot, context, lot.rivals, bid)
    quality, prices = lot.evaluation.quality, lot.prices
    full = sum((leaf.points for leaf in lot.spec.leaves if leaf.input not in MONEY), Fraction(0))

    def level(gain: Fraction, loss: Fraction) -> bool:
        # Rounded quality can lie nearer to an end than the marks do.
        mine = kernel.offer(bid, prices[bid], quality=min(quality[bid] + gain, full))
        theirs = kernel.offer(lot.winner, prices[lot.winner], quality=max(quality[lot.winner] - loss, Fraction(0)))
        indices = kernel.indices([mine, theirs, *(kernel.offer(other, prices[other]) for other in others)])
        figure, best = indices[bid], indices[lot.winner]
        # A bid without quality has no figure under some formulas: it is then behind every bid that has one.
        return figure is not None and (best is None or not lot.better(best, figure))

    return level


def _level_points(lot: LotFrame, kernel: Kernel, bid: str) -> Level:
    """Points for quality move with the marks, scaled to the best anew; those for the price stay."""
    at = {contender: lot.bids.index(contender) for contender in (bid, lot.winner)}
    paid = {
        contender: sum((column.points.value(at[contender]) or Fraction(0) for column in lot.priced), Fraction(0))
        for contender in at
    }
    totals = {contender: lot.evaluation.quality[contender] + paid[contender] for contender in at}
    if lot.spec.scaling == "none":
        return lambda gain, loss: kernel.final(totals[bid] + gain) >= kernel.final(totals[lot.winner] - loss)
    full = sum((leaf.points for leaf in lot.spec.leaves if leaf.input not in MONEY), Fraction(0))
    raw = dict(zip(lot.bids, fractions_of(aggregate.total(lot.spec, unscaled(lot), len(lot.bids))), strict=True))
    top = max((raw[other] for other in lot.bids if other not in {bid, lot.winner}), default=Fraction(0))

    def level(gain: Fraction, loss: Fraction) -> bool:
        mine, theirs = raw[bid] + gain, raw[lot.winner] - loss
        best = max(top, mine, theirs)
        factor = full / best if best else Fraction(0)
        return kernel.final(factor * mine + paid[bid]) >= kernel.final(factor * theirs + paid[lot.winner])

    return level


def unscaled(lot: LotFrame) -> list[Column]:
    """The quality cells before scaling and rounding, over the reference set."""
    waiting = thresholds.depends_on_rivals(lot.spec)
    judged = lot.judged.quality.judged
    exact = [aggregate.column(judged[leaf.id], aggregate.EXACT) for leaf in lot.spec.leaves if leaf.id in judged]
    relative = [column for column in lot.quality if column.leaf in waiting]
    return [*(over(column, lot.bids) for column in exact), *map(_by_share(lot), relative)]


def _by_share(lot: LotFrame) -> Callable[[Column], Column]:
    points = {leaf.id: leaf.points for leaf in lot.spec.leaves}
    return lambda column: replace(column, points=replace(column.share, unit=column.share.unit * points[column.leaf]))


# --- one pair ---


def _of_pair(
    lot: LotFrame, bid: str, plans: tuple[LadderPlan, LadderPlan], level: Units, *, confirm: bool
) -> MarkSteps:
    figures = lot.evaluation.figures
    gap = abs(figures[lot.winner] - figures[bid])
    fewest_steps = fewest(plans[0].gains, plans[1].gains, level)
    if fewest_steps is None:
        return MarkSteps(bid, gap, None, exact=_exact(lot))
    moves = plans[0].moves(fewest_steps[0]) + plans[1].moves(fewest_steps[1])
    if _exact(lot) and lot.spec.panel_method != "median" and lot.spec.scaling == "none":
        return MarkSteps(bid, gap, sum(fewest_steps), moves, confirmed=True)
    total = sum(fewest_steps)
    most = total if _exact(lot) else total + _MORE
    for more in range(total, most + 1) if confirm else ():
        up, down = fewest_steps if more == total else best_split(plans[0].gains, plans[1].gains, more)
        tried = plans[0].moves(up) + plans[1].moves(down)
        if holds(lot, bid, tried):
            return MarkSteps(bid, gap, more, tried, exact=_exact(lot), confirmed=True)
    return MarkSteps(bid, gap, total, moves, exact=_exact(lot))


def _exact(lot: LotFrame) -> bool:
    return lot.spec.rounding.stage in _ADDS_UP


def fewest(up: Sequence[int], down: Sequence[int], level: Units) -> tuple[int, int] | None:
    """The split (up, down) of the smallest number of moves that makes the two level; None: there is none.

    `level` holds for more where it holds for less, so the boundary is walked once: each move down saves moves up.
    """
    if not level(up[-1], down[-1]):
        return None
    all_up = len(up) - 1
    lost = bisect_left(range(len(down)), True, key=lambda k: level(up[-1], down[k]))
    gained = bisect_left(range(all_up), True, key=lambda k: level(up[k], down[lost]))
    best = gained, lost
    while gained and lost + 1 < min(len(down), sum(best)):
        lost += 1
        while gained and level(up[gained - 1], down[lost]):
            gained -= 1
        best = min(best, (gained, lost), key=sum)
    return best


def best_split(up: Sequence[int], down: Sequence[int], total: int) -> tuple[int, int]:
    """The split of `total` moves (or all there are) that closes most of the gap before rounding."""
    total = min(total, len(up) + len(down) - 2)
    lost = range(max(0, total - len(up) + 1), min(total, len(down) - 1) + 1)
    return max(((total - k, k) for k in lost), key=lambda split: (up[split[0]] + down[split[1]], split[0]))


# --- confirmed by judging again ---


def holds(lot: LotFrame, bid: str, moves: Sequence[MarkMove]) -> bool:
    """Whether, with the marks moved, the lot judged again shows the challenger level with the winner or before it."""
    result = evaluate(Case(lot.spec, moved(lot, moves)))
    if isinstance(result, Incomplete):
        return any(gap.kind == "unresolved_tie" and gap.bid == bid for gap in result.gaps)
    if bid not in result.figures:
        return False
    best = result.figures.get(lot.winner)
    return best is None or not lot.better(best, result.figures[bid])


def moved(lot: LotFrame, moves: Sequence[MarkMove]) -> Facts:
    """The facts with marks, and marks set by rulings, moved by levels."""
    by = {(move.leaf, move.bid, move.evaluator): move.levels for move in moves}
    facts = lot.judged.view.facts
    values = {leaf.id: _values(lot, leaf) for leaf in lot.spec.leaves if leaf.input == "mark"}

    def shifted(leaf: str, mark: Fraction, levels: int) -> Fraction:
        return values[leaf][values[leaf].index(mark) + levels]

    rulings = tuple(
        replace(ruling, value=shifted(ruling.leaf, ruling.value, by[ruling.leaf, ruling.bid, RULED]))
        if ruling.kind == "mark_is" and ruling.value is not None and (ruling.leaf, ruling.bid, RULED) in by
        else ruling
        for ruling in facts.rulings
    )
    return replace(
        facts, marks=tuple(_moved(column, lot.judged.view.at, by, shifted) for column in facts.marks), rulings=rulings
    )


def _values(lot: LotFrame, leaf: Leaf) -> list[Fraction]:
    return [level.value for level in lot.judged.view.scales[str(leaf.scale)].levels]


def _moved(
    column: MarkColumn,
    at: Mapping[str, int],
    by: Mapping[tuple[str, str, str], int],
    shifted: Callable[[str, Fraction, int], Fraction],
) -> MarkColumn:
    width = len(column.evaluators)
    new: dict[int, Fraction] = {}
    for (leaf, bid, name), levels in by.items():
        if leaf == column.leaf and name != RULED:
            index = at[bid] * width + column.evaluators.index(name)
            new[index] = shifted(leaf, Fraction(column.values[index] or 0, column.denominator), levels)
    common = lcm(column.denominator, *(mark.denominator for mark in new.values()))
    nums = [None if value is None else value * (common // column.denominator) for value in column.values]
    for index, mark in new.items():
        nums[index] = int(mark * common)
    return replace(column, denominator=common, values=tuple(nums))


# --- below a minimum ---


def to_fail(lot: LotFrame) -> tuple[StepsToFail, ...]:
    """For each published minimum on quality, how few marks of the winner lowered by a level take it below."""
    spec, bid = lot.spec, lot.winner
    columns = [over(column, (bid,)) for column in unscaled(lot)]
    below = aggregate.leaves_below(spec)
    quality = frozenset(column.leaf for column in columns)
    steps_by_bid = []
    for node, minimum in thresholds.nodes_with_minimum(spec, money=False):
        steps_by_bid.append(_to_fail(lot, node, minimum, columns, below[node.id]))
    if spec.quality_minimum is not None:
        full = sum((leaf.points for leaf in spec.leaves if leaf.id in quality), Fraction(0))
        quality_group = Group(thresholds.QUALITY, "", full)
        steps_by_bid.append(_to_fail(lot, quality_group, spec.quality_minimum, columns, quality))
    return tuple(steps_by_bid)


def _to_fail(
    lot: LotFrame, node: Leaf | Group, minimum: Minimum, columns: Sequence[Column], leaves: frozenset[str]
) -> StepsToFail:
    spec = lot.spec
    unit = Fraction(1)
    if minimum.unit == "mark" and isinstance(node, Leaf):
        unit = node.points / _values(lot, node)[-1]
    value = fractions_of(aggregate.subtotal(columns, leaves, 1))[0]
    worth_of = worths(lot, {leaf.id: leaf.points for leaf in spec.leaves if leaf.id in leaves})
    gains = plan(ladders(lot, lot.winner, -1, worth_of)).gains

    def fails(lost: Fraction) -> bool:
        return thresholds.reached(spec, minimum, (value - lost) / unit, node.points) < minimum.value

    count = next((k for k, lost in enumerate(gains) if fails(lost * worth_of.unit)), None)
    stage = "quality" if node.id == thresholds.QUALITY else "leaf" if isinstance(node, Leaf) else "group"
    return StepsToFail(stage, node.id, count)
