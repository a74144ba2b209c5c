"""What the candidates of a plan give: rankings, warnings, what one losing bid can do, curves.

No database. Sentences are those of `scoring`, the same wherever they are shown.
"""

from collections.abc import Sequence
from fractions import Fraction

from procurement.studies.plan import StudyPlan
from procurement.studies.shapes import (
    JudgedMethodShape,
    StudyCurveShape,
    StudyExcludedShape,
    StudyLeavingShape,
    StudyPlaceShape,
    StudyResultShape,
    WarningShape,
)
from scoring import VERSION, Exclusion, Incomplete, Outcome, Spec, explain, price
from scoring.price import Formula
from scoring.study import PRICE, Candidate, Design, Expected, cautions, compare, curve, spec

# A curve reaches from 30 % below the lowest expected price to 30 % above the highest.
BELOW, ABOVE = Fraction(7, 10), Fraction(13, 10)


def judge(plan: StudyPlan) -> StudyResultShape:
    """The result of a plan without faults. The same plan gives the same values."""
    design = plan.design
    middle_bid = _middle(design.bids)
    prices = [bid.price for bid in design.bids]
    bounds = StudyCurveShape(middle_bid.id, min(prices) * BELOW, max(prices) * ABOVE)
    return StudyResultShape(
        VERSION, bounds, tuple(_judged(design, candidate, bounds) for candidate in design.candidates)
    )


def _middle(bids: Sequence[Expected]) -> Expected:
    """The bid in the middle of the prices, the dearer of two: its curve shows what a usual bidder faces."""
    return sorted(bids, key=lambda bid: (bid.price, bid.id))[len(bids) // 2]


def _judged(design: Design, candidate: Candidate, bounds: StudyCurveShape) -> JudgedMethodShape:
    formula = price.formula(candidate.formula, "price_formula")
    candidate_spec, compared = spec(design, candidate), compare(design, candidate)
    result, points = compared.result, curve(design, candidate, bounds.bid, bounds.low, bounds.high)
    return JudgedMethodShape(
        id=candidate.id,
        formula=candidate.formula,
        title=formula.title,
        kind=formula.kind,
        best=formula.best,
        source=formula.source,
        sentence=_sentence(formula, candidate, candidate_spec),
        warnings=tuple(WarningShape(caution.key, explain.text(caution)) for caution in cautions(design, candidate)),
        winner=compared.winner,
        ranking=() if isinstance(result, Incomplete) else _ranking(design, result),
        excluded=tuple(_excluded(candidate_spec, exclusion) for exclusion in result.excluded),
        gaps=_gaps(candidate_spec, result),
        leaving=tuple(StudyLeavingShape(row.bid, row.winner, row.order_changes) for row in compared.leaving),
        curve=tuple((point.price, point.figure) for point in points),
    )


def _sentence(formula: Formula, candidate: Candidate, candidate_spec: Spec) -> str:
    sentences = [formula.sentence(candidate.params), *explain.method(candidate_spec)[1:2]]
    return " ".join(explain.text(sentence) for sentence in sentences)


def _ranking(design: Design, result: Outcome) -> tuple[StudyPlaceShape, ...]:
    bids = {bid.id: bid for bid in design.bids}
    earned = {cell.bid: cell.points for cell in result.cells if cell.leaf == PRICE}
    return tuple(
        StudyPlaceShape(
            place=place.place,
            bid=place.bid,
            price=bids[place.bid].price,
            quality=bids[place.bid].quality,
            price_points=earned.get(place.bid),
            figure=place.figure,
        )
        for place in result.order
    )


def _gaps(candidate_spec: Spec, result: Outcome | Incomplete) -> tuple[str, ...]:
    """Why there is no ranking."""
    gaps = result.gaps if isinstance(result, Incomplete) else ()
    return tuple(explain.text(explain.gap(candidate_spec, gap)) for gap in gaps)


def _excluded(candidate_spec: Spec, exclusion: Exclusion) -> StudyExcludedShape:
    return StudyExcludedShape(exclusion.bid, explain.text(explain.exclusion(candidate_spec, exclusion)))
