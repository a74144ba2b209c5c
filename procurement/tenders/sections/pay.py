"""Indicators as the judge pays by them, and what months of different quality would cost. Pure; `scoring.pay` computes.

An indicator where less is better is handed over with its signs turned: a cut itself then belongs to the better rating,
as it is published ("Good to 25"), while the judge's bands include their lower end.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from procurement.tenders.sections.content import TenderContent
from procurement.tenders.sections.performance import KpiEntry, Performance
from procurement.tenders.sections.purchase import LotEntry
from scoring import Band
from scoring import pay as judge
from scoring.pay import (
    RATINGS,
    AwardFee,
    EarnBack,
    Factor,
    Kpi,
    Measurement,
    OutcomePay,
    PayTerms,
    Points,
    Pool,
    RatingBand,
    Shortfall,
    StepPay,
    check,
)

PERIOD = "preview"
NO_TERMS = PayTerms()
Rule = Points | Shortfall | StepPay | Factor | Pool | AwardFee | OutcomePay
# So far below its target that every cap is reached, as multiples of the span of its bands.
BEYOND = 1_000


class PayKind(StrEnum):
    """The rules of pay that a tender can publish. Source: SCORING §11.

    shortfall: a share of the charges for each step by which the target is missed, in proportion. points: a share for a
    failure, three times that beyond the least. steps: the share of the charges that the rating says. factor: a share of
    the amount at risk for any failure. pool: of such a share as much as the rating says. award_fee: such a share is a
    fee, of which the rating earns a part. outcome: a share of a saving is paid on top.
    """

    SHORTFALL = "shortfall"
    POINTS = "points"
    STEPS = "steps"
    FACTOR = "factor"
    POOL = "pool"
    AWARD_FEE = "award_fee"
    OUTCOME = "outcome"


# Rules whose bands say a share, those that draw on the amount at risk, those that take no share of their own.
BANDED = frozenset({PayKind.STEPS, PayKind.POOL, PayKind.AWARD_FEE})
POOLED = frozenset({PayKind.FACTOR, PayKind.POOL, PayKind.AWARD_FEE})


class Month(StrEnum):
    """A month by how well the supplier did."""

    ON_TARGET = "on_target"
    SLIGHTLY_BELOW = "slightly_below"
    BAD = "bad"
    WORST = "worst"


# The rating whose worst value is measured in such a month.
RATED_IN: Mapping[Month, str] = {Month.SLIGHTLY_BELOW: RATINGS[1], Month.BAD: RATINGS[2]}


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What a month costs at one indicator alone, within its cap: a share of the charges. `value`: what is measured."""

    value: Fraction | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class IndicatorMonths:
    """An indicator through the months; None: its bands have no such rating."""

    kpi: KpiEntry
    months: Mapping[Month, MonthCost | None]


@dataclass(frozen=True, slots=True)
class LotMonths:
    """A lot through the months, shares of the charges. `together`: within the cap of all; `is_capped`: it bites.

    `charges`: of a month, None while the lot has no estimate or the contract no term. `left_out`: indicators that
    cannot be paid by yet.
    """

    lot: LotEntry
    charges: Fraction | None
    rows: tuple[IndicatorMonths, ...]
    together: Mapping[Month, Fraction]
    is_capped: Mapping[Month, bool]
    left_out: tuple[str, ...]


def pay_terms(performance: Performance) -> PayTerms:
    return PayTerms(
        cap=performance.cap,
        at_risk=performance.at_risk,
        bonus_cap=performance.bonus_cap,
        earn_back=_earn_back(performance),
    )


def _earn_back(performance: Performance) -> EarnBack | None:
    periods, share = performance.earn_back_periods, performance.earn_back_share
    return None if periods is None or share is None else EarnBack(periods, share)


def _alone(performance: Performance) -> PayTerms:
    """The terms of an indicator alone: nothing limits it but its own cap and the amount at risk."""
    terms = replace(pay_terms(performance), cap=None)
    return PayTerms() if check([], terms) else terms


def pay_kpi(entry: KpiEntry) -> Kpi | None:
    """The indicator as the judge takes it; None while a figure is missing that its pay would read."""
    sign = -1 if entry.direction == "down" else 1
    rule = _pay_rule(entry)
    if entry.target is None or rule is None or not entry.bands:
        return None
    return Kpi(
        code=entry.code,
        unit=entry.unit,
        target=sign * entry.target,
        minimum=None if entry.minimum is None else sign * entry.minimum,
        direction="up",
        weight=Fraction(entry.credit_share or 0) if entry.credit_rule == PayKind.FACTOR else Fraction(0),
        min_sample=0,
        bands=tuple(_bands(entry, sign)),
        pay_rule=rule,
        cap=entry.cap,
        excuses=entry.excuses,
        repeat=Fraction(1) if entry.repeat is None else entry.repeat,
        title=entry.title,
    )


def is_payable(entry: KpiEntry, terms: PayTerms = NO_TERMS) -> bool:
    """Whether the judge could pay by an indicator under these terms."""
    kpi = pay_kpi(entry)
    return kpi is not None and not check([kpi], terms)


def lot_months(content: TenderContent) -> tuple[LotMonths, ...]:
    """Every lot with indicators, through the months. What cannot be paid by is named, never taken as free."""
    lots = [_lot_months(content, lot) for lot in content.purchase.lots]
    return tuple(months for months in lots if months.rows or months.left_out)


def month_charges(content: TenderContent, lot: LotEntry) -> Fraction | None:
    """What is paid for a month: the estimate of a lot over the firm term."""
    months = content.contract.months
    return lot.estimate / months if lot.estimate is not None and months else None


def _lot_months(content: TenderContent, lot: LotEntry) -> LotMonths:
    entries = [entry for entry in content.performance.kpis if entry.lot in {None, lot.no}]
    codes = [entry.code for entry in entries]
    terms = _alone(content.performance)
    payable = [entry for entry in entries if is_payable(entry, terms) and codes.count(entry.code) == 1]
    rows = tuple(
        IndicatorMonths(entry, {month: _month_cost(entry, month, terms) for month in Month}) for entry in payable
    )
    costs = {month: _together(content.performance, payable, month) for month in Month}
    return LotMonths(
        lot=lot,
        charges=month_charges(content, lot),
        rows=rows,
        together={month: share for month, (share, _capped) in costs.items()},
        is_capped={month: is_capped for month, (_share, is_capped) in costs.items()},
        left_out=tuple(entry.title or entry.code for entry in entries if entry not in payable),
    )


def _month_cost(entry: KpiEntry, month: Month, terms: PayTerms) -> MonthCost | None:
    value = _measured(entry, month)
    if value is None:
        return None
    share, _is_capped = _share([entry], {entry.code: value}, terms)
    return MonthCost(None if month is Month.WORST else value, share)


def _together(performance: Performance, entries: list[KpiEntry], month: Month) -> tuple[Fraction, bool]:
    """(share of the charges, whether the cap of all bites) where every indicator has such a month."""
    values = {entry.code: _measured(entry, month) for entry in entries}
    measured = {code: value for code, value in values.items() if value is not None}
    terms = pay_terms(performance)
    if check([], terms):
        terms = PayTerms()
    return _share(entries, measured, terms)


def _share(entries: list[KpiEntry], values: Mapping[str, Fraction], terms: PayTerms) -> tuple[Fraction, bool]:
    """The judge's statement over charges of 1, unrounded as far as decimals are rounded at all."""
    kpis = [kpi for kpi in map(pay_kpi, entries) if kpi is not None]
    signs = {entry.code: -1 if entry.direction == "down" else 1 for entry in entries}
    measurements = [Measurement(code, PERIOD, signs[code] * value) for code, value in values.items()]
    paid = judge.statement(kpis, measurements, terms, period=PERIOD, charges=Fraction(1))
    return min(paid.asked, paid.limit), paid.asked > paid.limit


def _measured(entry: KpiEntry, month: Month) -> Fraction | None:
    """The value of an indicator in such a month; None where its bands have no such rating."""
    if entry.target is None or month is Month.ON_TARGET:
        return entry.target
    sign = -1 if entry.direction == "down" else 1
    cuts = [band.start for band in entry.bands if band.start is not None]
    if month is Month.WORST:
        span = abs(entry.target - cuts[-1]) if cuts else Fraction(0)
        return entry.target - sign * BEYOND * (span or 1)
    return next((band.start for band in entry.bands if band.rating == RATED_IN[month]), None)


def _pay_rule(entry: KpiEntry) -> Rule | None:
    share, step = entry.credit_share, entry.credit_step
    if entry.credit_rule in BANDED and any(band.share is None for band in entry.bands):
        return None
    if entry.credit_rule == PayKind.STEPS:
        return StepPay(_shares(entry))
    if share is None:
        return None
    if entry.credit_rule == PayKind.SHORTFALL:
        return Shortfall(rate=share / step) if step is not None and step > 0 else None
    makers: Mapping[str, Callable[[], Rule]] = {
        PayKind.POINTS: lambda: Points(rate=share),
        PayKind.FACTOR: Factor,
        PayKind.POOL: lambda: Pool(share, _shares(entry)),
        PayKind.AWARD_FEE: lambda: AwardFee(share, _shares(entry)),
        PayKind.OUTCOME: lambda: OutcomePay(share),
    }
    return makers[entry.credit_rule]() if entry.credit_rule in makers else None


def _shares(entry: KpiEntry) -> tuple[Band, ...]:
    """What the ratings cost or earn, in the judge's order."""
    sign = -1 if entry.direction == "down" else 1
    shares = [Fraction(band.share or 0) for band in reversed(entry.bands)]
    rated = _bands(entry, sign)
    return tuple(Band(band.low, band.high, share) for band, share in zip(rated, shares, strict=True))


def _bands(entry: KpiEntry, sign: int) -> Iterator[RatingBand]:
    """The judge's bands in rising order: the worst, which has no lower end, first."""
    high: Fraction | None = None
    bands = []
    for band in entry.bands:
        low = None if band.start is None else sign * band.start
        bands.append(RatingBand(band.rating, low, high))
        high = low
    yield from reversed(bands)
