"""Every figure of a judgement as its calculation: of one cell, of a bid's whole figure, and where printing parts them.

The calculations are made anew from the case and evaluate to exactly what was judged. Nothing here ranks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring import aggregate, price, pricing
from scoring.basis import basis_working
from scoring.errors import BadParameter
from scoring.explain.indicators import IndicatorLine, indicator_lines, offer_working
from scoring.explain.interfaces import InterfaceLine, interface_lines, interface_working
from scoring.explain.marks import MarkTable, mark_table, mark_working
from scoring.explain.wording import title
from scoring.expressions import (
    Expression,
    Number,
    Over,
    Rounded,
    Unit,
    Working,
    WorkingStep,
    Write,
    evaluate,
    number_text,
    plus,
    rounded_text,
    text,
    times,
)
from scoring.judging import Assessed, assessed, restricted, scaling_factor
from scoring.numbers import round_to
from scoring.price.base import Formula
from scoring.results import CellTrace, Outcome, Sentence
from scoring.types import MONEY, Case, Leaf, Rounding, Spec
from scoring.vectors import vector
from scoring.view import View

PLACES = 2  # of points, and of money, where the method publishes no number of decimals
OF_BID = ""  # the leaf of a calculation that is about the whole bid
UNITS = {"points": Unit.POINTS, "money": Unit.MONEY, "index": Unit.PLAIN}


@dataclass(frozen=True, slots=True)
class Calculation:
    """One figure of a bid: `leaf` names the criterion, "" the figure that ranks.

    `working.expression` evaluates to `result`, the exact figure; its steps come before it, `working.why` says which
    case of the rule applies. `printed` is the result rounded as published. The tables belong to their families: marks
    to a panel's, interfaces and indicators to a machine's and a formula's; each is empty elsewhere.
    """

    bid: str
    leaf: str
    working: Working
    unit: Unit
    result: Fraction
    printed: str
    marks: MarkTable | None = None
    interfaces: tuple[InterfaceLine, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()

    def line(self, write: Write = number_text) -> str:
        """The calculation and its result: "40 × (1,500,000 − 1,031,500) ÷ (1,500,000 − 900,000) = 31.23"."""
        return f"{text(self.working.expression, write)} = {self.printed}"

    def lines(self, write: Write = number_text) -> tuple[tuple[Sentence | None, str], ...]:
        """(what it gives, its line) of every step, then of the calculation itself, for which nothing is said."""
        steps = [(step.what, step_line(step, write)) for step in self.working.steps]
        return (*steps, (None, self.line(write)))


def step_line(step: WorkingStep, write: Write = number_text) -> str:
    """A step with its result, or the number alone where there is nothing to calculate."""
    left, right = text(step.expression, write), write(Number(evaluate(step.expression), step.unit))
    return right if left == right else f"{left} = {right}"


@dataclass(frozen=True, slots=True)
class PrintedGap:
    """By how much the points of a bid, as printed, add up to another sum than its total, as printed: total less sum."""

    bid: str
    amount: Fraction


def calculator(case: Case, outcome: Outcome) -> "Calculator":
    """What answers for every figure of a judgement. Raises BadParameter where the judgement is not that of the case."""
    judged = assessed(case)
    if not isinstance(judged, Assessed) or not set(outcome.reference) <= set(judged.quality.admissible):
        raise BadParameter("evaluation", why="it is not the judgement of this case")
    return Calculator(case.spec, outcome, judged)


class Calculator:
    """The calculations of one judgement, each made when asked for. Made by `calculator`."""

    def __init__(self, spec: Spec, outcome: Outcome, judged: Assessed) -> None:
        self.spec = spec
        self.outcome = outcome
        self._view: View = judged.view
        self._formula: Formula = price.formula(spec.price_formula, "price_formula")
        self._leaves = {leaf.id: leaf for leaf in spec.leaves}
        self._cells = {(cell.leaf, cell.bid): cell for cell in outcome.cells}
        scaled = spec.scaling == "best" and outcome.reference
        self._factor = scaling_factor(judged.view, judged.quality, outcome.reference) if scaled else Fraction(1)
        self._frames: Mapping[str, pricing.PriceFrame] = self._framed() if outcome.reference else {}

    def _framed(self) -> Mapping[str, pricing.PriceFrame]:
        reference = self.outcome.reference
        quality = [column for column in self.outcome.columns if not _is_money(self._leaves[column.leaf])]
        points = vector([self.outcome.quality[bid] for bid in reference])
        return pricing.frames(self._view, pricing.prices(self._view, reference), restricted(quality, reference), points)

    def cell(self, leaf: str, bid: str) -> Calculation | None:
        """What a bid earned under a criterion; None where it was not judged there (it was excluded before)."""
        cell = self._cells.get((leaf, bid))
        if cell is None:
            return None
        return self._priced(cell) if _is_money(self._leaves[leaf]) else self._earned(self._leaves[leaf], cell)

    def total(self, bid: str) -> Calculation | None:
        """The figure that ranks a bid; None for one that is not ranked."""
        if bid not in self.outcome.figures:
            return None
        working = self._added(bid) if self.outcome.kind == "points" else self._worked(OF_BID, bid)
        rounding = self.spec.rounding
        if rounding.stage == "total":
            working = replace(working, expression=Rounded(working.expression, rounding.places, rounding.mode))
        result, unit = self.outcome.figures[bid], UNITS[self.outcome.kind]
        return Calculation(bid, OF_BID, working, unit, result, self._print(result, unit, total=True))

    def printed_gaps(self) -> tuple[PrintedGap, ...]:
        """The ranked bids whose points as printed do not add up to their total as printed, best placed first."""
        if self.outcome.kind != "points":
            return ()
        gaps = [PrintedGap(place.bid, self._gap(place.bid)) for place in self.outcome.order]
        return tuple(gap for gap in gaps if gap.amount)

    # --- one cell ---

    def _earned(self, leaf: Leaf, cell: CellTrace) -> Calculation:
        """A criterion of quality."""
        marks: MarkTable | None = None
        interfaces: tuple[InterfaceLine, ...] = ()
        indicators: tuple[IndicatorLine, ...] = ()
        if leaf.input == "mark":
            working = mark_working(leaf, self._view, cell.bid)
            marks = mark_table(leaf, self._view, cell.bid, cell.raw or Fraction(0))
        elif leaf.input == "verdict":
            interfaces = interface_lines(leaf, self._view, cell.bid)
            working = interface_working(leaf, interfaces)
        else:
            indicators = indicator_lines(leaf, self._view, cell.bid)
            working = offer_working(leaf, cell, indicators)
        ruling = self._view.ruling("mark_is", cell.bid, leaf.id)
        if ruling is not None and ruling.value is not None and leaf.input != "mark":
            share = Number(ruling.value, Unit.PERCENT)
            working = Working(times(Number(leaf.points, Unit.POINTS), share), why=Sentence("why.ruled_share"))
        return self._of_cell(cell, self._scaled(working), marks, interfaces, indicators)

    def _of_cell(
        self,
        cell: CellTrace,
        working: Working,
        marks: MarkTable | None = None,
        interfaces: tuple[InterfaceLine, ...] = (),
        indicators: tuple[IndicatorLine, ...] = (),
    ) -> Calculation:
        rounding = self.spec.rounding
        if rounding.stage == "each_leaf":
            working = replace(working, expression=Rounded(working.expression, rounding.places, rounding.mode))
        points = cell.points or Fraction(0)
        printed = self._print(points, Unit.POINTS)
        return Calculation(cell.bid, cell.leaf, working, Unit.POINTS, points, printed, marks, interfaces, indicators)

    def _scaled(self, working: Working) -> Working:
        """Times all quality points / the most that any bid compared has, where quality is scaled to the best."""
        if self._factor == 1:
            return working
        full = sum((leaf.points for leaf in self.spec.leaves if not _is_money(leaf)), Fraction(0))
        best = Number(full / self._factor, Unit.POINTS)
        step = WorkingStep(Sentence("step.best_quality"), best, Unit.POINTS)
        expression = Over(times(working.expression, Number(full, Unit.POINTS)), best)
        return replace(working, expression=expression, steps=(*working.steps, step))

    def _priced(self, cell: CellTrace) -> Calculation:
        """A price: its points, or where it earns none its amount; before it how it came on the tender's basis."""
        elements = self._leaves[cell.leaf].elements
        amounts = [pricing.amount(self._view, cell.bid, element) or Fraction(0) for element in elements]
        asked = plus(Number(amount, Unit.MONEY) for amount in amounts)
        steps = [step for element in elements for step in self._normalised(cell.bid, element)]
        if cell.points is None:
            amount = cell.raw or Fraction(0)
            printed = self._print(amount, Unit.MONEY)
            return Calculation(cell.bid, cell.leaf, Working(asked, tuple(steps)), Unit.MONEY, amount, printed)
        if len(amounts) > 1:
            steps.append(WorkingStep(Sentence("step.price"), asked, Unit.MONEY))
        working = self._worked(cell.leaf, cell.bid)
        return self._of_cell(cell, replace(working, steps=(*steps, *working.steps)))

    def _normalised(self, bid: str, element: str) -> tuple[WorkingStep, ...]:
        """From the price as read out to the one that is compared; nothing where it stays, or a ruling set it."""
        stated = self._view.bids[bid].prices.get(element)
        if stated is None or self._view.ruling("use_price", bid, element) is not None:
            return ()
        working = basis_working(stated, self.spec.basis, f"bids/{bid}/prices/{element}")
        if isinstance(working.expression, Number):
            return ()
        what = Sentence(
            "step.basis", {"element": element, "stated": stated.currency, "wanted": self.spec.basis.currency}
        )
        return (*working.steps, WorkingStep(what, working.expression, Unit.MONEY))

    def _worked(self, leaf: str, bid: str) -> Working:
        frame = self._frames[leaf]
        return self._formula.work(bid, frame.offers, frame.terms)

    # --- the whole bid ---

    def _added(self, bid: str) -> Working:
        """The sum of the criteria; rounded main criteria are steps of their own."""
        if self.spec.rounding.stage != "subtotal":
            return Working(plus(self._points(leaf.id, bid) for leaf in self.spec.leaves))
        below = aggregate.leaves_below(self.spec)
        steps = [self._root(root, below[root], bid) for root in aggregate.roots(self.spec)]
        return Working(plus(Number(evaluate(step.expression), Unit.POINTS) for step in steps), tuple(steps))

    def _root(self, root: str, leaves: Iterable[str], bid: str) -> WorkingStep:
        parts = [self._points(leaf.id, bid) for leaf in self.spec.leaves if leaf.id in leaves]
        rounding = self.spec.rounding
        expression: Expression = Rounded(plus(parts), rounding.places, rounding.mode)
        return WorkingStep(Sentence("step.group", {"what": title(self.spec, root)}), expression, Unit.POINTS)

    def _points(self, leaf: str, bid: str) -> Number:
        return Number(self._cells[leaf, bid].points or Fraction(0), Unit.POINTS)

    # --- printing ---

    def _published(self, *, total: bool) -> Rounding:
        """The number of decimals that a figure is printed with."""
        published = self.spec.rounding
        stages = {"each_leaf", "subtotal", "total"} if total else {"each_leaf"}
        return published if published.stage in stages else Rounding("none", PLACES)

    def _print(self, value: Fraction, unit: Unit, *, total: bool = False) -> str:
        published = self._published(total=total)
        if unit == Unit.POINTS or published.stage != "none":
            return rounded_text(value, published.places, published.mode)
        return number_text(Number(round_to(value, PLACES) if unit == Unit.MONEY else value, unit))

    def _gap(self, bid: str) -> Fraction:
        cells, total = self._published(total=False), self._published(total=True)
        parts = [self._cells[leaf.id, bid].points or Fraction(0) for leaf in self.spec.leaves]
        added = sum((round_to(part, cells.places, cells.mode) for part in parts), Fraction(0))
        return round_to(self.outcome.figures[bid], total.places, total.mode) - added


def printed_gap_sentences(gaps: Iterable[PrintedGap]) -> tuple[Sentence, ...]:
    """One sentence for all bids whose figures add up to the same amount too little or too much."""
    by_amount: dict[Fraction, list[str]] = {}
    for gap in gaps:
        by_amount.setdefault(gap.amount, []).append(gap.bid)
    return tuple(
        Sentence(
            f"total.printed.{'less' if amount > 0 else 'more'}",
            {"bids": tuple(bids), "amount": number_text(Number(abs(amount), Unit.POINTS))},
        )
        for amount, bids in by_amount.items()
    )


def _is_money(leaf: Leaf) -> bool:
    return leaf.input in MONEY
