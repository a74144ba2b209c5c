"""Costs over the years, and pay by performance."""

from collections.abc import Mapping

from scoring.sentences.forms import Plural, Template

COST: Mapping[str, Template] = {
    "lcc.rule": Plural(
        "term",
        "Costs of one year count at {rate:percent} a year ({basis}) from {date}, paid {timing}.",
        "Costs of {term} years count at {rate:percent} a year ({basis}) from {date}, paid {timing}.",
    ),
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
    "lcc.row": Plural(
        "tau",
        "{what}, year {year}: {amount:money}, moved by one year, counts as {discounted:money}.",
        "{what}, year {year}: {amount:money}, moved by {tau} years, counts as {discounted:money}.",
    ),
    "lcc.total": "The life-cycle cost is {total:money}.",
    "esco.period": Plural(
        "days",
        "Period {number} (one day, {paid} paid): income {income:money} after {payment:money}, today "
        "{discounted:money}.",
        "Period {number} ({days} days, {paid} paid): income {income:money} after {payment:money}, today "
        "{discounted:money}.",
    ),
    "esco.total": "The customer pays {price:money} and gains {npv:money} in today's money.",
}

PAY: Mapping[str, Template] = {
    "rating.good": "Good",
    "rating.approaching_target": "Approaching target",
    "rating.requires_improvement": "Requires improvement",
    "rating.inadequate": "Inadequate",
    "rating.other": "Other",
    "rate.band": "{kpi}: {value} is rated {rating}.",
    "rate.unmeasured": "{kpi} is rated Other: nothing was measured.",
    "rate.excused": "{kpi} is rated Other: excused ({excuse}).",
    "rate.small_sample": Plural(
        "sample",
        "{kpi} is rated Other: one observation, at least {minimum} are needed.",
        "{kpi} is rated Other: {sample} observations, at least {minimum} are needed.",
    ),
    "record.none": "There is no record.",
    "record.share": Plural(
        "periods",
        "The record over one rated period is {share:percent}.",
        "The record over {periods} rated periods is {share:percent}.",
    ),
    "pay.quantity": "{value}\u00a0{unit}",
    "pay.number": "{value}",
    "pay.target.up": "at least {low}",
    "pay.target.down": "at most {high}",
    "pay.target.range": "{low} to {high}",
    "pay.met": "{kpi}: the target ({target}) is met; nothing is deducted.",
    "pay.unpaid": "{kpi}: the target ({target}) is missed; no pay depends on it.",
    "pay.severity.minor": "a minor failure",
    "pay.severity.severe": "a severe failure",
    "pay.rule.points": "{kpi}: {value} misses {target}, {severity}: {points:in_points} at {rate:percent} make "
    "{credit:money}.",
    "pay.rule.shortfall": "{kpi}: {value} misses {target} by {missed}; at {rate:percent} for each unit: "
    "{credit:money}.",
    "pay.rule.full_points": "{kpi}: {value} misses {target} by {missed} full units; at {rate:percent} for each: "
    "{credit:money}.",
    "pay.rule.steps": "{kpi}: {value} misses {target}; the step of {step} costs {rate:percent}: {credit:money}.",
    "pay.rule.steps_mean": "{kpi}: {value} misses {target}; the mean of two periods, {step}, costs "
    "{rate:percent}: {credit:money}.",
    "pay.rule.pool": "{kpi}: {value} misses {target} and costs {level:percent} of its {share:percent} of "
    "{at_risk:money}: {credit:money}.",
    "pay.rule.award_fee": "{kpi}: {value} misses {target}; "
    "{level:percent} of its fee ({share:percent} of {at_risk:money}) is lost: {credit:money}.",
    "pay.rule.factor": "{kpi}: {value} misses {target}; its weight, {share:percent} of {at_risk:money}, makes "
    "{credit:money}.",
    "pay.rule.nothing": "{kpi}: {value} misses {target}; its rule deducts nothing.",
    "pay.repeat": "{kpi} also failed in the period before: times {times} makes {credit:money}.",
    "pay.kpi_cap": "{kpi}: its own cap leaves {credit:money}.",
    "pay.incident": "{kpi}: its incidents are charged at {at}; nothing is deducted here.",
    "pay.sum": "The credits add up to {asked:money}.",
    "pay.cap": "Of {charges:money}, at most {limit:money} may be deducted.",
    "pay.earned_back": "Earned back from earlier periods: {amount:money}, of which {returned:money} are paid out.",
    "pay.bonus": "The bonus of {asked:money} counts as {bonus:money} under its own cap.",
    "pay.net": "{period}: {charges:money} less {deduction:money}, plus {returned:money} earned back and "
    "{bonus:money} bonus, is {net:money}.",
    "pay.nothing_measured": "{period}: nothing was measured, so nothing is deducted or added; {net:money} is due.",
}
