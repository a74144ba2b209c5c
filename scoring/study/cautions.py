"""What an officer should know about a method before publishing it, with reasons. Sources: SCORING §4, LIFECYCLE §1."""

from collections.abc import Iterator
from fractions import Fraction

from scoring import price
from scoring.price.base import Formula, PriceLimits
from scoring.results import Sentence
from scoring.study.design import Candidate, Design
from scoring.study.steepness import STEEPEST, steepest

# Above this share of quality an index pays almost any price. Source: SCORING §4, the warning on index formulas.
_INDEX_QUALITY = Fraction(70)
# VFM-1: a price above 60 points is explained, 100 is price alone.
_PRICE_AT_MOST = Fraction(60)


def cautions(design: Design, candidate: Candidate) -> list[Sentence]:
    """The warnings about a candidate, in a fixed order; keys `study.*`."""
    return list(_caution_sentences(design, candidate))


def _caution_sentences(design: Design, candidate: Candidate) -> Iterator[Sentence]:
    formula = price.formula(candidate.formula, "price_formula")
    alone = design.price_points == 100 or formula.price_alone
    if alone:
        yield Sentence("study.price_only")
    elif not formula.split_counts:
        yield Sentence("study.split_ignored")
    elif formula.kind == "points" and design.price_points > _PRICE_AT_MOST:
        yield Sentence("study.price_heavy", {"points": design.price_points, "most": _PRICE_AT_MOST})
    if not formula.monotone:
        yield Sentence("study.not_monotone")
    yield from _dependence(formula, candidate)
    if not formula.bounded and not alone:
        yield Sentence("study.no_bounds")
    if formula.limits is not None:
        yield from _limits(design, formula.limits(candidate.params), alone=alone)
    yield from _steepness(design, candidate)
    if formula.steep and design.quality_points > _INDEX_QUALITY:
        yield Sentence("study.quality_heavy", {"points": design.quality_points, "most": _INDEX_QUALITY})
    if formula.zero == "refuse" and not candidate.params.get("zero_floor"):
        yield Sentence("study.zero_refused")


def _dependence(formula: Formula, candidate: Candidate) -> Iterator[Sentence]:
    independent = formula.independence(candidate.params)
    if not independent.order:
        yield Sentence("study.order_depends")
    elif not independent.mark:
        yield Sentence("study.marks_depend")
    if candidate.scaling == "best":
        yield Sentence("study.scaled")


def _limits(design: Design, limits: PriceLimits, *, alone: bool) -> Iterator[Sentence]:
    """Expected bids outside the published prices, and what becomes of a price beyond them."""
    low, high = limits.low, limits.high
    if low is not None and (below := [bid.id for bid in design.bids if bid.price < low]):
        yield Sentence("study.below_limit", {"low": low, "bids": tuple(below)})
    if high is not None and (above := [bid.id for bid in design.bids if bid.price > high]):
        key = "study.above_excluded" if limits.excludes else "study.above_limit"
        yield Sentence(key, {"high": high, "bids": tuple(above)})
    if limits.beyond:
        yield Sentence("study.last_band_pays", {"share": limits.beyond * 100})
    elif high is not None and not limits.excludes and not alone:
        yield Sentence("study.nothing_excludes", {"high": high})


def _steepness(design: Design, candidate: Candidate) -> Iterator[Sentence]:
    steep = steepest(design, candidate)
    if steep is not None and steep.lost > STEEPEST * design.price_points:
        values: dict[str, object] = {"bid": steep.bid, "lost": steep.lost, "points": design.price_points}
        yield Sentence("study.steep_price", values)
