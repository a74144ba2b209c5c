"""Italy: rebates in percent of the base, both wings cut, mean of the rest plus the mean excess over it.

Sources: D.Lgs. 163/2006 art. 86 (to 2016; read as in Cons. Stato VI 4803/2017; equal rebates by DPR 207/2010 art. 121
and Ad. Plen. 5/2017), D.Lgs. 50/2016 art. 97(2) and (2-bis) as changed in 2019 by D.L. 32/2019, and D.Lgs. 36/2023
annex II.2, whose method A is the same. The methods drawn by lot between 2016 and 2019: `drawn`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil, floor

from scoring.abnormal.base import (
    BASE,
    Flag,
    FlagWorking,
    Measured,
    Round,
    Rule,
    Setting,
    above,
    choice,
    mean_step,
    money,
)
from scoring.expressions import (
    Expression,
    Minus,
    Number,
    Over,
    Plus,
    Rounded,
    Unit,
    Working,
    WorkingStep,
    evaluate,
    plus,
    times,
)
from scoring.numbers import mean, round_to
from scoring.results import Sentence

_MANY = 15
_CLOSE = Fraction(15, 100)
_RAISED = Fraction(12, 10)


@dataclass(frozen=True, slots=True)
class _Trimmed:
    """Rebates without the wings, in percent: their number and sum, mean and mean excess of those above the mean."""

    kept: int
    total: Fraction
    mean: Fraction
    excess: Fraction


def rebates(bidding: Round) -> dict[str, Fraction]:
    """100 (1 - price / base) by bid, rounded half up where the tender publishes decimals."""
    base = bidding.number("base")
    exact = {bid: 100 * (1 - price / base) for bid, price in bidding.prices.items()}
    if bidding.word("places") == "exact":
        return exact
    places = int(bidding.number("places"))
    return {bid: round_to(rebate, places) for bid, rebate in exact.items()}


def kept_rebates(rebate_list: Sequence[Fraction], ties: str) -> list[Fraction]:
    """The rebates left after a tenth, rounded up, is cut at each end.

    `ties`: each (exactly so many), with_cut (and those equal to a cut one), block (equal rebates count as one; Cons.
    Stato, Ad. Plen. 5/2017). Nothing may be left.
    """
    ordered = sorted(rebate_list)
    wing = ceil(Fraction(len(ordered), 10))
    if ties == "block":
        steps = sorted(set(ordered))
        inner = set(steps[wing : len(steps) - wing])
        return [rebate for rebate in ordered if rebate in inner]
    cut = {*ordered[:wing], *ordered[len(ordered) - wing :]}
    inside = ordered[wing : len(ordered) - wing]
    return inside if ties == "each" else [rebate for rebate in inside if rebate not in cut]


def _trimmed(bidding: Round, rebate_list: Sequence[Fraction]) -> _Trimmed | Sentence:
    kept = kept_rebates(rebate_list, bidding.word("ties"))
    if not kept:
        return Sentence("alt.nothing_kept")
    middle = mean(kept)
    return _Trimmed(len(kept), sum(kept, Fraction(0)), middle, mean_excess(kept))


def mean_excess(kept: Sequence[Fraction]) -> Fraction:
    """By how much the rebates above the mean lie above it, on average; 0 where none does: there is no spread."""
    middle = mean(kept)
    higher = [rebate - middle for rebate in kept if rebate > middle]
    return mean(higher) if higher else Fraction(0)


def trimmed_excess(bidding: Round) -> Measured:
    """Threshold: mean + mean excess."""
    rebate_of = rebates(bidding)
    trimmed = _trimmed(bidding, list(rebate_of.values()))
    if isinstance(trimmed, Sentence):
        return trimmed
    inputs = {"mean": trimmed.mean, "excess": trimmed.excess, "kept": trimmed.kept}
    threshold = trimmed.mean + trimmed.excess
    return [above(bid, "trimmed_excess", rebate, threshold, **inputs) for bid, rebate in rebate_of.items()]


def trimmed_2019(bidding: Round, rule: str) -> Measured:
    """From 15 bids the sum lowered by decimals nobody foresees; fewer: 1.2 times the mean, or the sum where wide."""
    rebate_of = rebates(bidding)
    trimmed = _trimmed(bidding, list(rebate_of.values()))
    if isinstance(trimmed, Sentence):
        return trimmed
    inputs: dict[str, object] = {"mean": trimmed.mean, "excess": trimmed.excess, "kept": trimmed.kept}
    if len(rebate_of) >= _MANY:
        threshold, digits = lowered(bidding, trimmed.total, trimmed.mean, trimmed.excess)
        inputs |= {"basis": "lowered", "digits": digits}
    elif trimmed.mean <= 0:
        return Sentence("alt.no_rebates")
    elif trimmed.excess / trimmed.mean <= _CLOSE:
        threshold = trimmed.mean * _RAISED
        inputs |= {"basis": "close"}
    else:
        threshold = trimmed.mean + trimmed.excess
        inputs |= {"basis": "wide"}
    return [above(bid, rule, rebate, threshold, **inputs) for bid, rebate in rebate_of.items()]


def lowered(bidding: Round, total: Fraction, middle: Fraction, excess: Fraction) -> tuple[Fraction, int]:
    """The threshold from 15 bids, and the number that its first two decimals of the sum give.

    `digits`: multiplied (c1 c2; the text) or concatenated (10 c1 + c2). The number, in percent, is applied to the
    excess, and the result taken off the sum as an `amount` (Cons. Stato V 2856/2020, 5229/2020) or as a `percent`.
    """
    first, second = divmod(floor(abs(total) * 100) % 100, 10)
    digits = first * second if bidding.word("digits") == "multiplied" else first * 10 + second
    less = excess * digits / 100
    raised = middle + excess
    return (raised - less if bidding.word("decrement") == "amount" else raised * (1 - less / 100)), digits


# --- calculations ---

_HUNDRED = Number(Fraction(100))


def rebate_working(bidding: Round, flag: Flag) -> Working:
    """100 (1 - price / base), rounded as published."""
    ratio = Over(money(bidding.prices[flag.bid]), money(bidding.number("base")))
    rebate = times(_HUNDRED, Minus(Number(Fraction(1)), ratio))
    exact = bidding.word("places") == "exact"
    return Working(rebate if exact else Rounded(rebate, int(bidding.number("places"))))


def excess_steps(kept: Sequence[Fraction]) -> tuple[WorkingStep, WorkingStep]:
    """The mean of the rebates kept, and by how much those above it lie above it on average."""
    step = mean_step(kept, Unit.PLAIN)
    middle = Number(evaluate(step.expression))
    higher = [Minus(Number(rebate), middle) for rebate in kept if rebate > middle.value]
    excess = Over(plus(higher), Number(Fraction(len(higher)))) if higher else Number(Fraction(0))
    return step, WorkingStep(Sentence("step.excess", {"count": len(higher)}), excess)


def _limit(bidding: Round, flag: Flag) -> FlagWorking:
    kept = kept_rebates(list(rebates(bidding).values()), bidding.word("ties"))
    steps: tuple[WorkingStep, ...] = excess_steps(kept)
    middle, excess = (Number(evaluate(step.expression)) for step in steps)
    limit: Expression = Plus((middle, excess))
    if flag.inputs.get("basis") == "close":
        limit = times(Number(_RAISED), middle)
    elif flag.inputs.get("basis") == "lowered":
        total = WorkingStep(Sentence("step.rebate_sum"), plus(Number(rebate) for rebate in kept))
        less = times(excess, Number(Fraction(str(flag.inputs["digits"])) / 100, Unit.PERCENT))
        by_amount = bidding.word("decrement") == "amount"
        limit = Minus(limit, less) if by_amount else times(limit, Minus(Number(Fraction(1)), Over(less, _HUNDRED)))
        steps = (*steps, total)
    return FlagWorking(rebate_working(bidding, flag), Working(limit, steps))


PLACES = Setting("the decimals of rebates", "count", "exact", ("exact",), most=12)
_TIES = "what happens to rebates equal to a cut one"


def _of_2019(name: str, title: str, source: str) -> Rule:
    return Rule(
        id=name,
        title=title,
        unit="percent",
        measure=partial(trimmed_2019, rule=name),
        working=_limit,
        source=source,
        params={
            "base": BASE,
            "ties": choice(_TIES, "with_cut", "each", "block"),
            "digits": choice("how the two decimals become one number", "multiplied", "concatenated"),
            "decrement": choice("what is taken off", "amount", "percent"),
            "places": PLACES,
        },
        bids=5,
        least=3,
    )


RULES = (
    Rule(
        id="trimmed_excess",
        title="Trimmed mean and mean excess (Italy to 2016)",
        unit="percent",
        measure=trimmed_excess,
        working=_limit,
        source="D.Lgs. 163/2006 art. 86(1); Cons. Stato VI 4803/2017",
        params={"base": BASE, "ties": choice(_TIES, "block", "each", "with_cut"), "places": PLACES},
        bids=5,
        least=3,
    ),
    _of_2019(
        "trimmed_2019",
        "Trimmed mean, lowered by unforeseen decimals (Italy from 2019)",
        "D.Lgs. 50/2016 art. 97(2), (2-bis), as changed by D.L. 32/2019",
    ),
    _of_2019(
        "annex_ii2_a",
        "Trimmed mean, lowered by unforeseen decimals: method A (Italy from 2023)",
        "D.Lgs. 36/2023 art. 54, annex II.2, method A",
    ),
)
