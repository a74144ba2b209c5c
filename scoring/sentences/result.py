"""What a bid earned, where it stands, what is missing, and what to look at twice."""

from collections.abc import Mapping

from scoring.sentences.forms import Plural, Template

CELL: Mapping[str, Template] = {
    "cell.mark_consensus": "{what}: the agreed mark {raw} of {top} gives {share:percent} of {of:in_points}: "
    "{points:points}.",
    "cell.mark_mean": "{what}: the mean mark {raw} of {top} gives {share:percent} of {of:in_points}: {points:points}.",
    "cell.mark_median": "{what}: the median mark {raw} of {top} gives {share:percent} of {of:in_points}: "
    "{points:points}.",
    "cell.mark_ruled": "{what}: by a recorded ruling, {raw} of {top} gives {share:percent} of {of:in_points}: "
    "{points:points}.",
    "cell.ruled": "{what}: a recorded ruling sets {share:percent} of {of:in_points}: {points:points}.",
    "cell.evidence": "{what}: {evidence}; weighted, this gives {share:percent} of {of:in_points}: {points:points}.",
    "cell.openness_evidence": "{what}: {evidence}; times openness, {share:percent} of {of:in_points}: {points:points}.",
    "cell.kpi": "{what}: the offers {offers} give {share:percent} of {of:in_points}: {points:points}.",
    "cell.curve_linear": "{what}: the offer {offers} gives {share:percent} of {of:in_points}: {points:points}.",
    "cell.curve_lookup": "{what}: the offer {offers} lies in a band that gives {share:percent} of {of:in_points}: "
    "{points:points}.",
    "cell.curve_relative": "{what}: the offer {offers}, against the best, gives {share:percent} of "
    "{of:in_points}: {points:points}.",
    "cell.price_points": "{what}: {price:money} ({source}) gives {points:points} of {of:in_points}.",
    "cell.price_figure": "{what}: {price:money} ({source}) goes into the figure that ranks.",
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

ORDER: Mapping[str, Template] = {
    "place.points": "Place {place} of {count}: {bid} with {figure:in_points}.",
    "place.index": "Place {place} of {count}: {bid} with the figure {figure}.",
    "place.money": "Place {place} of {count}: {bid} with the evaluated amount {figure:money}.",
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

CAUTION: Mapping[str, Template] = {
    "caution.order_depends_on_rivals": "By this method, a bid that loses can change who wins.",
    "caution.scaled_to_best": "Quality is scaled to the best bid, so that a bid that loses can change who wins.",
    "caution.no_admissible_bid": "No bid is admissible.",
    "caution.single_bid": "Only {bid} is admissible: there is nothing to compare it with.",
    "caution.no_information": "Marks relative to the best bid carry no information when there is one bid.",
    "caution.below_min_rung": "The evidence of {bid} for '{what}' is below the level asked for: two officers decide.",
}

FINDING: Mapping[str, Template] = {
    "finding.late_bid": "{bid} came {late} after the deadline.",
    "finding.dates_rewritten": "An auction wrote the dates of the bids anew: whether {bids} came in time cannot be "
    "read from them.",
    "finding.price_zero": "{bid} states a price of zero.",
    "finding.several_bids_of_one": "{bids} are bids of one organisation: {name}.",
    "finding.shared_member": "{name} stands in several bids: {bids}.",
    "finding.source_differs": "{text}",
    "finding.source_awards_twice": "{text}",
    "finding.below_min_rung": "The evidence of {bid} is below the level asked for: {what}.",
    "finding.abnormal_price": "{bid} {text}",
    "finding.thin_panel": Plural(
        "count",
        "'{what}': a bid was marked by only one person; {least} are published.",
        "'{what}': a bid was marked by only {count} persons; {least} are published.",
    ),
    "finding.tie_by_draw": "A draw decided between {bids}.",
    "finding.one_mark_turns": "With one mark moved by one level, {bid} draws level with {winner} or passes it.",
    "nobody.one_mark_turns": "With one mark moved by one level, nobody is first without a further decision.",
    "finding.one_mark_excludes": "One mark one level lower takes {winner} below the minimum for {what}.",
    "finding.single_bid": CAUTION["caution.single_bid"],
    "finding.no_admissible_bid": CAUTION["caution.no_admissible_bid"],
    "finding.no_information": CAUTION["caution.no_information"],
    "finding.order_depends_on_rivals": CAUTION["caution.order_depends_on_rivals"],
    "finding.scaled_to_best": CAUTION["caution.scaled_to_best"],
}
