"""Who wins where a bid or an evaluator is left out, or where unknown facts turn out well or badly. SCORING §10."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.judging import evaluate
from scoring.results import Incomplete, Outcome
from scoring.robustness.annex import LeftOut, Openness, Without
from scoring.robustness.frame import LotFrame, front, independent, prunable, winner_of
from scoring.types import CONSENSUS, Case, Facts, InterfaceMark, MarkColumn

# Where a method needs every bid in every computation, at most so many figures are computed.
_FIGURES, _AT_LEAST = 10_000, 10


# --- bids ---


def without_bids(lot: LotFrame) -> tuple[LeftOut, int]:
    """(which losers, if they had not taken part, would have changed who wins; how many were looked at).

    Only a loser that is an extreme of price or quality can change anything under a method that reads nothing but
    extremes; the others count as tried.
    """
    if independent(lot.spec):
        return LeftOut(0, (), independent=True), len(lot.rivals)
    tried, covered = _telling(lot)
    changes = []
    for bid in tried:
        winner = winner_of(lot.judged.again(without=[bid]))
        if winner != lot.winner:
            changes.append(Without(bid, winner))
    return LeftOut(covered, tuple(changes)), covered


def _telling(lot: LotFrame) -> tuple[list[str], int]:
    """(the losers that could change something, how many losers are thereby judged), best placed first."""
    # Rounding after scaling can put another bid on top than the one that the others were scaled to.
    turned = lot.spec.scaling == "best" and lot.spec.rounding.stage not in {"none", "total"}
    if turned or not prunable(lot):
        covered = lot.rivals[: max(_AT_LEAST, _FIGURES // max(len(lot.bids), 1))]
        return list(covered), len(covered)
    front_or_best = {*front(lot, lot.bids), *_best_offers(lot)}
    return [bid for bid in lot.rivals if bid in front_or_best], len(lot.rivals)


def _best_offers(lot: LotFrame) -> Iterable[str]:
    """The bids with which offers are compared, where a criterion compares offers."""
    for leaf in lot.spec.leaves:
        if leaf.curve is not None and leaf.curve.kind == "relative":
            offers = {bid: lot.judged.view.bids[bid].offers.get(leaf.id) for bid in lot.bids}
            stated = {bid: offer for bid, offer in offers.items() if offer is not None}
            if stated:
                best = max(stated.values()) if leaf.curve.direction == "up" else min(stated.values())
                yield from (bid for bid, offer in stated.items() if offer == best)


# --- evaluators ---


def without_evaluators(lot: LotFrame) -> LeftOut:
    """Who wins on the marks of all evaluators but one, for each whose absence leaves every criterion two marks or more.

    Where the panel agreed, its members' own marks stand in, by their mean, and the answer says so.
    """
    agreed = lot.spec.panel_method == CONSENSUS
    names = sorted({name for column in lot.case.facts.marks for name in _evaluators(column)})
    case = _on_own_marks(lot.case) if agreed else lot.case
    base = (winner_of(evaluate(case)) if names else None) if agreed else lot.winner
    changes: list[Without] = []
    tried = 0
    for name in names:
        if _enough(case, name):
            tried += 1
            winner = winner_of(evaluate(_without(case, name)))
            if winner != base:
                changes.append(Without(name, winner))
    return LeftOut(tried, tuple(changes), individual=agreed, winner=base)


def _evaluators(column: MarkColumn) -> list[str]:
    return [name for name in column.evaluators if name != CONSENSUS]


def _on_own_marks(case: Case) -> Case:
    """The case by the mean of the marks given before the panel agreed; what a ruling set stays."""
    return Case(replace(case.spec, panel_method="mean"), case.facts)


def _enough(case: Case, name: str) -> bool:
    """Whether every criterion that the evaluator marked keeps two marks by others."""
    dropped = {ruling.text for ruling in case.facts.rulings if ruling.kind == "drop_evaluator" and not ruling.bid}
    if name in dropped:
        return False
    return all(
        len([evaluator for evaluator in _evaluators(column) if evaluator != name and evaluator not in dropped]) >= 2
        for column in case.facts.marks
        if name in column.evaluators
    )


def _without(case: Case, name: str) -> Case:
    """The case without one evaluator's marks. Where the marks came from is left out: it changes no figure."""
    marks = []
    for column in case.facts.marks:
        width = len(column.evaluators)
        seats = [seat for seat, other in enumerate(column.evaluators) if other != name]
        rows = range(0, len(column.values), width)
        values = tuple([column.values[row + seat] for row in rows for seat in seats])
        marks.append(MarkColumn(column.leaf, column.denominator, tuple(column.evaluators[s] for s in seats), values))
    return Case(case.spec, replace(case.facts, marks=tuple(marks)))


# --- unknown facts ---


def openness(case: Case) -> Openness | None:
    """The award where every unknown fact about the standards counts as 0, then as 1; None where all are known.

    Also for a case that is Incomplete for want of such facts. A standard known to be closed (openness 0) stays closed.
    """
    unknown = sum(_unknown(mark) for bid in case.facts.bids for mark in bid.interfaces)
    if not unknown:
        return None
    low, high = (evaluate(Case(case.spec, _with_unknown(case.facts, value))) for value in (0, 1))
    return Openness(unknown, winner_of(low), winner_of(high), _figures(low), _figures(high))


@dataclass(frozen=True, slots=True)
class UnknownStandards:
    """How many of the `asked` standards, one for each interface of a lot, are not fully known, and in how many claims.

    Claims of every bid count, of an excluded one too.
    """

    asked: int
    unknown: int
    claims: int


def unknown_standards(case: Case) -> UnknownStandards:
    """The standards about which facts are missing: each counts once, however many bids claim it."""
    claims = [mark.interface for bid in case.facts.bids for mark in bid.interfaces if _unknown(mark)]
    return UnknownStandards(len(case.spec.interfaces), len(set(claims)), len(claims))


def _unknown(mark: InterfaceMark) -> bool:
    if mark.openness is None:
        return True
    return mark.strength is not None and mark.strength < 1 and mark.openness != 0


def _with_unknown(facts: Facts, value: int) -> Facts:
    bids = tuple(
        replace(bid, interfaces=tuple(_settled(mark, value) if _unknown(mark) else mark for mark in bid.interfaces))
        for bid in facts.bids
    )
    return replace(facts, bids=bids)


def _settled(mark: InterfaceMark, value: int) -> InterfaceMark:
    """The claim with its unknown share (1 - strength) of facts at `value`. Source: EVIDENCE §5."""
    if mark.openness is None or mark.strength is None:
        return replace(mark, openness=Fraction(value))
    return replace(mark, openness=mark.openness * mark.strength + value * (1 - mark.strength))


def _figures(result: Outcome | Incomplete) -> dict[str, Fraction]:
    return {} if isinstance(result, Incomplete) else dict(result.figures)
