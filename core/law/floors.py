"""What the law asks of a tender, in plain figures: a stage's `gather` hands them to `scoring` as facts."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from core.law import days, periods
from core.law.calendars import days_off
from core.law.periods import SubmissionCase, SubmissionFloor
from core.law.terms import Answers, DutyLevel, LawProfile, Limit
from core.models import Authority, PriceBasis


@dataclass(frozen=True, slots=True)
class Floors:
    """The figures of a profile for one tender; None where that law sets none. A policy may only be stricter.

    `submission_days`: the shortest lawful period in this case, calendar days. `kpi_above`: from this amount on, in the
    tender's currency and basis, the contract has at least `kpi_least` indicators.
    """

    profile: str
    submission_days: int
    answers_days: int | None
    turnover_factor: Fraction | None
    brand_duty: DutyLevel
    standard_duty: DutyLevel
    kpi_above: Fraction | None
    kpi_least: int | None


def floors_of(profile: LawProfile, case: SubmissionCase, *, currency: str, basis: PriceBasis) -> Floors:
    """The figures of a profile. Pure. Raises DifferentMoney where the law's limit is in another currency or basis."""
    kpi, factor = profile.kpi, profile.turnover_factor
    return Floors(
        profile=str(profile.id),
        submission_days=periods.minimum_days(profile.submission, case)[1],
        answers_days=_answers_days(profile.answers, urgent=case.urgent),
        turnover_factor=None if factor is None else Fraction(factor),
        brand_duty=profile.brand_without_equivalent,
        standard_duty=profile.standard_without_equivalent,
        kpi_above=None if kpi is None else _amount(kpi.above, currency, basis),
        kpi_least=None if kpi is None else kpi.min,
    )


def earliest_deadline(
    authority: Authority, profile: LawProfile, sent: datetime, case: SubmissionCase
) -> SubmissionFloor:
    """The shortest period of a notice sent at this instant, over the authority's calendar and in its zone.

    Three queries. Raises YearMissing where the calendar does not reach so far.
    """
    day = days.day_of(sent, authority.zone)
    return periods.submission_floor(profile.submission, day, case, days_off(authority), authority.zone)


def _answers_days(rule: Answers | None, *, urgent: bool) -> int | None:
    if rule is None:
        return None
    return rule.days_before_urgent if urgent else rule.days_before


def _amount(limit: Limit, currency: str, basis: PriceBasis) -> Fraction:
    """The amount of a limit in this currency and basis, which the authority's own limits take over."""
    complete = limit.completed(currency, basis)
    complete.require_kind(currency, basis)
    return Fraction(complete.amount)
