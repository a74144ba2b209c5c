from fractions import Fraction as F

import pytest

from scoring.judging import evaluate
from scoring.study.cautions import cautions
from scoring.study.compare import compare
from scoring.study.design import Candidate, Design, Expected
from tests.scoring.inputs import shared_case
from tests.scoring.reading import text_of

BOUNDS = {"Pmin": "60", "Pmax": "140"}
NARROW = {"Pmin": "95", "Pmax": "105"}
BANDS = {"bands": [["80", "1"], ["120", "1/2"], [None, "1/4"]]}
ENDING = {"bands": [["80", "1"], ["120", "1/2"], [None, "0"]]}


def keys(candidate, price_points=40, bids=()):
    expected = tuple(Expected(name, F(price), F(1)) for name, price in zip("ABCD", bids, strict=False))
    design = Design(F(price_points), (candidate,), expected)
    return [sentence.key.removeprefix("study.") for sentence in cautions(design, candidate)]


@pytest.mark.parametrize(
    ("candidate", "points", "expected"),
    [
        (Candidate("c", "fixed_linear", BOUNDS), 40, ["nothing_excludes"]),
        (Candidate("c", "fixed_linear", BOUNDS), 60, ["nothing_excludes"]),
        (Candidate("c", "fixed_linear", BOUNDS), 61, ["price_heavy", "nothing_excludes"]),
        (Candidate("c", "fixed_linear", BOUNDS), 100, ["price_only"]),
        (Candidate("c", "fixed_linear", BOUNDS, scaling="best"), 40, ["scaled", "nothing_excludes"]),
        (Candidate("c", "below_base", {"B": "140"}), 40, []),
        (Candidate("c", "lookup", ENDING), 40, ["nothing_excludes"]),
        (Candidate("c", "lookup", BANDS), 40, ["last_band_pays"]),
        (Candidate("c", "lookup", {"bands": [[None, "1"]]}), 40, ["last_band_pays"]),
        (Candidate("c", "lowest_price"), 40, ["price_only"]),
        (Candidate("c", "relative_lowest"), 40, ["order_depends", "no_bounds", "zero_refused"]),
        (Candidate("c", "relative_lowest", {"zero_floor": "1"}), 40, ["order_depends", "no_bounds"]),
        (Candidate("c", "log_lowest", {"A": "10"}), 40, ["order_depends", "no_bounds", "zero_refused"]),
        (Candidate("c", "log_lowest", {"A": "10", "floor": "none"}), 40, ["marks_depend", "no_bounds", "zero_refused"]),
        (Candidate("c", "distance_to_mean"), 40, ["not_monotone", "order_depends", "no_bounds", "zero_refused"]),
        (Candidate("c", "vfm_index"), 29, ["no_bounds", "quality_heavy", "zero_refused"]),
        (Candidate("c", "vfm_index"), 30, ["no_bounds", "zero_refused"]),
        (Candidate("c", "utility_index"), 29, ["order_depends", "no_bounds", "quality_heavy", "zero_refused"]),
        (Candidate("c", "quality_per_price", {"band": "5"}), 40, ["split_ignored", "order_depends", "no_bounds", "zero_refused"]),
        (Candidate("c", "fixed_budget", {"B": "9"}), 0, ["split_ignored"]),
    ],
)  # fmt: skip
def test_what_an_officer_should_know_is_said(candidate, points, expected):
    assert keys(candidate, points) == expected


@pytest.mark.parametrize("formula", ["quality_per_price", "adjusted_score"])
def test_quality_is_heavy_only_where_its_points_weigh(formula):
    """Whatever the split, these rank alike: 95 points of quality outweigh no more than 5."""
    params = {"E": "100"} if formula == "adjusted_score" else {}

    assert {"quality_heavy", "split_ignored"} & set(keys(Candidate("c", formula, params), 5)) == {"split_ignored"}


@pytest.mark.parametrize(
    ("candidate", "prices", "expected"),
    [
        (Candidate("c", "fixed_linear", BOUNDS), (60, 100, 140), ["nothing_excludes"]),
        (Candidate("c", "fixed_linear", BOUNDS), (59, 100), ["below_limit", "nothing_excludes"]),
        (Candidate("c", "fixed_linear", BOUNDS), (100, 1400), ["above_limit", "nothing_excludes"]),
        (Candidate("c", "below_base", {"B": "140"}), (100, 141), ["above_excluded"]),
        (Candidate("c", "lookup", BANDS), (100, 121), ["above_limit", "last_band_pays"]),
        (Candidate("c", "lookup", {"bands": [[None, "1"]]}), (100, 121), ["last_band_pays"]),
    ],
)
def test_expected_bids_outside_the_published_prices_are_named(candidate, prices, expected):
    assert keys(candidate, bids=prices) == expected


@pytest.mark.parametrize(
    ("candidate", "prices", "steep"),
    [
        (Candidate("c", "fixed_linear", NARROW), (96, 100), True),
        (Candidate("c", "fixed_linear", {"Pmin": "90", "Pmax": "110"}), (100,), False),  # 5 % exactly
        (Candidate("c", "fixed_linear", {"Pmin": "91", "Pmax": "110"}), (100,), True),
        (Candidate("c", "fixed_linear", NARROW), (80, 120), False),  # outside, nothing is lost
        (Candidate("c", "relative_lowest"), (96, 100), False),
        (Candidate("c", "scaled_lowest", {"n": "11/10"}), (96, 100), True),
        (Candidate("c", "min_max"), (96, 98, 100), True),
        (Candidate("c", "lookup", ENDING), (F("79.5"),), True),  # one percent more falls into the next range
        (Candidate("c", "lookup", ENDING), (70,), False),
        (Candidate("c", "below_base", {"B": "100"}), (100,), False),  # one percent more is out: no loss of points
        (Candidate("c", "lowest_price"), (96, 100), False),
    ],
)
def test_a_price_scale_so_short_that_small_differences_decide_is_warned_of(candidate, prices, steep):
    assert ("steep_price" in keys(candidate, bids=prices)) is steep


def test_a_bid_at_ten_times_the_upper_bound_that_wins_is_warned_of(shared):
    lot_case = shared_case(shared, "fixed_linear_ten_times_Pmax")
    candidate = Candidate("c", lot_case.spec.price_formula, lot_case.spec.params)
    design = Design(F(40), (candidate,), (Expected("A", F(1500), F(1)), Expected("B", F(120), F(7, 10))))

    texts = [text_of(sentence) for sentence in cautions(design, candidate)]

    assert (evaluate(lot_case).winner, compare(design, candidate).winner) == ("A", "A")
    assert texts == [
        "Expected at more than 150: A. Above it a higher price loses nothing more.",
        "Nothing excludes a price above 150: a bid at ten times as much loses nothing more, and can still win on quality.",
    ]


def test_every_caution_has_words():
    design = Design(F(61), (), ())
    lot_cautions = cautions(design, Candidate("c", "relative_lowest", scaling="best"))

    assert [text_of(sentence) for sentence in lot_cautions][:2] == [
        "The price earns 61 of 100 points; the policy asks to explain more than 60.",
        "One losing bid can decide which of two others wins: two firms can agree on a decoy.",
    ]
