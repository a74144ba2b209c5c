"""The expected bids under each method: ranking, curves of points against price, and what one losing bid can do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.judging import Assessed, assessed, evaluate
from scoring.results import Incomplete, Outcome
from scoring.study.design import PRICE, Candidate, Design, Expected, case

STEPS = 40


@dataclass(frozen=True, slots=True)
class Leaving:
    """What happens when one losing bid leaves: who wins then, and whether the others change their order."""

    bid: str
    winner: str | None
    order_changes: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """The expected bids under one method. `leaving`: one line for each bid that does not win."""

    candidate: Candidate
    result: Outcome | Incomplete
    leaving: tuple[Leaving, ...]

    @property
    def winner(self) -> str | None:
        """Who wins; None where nobody is admissible or the method gives no ranking."""
        return None if isinstance(self.result, Incomplete) else self.result.winner


@dataclass(frozen=True, slots=True)
class Point:
    """What a price gives one bid, rivals as expected: price points, or the figure that ranks; None: no figure."""

    price: Fraction
    figure: Fraction | None


def compare(design: Design, candidate: Candidate) -> Compared:
    """The expected bids judged by one method. The candidate has no faults (`design.faults`)."""
    judged = assessed(case(design, candidate))
    if isinstance(judged, Incomplete):
        return Compared(candidate, judged, ())
    result = judged.again()
    if isinstance(result, Incomplete):
        return Compared(candidate, result, ())
    order = [place.bid for place in result.order]
    return Compared(candidate, result, tuple(_leaving(judged, order, bid) for bid in order[1:]))


def _leaving(judged: Assessed, order: Sequence[str], bid: str) -> Leaving:
    after = judged.again(without=[bid])
    if isinstance(after, Incomplete):
        return Leaving(bid, None, order_changes=True)
    left = [place.bid for place in after.order]
    return Leaving(bid, after.winner, left != [other for other in order if other != bid])


def curve(design: Design, candidate: Candidate, bid: str, low: Fraction, high: Fraction) -> tuple[Point, ...]:
    """What `bid` gets at prices from `low` to `high`, rivals as expected: its price points, or its figure."""
    rivals = tuple(offer for offer in design.bids if offer.id != bid)
    expected = next(offer for offer in design.bids if offer.id == bid)
    step = (high - low) / STEPS
    prices = [low + step * number for number in range(STEPS + 1)]
    return tuple(Point(price, _figure(design, candidate, replace(expected, price=price), rivals)) for price in prices)


def _figure(design: Design, candidate: Candidate, expected: Expected, rivals: tuple[Expected, ...]) -> Fraction | None:
    result = evaluate(case(design, candidate, (expected, *rivals)))
    if isinstance(result, Incomplete) or expected.id not in result.reference:
        return None
    if result.kind != "points":
        return result.figures[expected.id]
    return next(cell.points for cell in result.cells if cell.leaf == PRICE and cell.bid == expected.id)
