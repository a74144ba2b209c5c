"""Spain: "more than so many percentage units below", by the number of bids. Source: RD 1098/2001 art. 85.

The text leaves open what a percentage unit is: of the amount compared with (`relative`), or of the base price
(`points`: rebates are compared). The tender publishes which.
"""

from fractions import Fraction

from scoring.abnormal.base import BASE, Flag, FlagWorking, Round, Rule, below, choice, mean_step, money
from scoring.expressions import Minus, Number, Unit, Working, times
from scoring.numbers import mean

_ONE_BID, _TWO_BIDS, _MEAN, _ALWAYS = 25, 20, 10, 25
_FEWEST_FOR_A_MEAN = 3


def spain_85(bidding: Round) -> list[Flag]:
    """One bid against the base, two against each other, more against a mean from which far higher bids are left out."""
    prices = bidding.prices
    if len(prices) == 1:
        return [_against_base(bidding, bid, _ONE_BID) for bid in prices]
    if len(prices) == 2:
        total = sum(prices.values(), Fraction(0))
        return [_against(bidding, bid, total - price, _TWO_BIDS, basis="other") for bid, price in prices.items()]
    kept = _kept(bidding)
    flags = [_against(bidding, bid, mean(kept), _MEAN, basis="mean", kept=len(kept)) for bid in prices]
    if len(prices) > _FEWEST_FOR_A_MEAN:
        return flags
    always = [_against_base(bidding, bid, _ALWAYS) for bid in prices]
    return [max(pair, key=lambda flag: flag.threshold) for pair in zip(flags, always, strict=True)]


def _kept(bidding: Round) -> list[Fraction]:
    """The prices that the mean counts: of three bids the highest, of more all may be left out as too high."""
    prices = sorted(bidding.prices.values())
    middle = mean(prices)
    high = middle + _units(bidding, middle, _MEAN)
    if len(prices) == _FEWEST_FOR_A_MEAN:
        return prices[:-1] if prices[-1] > high else prices
    kept = [price for price in prices if price <= high]
    return kept if len(kept) >= _FEWEST_FOR_A_MEAN else prices[:_FEWEST_FOR_A_MEAN]


def _units(bidding: Round, reference: Fraction, percent: int) -> Fraction:
    """`percent` percentage units as an amount; art. 85.5 lets a tender reduce them by a third."""
    of = reference if bidding.word("units") == "relative" else bidding.number("base")
    return of * _percent(bidding, percent) / 100


def _percent(bidding: Round, percent: int) -> Fraction:
    return Fraction(percent * 2, 3) if bidding.word("reduced") == "yes" else Fraction(percent)


def _against(bidding: Round, bid: str, reference: Fraction, percent: int, **inputs: object) -> Flag:
    limit = reference - _units(bidding, reference, percent)
    figures = {"percent": _percent(bidding, percent), "reference": reference, **inputs}
    return below(bid, "spain_85", bidding.prices[bid], limit, **figures)


def _against_base(bidding: Round, bid: str, percent: int) -> Flag:
    return _against(bidding, bid, bidding.number("base"), percent, basis="base")


def _limit(bidding: Round, flag: Flag) -> FlagWorking:
    """What is compared with, less the percentage units; a mean of several prices is a step."""
    reference = Fraction(str(flag.inputs["reference"]))
    steps = (mean_step(_kept(bidding), Unit.MONEY),) if flag.inputs["basis"] == "mean" else ()
    units_of = reference if bidding.word("units") == "relative" else bidding.number("base")
    percent = Number(Fraction(str(flag.inputs["percent"])) / 100, Unit.PERCENT)
    limit = Minus(money(reference), times(money(units_of), percent))
    return FlagWorking(Working(money(flag.value)), Working(limit, steps))


RULES = (
    Rule(
        id="spain_85",
        title="Spanish percentages by the number of bids",
        unit="money",
        measure=spain_85,
        working=_limit,
        source="RD 1098/2001 art. 85 (more than: a bid at the limit passes)",
        params={
            "base": BASE,
            "units": choice("what a percentage unit is of", "relative", "points"),
            "reduced": choice("whether the percentages are reduced by a third", "no", "yes"),
        },
        at_threshold="pass",
    ),
)
