"""How often one losing bid decides who wins: seeded random tenders, each judged with and without every loser."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring import price
from scoring.price.base import Extreme, Formula, FormulaTerms, PriceOffer
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
    method, deck = _Method(design, candidate), _Deck(design)
    reversed_count = undecided = 0
    for number in range(1, tenders + 1):
        offers = deck.tender(rng)
        winner, hangs = method.judge(offers)
        undecided += winner is None
        reversed_count += hangs
        if progress is not None and number % max(tenders // 100, 1) == 0:
            progress(number)
    return Reversals(candidate.id, tenders, reversed_count, undecided, seed)


class _Deck:
    """What tenders are drawn from: a grid of a thousand steps for price and quality, so that numbers stay short."""

    def __init__(self, design: Design) -> None:
        centre = sum((bid.price for bid in design.bids), Fraction(0)) / len(design.bids)
        self.step = centre / (100 * STEPS)
        shares = [Fraction(number, STEPS) for number in range(STEPS + 1)]
        self.qualities = [(share * design.quality_points, {QUALITY: share}) for share in shares]

    def tender(self, rng: random.Random) -> list[PriceOffer]:
        """Five bids: of each the price is drawn, then the quality."""
        bids = []
        for number in range(BIDS):
            amount = self.step * (LOW * STEPS + rng.randrange((HIGH - LOW) * STEPS + 1))
            quality, shares = self.qualities[rng.randrange(LEAST_QUALITY, STEPS + 1)]
            bids.append(PriceOffer(str(number), amount, quality, shares))
        return bids


# --- what a loser can move ---

Read = Callable[[Sequence[PriceOffer]], Fraction]


def _lowest(offers: Sequence[PriceOffer]) -> Fraction:
    return min(offer.price for offer in offers)


def _highest(offers: Sequence[PriceOffer]) -> Fraction:
    return max(offer.price for offer in offers)


def _least(offers: Sequence[PriceOffer]) -> Fraction:
    return min(offer.quality for offer in offers)


def _best(offers: Sequence[PriceOffer]) -> Fraction:
    return max(offer.quality for offer in offers)


_READS: Mapping[Extreme, Read] = {
    Extreme.LOWEST_PRICE: _lowest,
    Extreme.HIGHEST_PRICE: _highest,
    Extreme.LEAST_QUALITY: _least,
    Extreme.BEST_QUALITY: _best,
}


def _reads(formula: Formula, terms: FormulaTerms, *, scaled: bool) -> tuple[Read, ...] | None:
    """What the figures of a candidate take from the other bids: none, some, or (None) what is not known.

    Without an answer a candidate is judged again whoever leaves; so it is if levels are counted from the best figure.
    """
    extremes = () if formula.independence(terms.params).mark else formula.extremes
    if extremes is None:
        return None
    reads = tuple(_READS[extreme] for extreme in extremes)
    return (*reads, _best) if scaled and formula.kind == "points" else reads


class _Method:
    """A candidate reduced to who wins: the figures of `evaluate` without cells, places and rulings."""

    def __init__(self, design: Design, candidate: Candidate) -> None:
        self.formula: Formula = price.formula(candidate.formula, "price_formula")
        self.terms = FormulaTerms(
            design.price_points, Fraction(100), candidate.params, {QUALITY: design.quality_points}
        )
        self.scaled = candidate.scaling == "best"
        self.least = (candidate.quality_minimum or Fraction(0)) * design.quality_points
        self.full = design.quality_points
        self.reads = _reads(self.formula, self.terms, scaled=self.scaled)

    def judge(self, offers: Sequence[PriceOffer]) -> tuple[str | None, bool]:
        """Who wins, None where no bid has a figure; and whether another would win, or none, if one loser left.

        A loser that leaves all that figures read of the others as it was moves no figure: then the winner stays, and is
        not looked for again. Where the formula itself leaves a bid out, it is looked for always.
        """
        ranked = [offer for offer in offers if offer.quality >= self.least]  # the others were never counted
        figures = self._figures(ranked)
        winner = self._first(figures, ranked)
        if winner is None or self.reads == ():
            return winner, False
        reads = self.reads if len(figures) == len(ranked) else None
        known = reads and [read(ranked) for read in reads]
        rests = ([offer for offer in ranked if offer is not out] for out in ranked if out.bid != winner)
        moved = (rest for rest in rests if reads is None or [read(rest) for read in reads] != known)
        return winner, any(self._first(self._figures(rest), rest) != winner for rest in moved)

    def _first(self, figures: Mapping[str, Fraction], offers: Sequence[PriceOffer]) -> str | None:
        """The best figure, the lower price first where figures are equal."""
        if not figures:
            return None
        prices = {offer.bid: offer.price for offer in offers}
        high = self.formula.best == "high"
        return min(figures, key=lambda bid: (-figures[bid] if high else figures[bid], prices[bid], bid))

    def _figures(self, offers: Sequence[PriceOffer]) -> Mapping[str, Fraction]:
        """The figures that rank; bids that the formula leaves out are gone, and the rest is judged again."""
        while offers:
            results = self.formula.figures(offers, self.terms)
            figures = {bid: figure for bid, figure in results.items() if isinstance(figure, Fraction)}
            if len(figures) == len(offers):
                return figures if self.formula.kind != "points" else self._with_quality(offers, figures)
            offers = [offer for offer in offers if offer.bid in figures]
        return {}

    def _with_quality(self, offers: Sequence[PriceOffer], figures: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
        best = max(offer.quality for offer in offers)
        factor = self.full / best if self.scaled and best else Fraction(1)
        return {offer.bid: figures[offer.bid] + offer.quality * factor for offer in offers}
