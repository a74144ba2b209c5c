"""Rules that hold a price against the other prices, the published base or an estimate."""

from fractions import Fraction

from scoring.abnormal.base import BASE, Flag, Measured, Round, Rule, Setting, above, below, choice
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


RULES = (
    Rule(
        id="mean_of_others",
        title="Far below the mean of the others",
        unit="share",
        measure=mean_of_others,
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
        source="Portugal; never set after bids are known: TCA Sul 707/20.6BELRA",
        params={"x": Setting("the share of the base price"), "base": BASE},
    ),
    Rule(
        id="mean_minus_sd",
        title="More than one standard deviation below the mean",
        unit="money",
        measure=mean_minus_sd,
        source="World Bank guidance on abnormally low bids; not checked against its text",
        params={
            "deviation": choice("divided by n - 1 (sample) or n", "sample", "population"),
            "estimate": Setting("the published estimate", "money", ""),
            "x": Setting("the share below the estimate, for fewer than five bids", default="0.20"),
        },
        at_threshold="pass",
    ),
)
