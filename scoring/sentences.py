"""The English of every sentence key. Names in braces are filled from the sentence's values."""

from scoring import price
from scoring.errors import ScoringError

_METHOD = {
    "best.high.points": "The bid with the most of {total} points wins.",
    "best.high.index": "The bid with the highest figure wins.",
    "best.low.index": "The bid with the lowest figure wins.",
    "best.high.money": "The bid with the highest amount wins.",
    "best.low.money": "The bid with the lowest evaluated amount wins.",
    "reference_set": "Only admissible bids are compared; if one is excluded later, everything is computed again.",
    "panel.consensus": "The panel's agreed mark counts.",
    "panel.mean": "The mean of the panel members' marks counts.",
    "panel.median": "The median of the panel members' marks counts.",
    "minimum.points": "A bid needs at least {value} points for {what} ({counts}), or it is excluded.",
    "minimum.share": "A bid needs at least {value} of the points for {what} ({counts}), or it is excluded.",
    "minimum.mark": "A bid needs a mark of at least {value} for {what} ({counts}), or it is excluded.",
    "threshold.exact": "unrounded",
    "threshold.rounded": "rounded as published",
    "scaling.best": "Quality points are scaled so that the best admissible bid has all of them.",
    "rounding.none": "Nothing is rounded.",
    "rounding.each_mark": "Each panel mark is rounded to {places} decimals, {mode}; nothing else is.",
    "rounding.each_leaf": "The points of each criterion are rounded to {places} decimals, {mode}, before adding.",
    "rounding.subtotal": "The points of each main criterion are rounded to {places} decimals, {mode}, before adding.",
    "rounding.total": "The final figure is rounded to {places} decimals, {mode}; nothing else is.",
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

_CELL = {
    "cell.mark_consensus": "{what}: the agreed mark {raw} of {top} gives {share} % of {of} points: {points}.",
    "cell.mark_mean": "{what}: the mean mark {raw} of {top} gives {share} % of {of} points: {points}.",
    "cell.mark_median": "{what}: the median mark {raw} of {top} gives {share} % of {of} points: {points}.",
    "cell.mark_ruled": "{what}: by a recorded ruling, {raw} of {top} gives {share} % of {of} points: {points}.",
    "cell.ruled": "{what}: a recorded ruling sets {share} % of {of} points: {points}.",
    "cell.evidence": "{what}: {evidence}; weighted, this gives {share} % of {of} points: {points}.",
    "cell.openness_evidence": "{what}: {evidence}; times openness, {share} % of {of} points: {points}.",
    "cell.kpi": "{what}: the offers {offers} give {share} % of {of} points: {points}.",
    "cell.curve_linear": "{what}: the offer {offers} gives {share} % of {of} points: {points}.",
    "cell.curve_lookup": "{what}: the offer {offers} lies in a band that gives {share} % of {of} points: {points}.",
    "cell.curve_relative": "{what}: the offer {offers}, against the best, gives {share} % of {of} points: {points}.",
    "cell.price_points": "{what}: {price} {currency} ({source}) gives {points} of {of} points.",
    "cell.price_figure": "{what}: {price} {currency} ({source}) goes into the figure that ranks.",
    "offer": "{value}",
    "offer.of": "{what} {value}",
    "offer.neutral": "none (the published neutral share)",
    "price.stated": "as stated",
    "price.ruled": "by a recorded ruling",
    "outcome.absent": "{what} not claimed",
    "outcome.declared": "{what} declared, not checked (1/4)",
    "outcome.parsed": "{what} readable (1/2)",
    "outcome.valid": "{what} valid (3/4)",
    "outcome.proven": "{what} proven (1)",
}

_ORDER = {
    "place.points": "Place {place} of {count}: {bid} with {figure} points.",
    "place.index": "Place {place} of {count}: {bid} with the figure {figure}.",
    "place.money": "Place {place} of {count}: {bid} with the evaluated amount {figure}.",
    "tie_step.level": "{bid} stays level with {others} on {rule}: {key}.",
    "tie_step.parted": "{bid} is placed by {rule}: {key}.",
    "excluded.gate": "{bid} is excluded: it fails '{where}'.",
    "excluded.offer": "{bid} is excluded: its offer for '{where}' is {value}, the minimum is {minimum}.",
    "excluded.ruling": "{bid} is excluded by a recorded ruling: {ground}.",
    "excluded.leaf": "{bid} is excluded: it reaches {value} for '{where}', the minimum is {minimum}.",
    "excluded.group": "{bid} is excluded: it reaches {value} for '{where}', the minimum is {minimum}.",
    "excluded.quality": "{bid} is excluded: its quality reaches {value}, the minimum is {minimum}.",
    "excluded.price": "{bid} is excluded: its price lies above the published limit.",
    "gap.missing.mark": "{bid} has no complete mark for '{where}'.",
    "gap.missing.price_of": "{bid} states no price for '{where}' ({which}).",
    "gap.missing.offer": "{bid} makes no offer for '{where}'.",
    "gap.missing.offer_of": "{bid} makes no offer for '{which}' ({where}).",
    "gap.missing.answer": "{bid} has no answer to '{where}'.",
    "gap.missing.evidence_of": "The evidence of {bid} for '{which}' is undecided.",
    "gap.missing.openness_of": "How open the standard of {bid} for '{which}' is, is not known.",
    "gap.undefined": "The method gives {bid} no figure for '{where}': {reason}.",
    "gap.zero_price": "{bid} states a price of zero for '{where}', for which the method gives no figure.",
    "gap.unresolved_tie": "{bid} is level with another bid, and nothing recorded decides between them: {rule}.",
}

_CAUTION = {
    "caution.order_depends_on_rivals": "By this method, a bid that loses can change who wins.",
    "caution.scaled_to_best": "Quality is scaled to the best bid, so that a bid that loses can change who wins.",
    "caution.no_admissible_bid": "No bid is admissible.",
    "caution.single_bid": "Only {bid} is admissible: there is nothing to compare it with.",
    "caution.no_information": "Marks relative to the best bid carry no information when there is one bid.",
    "caution.below_min_rung": "The evidence of {bid} for '{what}' is below the level asked for: two officers decide.",
}

_FORMULA = {
    **{f"formula.{one.id}": one.template for one in price.FORMULAS.values()},
    "formula.band_below": "below {end}: {share} %",
    "formula.band_above": "from there on: {share} %",
}

_ERROR = {f"error.{kind.__name__}": kind.template for kind in ScoringError.__subclasses__()}

TEMPLATES = {**_METHOD, **_CELL, **_ORDER, **_CAUTION, **_FORMULA, **_ERROR}
