"""The five Italian methods drawn by lot from 2016 to 2019, worked by hand on a base of 1000."""

from fractions import Fraction as F

import pytest

from scoring import abnormal, explain
from scoring.abnormal import Flag
from scoring.results import Sentence
from scoring.types import AltRule

TEN = tuple(range(1, 11))  # one is cut at each end: 2 to 9, their mean is 5.5, the mean excess 2, their sum 44


def findings_of(method, *rebates, **params):
    prices = {f"B{n:02}": 1000 * (1 - F(rebate) / 100) for n, rebate in enumerate(rebates)}
    return abnormal.flags(AltRule("drawn_2016", {"base": "1000", "method": method, **params}), prices)


def threshold(method, *rebates, **params):
    """The limit, and the rebates that reach it."""
    flags = findings_of(method, *rebates, **params).flags
    (limit,) = {flag.threshold for flag in flags}
    return limit, [flag.value for flag in flags]


def test_a_is_the_mean_between_the_wings_plus_the_mean_excess():
    assert threshold("a", *TEN) == (F("7.5"), [8, 9, 10])


def test_a_cuts_as_many_as_are_published():
    """A fifth of ten, two at each end: 3 to 8, mean 5.5, mean excess 1.5."""
    assert threshold("a", *TEN, cut="1/5")[0] == 7


def test_b_leaves_the_mean_where_the_first_decimal_of_the_sum_is_even():
    assert threshold("b", *TEN) == (F("5.5"), [6, 7, 8, 9, 10])


def test_b_lowers_the_mean_by_an_odd_first_decimal():
    """2.3 to 9 sum to 44.3: three percent of the mean."""
    rebates = (1, F("2.3"), *range(3, 11))

    assert threshold("b", *rebates)[0] == F("44.3") / 8 * F(97, 100)


def test_b_rounds_the_wings_down_where_published():
    """A fifth of eleven is 2.2: two at each end, 3 to 9."""
    assert threshold("b", *range(1, 12), cut="1/5", cut_rounding="down")[0] == 6


def test_c_raises_the_mean_of_all():
    assert threshold("c", *TEN) == (F("5.5") * F("1.15"), [7, 8, 9, 10])


def test_d_lowers_the_mean_of_all():
    assert threshold("d", *TEN, change="0.1") == (F("4.95"), [5, 6, 7, 8, 9, 10])


def test_e_multiplies_the_mean_excess_by_the_coefficient_drawn():
    assert threshold("e", *TEN, coefficient="0.6") == (F("6.7"), [7, 8, 9, 10])


def test_nothing_between_the_wings_gives_a_note():
    notes = findings_of("a", 1, 2, cut="1/2", min_bids="2")

    assert (notes.flags, notes.notes) == ((), (Sentence("alt.nothing_kept"),))


@pytest.mark.parametrize("method", ["a", "e"])
def test_equal_rebates_have_no_excess(method):
    assert findings_of(method, 5, 5, 5, 5, 5).notes == (Sentence("alt.no_spread"),)


def test_the_flag_names_what_gave_the_limit():
    flag = findings_of("d", *TEN, change="0.1").flags[-1]

    inputs = {"mean": F("5.5"), "kept": 10, "basis": "d"}
    assert flag == Flag("B09", "drawn_2016", inputs, F("4.95"), F(10), F("5.05"))
    assert explain.text(abnormal.flag_sentence(flag, "EUR")) == (
        "B09 is asked about its rebate of 10 %: the limit is 4.95 %, the mean 5.5 of 10 bids, lowered by the published share."
    )


def test_the_rule_is_said_with_what_was_drawn():
    description = explain.text(
        abnormal.described(AltRule("drawn_2016", {"base": "1000", "method": "e", "coefficient": "0.8"}))
    )

    assert "method e, drawn by lot (cut at each end: 10 % of the bids, rounded up" in description
    assert "coefficient: 0.8)" in description
