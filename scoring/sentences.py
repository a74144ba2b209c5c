"""The English of every sentence key. Names in braces are filled from the sentence's values."""

from scoring import price
from scoring.calculation_sentences import CALCULATION
from scoring.errors import ScoringError

_METHOD = {
    "split_ignored": "The order does not depend on how the points are split between price and quality: the method "
    "reads no split.",
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

_FINDING = {
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
    "finding.thin_panel": "'{what}': a bid was marked by {count} persons only; {least} are published.",
    "finding.tie_by_draw": "A draw decided between {bids}.",
    "finding.one_mark_turns": "One mark moved by one level brings {bid} level with {winner}.",
    "finding.one_mark_excludes": "One mark one level lower takes {winner} below the minimum of {what}.",
    "finding.single_bid": _CAUTION["caution.single_bid"],
    "finding.no_admissible_bid": _CAUTION["caution.no_admissible_bid"],
    "finding.no_information": _CAUTION["caution.no_information"],
    "finding.order_depends_on_rivals": _CAUTION["caution.order_depends_on_rivals"],
    "finding.scaled_to_best": _CAUTION["caution.scaled_to_best"],
}

_ROBUST = {
    "robust.nobody": "nobody without a further decision",
    "robust.no_winner": "No bid is admissible: there is nothing to compare.",
    "robust.covers": "Looked at for the {count} best placed challengers only.",
    "robust.price": "{bid} would have won at {price} {currency} or less; it asked {now}.",
    "robust.price.never": "{bid} would not have won at any price; it asked {now} {currency}.",
    "robust.price.not_monotone": "Under this method a lower price can lose points: no price of {bid} is looked for.",
    "robust.most": "{bid} could have asked {price} {currency} and still won; it asked {now}.",
    "robust.most.always": "{bid} would have won at any price; it asked {now} {currency}.",
    "robust.most.not_monotone": "Under this method a lower price can lose points: no highest price of {bid} is known.",
    "robust.steps.exact": "{gap} parts {bid} from {winner}: {steps} marks moved by one level close this, no fewer.",
    "robust.steps.found": "{gap} parts {bid} from {winner}: judged again with {steps} marks moved by one level, it "
    "wins or is level; with rounding, fewer may do.",
    "robust.steps.about": "{gap} parts {bid} from {winner}: about {steps} marks moved by one level close this; "
    "rounding may change the number.",
    "robust.steps.never": "{gap} parts {bid} from {winner}: moving marks does not close this.",
    "robust.fails": "{winner} falls below the minimum of {what} with {steps} marks one level lower.",
    "robust.fails.never": "No lower marks take {winner} below the minimum of {what}.",
    "robust.bids.independent": "By this method no losing bid can change who wins.",
    "robust.bids.same": "The winner stays without any one of {tried} losing bids.",
    "robust.without": "Without {left}, the winner is {winner}.",
    "robust.evaluators.few": "No evaluator can be left out: fewer than two marks would remain for a criterion.",
    "robust.evaluators.individual": "The panel agreed; by the mean of the marks given before, the winner is {winner}.",
    "robust.evaluators.same": "The winner stays without any one of {tried} evaluators.",
    "robust.openness.claims": "Claims whose standard is not fully known: {claims}.",
    "robust.openness.standards": "Standards that are not fully known: {unknown} of {asked}. Claims that name one of "
    "them: {claims}.",
    "robust.openness": "With every unknown fact against openness the winner is {low}, with every one for it {high}.",
    "robust.weights.not_applicable": "Other weights are not looked at: the points alone do not decide here.",
    "robust.weights.never": "No other weights bring a challenger level with the winner.",
    "robust.weights.closest": "The closest change of weights moves {moved} points and brings {bid} level: {changes}.",
    "robust.weights.change": "{what} {points}",
    "robust.stable": "{what}: the winner stays between {low} % and {high} % of the points (published: {weight} %).",
    "robust.stable.whole": "{what} has all points.",
    "robust.draws.points": "{draws} draws, each weight up to {reach} points higher or lower.",
    "robust.draws.relative": "{draws} draws, each weight up to {reach} % of itself higher or lower.",
    "robust.draws.marks": "{draws} draws, each panel mark a level lower, as it is or a level higher; the {count} best "
    "placed bids.",
    "robust.draws.free": "{draws} draws, every weighting equally likely.",
    "robust.first": "{bid} is first in {share} % of the draws.",
    "robust.central": "{bid} is first with these weights on average: {weights}; with exactly these, in {confidence} %.",
    "robust.weight": "{what} {weight} %",
    "robust.duel": "{bid} stands before {against} in {share} % of the draws.",
}

_FORMULA = {
    **{f"formula.{formula.id}": formula.template for formula in price.FORMULAS.values()},
    "formula.band_below": "below {end}: {share} %",
    "formula.band_above": "from there on: {share} %",
}

# Rules that differ in their figures alone are said alike.
_LAWS = {"drawn_2016": "D.Lgs. 50/2016", "drawn_2017": "D.Lgs. 50/2016 as changed by D.Lgs. 56/2017"}
_LIKE_2019 = {"trimmed_2019": "2019", "annex_ii2_a": "2023, method A"}
_DRAWN = {
    "": "{bid} is asked about its rebate of {value} %: the limit is {threshold} %, {basis}.",
    ".a": "the mean {mean} of {kept} bids plus the mean excess over it",
    ".b": "the mean {mean} of {kept} bids, lowered where the first decimal of their sum is odd",
    ".c": "the mean {mean} of {kept} bids, raised by {change} %",
    ".e": "the mean {mean} of {kept} bids plus the mean excess times the coefficient drawn",
}
_OF_2019 = {
    "": "{bid} is asked about its rebate of {value} %: the limit is {threshold} %, {basis}.",
    ".lowered": "the mean {mean} of {kept} bids plus the mean excess {excess}, lowered by digits {digits}",
    ".close": "1.2 times the mean {mean} of {kept} bids",
    ".wide": "the mean {mean} of {kept} bids plus the mean excess {excess}",
}

_ABNORMAL = {
    "alt.nobody": "Of {count} bids compared, the rule asks about none.",
    "alt_rule.mean_of_others": "Asked to explain: a bid {x} % below the mean of the others' opening prices. {more}",
    "alt_rule.mean_of_all": "Asked to explain: a bid {x} % below the mean of all admitted prices. {more}",
    "alt_rule.next_below": "Asked to explain: a bid {x} % below the next in the ranking. {more}",
    "alt_rule.mean_or_next": "Asked to explain: a bid {x_mean} % below the mean of the others' opening prices, or "
    "{x_next} % below the next in the ranking. {more}",
    "alt_rule.base_share": "Asked to explain: a bid below {x} % of the base price {base}. {more}",
    "alt_rule.mean_minus_sd": "Asked to explain: with five bids or more, a bid below their mean less one "
    "standard deviation ({deviation}); with fewer, {x} % below the estimate ({estimate}). {more}",
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
    "alt.percent": "{share} %",
    "alt.too_few_bids": "No bid is asked about a low price: the rule compares {needed} or more, there are {count}.",
    "alt.no_estimate": "No bid is asked about a low price: {count} bids are below {needed}, and no estimate "
    "is published.",
    "alt.nothing_kept": "No bid is asked about a low price: nothing is left between the wings it cuts.",
    "alt.no_rebates": "No bid is asked about a low price: the mean rebate is not above zero.",
    "flag.mean_of_others": "{bid} is asked about its price {price} {currency}: it lies {value} % below {mean}, the "
    "mean of the others' opening prices; the limit is {threshold} %.",
    "flag.mean_of_all": "{bid} is asked about its price {price} {currency}: it lies {value} % below {mean}, the "
    "mean of all admitted prices; the limit is {threshold} %.",
    "flag.next_below": "{bid} is asked about its price {price} {currency}: it lies {value} % below {next}, the price "
    "of {rival}, next in the ranking; the limit is {threshold} %.",
    "flag.base_share": "{bid} is asked about its price {value} {currency}: the limit is {threshold}, {share} % of the "
    "base price {base}.",
    "flag.mean_minus_sd": "{bid} is asked about its price {value} {currency}: the limit is {threshold}, {basis}.",
    "flag.mean_minus_sd.deviation": "the mean {mean} less one standard deviation {deviation}",
    "flag.mean_minus_sd.estimate": "{share} % below the estimate {estimate}",
    "flag.spain_85": "{bid} is asked about its price {value} {currency}: the limit is {threshold}, {basis}.",
    "flag.spain_85.base": "{percent} percentage units below the base price {reference}",
    "flag.spain_85.other": "{percent} percentage units below the other bid {reference}",
    "flag.spain_85.mean": "{percent} percentage units below {reference}, the mean of {kept} bids",
    "flag.trimmed_excess": "{bid} is asked about its rebate of {value} %: the limit is {threshold} %, the mean {mean} "
    "of {kept} bids plus the mean excess {excess}.",
    **{f"flag.{rule}{part}": text for rule in _LAWS for part, text in _DRAWN.items()},
    "flag.drawn_2016.d": "the mean {mean} of {kept} bids, lowered by {change} %",
    "flag.drawn_2017.d": "the mean {mean} of {kept} bids, raised by {change} %",
    **{f"flag.{rule}{part}": text for rule in _LIKE_2019 for part, text in _OF_2019.items()},
}

_AGREEMENT = {
    "agreement.information": "How far evaluators agree is information; it changes no mark and no place.",
    "agreement.unstable": "Measures of agreement are unstable with {raters} evaluators.",
    "agreement.none": "Nobody's own marks are recorded, so there is no agreement to measure.",
    "agreement.spread": "{bid}, {what}: {count} marks lie {range} apart, {share} % of the scale (SD {deviation}).",
    "agreement.spread_flagged": "{bid}, {what}: {count} marks lie {range} apart, {share} % of the scale (SD "
    "{deviation}); look at the reasons.",
    "agreement.bias": "{evaluator} marks {value} % of the scale {side} the colleagues, on average over {count} marks.",
    "agreement.above": "above",
    "agreement.below": "below",
    "agreement.level": "{evaluator} marks level with the colleagues, on average over {count} marks.",
    "agreement.alpha": "{what}: Krippendorff's alpha ({metric}) is {value} over {count} cells with two marks or more.",
    "agreement.no_alpha": "{what}: no Krippendorff's alpha ({metric}) over {count} cells with two marks or more.",
    "agreement.icc": "{what}: ICC({form}) is {value} over {count} cells marked by all {raters} evaluators.",
    "agreement.no_icc": "{what}: there is no ICC({form}) over {count} cells marked by all {raters} evaluators.",
    "agreement.all": "All criteria",
    "metric.nominal": "nominal",
    "metric.ordinal": "ordinal",
    "metric.interval": "interval",
    "metric.ratio": "ratio",
}

_COST = {
    "lcc.rule": "Costs of {term} years count at {rate} % a year ({basis}) from {date}, paid {timing}.",
    "lcc.basis.real": "real, without inflation",
    "lcc.basis.nominal": "nominal, with inflation",
    "lcc.timing.start": "at the start of each year",
    "lcc.timing.mid": "in the middle of each year",
    "lcc.timing.end": "at the end of each year",
    "lcc.kind.acquisition": "Acquisition",
    "lcc.kind.use": "Use",
    "lcc.kind.maintenance": "Maintenance",
    "lcc.kind.exit": "Leaving",
    "lcc.kind.end_of_life": "End of life",
    "lcc.kind.externality": "External cost",
    "lcc.kind.residual_value": "Residual value",
    "lcc.row": "{what}, year {year}: {amount}, moved by {tau} years, counts as {discounted}.",
    "lcc.total": "The life-cycle cost is {total}.",
    "esco.period": "Period {number} ({days} days, {paid} paid): income {income} after {payment}, today {discounted}.",
    "esco.total": "The customer pays {price} and gains {npv} in today's money.",
}

_PAY = {
    "rating.good": "Good",
    "rating.approaching_target": "Approaching target",
    "rating.requires_improvement": "Requires improvement",
    "rating.inadequate": "Inadequate",
    "rating.other": "Other",
    "rate.band": "{kpi}: {value} is rated {rating}.",
    "rate.unmeasured": "{kpi} is rated Other: nothing was measured.",
    "rate.excused": "{kpi} is rated Other: excused ({excuse}).",
    "rate.small_sample": "{kpi} is rated Other: {sample} observations, at least {minimum} are needed.",
    "record.none": "There is no record.",
    "record.share": "The record over {periods} rated periods is {share} %.",
    "pay.quantity": "{value} {unit}",
    "pay.number": "{value}",
    "pay.target.up": "at least {low}",
    "pay.target.down": "at most {high}",
    "pay.target.range": "{low} to {high}",
    "pay.met": "{kpi}: the target ({target}) is met; nothing is deducted.",
    "pay.unpaid": "{kpi}: the target ({target}) is missed; no pay depends on it.",
    "pay.severity.minor": "a minor failure",
    "pay.severity.severe": "a severe failure",
    "pay.rule.points": "{kpi}: {value} misses {target}, {severity}: {points} points at {rate} % make {credit}.",
    "pay.rule.shortfall": "{kpi}: {value} misses {target} by {missed}; at {rate} % for each unit: {credit}.",
    "pay.rule.full_points": "{kpi}: {value} misses {target} by {missed} full units; at {rate} % for each: {credit}.",
    "pay.rule.steps": "{kpi}: {value} misses {target}; the step of {step} costs {rate} %: {credit}.",
    "pay.rule.steps_mean": "{kpi}: {value} misses {target}; the mean of two periods, {step}, costs {rate} %: {credit}.",
    "pay.rule.pool": "{kpi}: {value} misses {target} and costs {level} % of its {share} % of {at_risk}: {credit}.",
    "pay.rule.award_fee": "{kpi}: {value} misses {target}; "
    "{level} % of its fee ({share} % of {at_risk}) is lost: {credit}.",
    "pay.rule.factor": "{kpi}: {value} misses {target}; its weight, {share} % of {at_risk}, makes {credit}.",
    "pay.rule.nothing": "{kpi}: {value} misses {target}; its rule deducts nothing.",
    "pay.repeat": "{kpi} also failed in the period before: times {times} makes {credit}.",
    "pay.kpi_cap": "{kpi}: its own cap leaves {credit}.",
    "pay.incident": "{kpi}: its incidents are charged at {at}; nothing is deducted here.",
    "pay.sum": "The credits add up to {asked}.",
    "pay.cap": "Of {charges}, at most {limit} may be deducted.",
    "pay.earned_back": "Earned back from earlier periods: {amount}, of which {returned} are paid out.",
    "pay.bonus": "The bonus of {asked} counts as {bonus} under its own cap.",
    "pay.net": "{period}: {charges} less {deduction}, plus {returned} earned back and {bonus} bonus, is {net}.",
    "pay.nothing_measured": "{period}: nothing was measured, so nothing is deducted or added; {net} is due.",
}

_STUDY = {
    "study.price_only": "Price alone decides: nothing beyond the minimum counts. The policy asks to explain it.",
    "study.price_heavy": "The price earns {points} of 100 points; the policy asks to explain more than {most}.",
    "study.not_monotone": "A lower price can earn fewer points: bidders are paid to guess the mean.",
    "study.order_depends": "One losing bid can decide which of two others wins: two firms can agree on a decoy.",
    "study.marks_depend": "Marks depend on rival bids: none can be computed before the opening. The order does not.",
    "study.scaled": "Quality is scaled to the best bid: a losing bid can decide who wins.",
    "study.no_bounds": "No price is published above which nothing is earned: a very dear bid can still win on quality.",
    "study.quality_heavy": "Quality weighs {points} of 100 in an index; above {most} it outweighs almost any price.",
    "study.split_ignored": "How the points are split between price and quality changes no order: this method does not "
    "read it.",
    "study.below_limit": "Expected at less than {low}: {bids}. Below it a lower price earns nothing more.",
    "study.above_limit": "Expected at more than {high}: {bids}. Above it a higher price loses nothing more.",
    "study.above_excluded": "Expected at more than {high}: {bids}. Such a bid is excluded.",
    "study.nothing_excludes": "Nothing excludes a price above {high}: a bid at ten times as much loses nothing more, "
    "and can still win on quality.",
    "study.last_band_pays": "However dear a bid is, its price earns {share} % of the points: the last range "
    "has no end.",
    "study.steep_price": "One percent more on the price of {bid} costs {lost} of {points} points: small differences in "
    "price decide.",
    "study.zero_refused": "One price of zero stops the ranking: publish what a zero counts as.",
}

_ERROR = {f"error.{kind.__name__}": kind.template for kind in ScoringError.__subclasses__()}

TEMPLATES = {
    **_METHOD,
    **_CELL,
    **_ORDER,
    **_CAUTION,
    **_FINDING,
    **_FORMULA,
    **_ROBUST,
    **_ABNORMAL,
    **_AGREEMENT,
    **_COST,
    **_PAY,
    **CALCULATION,
    **_STUDY,
    **_ERROR,
}
