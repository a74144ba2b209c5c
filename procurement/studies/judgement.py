"""What the candidates of a plan give: rankings, warnings, what one losing bid can do, curves.

Plain values, no database. Exact numbers are text; sentences are those of `scoring`, the same wherever they are shown.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from procurement.studies.plan import StudyPlan
from scoring import VERSION, Exclusion, Gap, Incomplete, Outcome, Spec, explain, price
from scoring.study import PRICE, Candidate, Compared, Design, Expected, Leaving, Point, cautions, compare, curve, spec

# A curve reaches from 30 % below the lowest expected price to 30 % above the highest.
BELOW, ABOVE = Fraction(7, 10), Fraction(13, 10)


def of(plan: StudyPlan) -> dict[str, Any]:
    """The result of a plan without faults. The same plan gives the same values."""
    design = plan.design
    middle_bid = _middle(design.bids)
    prices = [bid.price for bid in design.bids]
    low, high = min(prices) * BELOW, max(prices) * ABOVE
    return {
        "version": VERSION,
        "curve": {"bid": middle_bid.id, "low": str(low), "high": str(high)},
        "candidates": [
            {
                **_method(design, one),
                **_compared(design, compare(design, one)),
                "curve": _curve(curve(design, one, middle_bid.id, low, high)),
            }
            for one in design.candidates
        ],
    }


def _middle(bids: Sequence[Expected]) -> Expected:
    """The bid in the middle of the prices, the dearer of two: its curve shows what a usual bidder faces."""
    return sorted(bids, key=lambda bid: (bid.price, bid.id))[len(bids) // 2]


def _method(design: Design, candidate: Candidate) -> dict[str, Any]:
    formula = price.formula(candidate.formula, "price_formula")
    sentences = [formula.sentence(candidate.params), *explain.method(spec(design, candidate))[1:2]]
    return {
        "id": candidate.id,
        "formula": candidate.formula,
        "title": formula.title,
        "kind": formula.kind,
        "best": formula.best,
        "source": formula.source,
        "sentence": " ".join(explain.text(sentence) for sentence in sentences),
        "warnings": [{"key": found.key, "text": explain.text(found)} for found in cautions(design, candidate)],
    }


def _compared(design: Design, compared: Compared) -> dict[str, Any]:
    """`gaps` say why there is no ranking; `leaving` has a line for each bid that is ranked and does not win."""
    candidate_spec = spec(design, compared.candidate)
    result = compared.result
    gaps: Sequence[Gap] = result.gaps if isinstance(result, Incomplete) else ()
    return {
        "winner": compared.winner,
        "ranking": [] if isinstance(result, Incomplete) else _ranking(design, result),
        "excluded": [_excluded(candidate_spec, one) for one in result.excluded],
        "gaps": [explain.text(explain.gap(candidate_spec, one)) for one in gaps],
        "leaving": [_leaving(one) for one in compared.leaving],
    }


def _ranking(design: Design, result: Outcome) -> list[dict[str, Any]]:
    bids = {bid.id: bid for bid in design.bids}
    earned = {cell.bid: cell.points for cell in result.cells if cell.leaf == PRICE}
    return [
        {
            "place": place.place,
            "bid": place.bid,
            "price": str(bids[place.bid].price),
            "quality": str(bids[place.bid].quality),
            "price_points": _text(earned.get(place.bid)),
            "figure": str(place.figure),
        }
        for place in result.order
    ]


def _excluded(held: Spec, one: Exclusion) -> dict[str, str]:
    return {"bid": one.bid, "sentence": explain.text(explain.exclusion(held, one))}


def _leaving(one: Leaving) -> dict[str, Any]:
    return {"bid": one.bid, "winner": one.winner, "order_changes": one.order_changes}


def _curve(points: Sequence[Point]) -> list[list[str | None]]:
    return [[str(point.price), _text(point.figure)] for point in points]


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
