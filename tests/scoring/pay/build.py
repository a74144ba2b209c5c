"""Indicators, measurements and statements for tests."""

from fractions import Fraction as F

from scoring.pay import Kpi, Measurement, PayTerms, RatingBand, statement
from scoring.types import Band

# 99.5 and above good, then 99, then 98.
RATED_UP = (
    RatingBand("inadequate", None, F(98)),
    RatingBand("requires_improvement", F(98), F(99)),
    RatingBand("approaching_target", F(99), F("99.5")),
    RatingBand("good", F("99.5"), None),
)
RATED_DOWN = (RatingBand("good", None, F(5)), RatingBand("inadequate", F(5), None))
RATED_RANGE = (
    RatingBand("inadequate", None, F(18)),
    RatingBand("good", F(18), F(23)),
    RatingBand("inadequate", F(23), None),
)


def kpi(code="availability", **more):
    """At least 99.5 %, severe below 98."""
    fields = {"unit": "%", "target": F("99.5"), "minimum": F(98), "direction": "up", "bands": RATED_UP}
    return Kpi(code, **{**fields, "weight": F(1, 2), "min_sample": 0, **more})


def repair(code="repair", **more):
    """At most 4 hours, severe above 8."""
    fields = {"unit": "h", "target": F(4), "minimum": F(8), "direction": "down", "bands": RATED_DOWN}
    return kpi(code, **{**fields, **more})


def climate(code="climate", **more):
    """From 18 to 22 degrees, severe outside 15 to 25."""
    fields = {"unit": "°C", "target": F(18), "target_to": F(22), "minimum": F(15), "minimum_to": F(25)}
    return kpi(code, **{**fields, "direction": "range", "bands": RATED_RANGE, **more})


def bands(*cuts):
    """Bands from shares and the cut points between them: bands(F(1, 10), 98, F(0))."""
    ends = [None, *(F(cut) for cut in cuts[1::2]), None]
    return tuple(Band(low, high, F(share)) for low, high, share in zip(ends, ends[1:], cuts[::2], strict=False))


def measurement(code, value, **more):
    return Measurement(code, "2026-05", None if value is None else F(value), **more)


def settled(kpis, values, *, charges=10_000, past=(), **terms):
    """The statement of May; `values` by code, or measurements."""
    measured = values if isinstance(values, list) else [measurement(code, value) for code, value in values.items()]
    published = kpis if isinstance(kpis, list) else [kpis]
    return statement(published, measured, PayTerms(**terms), period="2026-05", charges=F(charges), past=past)


def amounts(settlement):
    return settlement.deduction, settlement.returned, settlement.bonus, settlement.net
