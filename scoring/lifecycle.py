"""Life-cycle cost: what a purchase costs until its end, in money of the base date. Source: SCORING §5, 2014/24 art. 68.

LCC = sum C_t * ((1+e)/(1+r))^tau - RV/(1+r)^T. The rule is published and frozen; bids fill in the unit prices only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from scoring.errors import BadParameter, MissingCost, ScoringError
from scoring.numbers import PLACES_OF_IRRATIONALS, fraction, power_decimal, round_to
from scoring.results import Sentence

COST_KINDS = ("acquisition", "use", "maintenance", "exit", "end_of_life", "externality")
TIMINGS = ("start", "mid", "end")
RATE_BASES = ("real", "nominal")
EXIT = "exit"
RESIDUAL = "residual_value"


@dataclass(frozen=True, slots=True)
class CostLine:
    """`quantity` units at `unit_price` in `year` (0 = at acquisition, then 1..T); None: not stated.

    `escalation` is yearly, on the same basis (real or nominal) as the discount rate. An `exit` line holds export,
    migration or dual running. A price below 0 is an income.
    """

    kind: str
    unit: str
    quantity: Fraction | None
    unit_price: Fraction | None
    year: int
    escalation: Fraction = Fraction(0)
    title: str = ""


@dataclass(frozen=True, slots=True)
class CostRule:
    """How flows become one amount; published. `rate` r is yearly, real or nominal by `basis`; `term` T in whole years.

    `timing`: when within its year a flow counts (start, mid, end). `residual` RV is what the thing is worth at T.
    `externality_method` names the published method without which external costs may not count.
    """

    rate: Fraction
    term: int
    base_date: date
    basis: str = "real"
    timing: str = "end"
    residual: Fraction = Fraction(0)
    externality_method: str = ""


@dataclass(frozen=True, slots=True)
class CostRow:
    """One line as counted: its `amount` at today's price, `tau` years of discount, and the `discounted` amount."""

    kind: str
    title: str
    year: int
    amount: Fraction
    tau: Fraction
    discounted: Fraction

    def sentence(self) -> Sentence:
        """The row in words."""
        values = {"what": self.title or Sentence(f"lcc.kind.{self.kind}"), "year": self.year}
        return Sentence("lcc.row", {**values, "amount": self.amount, "tau": self.tau, "discounted": self.discounted})


@dataclass(frozen=True, slots=True)
class LifeCycleCost:
    """`total` is the sum of the rows' discounted amounts, unrounded; `rows` in the order of the lines, RV last."""

    total: Fraction
    rows: tuple[CostRow, ...]
    rule: CostRule

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The rule, every row, and the total."""
        rule = self.rule
        values = {"rate": rule.rate * 100, "basis": Sentence(f"lcc.basis.{rule.basis}"), "date": str(rule.base_date)}
        timing = Sentence(f"lcc.timing.{rule.timing}")
        rule_sentence = Sentence("lcc.rule", {**values, "timing": timing, "term": rule.term})
        return rule_sentence, *(row.sentence() for row in self.rows), Sentence("lcc.total", {"total": self.total})


def problems(lines: Sequence[CostLine], rule: CostRule) -> list[ScoringError]:
    """Everything for which `lcc` would refuse the rule or the lines, except amounts not stated; empty where none."""
    return [*_of_rule(rule)] or [*_of_lines(lines, rule)]


def lcc(lines: Sequence[CostLine], rule: CostRule) -> LifeCycleCost:
    """The life-cycle cost. A flow counts at its stated price, escalated and discounted over tau years.

    tau is 0 in year 0, else t-1, t-1/2 or t. Mid-year factors are irrational: such an amount is rounded half-even to 12
    decimals, and that value stands. Raises the first of `problems`, FloatRefused, MissingCost for a flow of None.
    """
    for problem in problems(lines, rule):
        raise problem
    rows = [_row(line, rule, f"lines/{number}") for number, line in enumerate(lines)]
    if rule.residual:
        worth = -rule.residual / (1 + rule.rate) ** rule.term
        rows.append(CostRow(RESIDUAL, "", rule.term, -rule.residual, Fraction(rule.term), worth))
    return LifeCycleCost(sum((row.discounted for row in rows), Fraction(0)), tuple(rows), rule)


def _row(line: CostLine, rule: CostRule, where: str) -> CostRow:
    if line.quantity is None or line.unit_price is None:
        raise MissingCost(where, kind=line.kind, year=line.year)
    amount = fraction(line.quantity, where) * fraction(line.unit_price, where)
    tau = _tau(line.year, rule.timing)
    growth = (line.escalation - rule.rate) / (1 + rule.rate)
    return CostRow(line.kind, line.title, line.year, amount, tau, _moved(amount, growth, tau))


def _tau(year: int, timing: str) -> Fraction:
    if year == 0:
        return Fraction(0)
    return {"start": Fraction(year - 1), "mid": Fraction(2 * year - 1, 2), "end": Fraction(year)}[timing]


def _moved(amount: Fraction, growth: Fraction, tau: Fraction) -> Fraction:
    """`amount` * (1 + growth)^tau; exact where that is rational by its exponent or its base."""
    if growth == 0:
        return amount
    if tau.denominator == 1:
        return Fraction(amount * (1 + growth) ** tau.numerator)
    return round_to(amount * Fraction(power_decimal(1 + growth, tau)), PLACES_OF_IRRATIONALS, "half_even")


def _of_rule(rule: CostRule) -> Iterator[ScoringError]:
    if fraction(rule.rate, "rule/rate") <= -1:
        yield BadParameter("rule/rate", why="a discount rate lies above -1")
    if type(rule.term) is not int or rule.term < 0:
        yield BadParameter("rule/term", why="the term is a whole number of years from 0")
    for name, value, allowed in (("basis", rule.basis, RATE_BASES), ("timing", rule.timing, TIMINGS)):
        if value not in allowed:
            yield BadParameter(f"rule/{name}", why=f"{value!r} is none of {', '.join(allowed)}")
    fraction(rule.residual, "rule/residual")


def _of_lines(lines: Sequence[CostLine], rule: CostRule) -> Iterator[ScoringError]:
    if all(line.kind != EXIT for line in lines):
        yield BadParameter("lines", why="no line states the cost of leaving: export, migration, dual running")
    for number, line in enumerate(lines):
        where = f"lines/{number}"
        if line.kind not in COST_KINDS:
            yield BadParameter(f"{where}/kind", why=f"{line.kind!r} is none of {', '.join(COST_KINDS)}")
        if line.kind == "externality" and not rule.externality_method:
            yield BadParameter(f"{where}/kind", why="an external cost needs a published method")
        if type(line.year) is not int or not 0 <= line.year <= rule.term:
            yield BadParameter(f"{where}/year", why=f"year {line.year} lies outside 0..{rule.term}")
        if line.quantity is not None and fraction(line.quantity, f"{where}/quantity") < 0:
            yield BadParameter(f"{where}/quantity", why="a quantity is not negative")
        if fraction(line.escalation, f"{where}/escalation") <= -1:
            yield BadParameter(f"{where}/escalation", why="an escalation lies above -1")
