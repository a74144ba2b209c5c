"""Italy from 2016 to 2019: five ways to a threshold, one drawn by lot at the opening, so that nobody aims at it.

Two rules: D.Lgs. 50/2016 art. 97(2)(a)-(e) as published, and as changed by D.Lgs. 56/2017 from 20 May 2017. What was
drawn, the method and for (e) the coefficient, is given and has no default; the figures of the law hold unless the
tender publishes others. Read as in Cons. Stato V 435/2018 for (b); that (d) rises since 2017 has one source.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from scoring.abnormal.base import BASE, Flag, FlagWorking, Measured, Round, Rule, Setting, above, choice
from scoring.abnormal.italy import PLACES, excess_steps, mean_excess, rebate_working, rebates
from scoring.expressions import Expression, Minus, Number, Plus, Unit, Working, WorkingStep, evaluate, plus, times
from scoring.numbers import mean
from scoring.results import Sentence

METHODS = ("a", "b", "c", "d", "e")


@dataclass(frozen=True, slots=True)
class DrawnLaw:
    """The figures of one wording: what share a, b and e cut at each end, and by what c and d change the mean."""

    rule: str
    cuts: Mapping[str, Fraction]
    changes: Mapping[str, Fraction]
    coefficients: tuple[str, ...]

    def measure(self, bidding: Round) -> Measured:
        """Every bid against the threshold of the method drawn. A note where nothing is left to average."""
        rebate_of = rebates(bidding)
        method = bidding.word("method")
        counted = self._inside(bidding, method, list(rebate_of.values()))
        if not counted:
            return Sentence("alt.nothing_kept")
        threshold = self._threshold(bidding, method, counted)
        inputs: dict[str, object] = {"mean": mean(counted), "kept": len(counted), "basis": method}
        if method in self.changes:
            inputs["change"] = abs(self._change(bidding, method))
        return [self._flag(bid, rebate, threshold, inputs) for bid, rebate in rebate_of.items()]

    def _flag(self, bid: str, rebate: Fraction, threshold: Fraction, inputs: Mapping[str, object]) -> Flag:
        return above(bid, self.rule, rebate, threshold, **inputs)

    def _inside(self, bidding: Round, method: str, rebate_list: Sequence[Fraction]) -> list[Fraction]:
        """The rebates between the wings: a share of the bids, rounded up or down, is cut at each end by a, b and e."""
        ordered = sorted(rebate_list)
        if method not in self.cuts:
            return ordered
        published = bidding.known("cut")
        share = (self.cuts[method] if published is None else published) * len(ordered)
        wing = ceil(share) if bidding.word("cut_rounding") == "up" else floor(share)
        return ordered[wing : len(ordered) - wing]

    def _change(self, bidding: Round, method: str) -> Fraction:
        by_law, published = self.changes[method], bidding.known("change")
        if published is None:
            return by_law
        return published if by_law > 0 else -published

    def _threshold(self, bidding: Round, method: str, counted: Sequence[Fraction]) -> Fraction:
        middle = mean(counted)
        if method == "b":
            digit = floor(abs(sum(counted, Fraction(0))) * 10) % 10
            return middle * (1 - Fraction(digit, 100)) if digit % 2 else middle
        if method in self.changes:
            return middle * (1 + self._change(bidding, method))
        return middle + mean_excess(counted) * (bidding.number("coefficient") if method == "e" else 1)

    def working(self, bidding: Round, flag: Flag) -> FlagWorking:
        """The threshold of the method drawn, after the mean of what its cut leaves and what it adds or takes."""
        method = bidding.word("method")
        counted = self._inside(bidding, method, list(rebates(bidding).values()))
        mean_line, excess_line = excess_steps(counted)
        middle, excess = Number(evaluate(mean_line.expression)), Number(evaluate(excess_line.expression))
        steps: tuple[WorkingStep, ...] = (mean_line,)
        limit: Expression = middle
        if method == "b":
            total = sum(counted, Fraction(0))
            digit = floor(abs(total) * 10) % 10
            steps += (WorkingStep(Sentence("step.rebate_sum"), plus(Number(rebate) for rebate in counted)),)
            limit = times(middle, Minus(_UNITY, Number(Fraction(digit, 100), Unit.PERCENT))) if digit % 2 else middle
        elif method in self.changes:
            change = self._change(bidding, method)
            share = Number(abs(change), Unit.PERCENT)
            limit = times(middle, Plus((_UNITY, share)) if change > 0 else Minus(_UNITY, share))
        else:
            steps += (excess_line,)
            limit = Plus((middle, times(excess, Number(bidding.number("coefficient"))) if method == "e" else excess))
        return FlagWorking(rebate_working(bidding, flag), Working(limit, steps))


_UNITY = Number(Fraction(1))
_TENTH, _FIFTH = Fraction(1, 10), Fraction(1, 5)
LAWS = (
    DrawnLaw(
        "drawn_2016",
        {"a": _TENTH, "b": _FIFTH, "e": _TENTH},
        {"c": _FIFTH, "d": -_FIFTH},
        ("0.6", "0.8", "1", "1.2", "1.4"),
    ),
    DrawnLaw(
        "drawn_2017",
        {"a": _FIFTH, "b": _FIFTH, "e": _TENTH},
        {"c": Fraction(15, 100), "d": _TENTH},
        ("0.6", "0.7", "0.8", "0.9"),
    ),
)
_NAMES = {
    "drawn_2016": ("One of five thresholds, drawn by lot (Italy to 19 May 2017)", "as published"),
    "drawn_2017": ("One of five thresholds, drawn by lot (Italy from 20 May 2017)", "as changed by D.Lgs. 56/2017"),
}


def _coefficient_is_drawn(filled: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if filled["method"] == "e" and filled["coefficient"] == "":
        yield "coefficient", "the coefficient is drawn with method e, and must be given"


def _rule(law: DrawnLaw) -> Rule:
    title, wording = _NAMES[law.rule]
    return Rule(
        id=law.rule,
        title=title,
        unit="percent",
        measure=law.measure,
        working=law.working,
        source=f"D.Lgs. 50/2016 art. 97(2)(a)-(e), {wording}",
        params={
            "base": BASE,
            "method": Setting("the method that was drawn", "word", keywords=METHODS),
            "coefficient": Setting("what e multiplies the mean excess by, drawn too", "word", "", law.coefficients),
            "cut": Setting("the share of the bids that a, b and e cut at each end, if not the law's", "share", ""),
            "cut_rounding": choice("how that number of bids is rounded", "up", "down"),
            "change": Setting("the share by which c and d change the mean, if not the law's", "share", ""),
            "places": PLACES,
        },
        bids=5,
        least=1,
        together=_coefficient_is_drawn,
    )


RULES = tuple(_rule(law) for law in LAWS)
