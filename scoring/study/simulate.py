"""How often one losing bid decides who wins: seeded random tenders, each judged with and without every loser."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring import price
from scoring.price.base import Formula, Offer, Terms
from scoring.study.design import QUALITY, Candidate, Design

TENDERS, BIDS = 20_000, 5
LOW, HIGH = 70, 130  # percent of the price that is expected
STEPS = 1_000
LEAST_QUALITY = 300  # of a thousand: less is seldom admitted


@dataclass(frozen=True, slots=True)
class Reversals:
    """In `reversed_` of `tenders` the removal of one losing bid changed the winner; `undecided` had no winner."""

    candidate: str
    tenders: int
    reversed_: int
    undecided: int
    seed: int

    @property
    def rate(self) -> Fraction:
        """The share of tenders in which a loser decided."""
        return Fraction(self.reversed_, self.tenders)


def reversals(
    design: Design,
    candidate: Candidate,
    *,
    seed: int,
    tenders: int = TENDERS,
    progress: Callable[[int], object] | None = None,
) -> Reversals:
    """Judge random tenders of five bids: prices 70 to 130 % of the mean expected price, quality 30 to 100 %.

    `progress` is told how many are done, a hundred times in all. Same design and seed, same counts. Source: SCORING §4.
    """
    rng = random.Random(f"{seed}/{candidate.formula}")  # noqa: S311 -- a seeded experiment, no secret
    method = _Method(design, candidate)
    centre = sum((bid.price for bid in design.bids), Fraction(0)) / len(design.bids)
    found = undecided = 0
    for number in range(1, tenders + 1):
        offers = _tender(rng, centre, design.quality_points)
        winner = method.winner(offers)
        if winner is None:
            undecided += 1
        elif any(_turns(method, offers, winner, out) for out in offers if out.bid != winner):
            found += 1
        if progress is not None and number % max(tenders // 100, 1) == 0:
            progress(number)
    return Reversals(candidate.id, tenders, found, undecided, seed)


def _tender(rng: random.Random, centre: Fraction, quality: Fraction) -> list[Offer]:
    """Five bids with prices on a grid of a thousand steps, so that numbers stay short."""
    made = []
    for number in range(BIDS):
        amount = centre * (LOW * STEPS + rng.randrange((HIGH - LOW) * STEPS + 1)) / (100 * STEPS)
        share = Fraction(rng.randrange(LEAST_QUALITY, STEPS + 1), STEPS)
        made.append(Offer(str(number), amount, share * quality, {QUALITY: share}))
    return made


def _turns(method: "_Method", offers: Sequence[Offer], winner: str, out: Offer) -> bool:
    """Whether another bid wins when the loser `out` leaves."""
    return method.winner([offer for offer in offers if offer is not out]) != winner


class _Method:
    """A candidate reduced to who wins: the figures of `evaluate` without cells, places and rulings."""

    def __init__(self, design: Design, candidate: Candidate) -> None:
        self.formula: Formula = price.formula(candidate.formula, "price_formula")
        self.terms = Terms(design.price_points, Fraction(100), candidate.params, {QUALITY: design.quality_points})
        self.scaled = candidate.scaling == "best"
        self.least = (candidate.quality_minimum or Fraction(0)) * design.quality_points
        self.full = design.quality_points

    def winner(self, offers: Sequence[Offer]) -> str | None:
        """The best figure, the lower price first where figures are equal; None where no bid has a figure."""
        figures = self._figures([offer for offer in offers if offer.quality >= self.least])
        if not figures:
            return None
        prices = {offer.bid: offer.price for offer in offers}
        sign = -1 if self.formula.best == "high" else 1
        return min(figures, key=lambda bid: (sign * figures[bid], prices[bid], bid))

    def _figures(self, offers: Sequence[Offer]) -> Mapping[str, Fraction]:
        """The figures that rank; bids that the formula leaves out are gone, and the rest is judged again."""
        while offers:
            found = self.formula.figures(offers, self.terms)
            figures = {bid: figure for bid, figure in found.items() if isinstance(figure, Fraction)}
            if len(figures) == len(offers):
                return figures if self.formula.kind != "points" else self._with_quality(offers, figures)
            offers = [offer for offer in offers if offer.bid in figures]
        return {}

    def _with_quality(self, offers: Sequence[Offer], figures: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
        best = max(offer.quality for offer in offers)
        factor = self.full / best if self.scaled and best else Fraction(1)
        return {offer.bid: figures[offer.bid] + offer.quality * factor for offer in offers}
