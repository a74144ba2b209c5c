"""The five Italian methods drawn by lot, before and after D.Lgs. 56/2017, worked by hand on a base of 1000."""

from fractions import Fraction as F

import pytest

from scoring import abnormal
from scoring.abnormal import Flag
from scoring.errors import BadParameter
from scoring.results import Sentence
from scoring.types import AltRule
from tests.scoring.inputs import shared_input
from tests.scoring.reading import text_of

TEN = tuple(range(1, 11))  # without one at each end: 2 to 9, mean 5.5, mean excess 2, sum 44; without two: 3 to 8, 1.5
BEFORE, AFTER = "drawn_2016", "drawn_2017"


def findings_of(rule, method, *rebates, **params):
    prices = {f"B{n:02}": 1000 * (1 - F(rebate) / 100) for n, rebate in enumerate(rebates)}
    return abnormal.flags(AltRule(rule, {"base": "1000", "method": method, **params}), prices)


def threshold(rule, method, *rebates, **params):
    """The limit, and the rebates that reach it."""
    flags = findings_of(rule, method, *rebates, **params).flags
    (limit,) = {flag.threshold for flag in flags}
    return limit, [flag.value for flag in flags]


# --- what each wording says ---


@pytest.mark.parametrize(
    ("rule", "method", "limit"),
    [
        (BEFORE, "a", F("5.5") + 2),
        (AFTER, "a", F("5.5") + F("1.5")),
        (BEFORE, "b", F("5.5")),
        (AFTER, "b", F("5.5")),
        (BEFORE, "c", F("5.5") * F("1.2")),
        (AFTER, "c", F("5.5") * F("1.15")),
        (BEFORE, "d", F("5.5") * F("0.8")),
        (AFTER, "d", F("5.5") * F("1.1")),
        (BEFORE, "e", F("5.5") + 2 * F("0.8")),
        (AFTER, "e", F("5.5") + 2 * F("0.8")),
    ],
)
def test_each_method_before_and_after_the_decree(rule, method, limit):
    more = {"coefficient": "0.8"} if method == "e" else {}

    assert threshold(rule, method, *TEN, **more) == (limit, [rebate for rebate in TEN if rebate >= limit])


def test_since_2017_d_raises_the_mean(shared):
    data = shared_input(shared, "italy_2017_method_d")
    rebates = [F(str(rebate)) for rebate in data["rebates_percent"]]

    limit, asked = threshold(AFTER, data["params"]["method"], *rebates, change=data["params"]["change"])

    assert limit == sum(rebates) / 11 * F("1.1")
    assert asked == [F("18.3"), F("20.1"), F("22.7"), F("28.2")]
    assert threshold(AFTER, "d", *rebates) == (limit, asked)  # the law says so without the tender


def test_b_lowers_the_mean_by_an_odd_first_decimal():
    """3.3 to 8 sum to 33.3: three percent of the mean."""
    assert threshold(BEFORE, "b", 1, 2, F("3.3"), *range(4, 11))[0] == F("33.3") / 6 * F(97, 100)


def test_the_wings_are_rounded_up_unless_published_otherwise():
    """A fifth of eleven is 2.2: three at each end, 4 to 8, or two, 3 to 9."""
    assert threshold(BEFORE, "b", *range(1, 12))[0] == 6
    assert [
        findings_of(BEFORE, "a", *range(1, 12), cut="1/5", cut_rounding=rounding).flags[0].inputs["kept"]
        for rounding in ("up", "down")
    ] == [5, 7]


def test_a_tender_may_publish_other_figures():
    assert threshold(BEFORE, "a", *TEN, cut="1/5")[0] == 7
    assert threshold(BEFORE, "c", *TEN, change="1/2")[0] == F("8.25")
    assert threshold(BEFORE, "d", *TEN, change="1/10")[0] == F("4.95")


# --- what is drawn has no default ---


@pytest.mark.parametrize("rule", [BEFORE, AFTER])
def test_the_method_and_for_e_the_coefficient_must_be_given(rule):
    method = list(abnormal.faults(AltRule(rule, {"base": "1000"})))
    coefficient = list(abnormal.faults(AltRule(rule, {"base": "1000", "method": "e"})))

    assert method == [
        BadParameter("alt_rule/params/method", why="'method' (the method that was drawn) must be published")
    ]
    assert coefficient == [
        BadParameter("alt_rule/params/coefficient", why="the coefficient is drawn with method e, and must be given")
    ]
    assert list(abnormal.faults(AltRule(rule, {"base": "1000", "method": "a"}))) == []


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [(BEFORE, ["0.6", "0.8", "1", "1.2", "1.4"]), (AFTER, ["0.6", "0.7", "0.8", "0.9"])],
)
def test_a_coefficient_is_one_of_those_that_could_be_drawn(rule, allowed):
    tried = ["0.5", "0.6", "0.7", "0.8", "0.9", "1", "1.1", "1.2", "1.4"]
    rules = {value: AltRule(rule, {"base": "1000", "method": "e", "coefficient": value}) for value in tried}

    assert [value for value, published in rules.items() if not list(abnormal.faults(published))] == allowed


# --- edges ---


def test_nothing_between_the_wings_gives_a_note():
    findings = findings_of(BEFORE, "a", 1, 2, cut="1/2", min_bids="2")

    assert (findings.flags, findings.notes) == ((), (Sentence("alt.nothing_kept"),))


@pytest.mark.parametrize("method", ["a", "e"])
def test_equal_rebates_have_no_excess_and_the_mean_is_the_limit(method):
    assert threshold(BEFORE, method, 5, 5, 5, 5, 9, coefficient="0.6") == (5, [5, 5, 5, 5, 9])


# --- in words ---


def test_the_flag_names_what_gave_the_limit():
    flag = findings_of(AFTER, "d", *TEN).flags[-1]

    inputs = {"mean": F("5.5"), "kept": 10, "basis": "d", "change": F(1, 10)}
    assert flag == Flag("B09", AFTER, inputs, F("6.05"), F(10), F("3.95"))
    assert text_of(abnormal.flag_sentence(flag, "EUR")) == (
        "B09 is asked about its rebate of 10 %: the limit is 6.05 %, the mean 5.5 % of 10 bids, raised by 10 %."
    )
    assert text_of(abnormal.flag_sentence(findings_of(BEFORE, "d", *TEN).flags[-1], "EUR")).endswith(
        "the mean 5.5 % of 10 bids, lowered by 20 %."
    )


def test_the_rule_is_said_with_what_was_drawn_and_what_is_published():
    drawn = {"base": "1000", "method": "e", "coefficient": "0.8"}
    by_law = text_of(abnormal.described(AltRule(AFTER, drawn)))
    published = text_of(abnormal.described(AltRule(AFTER, drawn | {"cut": "1/5"})))

    assert (
        "of method e, drawn by lot under D.Lgs. 50/2016 as changed by D.Lgs. 56/2017 (share of the bids cut at each end: "
        "as in the law, rounded up; change of the mean: as in the law; coefficient drawn: 0.8)."
    ) in by_law
    assert "cut at each end: 20 %, rounded up" in published
