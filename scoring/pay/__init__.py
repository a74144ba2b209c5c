"""Performance pay: ratings of indicators, credits, a period's statement, a supplier's record. Source: SCORING §11."""

from scoring.pay.checks import check
from scoring.pay.kpi import OTHER, RATINGS, Kpi, Measurement, RatingBand
from scoring.pay.ratings import WORTH, Rated, RatingRecord, period_share, rate, record
from scoring.pay.rules import AwardFee, Factor, OutcomePay, Points, Pool, Shortfall, StepPay
from scoring.pay.statement import Statement, StatementLine, statement
from scoring.pay.terms import EarnBack, Past, PayTerms

__all__ = [
    "OTHER",
    "RATINGS",
    "WORTH",
    "AwardFee",
    "EarnBack",
    "Factor",
    "Kpi",
    "Measurement",
    "OutcomePay",
    "Past",
    "PayTerms",
    "Points",
    "Pool",
    "Rated",
    "RatingBand",
    "RatingRecord",
    "Shortfall",
    "Statement",
    "StatementLine",
    "StepPay",
    "check",
    "period_share",
    "rate",
    "record",
    "statement",
]
