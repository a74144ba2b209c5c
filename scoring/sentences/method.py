"""How a lot is judged: formula, minimums, rounding, basis and ties."""

from collections.abc import Mapping

from scoring import price
from scoring.sentences.forms import Plural, Template

METHOD: Mapping[str, Template] = {
    "split_ignored": "The order does not depend on how the points are split between price and quality: the method "
    "reads no split.",
    "best.high.points": "The bid with the most points wins; {total:in_points} can be earned.",
    "best.high.index": "The bid with the highest figure wins.",
    "best.low.index": "The bid with the lowest figure wins.",
    "best.high.money": "The bid with the highest amount wins.",
    "best.low.money": "The bid with the lowest evaluated amount wins.",
    "reference_set": "Only admissible bids are compared; if one is excluded later, everything is computed again.",
    "panel.consensus": "The panel's agreed mark counts.",
    "panel.mean": "The mean of the panel members' marks counts.",
    "panel.median": "The median of the panel members' marks counts.",
    "minimum.points": "A bid needs at least {value:in_points} for {what} ({counts}), or it is excluded.",
    "minimum.share": "A bid needs at least {value:percent} of the points for {what} ({counts}), or it is excluded.",
    "minimum.mark": "A bid needs a mark of at least {value} for {what} ({counts}), or it is excluded.",
    "threshold.exact": "unrounded",
    "threshold.rounded": "rounded as published",
    "scaling.best": "Quality points are scaled so that the best admissible bid has all of them.",
    "rounding.none": "Nothing is rounded.",
    "rounding.each_mark": Plural(
        "places",
        "Each panel mark is rounded to one decimal, {mode}; nothing else is.",
        "Each panel mark is rounded to {places} decimals, {mode}; nothing else is.",
    ),
    "rounding.each_leaf": Plural(
        "places",
        "The points of each criterion are rounded to one decimal, {mode}, before adding.",
        "The points of each criterion are rounded to {places} decimals, {mode}, before adding.",
    ),
    "rounding.subtotal": Plural(
        "places",
        "The points of each main criterion are rounded to one decimal, {mode}, before adding.",
        "The points of each main criterion are rounded to {places} decimals, {mode}, before adding.",
    ),
    "rounding.total": Plural(
        "places",
        "The final figure is rounded to one decimal, {mode}; nothing else is.",
        "The final figure is rounded to {places} decimals, {mode}; nothing else is.",
    ),
    "mode.half_up": "halves up",
    "mode.half_even": "halves to the even digit",
    "mode.down": "towards zero",
    "basis": "Prices are compared in {currency}, {vat}.",
    "vat.net": "without VAT",
    "vat.gross": "with VAT",
    "vat.net_plus_nonrecoverable": "without VAT, plus the VAT that the buyer cannot recover",
    "vat.": "as stated in the source, which does not say whether with VAT",
    "rate": "1 {currency} counts as {value} {to} ({source}, {date}).",
    "tie.lower_price": "the lower price",
    "tie.earlier_submission": "the earlier submission",
    "tie.small_supplier": "a small supplier before others",
    "tie.draw": "a draw from the seed whose fingerprint was published before the opening",
    "tie.higher_group": "more points for {group}",
    "tie.none": "no rule for ties is known",
    "tie.ended": "the rules for ties are used up",
}

FORMULA: Mapping[str, Template] = {
    **{f"formula.{formula.id}": formula.template for formula in price.FORMULAS.values()},
    "formula.band_below": "below {end}: {share:percent}",
    "formula.band_above": "from there on: {share:percent}",
}
