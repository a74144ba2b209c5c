"""Whether marks and the order of bids are independent of the rival bids: the one answer for every place that says so.

The registry, its printed table, the cautions of a result, a study and the annex all read it. Source: SCORING §4.
"""

from scoring import price, thresholds
from scoring.price.base import Formula, Independence, WhyDependent
from scoring.types import MONEY, Spec

# Where figures that rivals move are rounded, by the kind of the formula; panel marks and quality are no such figures.
_ROUNDED_AT = {"points": ("each_leaf", "subtotal", "total"), "index": ("total",), "money": ("total",)}


def independence(spec: Spec) -> Independence:
    """Of a whole method: its formula with its parameters, rounding, scaling, and curves against the best offer."""
    formula = price.formula(spec.price_formula, "price_formula")
    priced = [{**spec.params, **leaf.params} for leaf in spec.leaves if leaf.input in MONEY]
    parts = [formula.independence(params) for params in priced]
    scaled, curved = spec.scaling == "best", bool(thresholds.depends_on_rivals(spec))
    steady = all(part.mark for part in parts)
    because = {
        WhyDependent.FORMULA: any(WhyDependent.FORMULA in part.because for part in parts),
        WhyDependent.LEVELS: any(WhyDependent.LEVELS in part.because for part in parts),
        # Rounding can bring two bids level, or part them, when figures that move together are rounded.
        WhyDependent.ROUNDING: not steady and _rounds(formula, spec),
        WhyDependent.SCALING: scaled,
        WhyDependent.CURVE: curved,
    }
    return Independence(
        mark=steady and not scaled and not curved, because=tuple(why for why, holds in because.items() if holds)
    )


def _rounds(formula: Formula, spec: Spec) -> bool:
    return spec.rounding.stage in _ROUNDED_AT[formula.kind]
