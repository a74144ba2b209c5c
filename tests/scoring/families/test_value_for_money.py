from fractions import Fraction as F

import pytest

from scoring.judging import assess_quality
from scoring.results import CellTrace, Gap, Incomplete
from tests.scoring.build import agreed, bid, case, marked, panel, priced, ruling, spec


def quality(method, *columns, rulings=(), bids=("A", "B")):
    lot_spec = spec(marked("q", 60), priced(40), panel_method=method)
    return assess_quality(case(lot_spec, *(bid(name, 1) for name in bids), marks=columns, rulings=rulings))


def marks_of(assessment):
    return {cell.bid: cell.raw for cell in assessment.cells}


def test_agreed_mark_is_a_share_of_the_highest_level():
    assessment = quality("consensus", agreed("q", 4, 5))

    assert assessment.cells == (
        CellTrace("A", "q", F(4), F(4, 5), F(48), "mark_consensus"),
        CellTrace("B", "q", F(5), F(1), F(60), "mark_consensus"),
    )


def test_mean_of_the_panel_is_exact():
    assert marks_of(quality("mean", panel("q", (1, 2, 2), (5, 5, 5)))) == {"A": F(5, 3), "B": F(5)}


@pytest.mark.parametrize(("rows", "middle"), [([(0, 1, 5), (2, 2, 3)], (1, 2)), ([(5, 0), (1, 2)], (F(5, 2), F(3, 2)))])
def test_median_of_the_panel_is_the_middle_mark(rows, middle):
    assert marks_of(quality("median", panel("q", *rows))) == {"A": middle[0], "B": middle[1]}


def test_agreed_mark_and_own_marks_are_kept_apart():
    from dataclasses import replace

    both = replace(panel("q", (5, 1, 1), (5, 3, 3)), evaluators=("consensus", "E1", "E2"))

    assert marks_of(quality("consensus", both)) == {"A": F(5), "B": F(5)}
    assert marks_of(quality("mean", both)) == {"A": F(1), "B": F(3)}
    assert marks_of(quality("median", both)) == {"A": F(1), "B": F(3)}


@pytest.mark.parametrize("method", ["mean", "median"])
def test_one_missing_mark_of_a_panel_is_a_gap_and_no_average(method):
    assessment = quality(method, panel("q", (5, None, 5), (1, 1, 1)))

    assert assessment == Incomplete((Gap("A", "q", "missing", "mark"),))


@pytest.mark.parametrize("columns", [(), (panel("q", (1, 2), (3, 4)),), (agreed("q", None, None),)])
def test_no_agreed_mark_is_a_gap_for_every_bid(columns):
    assert quality("consensus", *columns) == Incomplete(
        (Gap("A", "q", "missing", "mark"), Gap("B", "q", "missing", "mark"))
    )


def test_ruled_mark_stands_and_the_panels_value_stays_visible():
    assessment = quality("mean", panel("q", (1, 2), (3, 4)), rulings=[ruling("mark_is", "A", "q", 5)])

    assert assessment.cells[0] == CellTrace("A", "q", F(5), F(1), F(60), "mark_mean", ("ruling:r1", "before:3/2"))


def test_ruled_mark_fills_a_gap():
    rulings = [ruling("mark_is", "A", "q", 0), ruling("mark_is", "B", "q", 2, number="r2")]

    assert marks_of(quality("consensus", rulings=rulings)) == {"A": F(0), "B": F(2)}


def test_ruling_on_one_bid_leaves_the_gap_of_another():
    assessment = quality("consensus", agreed("q", None, None), rulings=[ruling("mark_is", "A", "q", 0)])

    assert assessment == Incomplete((Gap("B", "q", "missing", "mark"),))


def test_dropped_evaluator_counts_nowhere():
    assessment = quality("mean", panel("q", (1, 5), (3, 4)), rulings=[ruling("drop_evaluator", "", text="E2")])

    assert [(cell.raw, cell.inputs) for cell in assessment.cells] == [(F(1), ("ruling:r1",)), (F(3), ("ruling:r1",))]


def test_evaluator_may_be_dropped_for_one_bid():
    assessment = quality("mean", panel("q", (1, 5), (3, 4)), rulings=[ruling("drop_evaluator", "A", "q", text="E1")])

    assert [(cell.raw, cell.inputs) for cell in assessment.cells] == [(F(5), ("ruling:r1",)), (F(7, 2), ())]


def test_missing_mark_of_a_dropped_evaluator_is_no_gap():
    assessment = quality("mean", panel("q", (1, None), (3, 4)), rulings=[ruling("drop_evaluator", "", "q", text="E2")])

    assert marks_of(assessment) == {"A": F(1), "B": F(3)}


def test_panel_without_anybody_left_is_a_gap():
    rulings = [ruling("drop_evaluator", "A", "q", text="E1")]

    assert quality("mean", panel("q", (1,), (3,)), rulings=rulings) == Incomplete((Gap("A", "q", "missing", "mark"),))


def test_rows_that_the_marks_were_read_from_are_named():
    from dataclasses import replace

    column = replace(panel("q", (1, 2), (3, 4)), rows=("m1", "m2", "m3", "m4"))

    assert [cell.inputs for cell in quality("mean", column).cells] == [("row:m1", "row:m2"), ("row:m3", "row:m4")]


def test_marks_with_a_denominator_keep_their_fractions():
    from scoring.types import MarkScale, ScaleLevel

    lot_spec = spec(
        marked("q", 60),
        priced(40),
        scales=(MarkScale("s", (ScaleLevel(F(0)), ScaleLevel(F(1, 4)), ScaleLevel(F(1, 2)))),),
    )
    assessment = assess_quality(case(lot_spec, bid("A", 1), marks=[agreed("q", 1, denominator=4)]))

    assert [(cell.raw, cell.share) for cell in assessment.cells] == [(F(1, 4), F(1, 2))]
