from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import BadParameter, BandsDontCover, FloatRefused
from scoring.pay import OTHER, RATINGS, WORTH, Rated, RatingRecord, period_share, rate, record
from scoring.sentences import TEMPLATES
from tests.scoring.pay.build import climate, kpi, measurement, repair
from tests.scoring.reading import text_of


def rating(published, value, **more):
    return rate(published, measurement(published.code, value, **more)).rating


def rating_text(rated):
    return text_of(rated.sentence)


# --- the five ratings ---


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("100", "good"),
        ("250", "good"),
        ("99.5", "good"),
        ("99.4999", "approaching_target"),
        ("99", "approaching_target"),
        ("98", "requires_improvement"),
        ("97.9999", "inadequate"),
        ("-1", "inadequate"),
    ],
)
def test_lower_bound_is_inclusive_and_the_top_open(value, expected):
    assert rating(kpi(), value) == expected


@pytest.mark.parametrize(
    ("published", "value", "expected"),
    [
        (repair(), 4, "good"),
        (repair(), 5, "inadequate"),
        (climate(), 17, "inadequate"),
        (climate(), 18, "good"),
        (climate(), 23, "inadequate"),
    ],
)
def test_bands_rate_smaller_is_better_and_ranges(published, value, expected):
    assert rating(published, value) == expected


def test_rating_keeps_value_and_reason():
    rated = rate(kpi(title="Availability"), measurement("availability", "99.2"))

    assert rated == Rated("availability", "approaching_target", F("99.2"), rated.sentence)
    assert rating_text(rated) == "Availability: 99.2 % is rated Approaching target."


@pytest.mark.parametrize(
    ("measurement", "reason"),
    [
        (None, "availability is rated Other: nothing was measured."),
        (measurement("availability", None), "availability is rated Other: nothing was measured."),
        (measurement("availability", 10, excused="storm"), "availability is rated Other: excused (storm)."),
        (measurement("availability", None, excused="storm"), "availability is rated Other: excused (storm)."),
        (
            measurement("availability", 10, sample=9),
            "availability is rated Other: 9 observations, at least 10 are needed.",
        ),
        (measurement("availability", 10), "availability is rated Other: 0 observations, at least 10 are needed."),
    ],
)
def test_other_has_a_reason_and_no_value(measurement, reason):
    rated = rate(kpi(min_sample=10, excuses=("storm",)), measurement)

    assert (rated.rating, rated.value, rating_text(rated)) == (OTHER, None, reason)


def test_sample_that_is_large_enough_is_rated():
    assert rating(kpi(min_sample=10), 100, sample=10) == "good"


def test_excuse_that_was_not_published_is_refused():
    with pytest.raises(BadParameter) as caught:
        rate(kpi(excuses=("storm",)), measurement("availability", 10, excused="holiday"))

    assert caught.value == BadParameter("measurements/availability", why="'holiday' is no published excuse")


def test_value_in_no_band_is_refused():
    with pytest.raises(BandsDontCover) as caught:
        rate(kpi(bands=kpi().bands[1:]), measurement("availability", 97))

    assert caught.value == BandsDontCover("kpis/availability/bands", at="97")


def test_float_is_refused():
    with pytest.raises(FloatRefused):
        rate(kpi(), replace(measurement("availability", 1), value=99.5))


def test_unit_is_left_out_where_there_is_none():
    assert rating_text(rate(kpi(unit=""), measurement("availability", 100))) == "availability: 100 is rated Good."


def test_every_rating_has_a_name_and_a_worth():
    assert all(f"rating.{name}" in TEMPLATES for name in (*RATINGS, OTHER))
    assert set(WORTH) == set(RATINGS)


@given(values=st.tuples(*[st.fractions(90, 110)] * 2))
def test_better_value_never_has_a_worse_rating(values):
    low, high = sorted(values)

    assert RATINGS.index(rating(kpi(), high)) <= RATINGS.index(rating(kpi(), low))


# --- the record ---


def test_share_of_a_period_is_the_weighted_worth_of_its_ratings():
    kpis = [kpi(weight=F(3, 4)), repair(weight=F(1, 4))]

    assert period_share(kpis, {"availability": "approaching_target", "repair": "inadequate"}) == F(1, 2)


def test_share_of_a_period_leaves_out_what_was_not_rated():
    kpis = [kpi(), repair(), climate()]

    assert period_share(kpis, {"availability": "good", "repair": OTHER}) == 1


@pytest.mark.parametrize("kpis", [[], [kpi(weight=F(0))]])
def test_period_without_a_weighted_rating_has_no_share(kpis):
    assert period_share(kpis, {"availability": "good"}) is None


def test_share_of_a_period_by_a_published_worth():
    assert period_share([kpi()], {"availability": "good"}, {"good": F(9, 10)}) == F(9, 10)


def test_record_weighs_the_newest_most():
    found_record = record([F(1), F(1, 2), F(0)], [F(4), F(2), F(1)])

    assert found_record == RatingRecord(F(5, 7), 3)
    assert text_of(found_record.sentence) == "The record over 3 rated periods is 71.43 %."


def test_period_without_ratings_keeps_its_age():
    assert record([None, F(1), F(0)], [F(4), F(2), F(1)]) == RatingRecord(F(2, 3), 2)


def test_periods_beyond_the_factors_do_not_count():
    assert record([F(1), F(0), F(0)], [F(1), F(0)]) == RatingRecord(F(1), 1)


@pytest.mark.parametrize(("shares", "factors"), [([], [F(1)]), ([None, None], [F(1), F(1)]), ([F(1)], [F(0)])])
def test_no_record_is_none_and_no_zero(shares, factors):
    found_record = record(shares, factors)

    assert found_record == RatingRecord(None, 0)
    assert text_of(found_record.sentence) == "There is no record."


@pytest.mark.parametrize(("shares", "factors"), [([F(2)], [F(1)]), ([F(-1)], [F(1)]), ([F(1)], [F(-1)])])
def test_record_refuses_what_is_no_share_or_factor(shares, factors):
    with pytest.raises(BadParameter):
        record(shares, factors)
