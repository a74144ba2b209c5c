"""The English of what stands beside a calculation: why a case applies, and what a step gives."""

from collections.abc import Mapping

from scoring.sentences.forms import Plural, Template

CALCULATION: Mapping[str, Template] = {
    "why.lowest_is_base": "The lowest price is the base price: nothing is saved, and no price earns points.",
    "why.equal_prices": "All prices are equal: each earns all points.",
    "why.mean_is_base": "The mean price is the base price: no price earns points.",
    "why.from_the_mean_up": "The price is the mean price or above it.",
    "why.below_the_mean": "The price is below the mean price.",
    "why.in_band": "Within {band:percent} of the best figure, that of {best}, a bid counts as level with it.",
    "why.within_budget": "The price of {price:money} is within the budget of {budget:money}: quality points alone "
    "rank.",
    "why.ruled_share": "A recorded ruling sets the share of the points.",
    "why.ruled_mark": "A recorded ruling sets the mark.",
    "why.neutral": "No offer was made: the published neutral share counts.",
    "why.offer_band": "The published range in which the offer lies gives this share.",
    "why.best_offer": "The best offer of the bids compared is {best}.",
    "step.mean_price": Plural(
        "count",
        "The one price compared",
        "Mean of the {count} prices compared",
    ),
    "step.own_ratio": "Its own figure",
    "step.mean_kept": Plural(
        "count",
        "The one that is kept",
        "Mean of the {count} that are kept",
    ),
    "step.deviation": "Standard deviation",
    "step.excess": Plural(
        "count",
        "Excess of the one above the mean",
        "Mean excess of the {count} above the mean",
    ),
    "step.rebate_sum": "Sum of the rebates that are kept",
    "step.converted": "Converted and rounded as published",
    "step.basis": "Price '{element}' on the tender's basis, from {stated} to {wanted}",
    "step.price": "Price: the sum of its parts",
    "step.period": Plural(
        "days",
        "Period {number}, one day: income, discounted",
        "Period {number}, {days} days: income, discounted",
    ),
    "step.median": "Middle of the marks in their order: {marks}",
    "step.rounded_mark": "The mark, rounded as published",
    "step.group": "{what}, rounded as published",
    "step.best_quality": "Most quality points of the bids compared",
    "total.printed.less": "Totals come from unrounded points: the figures of {bids} as printed add up to {amount} "
    "less.",
    "total.printed.more": "Totals come from unrounded points: the figures of {bids} as printed add up to {amount} "
    "more.",
}
