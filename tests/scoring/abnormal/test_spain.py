"""RD 1098/2001 art. 85, worked by hand: "more than" never counts the limit itself."""

from fractions import Fraction as F

import pytest

from scoring import abnormal
from scoring.abnormal import Flag
from scoring.types import AltRule


def flags_of(*prices, base=100, **params):
    by_bid = {name: F(price) for name, price in zip("ABCDE", prices, strict=False)}
    return abnormal.flags(AltRule("spain_85", {"base": str(base), **params}), by_bid).flags


def asked(*prices, **more):
    return [flag.bid for flag in flags_of(*prices, **more)]


def limits(*prices, **more):
    """The limit of every bid: as all bids at it or below it are asked, whatever they bid."""
    rule = AltRule("spain_85", {"base": "100", "at_threshold": "flag", **more})
    return {flag.threshold for flag in abnormal.flags(rule, dict(zip("ABCDE", map(F, prices), strict=False))).flags}


@pytest.mark.parametrize(("price", "bids"), [(75, []), (74, ["A"])])
def test_single_bid_more_than_25_below_the_base(price, bids):
    assert asked(price) == bids


def test_single_bid_names_base_and_percentage():
    inputs = {"percent": F(25), "reference": F(100), "basis": "base"}

    assert flags_of(70) == (Flag("A", "spain_85", inputs, F(75), F(70), F(5)),)


@pytest.mark.parametrize(("price", "bids"), [(80, []), (79, ["A"])])
def test_one_of_two_bids_more_than_20_below_the_other(price, bids):
    assert asked(price, 100, base=1000) == bids


def test_two_bids_name_the_other():
    inputs = {"percent": F(20), "reference": F(100), "basis": "other"}

    assert flags_of(70, 100) == (Flag("A", "spain_85", inputs, F(80), F(70), F(10)),)


@pytest.mark.parametrize(("prices", "bids"), [((81, 92, 97), []), ((79, 92, 96), ["A"])])
def test_one_of_three_bids_more_than_10_below_their_mean(prices, bids):
    assert asked(*prices) == bids


def test_highest_of_three_is_left_out_of_the_mean_when_more_than_10_above_it():
    inputs = {"percent": F(10), "reference": F(85), "basis": "mean", "kept": 2}

    assert flags_of(76, 94, 130, base=50) == (Flag("A", "spain_85", inputs, F("76.5"), F(76), F(1, 2)),)


def test_highest_of_three_exactly_10_above_the_mean_stays():
    exactly, more = flags_of(89, 101, 110, base=50), flags_of(88, 101, 111, base=50)

    assert [(flag.bid, flag.threshold, flag.inputs["kept"]) for flag in exactly] == [("A", F(90), 3)]
    assert more == ()  # without 111 the mean is 94.5, the limit 85.05


def test_one_of_three_bids_more_than_25_below_the_base_is_flagged_whatever_the_mean():
    inputs = {"percent": F(25), "reference": F(110), "basis": "base"}

    assert flags_of(80, 90, 100, base=110) == (Flag("A", "spain_85", inputs, F("82.5"), F(80), F("2.5")),)


def test_25_below_the_base_means_nothing_among_four():
    assert asked(80, 82, 84, 86, base=1000) == []


@pytest.mark.parametrize(("prices", "bids"), [((72, 78, 90, 160), []), ((70, 80, 90, 160), ["A"])])
def test_four_bids_are_held_against_the_mean_without_those_far_above(prices, bids):
    assert asked(*prices) == bids


def test_four_bids_close_together_keep_their_mean():
    inputs = {"percent": F(10), "reference": F(100), "basis": "mean", "kept": 4}

    assert flags_of(89, 101, 104, 106) == (Flag("A", "spain_85", inputs, F(90), F(89), F(1)),)


def test_three_lowest_make_the_mean_when_fewer_than_three_stay():
    assert [(flag.bid, flag.threshold, flag.inputs["kept"]) for flag in flags_of(40, 50, 100, 110)] == [
        ("A", F(57), 3),
        ("B", F(57), 3),
    ]


def test_percentage_units_of_the_base_move_the_limit():
    assert (asked(79, 100, base=120), asked(79, 100, base=120, units="points")) == (["A"], [])
    assert asked(75, 100, base=120, units="points") == ["A"]


def test_points_leave_out_of_the_mean_what_lies_far_above_in_points_of_the_base():
    relative, points = flags_of(40, 100, 100, 120, base=400), flags_of(40, 100, 100, 120, base=400, units="points")

    assert [(flag.threshold, flag.inputs["kept"]) for flag in relative] == [(F(72), 3)]
    assert [(flag.threshold, flag.inputs["kept"]) for flag in points] == [(F(50), 4)]


def test_percentages_reduced_by_a_third():
    assert asked(90, 100, 100, 110) == []
    assert [(flag.bid, flag.threshold) for flag in flags_of(90, 100, 100, 110, reduced="yes")] == [("A", F(812, 9))]


def test_bid_at_the_limit_is_flagged_where_published_so():
    assert limits(75) == {F(75)}
    assert limits(80, 100) == {F(80)}
