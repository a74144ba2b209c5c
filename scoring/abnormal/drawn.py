"""Italy from 2016 to 2019: five ways to a threshold, one drawn by lot at the opening, so that nobody aims at it.

Source: D.Lgs. 50/2016 art. 97(2)(a)-(e); D.Lgs. 56/2017 changed how much is cut and by how much a mean moves, so these
figures are published; those given here where a tender names none are from memory and were not checked against the text.
Read as in Cons. Stato V 435/2018 for (b).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from scoring.abnormal.base import BASE, Measured, Round, Rule, Setting, above, choice
from scoring.abnormal.italy import PLACES, rebates
from scoring.numbers import fraction, mean
from scoring.results import Sentence

COEFFICIENTS = ("0.6", "0.7", "0.8", "0.9", "1", "1.2", "1.4")
_TRIMMED = ("a", "b", "e")


def drawn_2016(bidding: Round) -> Measured:
    """The threshold of the method that was drawn: a to e of the law. Nothing where nothing is left to average."""
    rebate_of = rebates(bidding)
    method = bidding.word("method")
    counted = _inside(bidding, list(rebate_of.values())) if method in _TRIMMED else list(rebate_of.values())
    if not counted:
        return Sentence("alt.nothing_kept")
    threshold = _threshold(bidding, method, counted)
    if threshold is None:
        return Sentence("alt.no_spread")
    inputs: dict[str, object] = {"mean": mean(counted), "kept": len(counted), "basis": method}
    return [above(bid, "drawn_2016", rebate, threshold, **inputs) for bid, rebate in rebate_of.items()]


def _inside(bidding: Round, rebate_list: Sequence[Fraction]) -> list[Fraction]:
    """The rebates between the wings: the published share of the bids, rounded up or down, is cut at each end."""
    ordered = sorted(rebate_list)
    share = bidding.number("cut") * len(ordered)
    wing = ceil(share) if bidding.word("cut_rounding") == "up" else floor(share)
    return ordered[wing : len(ordered) - wing]


def _threshold(bidding: Round, method: str, counted: Sequence[Fraction]) -> Fraction | None:
    """None where a mean excess is asked for and no rebate lies above the mean."""
    middle = mean(counted)
    if method == "b":
        digit = floor(abs(sum(counted, Fraction(0))) * 10) % 10
        return middle * (1 - Fraction(digit, 100)) if digit % 2 else middle
    if method == "c":
        return middle * (1 + bidding.number("change"))
    if method == "d":
        return middle * (1 - bidding.number("change"))
    higher = [rebate - middle for rebate in counted if rebate > middle]
    if not higher:
        return None
    return middle + mean(higher) * (fraction(bidding.word("coefficient")) if method == "e" else 1)


RULES = (
    Rule(
        id="drawn_2016",
        title="One of five thresholds, drawn by lot (Italy from 2016 to 2019)",
        unit="percent",
        measure=drawn_2016,
        source="D.Lgs. 50/2016 art. 97(2)(a)-(e), as published and as changed by D.Lgs. 56/2017",
        params={
            "base": BASE,
            "method": Setting("the method that was drawn", "word", keywords=("a", "b", "c", "d", "e")),
            "cut": Setting("the share of the bids that a, b and e cut at each end", "share", "1/10"),
            "cut_rounding": choice("how that number of bids is rounded", "up", "down"),
            "change": Setting("the share by which c raises and d lowers the mean", "share", "15/100"),
            "coefficient": choice("what e multiplies the mean excess by, drawn too", *COEFFICIENTS),
            "places": PLACES,
        },
        bids=5,
        least=1,
    ),
)
