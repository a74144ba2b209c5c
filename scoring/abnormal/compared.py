"""Rules that hold a price against the other prices, the published base or an estimate."""

from fractions import Fraction

from scoring.abnormal.base import (
    BASE,
    Flag,
    FlagWorking,
    Measured,
    Round,
    Rule,
    Setting,
    above,
    below,
    choice,
    mean_step,
    money,
    published_share,
)
from scoring.expressions import (
    Expression,
    Minus,
    Number,
    Over,
    Power,
    Unit,
    Working,
    WorkingStep,
    evaluate,
    plus,
    times,
)
from scoring.numbers import mean, power
from scoring.results import Sentence

_ENOUGH_TO_DEVIATE = 5
_HALF = Fraction(1, 2)


def mean_of_others(bidding: Round, share: str = "x") -> list[Flag]:
    """1 - price / mean of the others' opening prices, as a share. Others that all ask nothing leave no measure."""
    flags = []
    total = sum(bidding.opening.values(), Fraction(0))
    for bid, price in bidding.prices.items():
        others = (total - bidding.opening[bid]) / (len(bidding.opening) - 1)
        if others:
            value = 1 - price / others
            flags.append(above(bid, "mean_of_others", value, bidding.number(share), price=price, mean=others))
    return flags


def mean_of_all(bidding: Round) -> list[Flag]:
    """1 - price / mean of all admitted prices, its own among them, as a share. A mean of zero is no measure."""
    middle = mean(bidding.prices.values())
    if not middle:
        return []
    share = bidding.number("x")
    return [
        above(bid, "mean_of_all", 1 - price / middle, share, price=price, mean=middle)
        for bid, price in bidding.prices.items()
    ]


def next_below(bidding: Round, share: str = "x") -> list[Flag]:
    """1 - price / price of the next in the ranking, as a share. The last has no next; a next of zero is no measure."""
    flags = []
    for bid, following in zip(bidding.order, bidding.order[1:], strict=False):
        price, rival = bidding.prices[bid], bidding.prices[following]
        if rival:
            inputs = {"price": price, "next": rival, "rival": following}
            flags.append(above(bid, "next_below", 1 - price / rival, bidding.number(share), **inputs))
    return flags


def mean_or_next(bidding: Round) -> list[Flag]:
    """Both measures; a bid that both ask about has two flags."""
    return [*mean_of_others(bidding, "x_mean"), *next_below(bidding, "x_next")]


def base_share(bidding: Round) -> list[Flag]:
    """The price against a published share of the published base."""
    base, share = bidding.number("base"), bidding.number("x")
    inputs = {"base": base, "share": share}
    return [below(bid, "base_share", price, base * share, **inputs) for bid, price in bidding.prices.items()]


def mean_minus_sd(bidding: Round) -> Measured:
    """From five bids: the price against mean - standard deviation (12 decimals). Fewer: against the estimate less x."""
    prices = list(bidding.prices.values())
    if len(prices) < _ENOUGH_TO_DEVIATE:
        return _against_estimate(bidding)
    middle = mean(prices)
    degrees = len(prices) - (1 if bidding.word("deviation") == "sample" else 0)
    spread = power(sum(((price - middle) ** 2 for price in prices), Fraction(0)) / degrees, _HALF)
    inputs = {"basis": "deviation", "mean": middle, "deviation": spread}
    return [below(bid, "mean_minus_sd", price, middle - spread, **inputs) for bid, price in bidding.prices.items()]


def _against_estimate(bidding: Round) -> Measured:
    estimate, share = bidding.known("estimate"), bidding.number("x")
    if estimate is None:
        return Sentence("alt.no_estimate", {"count": len(bidding.prices), "needed": _ENOUGH_TO_DEVIATE})
    inputs = {"basis": "estimate", "estimate": estimate, "share": share}
    limit = estimate * (1 - share)
    return [below(bid, "mean_minus_sd", price, limit, **inputs) for bid, price in bidding.prices.items()]


# --- calculations ---

_UNITY = Number(Fraction(1))


def _below_share(flag: Flag, price: Fraction, reference: Expression, *steps: WorkingStep) -> FlagWorking:
    """1 - price / what it is compared with, against the published share."""
    value = Minus(_UNITY, Over(money(price), money(evaluate(reference))))
    return FlagWorking(Working(value, steps), published_share(flag))


def _against_others(bidding: Round, flag: Flag) -> FlagWorking:
    step = mean_step([price for bid, price in bidding.opening.items() if bid != flag.bid], Unit.MONEY)
    return _below_share(flag, bidding.prices[flag.bid], step.expression, step)


def _against_all(bidding: Round, flag: Flag) -> FlagWorking:
    step = mean_step(list(bidding.prices.values()), Unit.MONEY)
    return _below_share(flag, bidding.prices[flag.bid], step.expression, step)


def _against_next(bidding: Round, flag: Flag) -> FlagWorking:
    following = bidding.order[bidding.order.index(flag.bid) + 1]
    return _below_share(flag, bidding.prices[flag.bid], money(bidding.prices[following]))


def _of_base(bidding: Round, flag: Flag) -> FlagWorking:
    limit = times(money(bidding.number("base")), Number(bidding.number("x"), Unit.PERCENT))
    return FlagWorking(Working(money(flag.value)), Working(limit))


def _deviation(bidding: Round, flag: Flag) -> FlagWorking:
    price = Working(money(flag.value))
    if flag.inputs["basis"] == "estimate":
        less = Minus(_UNITY, Number(bidding.number("x"), Unit.PERCENT))
        return FlagWorking(price, Working(times(money(bidding.number("estimate")), less)))
    prices = list(bidding.prices.values())
    step = mean_step(prices, Unit.MONEY)
    middle = money(evaluate(step.expression))
    squares = plus(Power(Minus(money(price_of_bid), middle), Number(Fraction(2))) for price_of_bid in prices)
    degrees = len(prices) - (1 if bidding.word("deviation") == "sample" else 0)
    spread = Power(Over(squares, Number(Fraction(degrees))), Number(_HALF))
    deviation = WorkingStep(Sentence("step.deviation"), spread, Unit.MONEY)
    return FlagWorking(price, Working(Minus(middle, money(evaluate(spread))), (step, deviation)))


RULES = (
    Rule(
        id="mean_of_others",
        title="Far below the mean of the others",
        unit="share",
        measure=mean_of_others,
        working=_against_others,
        source="Prozorro, abnormally low price: 40 % below the mean of the other bids' opening prices",
        params={"x": Setting("the share below the mean")},
        bids=2,
        least=2,
    ),
    Rule(
        id="mean_of_all",
        title="Far below the mean of all",
        unit="share",
        measure=mean_of_all,
        working=_against_all,
        source="Portugal, CCP art. 71 since 2017; clauses under LCSP art. 149(2)(b) (Spain)",
        params={"x": Setting("the share below the mean")},
        bids=2,
        least=2,
    ),
    Rule(
        id="next_below",
        title="Far below the next in the ranking",
        unit="share",
        measure=next_below,
        working=_against_next,
        source="Prozorro, abnormally low price: 30 % below the next bid",
        params={"x": Setting("the share below the next")},
        bids=2,
        least=2,
        ranks=True,
    ),
    Rule(
        id="mean_or_next",
        title="Far below the mean of the others or the next in the ranking",
        unit="share",
        measure=mean_or_next,
        working=_against_others,
        source="Prozorro, abnormally low price: both measures",
        params={
            "x_mean": Setting("the share below the mean", default="0.40"),
            "x_next": Setting("the share below the next", default="0.30"),
        },
        bids=2,
        least=2,
        ranks=True,
    ),
    Rule(
        id="base_share",
        title="Below a share of the base price",
        unit="money",
        measure=base_share,
        working=_of_base,
        source="Portugal; never set after bids are known: TCA Sul 707/20.6BELRA",
        params={"x": Setting("the share of the base price"), "base": BASE},
    ),
    Rule(
        id="mean_minus_sd",
        title="More than one standard deviation below the mean",
        unit="money",
        measure=mean_minus_sd,
        working=_deviation,
        source="World Bank guidance on abnormally low bids; not checked against its text",
        params={
            "deviation": choice("divided by n - 1 (sample) or n", "sample", "population"),
            "estimate": Setting("the published estimate", "money", ""),
            "x": Setting("the share below the estimate, for fewer than five bids", default="0.20"),
        },
        at_threshold="pass",
    ),
)
