from fractions import Fraction as F

import pytest

from scoring import explain
from scoring.study.cautions import cautions
from scoring.study.design import Candidate, Design

BOUNDS = {"Pmin": "60", "Pmax": "140"}


def keys(candidate, price_points=40):
    design = Design(F(price_points), (candidate,), ())
    return [sentence.key.removeprefix("study.") for sentence in cautions(design, candidate)]


@pytest.mark.parametrize(
    ("candidate", "points", "expected"),
    [
        (Candidate("c", "fixed_linear", BOUNDS), 40, []),
        (Candidate("c", "fixed_linear", BOUNDS), 60, []),
        (Candidate("c", "fixed_linear", BOUNDS), 61, ["price_heavy"]),
        (Candidate("c", "fixed_linear", BOUNDS), 100, ["price_only"]),
        (Candidate("c", "fixed_linear", BOUNDS, scaling="best"), 40, ["scaled"]),
        (Candidate("c", "lowest_price"), 40, ["price_only"]),
        (Candidate("c", "relative_lowest"), 40, ["order_depends", "no_bounds", "zero_refused"]),
        (Candidate("c", "relative_lowest", {"zero_floor": "1"}), 40, ["order_depends", "no_bounds"]),
        (Candidate("c", "log_lowest", {"A": "10"}), 40, ["order_depends", "no_bounds", "zero_refused"]),
        (Candidate("c", "log_lowest", {"A": "10", "floor": "none"}), 40, ["marks_depend", "no_bounds", "zero_refused"]),
        (Candidate("c", "distance_to_mean"), 40, ["not_monotone", "order_depends", "no_bounds", "zero_refused"]),
        (Candidate("c", "vfm_index"), 29, ["no_bounds", "quality_heavy", "zero_refused"]),
        (Candidate("c", "vfm_index"), 30, ["no_bounds", "zero_refused"]),
        (Candidate("c", "quality_per_price", {"band": "5"}), 40, ["order_depends", "no_bounds", "zero_refused"]),
        (Candidate("c", "fixed_budget", {"B": "9"}), 0, []),
    ],
)  # fmt: skip
def test_what_an_officer_should_know_is_said(candidate, points, expected):
    assert keys(candidate, points) == expected


def test_every_caution_has_words():
    design = Design(F(61), (), ())
    found = cautions(design, Candidate("c", "relative_lowest", scaling="best"))

    assert [explain.text(sentence) for sentence in found][:2] == [
        "The price earns 61 of 100 points; the policy asks to explain more than 60.",
        "One losing bid can decide which of two others wins: two firms can agree on a decoy.",
    ]
