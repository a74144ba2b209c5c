"""How far evaluators agree: information, always with n, never a gate. Nothing here changes a mark or a place.

Only evaluators' own marks count, agreed marks and evaluators dropped by ruling do not. Source: SCORING §9.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from scoring.numbers import mean, power
from scoring.results import Sentence
from scoring.types import CONSENSUS, Case, Leaf, MarkColumn
from scoring.view import View, view

# Marks so far apart, as a share of the scale, are worth a look at the reasons. Source: LIFECYCLE §5.
APART = Fraction(2, 5)
UNSTABLE = 3
ALL = ""

_ZERO = Fraction(0)
Row = tuple[Fraction | None, ...]
Distance = Callable[[Fraction, Fraction, Mapping[Fraction, Fraction]], Fraction]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the `count` marks of one bid under one leaf lie apart.

    `range` in marks, `share` of the whole scale; `deviation` is the sample standard deviation in marks, at 12 decimals.
    """

    bid: str
    leaf: str
    count: int
    range: Fraction
    share: Fraction
    deviation: Fraction
    flagged: bool


@dataclass(frozen=True, slots=True)
class Bias:
    """By how much an evaluator marks above the mean of the colleagues, as a share of the scale, over `count` marks."""

    evaluator: str
    count: int
    value: Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement under one leaf in marks, or under all (`leaf` "") in shares of the highest mark.

    `units` were marked by two or more, `dropped` by fewer; `alpha` by metric over the units. `rows` were marked by all
    `raters`; `icc` by form over the rows. A None means that the figure is not defined, as where all marks are equal.
    """

    leaf: str
    raters: int
    units: int
    dropped: int
    alpha: Mapping[str, Fraction | None]
    rows: int
    icc: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """The agreement of a lot's panel, by bid and leaf, by evaluator, by leaf, and over all leaves."""

    evaluators: tuple[str, ...]
    spreads: tuple[Spread, ...]
    biases: tuple[Bias, ...]
    leaves: tuple[Agreement, ...]
    overall: Agreement
    notes: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    """The own marks of a leaf: `rows` by bid over `evaluators`, the highest level and the width of the scale."""

    leaf: Leaf
    evaluators: tuple[str, ...]
    rows: Mapping[str, Row]
    top: Fraction
    width: Fraction


# --- the panel of a lot ---


def panel(case: Case) -> Panel:
    """How far a lot's evaluators agree. Missing marks are left out, never 0. Raises the first error of the facts."""
    seen = view(case)
    marked = [marked_leaf for leaf in case.spec.leaves if (marked_leaf := _marked(seen, leaf)) is not None]
    evaluators = tuple(sorted({name for marked_leaf in marked for name in marked_leaf.evaluators}))
    shares = [row for marked_leaf in marked for row in _over(marked_leaf, evaluators)]
    return Panel(
        evaluators=evaluators,
        spreads=tuple(spread for marked_leaf in marked for spread in _spreads(marked_leaf)),
        biases=tuple(_biases(evaluators, shares)),
        leaves=tuple(agreement(marked_leaf.leaf.id, list(marked_leaf.rows.values())) for marked_leaf in marked),
        overall=agreement(ALL, shares),
        notes=tuple(_notes(len(evaluators))),
    )


def _notes(raters: int) -> Iterable[Sentence]:
    yield Sentence("agreement.information")
    if not raters:
        yield Sentence("agreement.none")
    elif raters <= UNSTABLE:
        yield Sentence("agreement.unstable", {"raters": raters})


def _marked(view: View, leaf: Leaf) -> _Marked | None:
    """The own marks of a leaf; None where nobody's are recorded."""
    column = view.marks.get(leaf.id)
    seats = [] if column is None else [s for s, name in enumerate(column.evaluators) if name != CONSENSUS]
    if column is None or not seats:
        return None
    rows = {bid: tuple(_own_mark(view, column, bid, seat) for seat in seats) for bid in view.bids}
    levels = view.scales[str(leaf.scale)].levels
    lowest, top = levels[0].value, levels[-1].value
    return _Marked(leaf, tuple(column.evaluators[seat] for seat in seats), rows, top, top - lowest)


def _own_mark(view: View, column: MarkColumn, bid: str, seat: int) -> Fraction | None:
    evaluator = column.evaluators[seat]
    value = column.values[view.at[bid] * len(column.evaluators) + seat]
    if value is None or view.drops(evaluator, bid, column.leaf):
        return None
    return Fraction(value, column.denominator)


def _over(marked: _Marked, evaluators: Sequence[str]) -> list[Row]:
    """The rows as shares of the highest mark, with a place for every evaluator of the lot."""
    rows: list[Row] = []
    for row in marked.rows.values():
        mark_by_name = dict(zip(marked.evaluators, row, strict=True))
        marks = [mark_by_name.get(name) for name in evaluators]
        rows.append(tuple(None if mark is None else mark / marked.top for mark in marks))
    return rows


# --- single cells and single evaluators ---


def _spreads(marked: _Marked) -> Iterable[Spread]:
    for bid, row in marked.rows.items():
        marks = marks_given(row)
        if len(marks) >= 2:
            yield spread(bid, marked.leaf.id, marks, marked.width)


def spread(bid: str, leaf: str, marks: Sequence[Fraction], width: Fraction) -> Spread:
    """How far at least two marks lie apart on a scale of that width; flagged from 0.40 of it, compared exactly."""
    apart = max(marks) - min(marks)
    variance = _squares(marks) / (len(marks) - 1)
    share = apart / width
    return Spread(bid, leaf, len(marks), apart, share, power(variance, Fraction(1, 2)), share >= APART)


def _biases(evaluators: Sequence[str], rows: Sequence[Row]) -> Iterable[Bias]:
    for seat, evaluator in enumerate(evaluators):
        differences = []
        for row in rows:
            mark, others = row[seat], marks_given(row[:seat] + row[seat + 1 :])
            if mark is not None and others:
                differences.append(mark - mean(others))
        if differences:
            yield Bias(evaluator, len(differences), mean(differences))


# --- coefficients ---


def agreement(leaf: str, rows: Sequence[Row]) -> Agreement:
    """Every coefficient over rows of marks, one place for each rater."""
    units = [marks for row in rows if len(marks := marks_given(row)) >= 2]
    full_rows = [tuple(marks) for row in rows if len(marks := marks_given(row)) == len(row)]
    return Agreement(
        leaf=leaf,
        raters=len(rows[0]) if rows else 0,
        units=len(units),
        dropped=len(rows) - len(units),
        alpha={metric: alpha(units, metric) for metric in DISTANCES},
        rows=len(full_rows),
        icc=icc(full_rows),
    )


def marks_given(row: Iterable[Fraction | None]) -> list[Fraction]:
    """The marks that are there."""
    return [mark for mark in row if mark is not None]


def _nominal(mark: Fraction, other: Fraction, _: Mapping[Fraction, Fraction]) -> Fraction:
    return Fraction(mark != other)


def _interval(mark: Fraction, other: Fraction, _: Mapping[Fraction, Fraction]) -> Fraction:
    return (mark - other) ** 2


def _ratio(mark: Fraction, other: Fraction, _: Mapping[Fraction, Fraction]) -> Fraction:
    return ((mark - other) / (mark + other)) ** 2 if mark + other else _ZERO


def _ordinal(mark: Fraction, other: Fraction, counts: Mapping[Fraction, Fraction]) -> Fraction:
    low, high = min(mark, other), max(mark, other)
    between = sum((count for value, count in counts.items() if low <= value <= high), _ZERO)
    return (between - (counts[mark] + counts[other]) / 2) ** 2


DISTANCES: Mapping[str, Distance] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}


def alpha(units: Iterable[Sequence[Fraction]], metric: str) -> Fraction | None:
    """Krippendorff's alpha, 1 - observed / expected disagreement; units with fewer than two marks are dropped.

    `metric`: nominal, ordinal, interval or ratio (marks not negative). None where no disagreement is expected: all
    marks are equal, or there are none. Source: Krippendorff, Content Analysis; the coincidence matrix.
    """
    together: defaultdict[tuple[Fraction, Fraction], Fraction] = defaultdict(Fraction)
    counts: Counter[Fraction] = Counter()
    for marks in units:
        if len(marks) >= 2:
            counts.update(marks)
            for pair, times in Counter(permutations(marks, 2)).items():
                together[pair] += Fraction(times, len(marks) - 1)
    size = sum(counts.values())
    frequency = {value: Fraction(count) for value, count in counts.items()}
    apart = {
        (mark, other): DISTANCES[metric](mark, other, frequency)
        for mark in frequency
        for other in frequency
        if mark != other
    }
    expected = sum((frequency[mark] * frequency[other] * distance for (mark, other), distance in apart.items()), _ZERO)
    if not expected:
        return None
    observed = sum((together[pair] * distance for pair, distance in apart.items()), _ZERO)
    return 1 - observed * (size - 1) / expected


def icc(rows: Sequence[Sequence[Fraction]]) -> dict[str, Fraction | None]:
    """ICC(A,1) and ICC(A,k): absolute agreement, two-way, of one rater and of the mean of all k.

    `rows` are complete. None with fewer than two rows or raters, and where the marks leave nothing to divide by.
    Source: McGraw and Wong 1996.
    """
    count, raters = len(rows), len(rows[0]) if rows else 0
    if count < 2 or raters < 2:
        return {"A,1": None, "A,k": None}
    by_row = _squares([mean(row) for row in rows]) * raters
    by_rater = _squares([mean(column) for column in zip(*rows, strict=True)]) * count
    rest = _squares([mark for row in rows for mark in row]) - by_row - by_rater
    between = by_row / (count - 1)
    error = rest / ((count - 1) * (raters - 1))
    raised = (by_rater / (raters - 1) - error) / count
    return {
        "A,1": _share(between - error, between + (raters - 1) * error + raters * raised),
        "A,k": _share(between - error, between + raised),
    }


def _squares(values: Sequence[Fraction]) -> Fraction:
    """The sum of squared distances from the mean."""
    middle = mean(values)
    return sum(((value - middle) ** 2 for value in values), _ZERO)


def _share(part: Fraction, total: Fraction) -> Fraction | None:
    return part / total if total else None


# --- sentences ---


def sentences(panel_agreement: Panel, titles: Mapping[str, str] | None = None) -> list[Sentence]:
    """The whole panel in words: notes, cells, evaluators, coefficients. `titles` by leaf id."""
    names = titles or {}
    return [
        *panel_agreement.notes,
        *(_spread(spread, names) for spread in panel_agreement.spreads),
        *map(_bias, panel_agreement.biases),
        *coefficient_sentences(panel_agreement, names),
    ]


def coefficient_sentences(panel_agreement: Panel, titles: Mapping[str, str] | None = None) -> list[Sentence]:
    """Only the coefficients, of every criterion and of all together. `titles` by leaf id."""
    return [
        sentence
        for agreement in (*panel_agreement.leaves, panel_agreement.overall)
        if agreement.raters
        for sentence in _coefficients(agreement, titles or {})
    ]


def _what(leaf: str, titles: Mapping[str, str]) -> object:
    return Sentence("agreement.all") if leaf == ALL else titles.get(leaf, leaf)


def _spread(spread: Spread, titles: Mapping[str, str]) -> Sentence:
    values = {"bid": spread.bid, "what": _what(spread.leaf, titles), "count": spread.count, "range": spread.range}
    key = "agreement.spread_flagged" if spread.flagged else "agreement.spread"
    return Sentence(key, {**values, "share": spread.share * 100, "deviation": spread.deviation})


def _bias(bias: Bias) -> Sentence:
    values = {"evaluator": bias.evaluator, "count": bias.count}
    if not bias.value:
        return Sentence("agreement.level", values)
    side = Sentence("agreement.above" if bias.value > 0 else "agreement.below")
    return Sentence("agreement.bias", {**values, "value": abs(bias.value) * 100, "side": side})


def _coefficients(coefficients: Agreement, titles: Mapping[str, str]) -> Iterable[Sentence]:
    what = _what(coefficients.leaf, titles)
    for metric, value in coefficients.alpha.items():
        values = {
            "what": what,
            "metric": Sentence(f"metric.{metric}"),
            "count": coefficients.units,
            "raters": coefficients.raters,
        }
        yield _figure("alpha", values, value)
    for form, value in coefficients.icc.items():
        yield _figure(
            "icc", {"what": what, "form": form, "count": coefficients.rows, "raters": coefficients.raters}, value
        )


def _figure(name: str, values: Mapping[str, object], value: Fraction | None) -> Sentence:
    if value is None:
        return Sentence(f"agreement.no_{name}", values)
    return Sentence(f"agreement.{name}", {**values, "value": value})
