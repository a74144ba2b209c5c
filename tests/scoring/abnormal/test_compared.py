"""Rules that compare a price with the others, the base or an estimate: worked by hand, and at the threshold."""

import json
from fractions import Fraction as F

import pytest

from scoring import abnormal
from scoring.abnormal import Flag
from scoring.results import Sentence
from scoring.types import AltRule


def findings_of(rule, *prices, order=None, **params):
    """The findings of a rule over bids A, B, C …, by default ranked by price."""
    by_bid = {name: F(price) for name, price in zip("ABCDEFG", prices, strict=False)}
    ranking = order or sorted(by_bid, key=lambda bid: (by_bid[bid], bid))
    return abnormal.flags(AltRule(rule, params), by_bid, tuple(ranking))


def asked(rule, *prices, **more):
    return [flag.bid for flag in findings_of(rule, *prices, **more).flags]


# --- the mean of the others ---


def test_bid_far_below_the_mean_of_the_others_is_flagged_with_its_numbers():
    assert findings_of("mean_of_others", 50, 90, 110, x="0.4").flags == (
        Flag("A", "mean_of_others", {"price": F(50), "mean": F(100)}, F(2, 5), F(1, 2), F(1, 10)),
    )


@pytest.mark.parametrize(("price", "at_threshold", "bids"), [(60, "flag", ["A"]), (60, "pass", []), (61, "flag", [])])
def test_bid_at_the_share_below_the_mean_counts_as_published(price, at_threshold, bids):
    assert asked("mean_of_others", price, 100, 100, x="0.4", at_threshold=at_threshold) == bids


def test_others_that_ask_nothing_are_no_measure():
    assert asked("mean_of_others", 0, 0, x="0.4") == []
    assert asked("mean_of_others", 0, 10, x="0.4") == ["A"]


def test_mean_is_of_opening_prices_and_the_own_price_is_the_evaluated_one():
    prices, opening = {"A": F(50), "B": F(60)}, {"A": F(70), "B": F(100)}

    findings = abnormal.flags(AltRule("mean_of_others", {"x": "0.4"}), prices, opening=opening)

    assert [(flag.bid, flag.value) for flag in findings.flags] == [("A", F(1, 2))]


# --- the mean of all ---


def test_bid_far_below_the_mean_of_all_is_flagged_with_its_numbers():
    """Its own price counts in the mean: 60, 100 and 140 have the mean 100."""
    assert findings_of("mean_of_all", 60, 100, 140, x="0.15").flags == (
        Flag("A", "mean_of_all", {"price": F(60), "mean": F(100)}, F(3, 20), F(2, 5), F(1, 4)),
    )
    assert asked("mean_of_others", 85, 100, 115, x="0.15") == ["A"]  # the others' mean is 107.5


@pytest.mark.parametrize(("at_threshold", "bids"), [("flag", ["A"]), ("pass", [])])
def test_bid_at_the_share_below_the_mean_of_all_counts_as_published(at_threshold, bids):
    assert asked("mean_of_all", 85, 100, 115, x="0.15", at_threshold=at_threshold) == bids


def test_a_mean_of_zero_is_no_measure():
    assert asked("mean_of_all", 0, 0, x="0.15") == []


# --- the next in the ranking ---


def test_bid_far_below_the_next_in_the_ranking_is_flagged_with_its_rival():
    assert findings_of("next_below", 60, 100, 110, x="0.3").flags == (
        Flag("A", "next_below", {"price": F(60), "next": F(100), "rival": "B"}, F(3, 10), F(2, 5), F(1, 10)),
    )


@pytest.mark.parametrize(("price", "at_threshold", "bids"), [(70, "flag", ["A"]), (70, "pass", []), (71, "flag", [])])
def test_bid_at_the_share_below_the_next_counts_as_published(price, at_threshold, bids):
    assert asked("next_below", price, 100, x="0.3", at_threshold=at_threshold) == bids


def test_next_is_the_next_by_rank_not_by_price():
    assert asked("next_below", 50, 60, 100, order="BCA", x="0.3") == ["B"]


def test_last_bid_and_a_next_of_zero_have_no_measure():
    assert asked("next_below", 1, 0, order="AB", x="0.3") == []


def test_ranking_names_every_bid_once():
    from scoring.errors import BadParameter

    for order in ((), ("A",), ("A", "A", "B"), ("A", "C")):
        with pytest.raises(BadParameter) as caught:
            abnormal.flags(AltRule("next_below", {"x": "0.3"}), {"A": F(1), "B": F(2)}, order)
        assert caught.value == BadParameter("order", why="the ranking names every bid once")


# --- both, as Prozorro does ---


def test_both_measures_flag_a_bid_twice():
    findings = findings_of("mean_or_next", 50, 100, 100)

    assert [(flag.bid, flag.rule) for flag in findings.flags] == [("A", "mean_of_others"), ("A", "next_below")]


def test_o07_prozorro_flags_of_three_cases(shared):
    data = json.loads((shared / "cases" / "o07_prozorro_alp_three_cases.json").read_text(encoding="utf-8"))
    kinds = ["mean_of_others", "next_below"]
    results = []

    for published in data["inputs"]["cases"]:
        prices, opening = ({n: F(p) for n, p in enumerate(published[when])} for when in ("after", "before"))
        result = abnormal.flags(AltRule("mean_or_next"), prices, (0, 1, 2), opening=opening)
        rules = [flag.rule for flag in result.flags if flag.bid == data["inputs"]["checked_bid"]]
        results.append([kinds.index(rule) for rule in rules])

    assert results == data["expected"]["flags"] == [[0, 1], [1], [0]]


# --- a share of the base ---


@pytest.mark.parametrize(("price", "at_threshold", "bids"), [(60, "flag", ["A"]), (60, "pass", []), (61, "flag", [])])
def test_bid_at_the_share_of_the_base_counts_as_published(price, at_threshold, bids):
    assert asked("base_share", price, x="0.6", base="100", at_threshold=at_threshold) == bids


def test_one_bid_is_enough_against_the_base():
    assert findings_of("base_share", 59, x="3/5", base="100").flags == (
        Flag("A", "base_share", {"base": F(100), "share": F(3, 5)}, F(60), F(59), F(1)),
    )


def test_base_given_stands_for_the_published_one():
    findings = abnormal.flags(AltRule("base_share", {"x": "0.6"}), {"A": F(50)}, base=F(100))

    assert [flag.threshold for flag in findings.flags] == [F(60)]


# --- mean less one standard deviation ---


def test_five_bids_are_held_against_mean_less_one_deviation():
    inputs = {"basis": "deviation", "mean": F(100), "deviation": F(2)}

    assert findings_of("mean_minus_sd", 97, 99, 101, 101, 102).flags == (
        Flag("A", "mean_minus_sd", inputs, F(98), F(97), F(1)),
    )


@pytest.mark.parametrize(("at_threshold", "bids"), [("pass", []), ("flag", ["A", "B"])])
def test_bid_at_mean_less_one_deviation_counts_as_published(at_threshold, bids):
    assert asked("mean_minus_sd", 98, 98, 100, 102, 102, at_threshold=at_threshold) == bids


def test_deviation_of_the_population_is_smaller_and_has_twelve_decimals():
    flags = findings_of("mean_minus_sd", 98, 98, 100, 102, 102, deviation="population")

    assert [flag.bid for flag in flags.flags] == ["A", "B"]
    assert flags.flags[0].inputs["deviation"] == F("1.788854382000")


def test_four_bids_are_held_against_the_estimate():
    inputs = {"basis": "estimate", "estimate": F(100), "share": F(1, 5)}

    assert findings_of("mean_minus_sd", 79, 80, 100, 120, estimate="100").flags == (
        Flag("A", "mean_minus_sd", inputs, F(80), F(79), F(1)),
    )
    assert asked("mean_minus_sd", 79, 80, estimate="100", x="0.1") == ["A", "B"]


def test_four_bids_without_an_estimate_flag_nobody_and_say_so():
    findings = findings_of("mean_minus_sd", 1, 100, 100, 100)

    assert (findings.flags, findings.notes) == ((), (Sentence("alt.no_estimate", {"count": 4, "needed": 5}),))


def test_estimate_given_stands_for_the_published_one():
    findings = abnormal.flags(AltRule("mean_minus_sd"), {"A": F(50)}, estimate=F(100))

    assert [flag.threshold for flag in findings.flags] == [F(80)]
