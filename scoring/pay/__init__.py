"""Performance pay: ratings of indicators, credits, a period's statement, a supplier's record. Source: SCORING §11."""

from scoring.pay.checks import check
from scoring.pay.kpi import OTHER, RATINGS, Kpi, Measurement, RatingBand
from scoring.pay.ratings import WORTH, Rated, Record, period_share, rate, record
from scoring.pay.rules import AwardFee, Factor, Outcome, Points, Pool, Shortfall, Steps
from scoring.pay.statement import Line, Statement, statement
from scoring.pay.terms import EarnBack, Past, Terms

__all__ = [
    "OTHER",
    "RATINGS",
    "WORTH",
    "AwardFee",
    "EarnBack",
    "Factor",
    "Kpi",
    "Line",
    "Measurement",
    "Outcome",
    "Past",
    "Points",
    "Pool",
    "Rated",
    "RatingBand",
    "Record",
    "Shortfall",
    "Statement",
    "Steps",
    "Terms",
    "check",
    "period_share",
    "rate",
    "record",
    "statement",
]
