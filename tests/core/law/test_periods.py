"""Every worked date of the law: standstills, periods for tenders, answers and notices of the result."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law import periods
from core.law.days import YearMissing
from core.law.periods import Means, StandstillPeriod, Step, SubmissionCase
from core.law.profiles import CITY, DE, EU, UK
from tests.core.law.calendars import BAVARIA, BRITAIN, BRITAIN_BEFORE, GERMANY


def day(text):
    return date.fromisoformat(text)


def last(profile, sent, off, **how):
    return periods.standstill_period(profile.standstill, day(sent), off, **how).last


def floor(profile, sent, off, zone, **case):
    return periods.submission_floor(profile.submission, day(sent), SubmissionCase(**case), off, zone)


# Sent or published: electronic with and without rolling, working days inside, warning (DE), paper 15, UK 8.
STANDSTILLS = [
    ("2026-12-11", "2026-12-21", "2026-12-21", 6, False, "2026-12-28", "2026-12-22"),
    ("2026-12-16", "2026-12-28", "2026-12-26", 6, False, "2026-12-31", "2026-12-29"),
    ("2026-12-18", "2026-12-28", "2026-12-28", 5, False, "2027-01-04", "2026-12-31"),
    ("2026-12-22", "2027-01-04", "2027-01-01", 6, False, "2027-01-06", "2027-01-06"),
    ("2026-12-24", "2027-01-04", "2027-01-03", 4, True, "2027-01-08", "2027-01-08"),
]


@pytest.mark.parametrize(("sent", "rolled", "due", "inside", "warned", "paper", "british"), STANDSTILLS)
def test_the_standstill_of_each_worked_example(sent, rolled, due, inside, warned, paper, british):
    expected = StandstillPeriod(day(due), day(rolled), inside, warned)

    assert periods.standstill_period(DE.standstill, day(sent), GERMANY) == expected
    assert periods.standstill_period(EU.standstill, day(sent), GERMANY) == replace(expected, warning=False)
    assert last(EU, sent, GERMANY, means=Means.OTHER) == day(paper)
    assert periods.standstill_period(UK.standstill, day(sent), BRITAIN) == StandstillPeriod(
        day(british), day(british), 8, warning=False
    )


@pytest.mark.parametrize(
    ("published", "expected"),
    [("2026-12-19", "2027-01-05"), ("2026-04-01", "2026-04-14"), ("2026-03-05", "2026-03-16")],
)
def test_eight_working_days_from_a_weekend_and_over_easter(published, expected):
    assert last(UK, published, BRITAIN) == day(expected)


def test_a_day_that_does_not_tell_the_rules_apart():
    assert last(EU, "2026-03-05", GERMANY) == last(UK, "2026-03-05", BRITAIN) == day("2026-03-16")


def test_a_day_declared_off_in_one_part_of_the_country_moves_the_end():
    assert last(UK, "2026-06-10", BRITAIN_BEFORE) == day("2026-06-19")
    assert last(UK, "2026-06-10", BRITAIN) == day("2026-06-22")


def test_a_holiday_of_one_land_moves_the_end_there():
    assert last(DE, "2026-12-22", GERMANY, means=Means.OTHER) == day("2027-01-06")
    assert last(DE, "2026-12-22", BAVARIA, means=Means.OTHER) == day("2027-01-07")


@pytest.mark.parametrize(
    ("receipt", "expected"), [(None, "2026-12-16"), ("2026-12-03", "2026-12-16"), ("2026-12-08", "2026-12-18")]
)
def test_a_letter_on_paper_counts_from_its_receipt_if_that_ends_later(receipt, expected):
    known = day(receipt) if receipt else None

    assert last(EU, "2026-12-01", GERMANY, means=Means.OTHER, receipt=known) == day(expected)


def test_where_the_law_knows_sending_alone_a_receipt_changes_nothing():
    assert last(DE, "2026-12-01", GERMANY, means=Means.OTHER, receipt=day("2026-12-20")) == day("2026-12-16")


def test_a_law_without_other_means_has_one_length():
    rule = replace(EU.standstill, other_means=None)

    assert periods.standstill_period(rule, day("2026-12-11"), GERMANY, means=Means.OTHER).last == day("2026-12-21")


def test_signing_is_allowed_from_midnight_where_the_authority_is():
    german = periods.standstill_period(DE.standstill, day("2026-12-18"), GERMANY)
    summer = periods.standstill_period(DE.standstill, day("2026-10-15"), GERMANY)

    assert german.signing_from("Europe/Berlin") == datetime(2026, 12, 28, 23, tzinfo=UTC)
    assert summer.last == day("2026-10-26")  # 25 October, the last day due, is a Sunday; the clocks change in it
    assert summer.signing_from("Europe/Berlin") == datetime(2026, 10, 26, 23, tzinfo=UTC)


def test_a_standstill_beyond_the_calendar_has_no_end():
    with pytest.raises(YearMissing):
        last(DE, "2027-12-30", GERMANY)


# Notice sent: EU 35, 30, 15; UK 25, 10.
SUBMISSIONS = [
    ("2026-12-01", ["2027-01-05", "2026-12-31", "2026-12-16"], ["2026-12-26", "2026-12-11"]),
    ("2026-12-11", ["2027-01-15", "2027-01-11", "2026-12-28"], ["2027-01-05", "2026-12-21"]),
]


@pytest.mark.parametrize(("sent", "european", "british"), SUBMISSIONS)
def test_the_last_day_of_each_shortest_period(sent, european, british):
    cases = [{"electronic": False}, {}, {"urgent": True}]

    assert [floor(EU, sent, GERMANY, "Europe/Berlin", **case).last.isoformat() for case in cases] == european
    assert [
        floor(UK, sent, BRITAIN, "Europe/London", **case).last.isoformat() for case in ({}, {"urgent": True})
    ] == british


def test_a_deadline_is_lawful_after_the_last_day_or_in_the_united_kingdom_on_it():
    european = floor(EU, "2026-12-01", GERMANY, "Europe/Berlin")
    british = floor(UK, "2026-12-01", BRITAIN, "Europe/London")

    assert european.earliest_at == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert british.earliest_at == datetime(2026, 12, 26, tzinfo=UTC)
    assert (european.days, european.field) == (30, "open_electronic")


@pytest.mark.parametrize(
    ("profile", "deadline", "count"),
    [
        (EU, datetime(2026, 12, 31, 12, tzinfo=UTC), 29),
        (EU, datetime(2026, 12, 31, 23, tzinfo=UTC), 30),
        (UK, datetime(2026, 12, 31, 12, tzinfo=UTC), 30),
    ],
)
def test_the_day_of_a_noon_deadline_counts_in_the_united_kingdom_alone(profile, deadline, count):
    assert periods.days_to_submit(profile.submission, day("2026-12-01"), deadline, "Europe/Berlin") == count


@given(
    st.sampled_from([EU, DE, UK, CITY]),
    st.dates(date(2026, 1, 5), date(2027, 6, 1)),
    st.datetimes(datetime(2026, 1, 5), datetime(2027, 9, 1), timezones=st.just(UTC)),
)
def test_a_deadline_is_lawful_exactly_where_enough_days_are_over(profile, sent, deadline):
    rule, zone = profile.submission, "Europe/Berlin"
    least = periods.submission_floor(rule, sent, SubmissionCase(), GERMANY, zone)

    assert (periods.days_to_submit(rule, sent, deadline, zone) >= least.with_roll) == (deadline >= least.earliest_at)


@pytest.mark.parametrize(
    ("profile", "case", "field", "length"),
    [
        (EU, SubmissionCase(), "open_electronic", 30),
        (EU, SubmissionCase(electronic=False), "open", 35),
        (EU, SubmissionCase(prior_notice=True), "open_prior_notice", 15),
        (EU, SubmissionCase(documents_online=False), "open_electronic", 35),
        (EU, SubmissionCase(documents_online=False, urgent=True), "open_urgent", 15),
        (EU, SubmissionCase(Step.REQUEST), "request", 30),
        (EU, SubmissionCase(Step.REQUEST, urgent=True), "request_urgent", 15),
        (EU, SubmissionCase(Step.REQUEST, documents_online=False), "request", 35),
        (EU, SubmissionCase(Step.TENDER), "tender_electronic", 25),
        (EU, SubmissionCase(Step.TENDER, electronic=False), "tender", 30),
        (EU, SubmissionCase(Step.TENDER, prior_notice=True), "tender_prior_notice", 10),
        (EU, SubmissionCase(Step.TENDER, urgent=True), "tender_urgent", 10),
        (EU, SubmissionCase(Step.TENDER, preselected=True), "tender_electronic", 25),
        (UK, SubmissionCase(), "open_electronic_all_documents", 25),
        (UK, SubmissionCase(documents_online=False), "open_one_missing", 30),
        (UK, SubmissionCase(electronic=False), "open_one_missing", 30),
        (UK, SubmissionCase(electronic=False, documents_online=False), "open", 35),
        (UK, SubmissionCase(prior_notice=True), "open_prior_notice", 10),
        (UK, SubmissionCase(Step.REQUEST), "request", 25),
        (UK, SubmissionCase(Step.REQUEST, urgent=True), "request_urgent", 10),
        (UK, SubmissionCase(Step.TENDER), "open_electronic_all_documents", 25),
        (UK, SubmissionCase(Step.TENDER, urgent=True), "open_urgent", 10),
        (UK, SubmissionCase(Step.TENDER, preselected=True), "tender_preselected", 10),
        (UK, SubmissionCase(Step.TENDER, dynamic_market=True), "tender_dynamic_market", 10),
        (CITY, SubmissionCase(), "open_electronic", 30),
        (CITY, SubmissionCase(prior_notice=True), "open_electronic", 30),
        (CITY, SubmissionCase(urgent=True), "open_urgent", 15),
        (CITY, SubmissionCase(Step.REQUEST, urgent=True), "request", 30),
        (CITY, SubmissionCase(Step.TENDER, urgent=True), "tender", 30),
    ],
)
def test_the_shortest_period_of_each_case(profile, case, field, length):
    assert periods.minimum_days(profile.submission, case) == (field, length)


def test_answers_reach_everybody_whole_days_before_the_deadline():
    deadline = day("2027-01-21")

    assert periods.answers_until(EU.answers, deadline) == day("2027-01-14")
    assert periods.answers_until(EU.answers, deadline, urgent=True) == day("2027-01-16")
    assert periods.answers_until(UK.answers, deadline) is None


def test_notices_of_the_result_count_their_first_day_in_the_united_kingdom_alone():
    contract = day("2027-01-07")
    until = [(UK, 30), (UK, UK.contract_copy.days), (EU, 30)]

    dates = [periods.result_notice_until(n, law.result_notice_count, contract, GERMANY) for law, n in until]

    assert dates == [day("2027-02-05"), day("2027-04-06"), day("2027-02-06")]
