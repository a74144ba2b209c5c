"""What a choice of method warns of."""

STUDY = {
    "study.price_only": "Price alone decides: nothing beyond the minimum counts. The policy asks to explain it.",
    "study.price_heavy": "The price earns {points} of 100 points; the policy asks to explain more than {most}.",
    "study.not_monotone": "A lower price can earn fewer points: bidders are paid to guess the mean.",
    "study.order_depends": "One losing bid can decide which of two others wins: two firms can agree on a decoy.",
    "study.marks_depend": "Marks depend on rival bids: none can be computed before the opening. The order does not.",
    "study.scaled": "Quality is scaled to the best bid: a losing bid can decide who wins.",
    "study.no_bounds": "No price is published above which nothing is earned: a very dear bid can still win on quality.",
    "study.quality_heavy": "Quality weighs {points} of 100 in an index; above {most} it outweighs almost any price.",
    "study.split_ignored": "How the points are split between price and quality changes no order: this method does "
    "not "
    "read it.",
    "study.below_limit": "Expected at less than {low}: {bids}. Below it a lower price earns nothing more.",
    "study.above_limit": "Expected at more than {high}: {bids}. Above it a higher price loses nothing more.",
    "study.above_excluded": "Expected at more than {high}: {bids}. Such a bid is excluded.",
    "study.nothing_excludes": "Nothing excludes a price above {high}: a bid at ten times as much loses nothing more, "
    "and can still win on quality.",
    "study.last_band_pays": "However dear a bid is, its price earns {share:percent} of the points: the last range "
    "has no end.",
    "study.steep_price": "One percent more on the price of {bid} costs {lost:points} of {points:in_points}: small "
    "differences in "
    "price decide.",
    "study.zero_refused": "One price of zero stops the ranking: publish what a zero counts as.",
}
