"""What is asked to be studied: the same plan after writing and reading, and every fault at its place."""

from fractions import Fraction as F

import pytest

from core import canon
from procurement.studies import plan
from procurement.studies.plan import Drawn, Fault, Unstudiable
from scoring.study.design import Candidate, Expected
from tests import builders

FIRST = Expected("One", F(100), F(1, 2))
SECOND = Expected("Two", F(90), F(1, 3))


def faults(**changes):
    return [(fault.where, fault.why) for fault in plan.faults(builders.plan(**changes))]


def test_a_plan_in_order_has_no_faults():
    assert faults() == []


def test_a_plan_is_written_as_exact_text():
    least = Candidate("A", "quality_per_price", {"band": "5"}, quality_minimum=F(1, 3))
    asked = builders.plan(price_points=F(81, 2), candidates=[least], bids=[FIRST, SECOND], drawn=Drawn(2, 90, 100))

    assert plan.plain(asked) == {
        "version": 1,
        "price_points": "81/2",
        "currency": "EUR",
        "candidates": [
            {
                "id": "A",
                "formula": "quality_per_price",
                "params": {"band": "5"},
                "scaling": "none",
                "quality_minimum": "1/3",
            }
        ],
        "bids": [{"id": "One", "price": "100", "quality": "1/2"}, {"id": "Two", "price": "90", "quality": "1/3"}],
        "drawn": {"count": 2, "low": 90, "high": 100},
        "seed": 7,
        "tenders": 60,
    }


@pytest.mark.parametrize("drawn", [None, Drawn(3, 80, 120)])
def test_a_plan_is_read_as_it_was_written(drawn):
    least = Candidate("B", "relative_lowest", {"zero_floor": "1"}, scaling="best", quality_minimum=F(1, 2))
    asked = builders.plan(candidates=[builders.COMPARED[0], least], drawn=drawn)

    assert plan.read(plan.plain(asked)) == asked
    assert canon.digest(plan.plain(plan.read(plan.plain(asked)))) == canon.digest(plan.plain(asked))


def test_what_a_study_cannot_show_is_not_offered():
    assert {"distance_to_mean", "price_plus_cost", "npv_income"} & set(plan.formulas()) == set()
    assert {"fixed_linear", "features", "monetised_quality", "fixed_budget"} <= set(plan.formulas())


FRAME = [
    ({"price_points": 0}, "price_points", "Give the price 1 to 100 of 100 points; quality has the rest."),
    ({"price_points": 101}, "price_points", "Give the price 1 to 100 of 100 points; quality has the rest."),
    ({"currency": "XYZ"}, "currency", "Give the code of a currency in three capital letters, such as EUR."),
    ({"seed": -1}, "seed", "Give a whole number from 0 to 2147483647."),
    ({"seed": 2**31}, "seed", "Give a whole number from 0 to 2147483647."),
    ({"tenders": 0}, "tenders", "Simulate 1 to 20000 tenders."),
    ({"tenders": 20_001}, "tenders", "Simulate 1 to 20000 tenders."),
    ({"bids": [FIRST]}, "bids", "Give 2 to 12 expected bids."),
    ({"bids": [Expected(str(n), F(1), F(1)) for n in range(13)]}, "bids", "Give 2 to 12 expected bids."),
    ({"bids": [FIRST, FIRST]}, "bids", "“One” is there twice: give each bid its own name."),
    ({"bids": [FIRST, Expected("", F(1), F(1))]}, "bids", "The name of a bid has 1 to 60 letters: shorten “”."),
    ({"bids": [FIRST, Expected("Low", F(-1), F(1))]}, "bids", "The price of “Low” lies between 0 and 10^15."),
    ({"bids": [FIRST, Expected("Big", F(10**16), F(1))]}, "bids", "The price of “Big” lies between 0 and 10^15."),
    ({"bids": [FIRST, Expected("Good", F(1), F(2))]}, "bids", "The quality of “Good” lies between 0 and 100 percent."),
    ({"bids": [Expected(n, F(0), F(1)) for n in "AB"]}, "bids", "One bid at least has a price above 0."),
    ({"candidates": []}, "candidates", "Choose 1 to 4 methods to compare."),
    ({"candidates": [Candidate(n, "min_max") for n in "ABCDE"]}, "candidates", "Choose 1 to 4 methods to compare."),
]


@pytest.mark.parametrize(("changes", "where", "why"), FRAME)
def test_what_is_wrong_with_the_frame_is_said_with_its_cure(changes, where, why):
    assert faults(**changes) == [(where, why)]


METHODS = [
    ("guessed", {}, "formula", "Choose one of the methods that a study can compare."),
    ("distance_to_mean", {}, "formula", "Choose one of the methods that a study can compare."),
    ("fixed_linear", {"Pmin": "60"}, "params/Pmax", "'Pmax' (price without points) must be published."),
    ("fixed_linear", {"Pmin": "9", "Pmax": "8"}, "params/Pmin", "Pmin is not negative and lies below Pmax."),
    ("fixed_linear", {"Pmin": "a", "Pmax": "8"}, "params/Pmin", "'a' is not an exact number."),
    ("fixed_linear", {"Pmin": "9", "Pmax": "8" * 41}, "params/Pmax", "Give a number up to 1,000,000,000,000,000."),
    ("fixed_linear", {"Pmin": "9", "Pmax": "10", "x": "1"}, "params/x", "'fixed_linear' has no parameter 'x'."),
    ("scaled_lowest", {"n": 2}, "params/n", 'Write exact numbers as text, such as "1250000.50".'),
    ("scaled_lowest", {"n": 2.5}, "params/n", 'Write exact numbers as text, such as "1250000.50".'),
    (
        "lookup",
        {"bands": [["100", 1], [None, "0"]]},
        "params/bands",
        'Write exact numbers as text, such as "1250000.50".',
    ),
    (
        "monetised_quality",
        {"values": {"quality": 5}},
        "params/values",
        'Write exact numbers as text, such as "1250000.50".',
    ),
    ("below_base", {"B": "200", "e": "101"}, "params/e", "Give a number up to 100."),
    ("lookup", {"bands": [[None, "2"]]}, "params/bands", "The share of a band lies in 0..1."),
    ("monetised_quality", {"values": {}}, "params/values", "'quality' has no amount."),
    (
        "quality_per_price",
        {},
        "quality_minimum",
        "'quality_per_price' needs a minimum of quality: else a cheap bid without any can win.",
    ),
    ("features", {}, "formula", "Under 'features' the highest values of the features total 30 % at most."),
]


@pytest.mark.parametrize(("formula", "params", "where", "why"), METHODS)
def test_what_is_wrong_with_a_method_is_said_at_the_field_that_cures_it(formula, params, where, why):
    problems = faults(candidates=[builders.COMPARED[0], Candidate("B", formula, params)])

    assert [(place.removeprefix("candidates/B/"), sentence) for place, sentence in problems] == [(where, why)]


def test_scaling_where_nothing_is_earned_beside_quality_is_pointed_at():
    problems = faults(candidates=[Candidate("A", "lowest_price", scaling="best")])

    assert problems == [("candidates/A/scaling", "Quality is scaled only where the price earns points beside it.")]


def test_an_unstudiable_plan_says_all_of_it_in_one_sentence():
    error = Unstudiable([Fault("seed", "Give a number."), Fault("bids", "Give two.")])

    assert str(error) == "seed: Give a number. bids: Give two."


@pytest.mark.parametrize(
    ("text", "value"),
    [("1250000.50", F(2500001, 2)), ("1 250 000", F(1250000)), ("1\u202f000", F(1000)), ("2/3", F(2, 3)), ("0", F(0))],
)
def test_a_number_is_read_exactly(text, value):
    assert plan.to_fraction(text) == value


@pytest.mark.parametrize("text", ["", "1,5", "1.250.000", "1e9", "nan", "1/0", "1/00", "0.1/2", "x", "9" * 41])
def test_what_could_mean_two_numbers_or_none_is_refused_with_the_cure(text):
    with pytest.raises(ValueError, match="Write digits, with a point before decimals"):
        plan.to_fraction(text)
