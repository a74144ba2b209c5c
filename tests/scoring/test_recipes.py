from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring import price
from scoring.checks import check
from scoring.judging import evaluate
from scoring.recipes import RECIPES
from scoring.types import Group, Minimum
from tests.scoring.build import agreed, bid, case, marked, priced
from tests.scoring.build import committed as spec

FREE = spec(marked("q", 60), priced(40))


def test_every_recipe_names_a_formula_of_the_registry():
    assert {recipe.formula for recipe in RECIPES.values()} <= set(price.FORMULAS)
    assert [recipe.id for recipe in RECIPES.values()] == list(RECIPES)


def test_a_method_that_is_no_recipe_is_free():
    assert check(FREE) == []


def test_a_recipe_in_order_has_no_problem():
    assert check(replace(FREE, method="qcbs", quality_minimum=Minimum(F(1, 2), "share"))) == []


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"method": "qcbs"}, ["quality_minimum: 'qcbs' publishes a minimum of quality."]),
        (
            {"method": "rated_criteria", "quality_minimum": Minimum(F(30))},
            ["scaling: 'rated_criteria' scales quality by 'best'."],
        ),
        ({"method": "award_on_value"}, ["price_formula: 'award_on_value' is the formula 'monetised_quality'."]),
    ],
)
def test_what_a_recipe_lacks_is_named(changes, lacking):
    assert [str(problem) for problem in check(replace(FREE, **changes))] == lacking


def test_a_minimum_on_a_criterion_or_a_group_is_one():
    leaf = spec(marked("q", 60, minimum=Minimum(F(2), "mark")), priced(40), method="qcbs")
    group = spec(
        marked("q", 60, parent="g"),
        priced(40),
        groups=(Group("g", "value_for_money", F(60), minimum=Minimum(F(30))),),
        total_points=F(100),
        method="qcbs",
    )

    assert (check(leaf), check(group)) == ([], [])


def test_rated_criteria_scale_quality_to_the_best():
    """The best quality, 4 of 5, has all 60 points; 3 of 5 has three quarters of them."""
    recipe = replace(FREE, method="rated_criteria", scaling="best", quality_minimum=Minimum(F(30)))

    result = evaluate(case(recipe, bid("A", 100), bid("B", 80), marks=[agreed("q", 4, 3)]))

    assert result.totals == {"A": 60 + 32, "B": 45 + 40}
