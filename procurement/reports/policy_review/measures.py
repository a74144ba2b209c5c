"""From counts to figures. Pure and exact: a figure of too few is none (DESIGN law 7), a missing one is no nought."""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

from procurement.reports.policy_review.counts import UNIT, OriginCounts
from procurement.reports.policy_review.shapes import (
    BinShape,
    ExplainedRuleShape,
    FigureVerdict,
    PeriodFiguresShape,
    ShareShape,
    SpreadShape,
)

LEAST = 10  # of which a figure is known
HALF = Fraction(1, 2)  # of all, of which it is known
SMALL = ("micro", "small", "medium")
WEIGHT_EDGES = tuple(range(0, 101, 10))
MOST_BIDS = 5  # lots with more stand together
ALL_POINTS = 100
_THIRD = Fraction(1, 3)


def verdict_of(known: int, total: int) -> FigureVerdict:
    """Whether a figure that is known of so many says anything. Source: guide of indicators, minimum 10 and half."""
    enough = known >= LEAST and known >= HALF * total
    return FigureVerdict.OK if enough else FigureVerdict.INSUFFICIENT


def share_of(count: int, known: int, total: int) -> ShareShape:
    """How many of those of which it is known."""
    verdict = verdict_of(known, total)
    return ShareShape(count, known, total, Fraction(count, known) if verdict == FigureVerdict.OK else None, verdict)


def no_share(verdict: FigureVerdict) -> ShareShape:
    """A share of which nothing is known, and why."""
    return ShareShape(0, 0, 0, None, verdict)


def no_spread(verdict: FigureVerdict) -> SpreadShape:
    """A spread of which nothing is known, and why."""
    return SpreadShape(0, 0, None, None, None, None, None, (), verdict)


def quantile(values: Counter[Fraction], share: Fraction) -> Fraction:
    """The value below which this share lies, between two values where it falls there: h = (n + 1/3) q + 1/3.

    Source: Hyndman and Fan 1996, definition 8. Of at least one value.
    """
    n = values.total()
    place = (n + _THIRD) * share + _THIRD
    below = min(max(place.__floor__(), 1), n)
    lower, upper = _at(values, below), _at(values, min(below + 1, n))
    return lower + (upper - lower) * min(max(place - below, Fraction(0)), Fraction(1))


def _at(values: Counter[Fraction], place: int) -> Fraction:
    """The value at a place of the rising order, counted from 1."""
    passed = 0
    for value in sorted(values):
        passed += values[value]
        if passed >= place:
            return value
    raise ValueError(f"There is no place {place} among {passed} values.")


def spread_of(counts: Counter[int | None], *, unit: int = 1, edges: Sequence[int] = ()) -> SpreadShape:
    """How counted values lie, None being unknown. `unit`: parts of one; `edges`: of the bins, in ones."""
    values = Counter({Fraction(value, unit): n for value, n in counts.items() if value is not None})
    known, total = values.total(), counts.total()
    verdict = verdict_of(known, total)
    if verdict != FigureVerdict.OK:
        return SpreadShape(known, total, None, None, None, None, None, (), verdict)
    return SpreadShape(
        known=known,
        total=total,
        median=quantile(values, HALF),
        lower_quartile=quantile(values, Fraction(1, 4)),
        upper_quartile=quantile(values, Fraction(3, 4)),
        lowest=min(values),
        highest=max(values),
        bins=_bins(values, edges),
        verdict=verdict,
    )


def _bins(values: Counter[Fraction], edges: Sequence[int]) -> tuple[BinShape, ...]:
    """The values between edges, each with the edge above it; the lowest with both of its edges."""
    bins = []
    for number, (low, high) in enumerate(pairwise(edges)):
        count = sum(n for value, n in values.items() if low < value <= high or (number == 0 and value == low))
        bins.append(BinShape(None if number == 0 else low, high, count))
    return tuple(bins)


def figures_of(
    counts: OriginCounts,
    *,
    imported: bool,
    version: UUID,
    price_limit: Fraction,
    family_limit: Fraction,
) -> PeriodFiguresShape:
    """The figures of tenders of one origin.

    A file that names no bid of a lot says nothing, so such lots of imported tenders are unknown; of tenders run here
    nobody records an award yet.
    """
    bids = counts.lots_by_bids
    with_bids = bids.total() - bids[0]
    unknown, under_any = no_share(FigureVerdict.NOT_STATED), counts.versions.total() - counts.versions[None]
    wins = _small(counts.winners) if imported else no_share(FigureVerdict.NOT_RECORDED)
    return PeriodFiguresShape(
        tenders=counts.tenders,
        cancelled=counts.cancelled,
        price_weight=spread_of(counts.price_weights, unit=UNIT, edges=WEIGHT_EDGES),
        price_above=_share(counts.price_weights, lambda weight: Fraction(weight, UNIT) > price_limit),
        price_alone=_share(counts.price_weights, lambda weight: weight == ALL_POINTS * UNIT),
        interfaces=share_of(counts.with_interfaces, counts.tenders, counts.tenders),
        families=_share(counts.family_weights, lambda weight: Fraction(weight, UNIT) >= family_limit),
        small_bids=_small(counts.tenderers),
        small_wins=wins,
        lots_by_bids=_lots_by_bids(bids, least=1 if imported else 0),
        single_bids=share_of(bids[1], with_bids, bids.total() if imported else with_bids),
        no_bids=unknown if imported else share_of(bids[0], bids.total(), bids.total()),
        days_to_deadline=spread_of(counts.days_to_deadline),
        days_to_opening=no_spread(FigureVerdict.NOT_STATED) if imported else spread_of(counts.days_to_opening),
        days_to_evaluation=no_spread(FigureVerdict.NOT_STATED) if imported else spread_of(counts.days_to_evaluation),
        under_version=unknown if imported else share_of(counts.versions[version], counts.tenders, counts.tenders),
        explained=unknown if imported else share_of(counts.explained, under_any, counts.tenders),
        explained_rules=tuple(ExplainedRuleShape(rule, n) for rule, n in sorted(counts.explained_rules.items())),
    )


def _share(counts: Counter[int | None], holds: Callable[[int], bool]) -> ShareShape:
    known = {value: n for value, n in counts.items() if value is not None}
    return share_of(sum(n for value, n in known.items() if holds(value)), sum(known.values()), counts.total())


def _small(sizes: Counter[str]) -> ShareShape:
    """Of those whose size is known; not recorded where none is."""
    known = sizes.total() - sizes["unknown"]
    if not known:
        return ShareShape(0, 0, sizes.total(), None, FigureVerdict.NOT_RECORDED)
    return share_of(sum(sizes[size] for size in SMALL), known, sizes.total())


def _lots_by_bids(bids: Counter[int], *, least: int) -> tuple[BinShape, ...]:
    """Lots by how many bids they have; those with more than `MOST_BIDS` together. None where there is no lot."""
    if not sum(n for number, n in bids.items() if number >= least):
        return ()
    single = [BinShape(number - 1, number, bids[number]) for number in range(least, MOST_BIDS + 1)]
    return (*single, BinShape(MOST_BIDS, None, sum(n for number, n in bids.items() if number > MOST_BIDS)))
