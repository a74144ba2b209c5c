"""Why the first bid is first: exact signed differences in points to every other ranked bid.

It computes from the cells of a judgement, so that a page need not subtract what it prints, and judges nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.results import Outcome

POINTS = "points"


@dataclass(frozen=True, slots=True)
class CriterionLead:
    """By how many points the first bid leads under a criterion; below 0: it is behind there."""

    leaf: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class BidDifference:
    """The first bid against another one. Everything is first minus other: above 0 the first bid has more.

    `leads`: the criteria in which they differ, the largest lead first, of equal ones as published; `equal`: the
    criteria with the same points. `points`: the sum of the leads. `gap`: what parts the two figures that rank, in
    their unit (points, an index or money). `rounding`: what published rounding adds to the sum to make the gap; None
    where the figure is no points. `price`: all prices and life-cycle costs, in the tender's currency and basis.
    """

    first: str
    bid: str
    leads: tuple[CriterionLead, ...]
    equal: tuple[str, ...]
    points: Fraction
    gap: Fraction
    rounding: Fraction | None
    price: Fraction

    @property
    def everywhere(self) -> bool:
        """Whether the first bid is ahead, or level, under every criterion that earns points."""
        return all(lead.points > 0 for lead in self.leads)


def differences(outcome: Outcome) -> tuple[BidDifference, ...]:
    """The first bid against each other ranked bid, in the order of the ranking; empty with fewer than two.

    Criteria whose figure is no points (a price that goes into an index or an amount) have no lead: see `gap`, `price`.
    """
    if not outcome.order:
        return ()
    points, raw = _by_leaf(outcome, earned=True), _by_leaf(outcome, earned=False)
    first = outcome.order[0].bid
    return tuple(_difference(outcome, first, place.bid, points, raw) for place in outcome.order[1:])


def _by_leaf(outcome: Outcome, *, earned: bool) -> Mapping[str, Mapping[str, Fraction]]:
    """By leaf and ranked bid: points where there are any (`earned`), else the money of the priced leaves."""
    ranked = frozenset(outcome.reference)
    quality = frozenset(column.leaf for column in outcome.columns if not column.rule.startswith("price_"))
    values: dict[str, dict[str, Fraction]] = {}
    for column in outcome.columns:
        for index, bid in enumerate(column.bids):
            value = column.points.value(index) if earned else column.raw.value(index)
            if bid in ranked and value is not None and (earned or column.leaf not in quality):
                values.setdefault(column.leaf, {})[bid] = value
    return values


def _difference(
    outcome: Outcome,
    first: str,
    bid: str,
    points: Mapping[str, Mapping[str, Fraction]],
    raw: Mapping[str, Mapping[str, Fraction]],
) -> BidDifference:
    leads = [CriterionLead(leaf, by_bid[first] - by_bid[bid]) for leaf, by_bid in points.items()]
    total = sum((lead.points for lead in leads), Fraction(0))
    gap = outcome.figures[first] - outcome.figures[bid]
    return BidDifference(
        first=first,
        bid=bid,
        leads=tuple(sorted((lead for lead in leads if lead.points), key=lambda lead: -lead.points)),
        equal=tuple(lead.leaf for lead in leads if not lead.points),
        points=total,
        gap=gap,
        rounding=gap - total if outcome.kind == POINTS else None,
        price=sum((by_bid[first] - by_bid[bid] for by_bid in raw.values()), Fraction(0)),
    )
