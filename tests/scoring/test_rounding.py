"""Scaling to the best, and where figures are rounded."""

from fractions import Fraction as F

import pytest

from scoring.judging import evaluate
from scoring.results import Caution, Gap, Incomplete
from scoring.types import Group, Rounding
from tests.scoring.build import agreed, bid, case, marked, panel, priced, spec, two


def test_best_quality_of_the_reference_set_earns_all_quality_points():
    result = evaluate(case(two(scaling="best").spec, bid("A", 100), bid("B", 100), marks=[agreed("q", 4, 2)]))

    assert result.quality == {"A": F(60), "B": F(30)}
    assert [cell.points for cell in result.cells if cell.leaf == "q"] == [F(60), F(30)]
    assert Caution("scaled_to_best") in result.cautions


def test_scaling_of_no_quality_at_all_is_undefined():
    result = evaluate(case(two(scaling="best").spec, bid("A", 100), marks=[agreed("q", 0)]))

    assert result == Incomplete((Gap("A", "", "undefined", "no_quality"),))


def rounded(stage, mode="half_up", places=0):
    """Means 3 1/3 of 5 on two criteria of 15 in one group, price points 70 * 100 / 105."""
    lot_spec = spec(
        marked("q", 15, parent="g"),
        marked("r", 15, parent="g"),
        priced(70),
        groups=(Group("g", "value_for_money", F(30)),),
        total_points=F(100),
        panel_method="mean",
        rounding=Rounding(stage, places, mode),
    )
    marks = [panel(name, (3, 3, 4), (0, 0, 0)) for name in ("q", "r")]
    result = evaluate(case(lot_spec, bid("A", 105), bid("B", 100), marks=marks))
    return {cell.leaf: cell.points for cell in result.cells if cell.bid == "A"}, result.subtotals["g"]["A"], result


@pytest.mark.parametrize(
    ("stage", "cells", "group", "total"),
    [
        ("none", (F(10), F(10), F(200, 3)), F(20), F(260, 3)),
        ("each_mark", (F(9), F(9), F(200, 3)), F(18), F(254, 3)),
        ("each_leaf", (F(10), F(10), F(67)), F(20), F(87)),
        ("subtotal", (F(10), F(10), F(200, 3)), F(20), F(87)),
        ("total", (F(10), F(10), F(200, 3)), F(20), F(87)),
    ],
)
def test_figures_are_rounded_at_the_published_stage_only(stage, cells, group, total):
    points, subtotal, result = rounded(stage)

    assert points == dict(zip(("q", "r", "price"), cells, strict=True))
    assert (subtotal, result.totals["A"]) == (group, total)


@pytest.mark.parametrize(("mode", "total"), [("half_up", F(87)), ("half_even", F(87)), ("down", F(86))])
def test_figures_are_rounded_in_the_published_mode(mode, total):
    assert rounded("total", mode)[2].totals["A"] == total


def test_subtotal_of_a_group_is_rounded_before_adding():
    lot_spec = spec(
        marked("q", 31, parent="g"),
        priced(69),
        groups=(Group("g", "value_for_money", F(31)),),
        total_points=F(100),
        rounding=Rounding("subtotal", 0),
    )

    result = evaluate(case(lot_spec, bid("A", 1), marks=[agreed("q", 2)]))

    assert (result.subtotals, result.totals) == ({"g": {"A": F(12)}}, {"A": F(81)})


def test_bids_level_only_after_rounding_tie():
    lot_spec = spec(priced(100), rounding=Rounding("total", 0), tie_chain=("lower_price", "draw"))

    result = evaluate(case(lot_spec, bid("A", 1000), bid("B", 1001)))

    assert [(place.bid, place.figure, place.tie_path[0].key) for place in result.order] == [
        ("A", F(100), "1000"),
        ("B", F(100), "1001"),
    ]
