"""What the law asks of a tender, as facts for the rules of `scoring`: its law profile over its authority's calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.law import calendars, days, periods
from core.law.days import YearMissing
from core.law.floors import Floors, floors_of
from core.law.periods import SubmissionCase
from core.law.profiles import profile_of
from core.law.strictness import Setting, with_policy
from core.law.terms import DifferentMoney, LawProfile
from core.models import PriceBasis
from procurement.tenders.models import Tender
from scoring.compliance import LawFloors, Severity

NO_POLICY: Mapping[str, Setting] = {}


@dataclass(frozen=True, slots=True)
class LawfulPeriod:
    """What the rules compare of a submission period, in days, and the latest day for answers (None: the law sets none).

    `days` None: the deadline is not set, or the calendar does not reach so far. `floor`: the least, with a day off that
    moves the end.
    """

    days: int | None
    floor: int
    answers_until: date | None = None


@dataclass(frozen=True, slots=True)
class LawFacts:
    """The fields of TenderFacts that the law fills. `law` None: no profile is chosen, or its money is another kind."""

    law: LawFloors | None
    submission_days: int | None
    answers_until: date | None


def law_facts(
    tender: Tender, *, sent: datetime, case: SubmissionCase, policy: Mapping[str, Setting] = NO_POLICY
) -> LawFacts:
    """The law of a tender whose notice is sent at this instant, with the stricter figures of a policy. Three queries.

    Missing is None, which the rules take as not filled in, never as lawful.
    """
    if not tender.authority.law_profile:
        return LawFacts(None, None, None)
    profile = _profile(tender.authority.law_profile, policy)
    period = _period(tender, profile, sent, case)
    try:
        floors = floors_of(profile, case, currency=tender.currency, basis=PriceBasis(tender.basis))
    except DifferentMoney:
        return LawFacts(None, period.days, period.answers_until)
    return LawFacts(_law_floors(floors, period), period.days, period.answers_until)


def _profile(key: str, policy: Mapping[str, Setting]) -> LawProfile:
    """The profile with the policy's figures; where the law has become stricter than these, its own hold."""
    profile = profile_of(key)
    try:
        return with_policy(profile, policy)
    except ValueError:
        return profile


def _period(tender: Tender, profile: LawProfile, sent: datetime, case: SubmissionCase) -> LawfulPeriod:
    zone, rule = tender.authority.zone, profile.submission
    day = days.day_of(sent, zone)
    try:
        floor = periods.submission_floor(rule, day, case, calendars.days_off(tender.authority), zone).with_roll
    except YearMissing:
        return LawfulPeriod(None, periods.minimum_days(rule, case)[1])
    if tender.deadline_at is None:
        return LawfulPeriod(None, floor)
    deadline = days.day_of(tender.deadline_at, zone)
    return LawfulPeriod(
        periods.days_to_submit(rule, day, tender.deadline_at, zone),
        floor,
        periods.answers_until(profile.answers, deadline, urgent=case.urgent),
    )


def _law_floors(floors: Floors, period: LawfulPeriod) -> LawFloors:
    return LawFloors(
        profile=floors.profile,
        submission_days=period.floor,
        turnover_factor=floors.turnover_factor,
        brand_duty=Severity(floors.brand_duty),
        standard_duty=Severity(floors.standard_duty),
        kpi_above=floors.kpi_above,
        kpi_least=floors.kpi_least,
    )
