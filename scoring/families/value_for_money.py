"""Value for money: marks of a panel on published scales. share = mark / highest level of the scale."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.families.judged import LeafJudgement
from scoring.results import Gap, Vector
from scoring.types import CONSENSUS, Leaf, MarkColumn
from scoring.vectors import times, vector
from scoring.view import Blocked, View

RULED = ""  # whose mark one is that a ruling set


def judge(leaf: Leaf, view: View, bids: tuple[str, ...]) -> LeafJudgement:
    """The panel's value for each bid: the agreed mark, the mean or the median of the marks not dropped by a ruling.

    A missing mark is a gap, also where others marked: never 0, never left out of a mean. Raises Blocked.
    """
    column = view.marks.get(leaf.id)
    method = view.spec.panel_method
    top = view.scales[str(leaf.scale)].levels[-1].value
    seats = [] if column is None else _seats(column, method)
    if column is None or not seats:
        unruled = [bid for bid in bids if view.ruling("mark_is", bid, leaf.id) is None]
        if unruled:
            raise Blocked([Gap(bid, leaf.id, "missing", "mark") for bid in unruled])
    if column is None or not seats or view.touches(leaf.id) or column.rows:
        return _ruled(leaf, view, bids, top)
    raw = _panel(column, seats, [view.at[bid] for bid in bids], method)
    if None in raw.nums:
        raise Blocked(
            [Gap(bid, leaf.id, "missing", "mark") for bid, num in zip(bids, raw.nums, strict=True) if num is None]
        )
    return LeafJudgement(leaf, bids, raw, times(raw, 1 / top), f"mark_{method}", top)


def remarked(judged: LeafJudgement, bid: str, value: Fraction) -> LeafJudgement:
    """The same leaf, had the panel's value for one bid been `value`; from which rows it came is left as it was."""
    values = [judged.raw.value(index) for index in range(len(judged.bids))]
    values[judged.bids.index(bid)] = value
    raw = vector(values)
    return replace(judged, raw=raw, share=times(raw, 1 / (judged.top or Fraction(1))))


def counted(leaf: Leaf, view: View, bid: str) -> dict[str, Fraction]:
    """The marks that count for a cell, by evaluator; a ruled one stands alone under RULED."""
    ruling = view.ruling("mark_is", bid, leaf.id)
    if ruling is not None and ruling.value is not None:
        return {RULED: ruling.value}
    marks = {name: mark for name, mark in every_mark(leaf, view, bid).items() if not view.drops(name, bid, leaf.id)}
    agreed = view.spec.panel_method == CONSENSUS
    return {name: mark for name, mark in marks.items() if (name == CONSENSUS) == agreed}


def every_mark(leaf: Leaf, view: View, bid: str) -> dict[str, Fraction]:
    """All marks recorded for a cell, by evaluator, the agreed one among them."""
    column = view.marks.get(leaf.id)
    if column is None:
        return {}
    row = view.at[bid] * len(column.evaluators)
    values = zip(column.evaluators, column.values[row:], strict=False)
    return {name: Fraction(value, column.denominator) for name, value in values if value is not None}


def _seats(column: MarkColumn, method: str) -> list[int]:
    """Which evaluators of the column count: the agreed mark alone, or everybody's own."""
    agreed = method == CONSENSUS
    return [seat for seat, name in enumerate(column.evaluators) if (name == CONSENSUS) == agreed]


def _panel(column: MarkColumn, seats: list[int], rows: Sequence[int], method: str) -> Vector:
    """The panel's values in ints: a sum over n * denominator, or twice the median over 2 * denominator."""
    width, values = len(column.evaluators), column.values
    if len(seats) == 1:
        seat = seats[0]
        return Vector(Fraction(1, column.denominator), tuple([values[row * width + seat] for row in rows]))
    take: Callable[[tuple[int, ...]], int] = sum if method == "mean" else _twice_median
    every = list(rows) == list(range(len(values) // width))
    lanes = [values[seat::width] for seat in seats]
    rows_of_marks = zip(*(lanes if every else [[lane[row] for row in rows] for lane in lanes]), strict=True)
    nums: list[int | None]
    if any(None in lane for lane in lanes):
        nums = [None if None in marks else take(marks) for marks in rows_of_marks]
    else:
        nums = list(map(take, rows_of_marks))
    share = len(seats) if method == "mean" else 2
    return Vector(Fraction(1, column.denominator * share), tuple(nums))


def _twice_median(marks: Sequence[int]) -> int:
    ordered = sorted(marks)
    half = len(ordered) // 2
    return 2 * ordered[half] if len(ordered) % 2 else ordered[half - 1] + ordered[half]


def _ruled(leaf: Leaf, view: View, bids: tuple[str, ...], top: Fraction) -> LeafJudgement:
    """As above, bid by bid: with rulings, dropped evaluators and the rows that the marks came from."""
    column, method = view.marks.get(leaf.id), view.spec.panel_method
    gaps: list[Gap] = []
    values: list[Fraction | None] = []
    inputs: dict[str, tuple[str, ...]] = {}
    for bid in bids:
        value: Fraction | None = None
        sources: list[str] = []
        if column is not None:
            value, sources = _panel_of(leaf, view, column, bid)
        ruling = view.ruling("mark_is", bid, leaf.id)
        if ruling is not None:
            before = [] if value is None else [f"before:{value}"]
            value, sources = ruling.value, [f"ruling:{ruling.id}", *before, *sources]
        if value is None:
            gaps.append(Gap(bid, leaf.id, "missing", "mark"))
        values.append(value)
        inputs[bid] = tuple(sources)
    if gaps:
        raise Blocked(gaps)
    raw = vector(values)
    return LeafJudgement(leaf, bids, raw, times(raw, 1 / top), f"mark_{method}", top, inputs)


def _panel_of(leaf: Leaf, view: View, column: MarkColumn, bid: str) -> tuple[Fraction | None, list[str]]:
    method, width, row = view.spec.panel_method, len(column.evaluators), view.at[bid]
    seats = [s for s in _seats(column, method) if not view.drops(column.evaluators[s], bid, leaf.id)]
    sources = [f"row:{column.rows[row * width + seat]}" for seat in seats if column.rows]
    dropped = {r.id for r in view.dropped if r.bid in {"", bid} and r.leaf in {"", leaf.id}}
    sources += [f"ruling:{ruling}" for ruling in sorted(dropped)]
    return (_panel(column, seats, [row], method).value(0) if seats else None), sources
