"""How firm a result is, and how far evaluators agree."""

from collections.abc import Mapping

from scoring.sentences.forms import Plural, Template

ROBUST: Mapping[str, Template] = {
    "robust.nobody": "nobody without a further decision",
    "robust.no_winner": "No bid is admissible: there is nothing to compare.",
    "robust.covers": Plural(
        "count",
        "Looked at for the best placed challenger only.",
        "Looked at for the {count} best placed challengers only.",
    ),
    "distance.points": "{gap:in_points}",
    "distance.money": "{gap:money}",
    "distance.index": "{gap}",
    "robust.price": "{bid} would have won at {price:money} or less; it asked {now:money}.",
    "robust.price.never": "{bid} would not have won at any price; it asked {now:money}.",
    "robust.price.not_monotone": "Under this method a lower price can lose points: no price of {bid} is looked for.",
    "robust.most": "{bid} could have asked {price:money} and still won; it asked {now:money}.",
    "robust.most.always": "{bid} would have won at any price; it asked {now:money}.",
    "robust.most.not_monotone": "Under this method a lower price can lose points: no highest price of {bid} is known.",
    "robust.steps.exact": Plural(
        "steps",
        "{bid} is {gap} behind {winner}: one mark moved by one level closes this.",
        "{bid} is {gap} behind {winner}: {steps} marks moved by one level each close this, no fewer.",
    ),
    "robust.steps.found": Plural(
        "steps",
        "{bid} is {gap} behind {winner}: judged again with one mark moved by one level, it wins or is level.",
        "{bid} is {gap} behind {winner}: judged again with {steps} marks moved by one level each, it wins or is "
        "level; with rounding, fewer may do.",
    ),
    "robust.steps.about": Plural(
        "steps",
        "{bid} is {gap} behind {winner}: about one mark moved by one level closes this; rounding may change the "
        "number.",
        "{bid} is {gap} behind {winner}: about {steps} marks moved by one level each close this; rounding may "
        "change the number.",
    ),
    "robust.steps.never": "{bid} is {gap} behind {winner}: moving marks does not close this.",
    "robust.fails": Plural(
        "steps",
        "{winner} falls below the minimum for {what} with one mark one level lower.",
        "{winner} falls below the minimum for {what} with {steps} marks one level lower.",
    ),
    "robust.fails.never": "No lower marks take {winner} below the minimum for {what}.",
    "robust.bids.independent": "By this method no losing bid can change who wins.",
    "robust.bids.none": "There is no losing bid to leave out.",
    "robust.bids.same": Plural(
        "tried",
        "Without the only losing bid, the winner stays first.",
        "Without any one of {tried} losing bids, the winner stays first.",
    ),
    "robust.without": "Without {left}, the winner is {winner}.",
    "robust.evaluators.few": "No evaluator can be left out: fewer than two marks would remain for a criterion.",
    "robust.evaluators.individual": "The panel agreed; by the mean of the marks recorded before, the winner is "
    "{winner}.",
    "robust.evaluators.same": Plural(
        "tried",
        "Without the one evaluator who can be left out, the winner stays first.",
        "Without any one of {tried} evaluators, the winner stays first.",
    ),
    "robust.openness.claims": "Claims whose standard is not fully known: {claims}.",
    "robust.openness.standards": Plural(
        "claims",
        "Standards that are not fully known: {unknown} of {asked}, named in one claim.",
        "Standards that are not fully known: {unknown} of {asked}, named in {claims} claims.",
    ),
    "robust.openness": "With every unknown fact against openness the winner is {low}, with every one for it {high}.",
    "robust.openness.same": "With every unknown fact against openness, and with every one for it, the winner is {low}.",
    "robust.weights.not_applicable": "Other weights are not looked at: the points alone do not decide here.",
    "robust.weights.never": "No other weights bring a challenger level with the winner.",
    "robust.weights.closest": "The closest change of weights moves {moved:in_points} and brings {bid} level: "
    "{changes}.",
    "robust.weights.change": "{what} {points:signed}",
    "robust.stable": "{what}: the winner stays first while its weight lies between {low:percent} and "
    "{high:percent} of the points "
    "(published: {weight:percent}).",
    "robust.stable.whole": "{what} has all points.",
    "robust.draws.points": "{draws} draws, each weight up to {reach:in_points} higher or lower.",
    "robust.draws.relative": "{draws} draws, each weight up to {reach:percent} of itself higher or lower.",
    "robust.draws.marks": Plural(
        "count",
        "{draws} draws, each panel mark a level lower, as it is or a level higher; the best placed bid.",
        "{draws} draws, each panel mark a level lower, as it is or a level higher; the {count} best placed bids.",
    ),
    "robust.draws.free": "{draws} draws, every weighting equally likely.",
    "robust.first": "{bid} is first in {share:percent} of the draws.",
    "robust.central": "With these weights on average {bid} is first: {weights}; with exactly these, in "
    "{confidence:percent} of the "
    "draws.",
    "robust.weight": "{what} {weight:percent}",
    "robust.duel": "{bid} stands ahead of {against} in {share:percent} of the draws.",
}

AGREEMENT: Mapping[str, Template] = {
    "agreement.information": "How far evaluators agree is information; it changes no mark and no place.",
    "agreement.unstable": "Measures of agreement are unstable with {raters} evaluators.",
    "agreement.none": "Nobody's own marks are recorded, so there is no agreement to measure.",
    "agreement.spread": "{bid}, {what}: {count} marks lie {range} apart, {share:percent} of the scale (SD "
    "{deviation}).",
    "agreement.spread_flagged": "{bid}, {what}: {count} marks lie {range} apart, {share:percent} of the scale (SD "
    "{deviation}); look at the reasons.",
    "agreement.bias": Plural(
        "count",
        "Over one mark, {evaluator} marks {value:percent} of the scale {side} the others.",
        "On average over {count} marks, {evaluator} marks {value:percent} of the scale {side} the others.",
    ),
    "agreement.above": "above",
    "agreement.below": "below",
    "agreement.level": Plural(
        "count",
        "Over one mark, {evaluator} marks level with the others.",
        "On average over {count} marks, {evaluator} marks level with the others.",
    ),
    "agreement.alpha": Plural(
        "count",
        "{what}: Krippendorff's alpha ({metric}) is {value} over one cell with two marks or more.",
        "{what}: Krippendorff's alpha ({metric}) is {value} over {count} cells with two marks or more.",
    ),
    "agreement.no_alpha": Plural(
        "count",
        "{what}: no Krippendorff's alpha ({metric}) over one cell with two marks or more.",
        "{what}: no Krippendorff's alpha ({metric}) over {count} cells with two marks or more.",
    ),
    "agreement.icc": Plural(
        "count",
        "{what}: ICC({form}) is {value} over one cell marked by all {raters} evaluators.",
        "{what}: ICC({form}) is {value} over {count} cells marked by all {raters} evaluators.",
    ),
    "agreement.no_icc": Plural(
        "count",
        "{what}: there is no ICC({form}) over one cell marked by all {raters} evaluators.",
        "{what}: there is no ICC({form}) over {count} cells marked by all {raters} evaluators.",
    ),
    "agreement.all": "All criteria",
    "metric.nominal": "nominal",
    "metric.ordinal": "ordinal",
    "metric.interval": "interval",
    "metric.ratio": "ratio",
}
