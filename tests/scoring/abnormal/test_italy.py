"""Italian rebates, wings cut: worked by hand on a base of 1000, so that a rebate of 12.3 % is a price of 877."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring import abnormal
from scoring.abnormal import Flag
from scoring.abnormal.italy import kept_rebates
from scoring.results import Sentence
from scoring.types import AltRule
from tests.scoring.inputs import shared_input

# 15 bids: two cut at each end; the 11 kept sum to 165.44, their mean is 15.04 and the mean excess 5.
MANY = ("1", "2", *["10.04"] * 5, "15.04", *["20.04"] * 5, "30", "31")


def findings_of(rule, *rebates, base=1000, **params):
    prices = {f"B{n:02}": base * (1 - F(rebate) / 100) for n, rebate in enumerate(rebates)}
    return abnormal.flags(AltRule(rule, {"base": str(base), **params}), prices)


def as_shared(shared, name):
    """The bids that a file of ../shared says are flagged, and the threshold."""
    data = shared_input(shared, name)
    base = F(data["params"]["base"])
    prices = {f"b{n}": base * (1 - F(str(rebate)) / 100) for n, rebate in enumerate(data["rebates_percent"])}
    flags = abnormal.flags(AltRule(data["rule"], data["params"]), prices).flags
    (threshold,) = {flag.threshold for flag in flags}
    return [flag.bid for flag in flags], threshold


def asked(rule, *rebates, **more):
    """The rebates flagged, and the threshold."""
    flags = findings_of(rule, *rebates, **more).flags
    (threshold,) = {flag.threshold for flag in flags}
    return [flag.value for flag in flags], threshold


# --- cutting the wings ---


@pytest.mark.parametrize(("ties", "kept"), [("each", [1, 2, 3, 4, 5]), ("with_cut", [2, 3, 4]), ("block", [2, 3, 4])])
def test_tenth_is_cut_at_each_end(ties, kept):
    assert kept_rebates([F(rebate) for rebate in (5, 1, 2, 1, 4, 3, 5)], ties) == kept


def test_block_counts_equal_rebates_as_one():
    rebates = [F(rebate) for rebate in (1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9)]

    assert kept_rebates(rebates, "with_cut") == [2, 3, 4, 5, 6, 7, 8]
    assert kept_rebates(rebates, "block") == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(("count", "kept"), [(3, 1), (10, 8), (11, 7), (20, 16), (21, 15)])
def test_wing_is_a_tenth_rounded_up(count, kept):
    assert len(kept_rebates([F(n) for n in range(count)], "each")) == kept


# --- to 2016 ---


def test_threshold_is_the_trimmed_mean_plus_the_mean_excess():
    flags = findings_of("trimmed_excess", *range(1, 11)).flags

    inputs = {"mean": F("5.5"), "excess": F(2), "kept": 8}
    assert flags == tuple(
        Flag(bid, "trimmed_excess", inputs, F("7.5"), F(rebate), rebate - F("7.5"))
        for bid, rebate in (("B07", 8), ("B08", 9), ("B09", 10))
    )


def test_rebate_at_the_threshold_is_flagged_unless_published_otherwise():
    assert asked("trimmed_excess", 2, 4, 6, 11, 12) == ([F(11), F(12)], F(11))
    assert asked("trimmed_excess", 2, 4, 6, 11, 12, at_threshold="pass") == ([F(12)], F(11))


def test_ties_at_the_wings_are_cut_as_published():
    assert asked("trimmed_excess", 2, 2, 4, 6, 8, 20, ties="each")[1] == F(7)  # 2 4 6 8 are kept
    assert asked("trimmed_excess", 2, 2, 4, 6, 8, 20, ties="with_cut")[1] == F(8)  # 4 6 8
    assert asked("trimmed_excess", 2, 2, 4, 6, 8, 20, ties="block")[1] == F(8)


def test_equal_rebates_count_once_in_the_wings_unless_published_otherwise(shared):
    """5 is cut, and both 11 as one: 8 and 10 stay. Source: Ad. Plen. 5/2017."""
    assert as_shared(shared, "italy_2006_ties") == (["b2", "b3", "b4"], F(10))
    assert asked("trimmed_excess", 1, 1, 1, 5, 6, 7, 8, 9, 10, 10, 10, 30)[1] == F(
        "8.5"
    )  # without 1, 5 and 10, 30: 6 to 9


def test_rebates_are_exact_or_rounded_as_published():
    prices = {f"B{n}": F(price) for n, price in enumerate((299, 290, 280, 200, 199))}
    rounded, exact = (
        abnormal.flags(AltRule("trimmed_excess", {"base": "300", **params}), prices).flags
        for params in ({"places": "2"}, {})
    )

    assert [flag.value for flag in rounded] == [F("33.33"), F("33.67")]
    assert [flag.value for flag in exact] == [F(100, 3), F(101, 3)]


@pytest.mark.parametrize("rule", ["trimmed_excess", "trimmed_2019", "annex_ii2_a"])
def test_nothing_between_the_wings_flags_nobody_and_says_why(rule):
    result = findings_of(rule, 5, 5, 5, 5, 5, ties="with_cut")

    assert (result.flags, result.notes) == ((), (Sentence("alt.nothing_kept"),))


def test_without_a_rebate_above_the_mean_the_excess_is_zero(shared):
    """Never "no threshold": the mean itself, or 1.2 times it from 2019 on."""
    assert asked("trimmed_excess", 1, 9, 9, 9, 30) == ([F(9), F(9), F(9), F(30)], F(9))
    assert as_shared(shared, "italy_2019_no_spread") == (["b9"], F(12))
    assert asked("trimmed_2019", 1, 9, 9, 9, 30, ties="each") == ([F(30)], F("10.8"))
    assert asked("trimmed_2019", 1, 1, *[9] * 12, 30, 31) == ([F(9)] * 12 + [F(30), F(31)], F(9))


def test_fewer_than_five_bids_flag_nobody_unless_published():
    result = findings_of("trimmed_excess", 1, 2, 40)

    assert (result.flags, result.notes) == ((), (Sentence("alt.too_few_bids", {"count": 3, "needed": 5}),))
    assert asked("trimmed_excess", 1, 2, 3, 40, min_bids="3") == ([F(3), F(40)], F(3))


# --- from 2019, fewer than 15 bids ---


@pytest.mark.parametrize(
    ("kept", "basis", "threshold"),
    [
        (("19", "20", "21"), "close", F(24)),
        (("17", "20", "23"), "close", F(24)),  # excess / mean is 0.15: still close
        (("16.9", "20", "23.1"), "wide", F("23.1")),
    ],
)
def test_few_bids_close_together_or_wide_apart(kept, basis, threshold):
    (flag,) = [flag for flag in findings_of("trimmed_2019", "10", *kept, "24").flags if flag.value == 24]

    assert (flag.inputs["basis"], flag.threshold) == (basis, threshold)


def test_few_bids_with_rebates_not_above_zero_have_no_threshold():
    result = findings_of("trimmed_2019", -9, -2, 0, 1, 5)

    assert (result.flags, result.notes) == ((), (Sentence("alt.no_rebates"),))


def test_fourteen_bids_are_few_and_fifteen_many():
    def basis(rebates):
        return {flag.inputs["basis"] for flag in findings_of("trimmed_2019", *rebates).flags}

    assert (basis(MANY[1:]), basis(MANY)) == ({"close"}, {"lowered"})


# --- from 2019, 15 bids and more ---


@pytest.mark.parametrize(
    ("digits", "decrement", "threshold"),
    [
        ("multiplied", "amount", F("19.24")),  # 20.04 - 5 * 16 %
        ("multiplied", "percent", F("19.87968")),  # 20.04 * (1 - 0.8 %)
        ("concatenated", "amount", F("17.84")),  # 20.04 - 5 * 44 %
        ("concatenated", "percent", F("19.59912")),  # 20.04 * (1 - 2.2 %)
    ],
)
def test_sum_is_lowered_by_its_first_two_decimals(digits, decrement, threshold):
    rebates, found_threshold = asked("trimmed_2019", *MANY, digits=digits, decrement=decrement)

    assert (rebates, found_threshold) == ([F("20.04")] * 5 + [F(30), F(31)], threshold)


def test_text_of_the_law_is_the_default():
    assert findings_of("trimmed_2019", *MANY) == findings_of(
        "trimmed_2019", *MANY, digits="multiplied", decrement="amount"
    )
    assert findings_of("trimmed_2019", *MANY).flags[0].inputs == {
        "mean": F("15.04"),
        "excess": F(5),
        "kept": 11,
        "basis": "lowered",
        "digits": 16,
    }


def test_sum_without_decimals_is_not_lowered():
    rebates = ("1", "2", *["10"] * 5, "15", *["20"] * 5, "30", "31")

    assert asked("trimmed_2019", *rebates) == ([F(20)] * 5 + [F(30), F(31)], F(20))


# --- from 2023 ---


@pytest.mark.parametrize("rebates", [(10, 17, 20, 23, 24), (10, "16.9", 20, "23.1", 24), MANY])
def test_method_a_of_annex_ii_2_is_the_rule_of_2019_under_its_own_name(rebates):
    flags = findings_of("annex_ii2_a", *rebates).flags

    assert [replace(flag, rule="trimmed_2019") for flag in flags] == list(findings_of("trimmed_2019", *rebates).flags)
    assert {flag.rule for flag in flags} == {"annex_ii2_a"}
    assert "36/2023" in abnormal.RULES["annex_ii2_a"].source
