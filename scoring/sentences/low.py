"""Abnormally low bids: the rules, and why a bid is asked."""

from collections.abc import Mapping

from scoring.sentences.forms import Plural, Template

# Rules that differ in their figures alone are said alike.
_LAWS = {"drawn_2016": "D.Lgs. 50/2016", "drawn_2017": "D.Lgs. 50/2016 as changed by D.Lgs. 56/2017"}
_LIKE_2019 = {"trimmed_2019": "2019", "annex_ii2_a": "2023, method A"}
_DRAWN = {
    "": "{bid} is asked about its rebate of {value:percent}: the limit is {threshold:percent}, {basis}.",
    ".a": "the mean {mean:in_percent} of {kept} bids plus the mean excess over it",
    ".b": "the mean {mean:in_percent} of {kept} bids, lowered where the first decimal of their sum is odd",
    ".c": "the mean {mean:in_percent} of {kept} bids, raised by {change:percent}",
    ".e": "the mean {mean:in_percent} of {kept} bids plus the mean excess times the coefficient drawn",
}
_OF_2019 = {
    "": "{bid} is asked about its rebate of {value:percent}: the limit is {threshold:percent}, {basis}.",
    ".lowered": "the mean {mean:in_percent} of {kept} bids plus the mean excess {excess:in_percent}, lowered by "
    "digits {digits}",
    ".close": "1.2 times the mean {mean:in_percent} of {kept} bids",
    ".wide": "the mean {mean:in_percent} of {kept} bids plus the mean excess {excess:in_percent}",
}

ABNORMAL: Mapping[str, Template] = {
    "alt.nobody": Plural(
        "count",
        "The rule does not ask about the one bid compared.",
        "Of {count} bids compared, the rule asks about none.",
    ),
    "alt_rule.mean_of_others": "Asked to explain: a bid {x:percent} below the mean of the others' opening prices. "
    "{more}",
    "alt_rule.mean_of_all": "Asked to explain: a bid {x:percent} below the mean of all admitted prices. {more}",
    "alt_rule.next_below": "Asked to explain: a bid {x:percent} below the next in the ranking. {more}",
    "alt_rule.mean_or_next": "Asked to explain: a bid {x_mean:percent} below the mean of the others' opening "
    "prices, or "
    "{x_next:percent} below the next in the ranking. {more}",
    "alt_rule.base_share": "Asked to explain: a bid below {x:percent} of the base price {base}. {more}",
    "alt_rule.mean_minus_sd": "Asked to explain: with five bids or more, a bid below their mean less one "
    "standard deviation ({deviation}); with fewer, {x:percent} below the estimate ({estimate}). {more}",
    "alt_rule.spain_85": "Asked to explain: a bid below the Spanish percentages ({units}, reduced by a third: "
    "{reduced}), with the base price {base}. {more}",
    "alt_rule.trimmed_excess": "Asked to explain: a bid whose rebate on the base price {base} reaches the "
    "trimmed mean plus the mean excess (ties: {ties}, decimals: {places}). {more}",
    **{
        f"alt_rule.{rule}": "Asked to explain: a bid whose rebate on the base price {base} reaches the "
        f"Italian limit of {year} (ties: {{ties}}, decimals: {{places}}, digits: {{digits}}, "
        "taken off: {decrement}). {more}"
        for rule, year in _LIKE_2019.items()
    },
    **{
        f"alt_rule.{rule}": "Asked to explain: a bid whose rebate on the base price {base} reaches the threshold of "
        f"method {{method}}, drawn by lot under {law} (share of the bids cut at each end: {{cut}}, rounded "
        "{cut_rounding}; change of the mean: {change}; coefficient drawn: {coefficient}). {more}"
        for rule, law in _LAWS.items()
    },
    "alt.more": "Bids needed: {min_bids}; {at_threshold}; {recompute}. It excludes nobody.",
    "alt.at_threshold.flag": "a bid at the limit is asked",
    "alt.at_threshold.pass": "a bid at the limit is not asked",
    "alt.recompute.yes": "a later exclusion moves the limit",
    "alt.recompute.no": "a later exclusion leaves the limit as it was",
    "alt.not_published": "not published",
    "alt.by_law": "as in the law",
    "alt.percent": "{share:percent}",
    "alt.too_few_bids": Plural(
        "count",
        "No bid is asked about a low price: the rule compares {needed} or more, and there is one.",
        "No bid is asked about a low price: the rule compares {needed} or more, and there are {count}.",
    ),
    "alt.no_estimate": Plural(
        "count",
        "No bid is asked about a low price: one bid is fewer than {needed}, and no estimate is published.",
        "No bid is asked about a low price: {count} bids are fewer than {needed}, and no estimate is published.",
    ),
    "alt.nothing_kept": "No bid is asked about a low price: nothing is left between the wings it cuts.",
    "alt.no_rebates": "No bid is asked about a low price: the mean rebate is not above zero.",
    "flag.mean_of_others": "{bid} is asked about its price {price:money}: it lies {value:percent} below "
    "{mean:in_money}, the "
    "mean of the others' opening prices; the limit is {threshold:percent}.",
    "flag.mean_of_all": "{bid} is asked about its price {price:money}: it lies {value:percent} below "
    "{mean:in_money}, the "
    "mean of all admitted prices; the limit is {threshold:percent}.",
    "flag.next_below": "{bid} is asked about its price {price:money}: it lies {value:percent} below "
    "{next:in_money}, the price "
    "of {rival}, next in the ranking; the limit is {threshold:percent}.",
    "flag.base_share": "{bid} is asked about its price {value:money}: the limit is {threshold:in_money}, "
    "{share:percent} of the base price {base:in_money}.",
    "flag.mean_minus_sd": "{bid} is asked about its price {value:money}: the limit is {threshold:in_money}, {basis}.",
    "flag.mean_minus_sd.deviation": "the mean {mean:in_money} less one standard deviation {deviation:in_money}",
    "flag.mean_minus_sd.estimate": "{share:percent} below the estimate {estimate:in_money}",
    "flag.spain_85": "{bid} is asked about its price {value:money}: the limit is {threshold:in_money}, {basis}.",
    "flag.spain_85.base": "{percent} percentage units below the base price {reference:in_money}",
    "flag.spain_85.other": "{percent} percentage units below the other bid {reference:in_money}",
    "flag.spain_85.mean": "{percent} percentage units below {reference:in_money}, the mean of {kept} bids",
    "flag.trimmed_excess": "{bid} is asked about its rebate of {value:percent}: the limit is {threshold:percent}, "
    "the mean {mean:in_percent} "
    "of {kept} bids plus the mean excess {excess:in_percent}.",
    **{f"flag.{rule}{part}": text for rule in _LAWS for part, text in _DRAWN.items()},
    "flag.drawn_2016.d": "the mean {mean:in_percent} of {kept} bids, lowered by {change:percent}",
    "flag.drawn_2017.d": "the mean {mean:in_percent} of {kept} bids, raised by {change:percent}",
    **{f"flag.{rule}{part}": text for rule in _LIKE_2019 for part, text in _OF_2019.items()},
}
