"""Interfaces as a small table and a calculation: what is asked, what was evidenced, how open it is, what it earns."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.expressions import Expression, Number, Over, Unit, Working, evaluate, plus, times
from scoring.families import interoperability
from scoring.families.interoperability import EVIDENCE
from scoring.types import OUTCOMES, Interface, InterfaceMark, Leaf
from scoring.view import View


@dataclass(frozen=True, slots=True)
class InterfaceLine:
    """One interface of the lot and what a bid earns with it.

    `outcome` of the claim that counts (the best one), "absent" without a claim, None where it is undecided and the
    points were set by a ruling; `evidence` 0..1 is its worth. `openness` and `strength` 0..1 of the standard claimed,
    None where nobody stated them. `worth`: what is weighted, evidence alone or openness x evidence; None as `outcome`.
    `points`: earned by this line, before rounding and scaling. `claims`: how many were made. `ruled`: a ruling set the
    outcome.
    """

    interface: str
    title: str
    weight: Fraction
    min_rung: int
    outcome: str | None
    evidence: Fraction | None
    openness: Fraction | None
    strength: Fraction | None
    worth: Expression | None
    points: Fraction
    claims: int
    ruled: bool


def interface_lines(leaf: Leaf, view: View, bid: str) -> tuple[InterfaceLine, ...]:
    """The interfaces that the criterion reads, as published."""
    asked = interoperability.of_leaf(leaf, view)
    weights = sum((interface.weight for interface in asked), Fraction(0))
    return tuple(_line(leaf, view, bid, interface, weights) for interface in asked)


def _line(leaf: Leaf, view: View, bid: str, interface: Interface, weights: Fraction) -> InterfaceLine:
    claims = [mark for mark in view.bids[bid].interfaces if mark.interface == interface.id]
    ruling = view.ruling("set_evidence", bid, interface.id)
    absent = InterfaceMark(interface.id, OUTCOMES[0] if ruling is None else ruling.text)
    best, outcome, worth = _best(leaf, view, bid, claims or [absent])
    share = Fraction(0) if worth is None else evaluate(worth)
    return InterfaceLine(
        interface=interface.id,
        title=interface.title,
        weight=interface.weight,
        min_rung=interface.min_rung,
        outcome=outcome,
        evidence=None if outcome is None else EVIDENCE[outcome],
        openness=best.openness,
        strength=best.strength,
        worth=worth,
        points=leaf.points * interface.weight * share / weights,
        claims=len(claims),
        ruled=ruling is not None,
    )


def _best(
    leaf: Leaf, view: View, bid: str, claims: Sequence[InterfaceMark]
) -> tuple[InterfaceMark, str | None, Expression | None]:
    """(the claim worth most, its outcome in force, its worth); undecided ones count only where there is no other."""
    judged = []
    for claim in claims:
        outcome = interoperability.outcome_of(view, bid, claim)
        judged.append((claim, outcome, None if outcome is None else _worth(leaf, claim, EVIDENCE[outcome])))
    return max(judged, key=lambda choice: Fraction(-1) if choice[2] is None else evaluate(choice[2]))


def _worth(leaf: Leaf, claim: InterfaceMark, evidence: Fraction) -> Expression | None:
    if leaf.family == "interoperability" or not evidence:
        return Number(evidence)
    if claim.openness is None:
        return None
    return times(Number(claim.openness), Number(evidence))


def interface_working(leaf: Leaf, lines: Sequence[InterfaceLine]) -> Working:
    """Points x (sum of weight x worth) / sum of the weights."""
    parts = [times(Number(line.weight), line.worth) for line in lines if line.worth is not None]
    weights = sum((line.weight for line in lines), Fraction(0))
    return Working(weighted(Number(leaf.points, Unit.POINTS), parts, weights))


def weighted(points: Number, parts: Sequence[Expression], weights: Fraction) -> Expression:
    """Points x the sum of the parts / the sum of their weights, which is left out where it is 1."""
    earned = times(points, plus(parts))
    return earned if weights == 1 else Over(earned, Number(weights))
