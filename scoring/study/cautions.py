"""What an officer should know about a method before publishing it, with reasons. Sources: SCORING §4, LIFECYCLE §1."""

from collections.abc import Iterator
from fractions import Fraction

from scoring import price
from scoring.results import Sentence
from scoring.study.design import Candidate, Design

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
    elif formula.kind == "points" and design.price_points > _PRICE_AT_MOST:
        yield Sentence("study.price_heavy", {"points": design.price_points, "most": _PRICE_AT_MOST})
    if not formula.monotone:
        yield Sentence("study.not_monotone")
    independent = formula.independence(candidate.params)
    if not independent.order:
        yield Sentence("study.order_depends")
    elif not independent.mark:
        yield Sentence("study.marks_depend")
    if candidate.scaling == "best":
        yield Sentence("study.scaled")
    if not formula.bounded and not alone:
        yield Sentence("study.no_bounds")
    if formula.steep and design.quality_points > _INDEX_QUALITY:
        yield Sentence("study.quality_heavy", {"points": design.quality_points, "most": _INDEX_QUALITY})
    if formula.zero == "refuse" and not candidate.params.get("zero_floor"):
        yield Sentence("study.zero_refused")
