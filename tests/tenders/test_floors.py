"""The law of a tender as facts: floors and days that the rules compare, and what is not known stays unknown."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from core.law import calendars
from core.law.periods import SubmissionCase
from core.models import Authority
from procurement.tenders.floors import LawFacts, law_facts
from procurement.tenders.models import Tender
from scoring.compliance import LawFloors, PolicySettings, RuleOutcome, Severity, TenderFacts, check_tender
from tests import builders

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 12, 11, 10, tzinfo=UTC)  # 30 days later is a Sunday


@pytest.fixture
def city():
    row = builders.authority()
    Authority.objects.filter(pk=row.pk).update(zone="Europe/Berlin", law_profile="de-gwb/1")
    by = builders.person("administrator")
    calendars.start(authority=row, country="DE", parts=("BY",), by=by, at=builders.AT)
    return Authority.objects.get(pk=row.pk)


def tender_of(city, deadline=None, currency="EUR", basis="net"):
    return Tender(authority=city, currency=currency, basis=basis, deadline_at=deadline)


def time_rule(facts):
    checked = check_tender(
        TenderFacts(law=facts.law, submission_days=facts.submission_days), PolicySettings(currency="EUR", basis="net")
    )
    return next((finding.outcome, finding.severity) for finding in checked if finding.rule == "TIME-1")


def test_an_unknown_law_is_not_a_law_without_a_floor():
    assert time_rule(LawFacts(None, 31, None)) == (RuleOutcome.UNKNOWN, Severity.EXPLAIN)


def test_a_deadline_on_the_rolled_last_day_is_a_day_too_early(city):
    early = law_facts(tender_of(city, datetime(2027, 1, 11, 11, tzinfo=UTC)), sent=SENT, case=SubmissionCase())
    lawful = law_facts(tender_of(city, datetime(2027, 1, 12, 11, tzinfo=UTC)), sent=SENT, case=SubmissionCase())

    assert early == LawFacts(
        LawFloors(
            profile="de-gwb/1",
            submission_days=31,
            turnover_factor=Fraction(2),
            brand_duty=Severity.BLOCK,
            standard_duty=Severity.BLOCK,
        ),
        submission_days=30,
        answers_until=date(2027, 1, 4),
    )
    assert (lawful.submission_days, lawful.answers_until) == (31, date(2027, 1, 5))
    assert time_rule(early) == (RuleOutcome.FAIL, Severity.BLOCK)
    assert time_rule(lawful)[0] == RuleOutcome.PASS


def test_without_a_deadline_the_days_are_not_known(city):
    facts = law_facts(tender_of(city), sent=SENT, case=SubmissionCase())

    assert (facts.law.submission_days, facts.submission_days, facts.answers_until) == (31, None, None)
    assert time_rule(facts)[0] == RuleOutcome.UNKNOWN


def test_beyond_the_calendar_nothing_is_lawful(city):
    far = datetime(2028, 12, 20, 10, tzinfo=UTC)
    facts = law_facts(tender_of(city, datetime(2029, 6, 1, tzinfo=UTC)), sent=far, case=SubmissionCase())

    assert (facts.submission_days, facts.answers_until) == (None, None)
    assert time_rule(facts)[0] == RuleOutcome.UNKNOWN


def test_without_a_profile_the_law_is_not_known():
    assert law_facts(tender_of(builders.authority()), sent=SENT, case=SubmissionCase()) == LawFacts(None, None, None)


def test_a_limit_in_other_money_is_not_taken_for_none(city):
    Authority.objects.filter(pk=city.pk).update(law_profile="uk-pa2023/1")
    city.refresh_from_db()
    tender = tender_of(city, datetime(2027, 2, 1, 11, tzinfo=UTC))

    in_euros = law_facts(tender, sent=SENT, case=SubmissionCase())
    tender.currency, tender.basis = "GBP", "gross"
    in_pounds = law_facts(tender, sent=SENT, case=SubmissionCase())

    assert (in_euros.law, in_euros.submission_days, in_euros.answers_until) == (None, 52, None)
    assert (in_pounds.law.kpi_above, in_pounds.law.kpi_least, in_pounds.law.submission_days) == (5_000_000, 3, 25)


def test_it_costs_three_queries(city, django_assert_num_queries):
    tender = tender_of(city, datetime(2027, 2, 1, 11, tzinfo=UTC))

    with django_assert_num_queries(3):
        law_facts(tender, sent=SENT, case=SubmissionCase())
