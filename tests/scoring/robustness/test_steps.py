from dataclasses import replace
from fractions import Fraction as F
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.judging import evaluate
from scoring.results import Incomplete
from scoring.robustness import ladders as rungs
from scoring.robustness import steps as search
from scoring.robustness.annex import MarkMove, MarkSteps, StepsToFail
from scoring.types import Group, MarkColumn, MarkScale, Minimum, Rounding, ScaleLevel
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, panel, priced, ruling, scale, spec
from tests.scoring.robustness.lots import PARAMS, judged, lots, with_formula

UNEVEN = MarkScale("s", tuple(ScaleLevel(F(value)) for value in (0, 1, 5, 6, 20)))


def level(lot_case, name, winner):
    """Whether, judged again, `name` is level with `winner` or before it; out of the comparison counts as behind."""
    result = evaluate(lot_case)
    if isinstance(result, Incomplete):  # no quality is left, so that the formula gives no figure
        gone = {gap.bid for gap in result.gaps}
        return winner in gone and name not in gone
    if name not in result.figures:
        return False
    if winner not in result.figures:
        return True
    mine, theirs = result.figures[name], result.figures[winner]
    return mine >= theirs if result.best == "high" else mine <= theirs


def fewest_by_force(lot_case, name, winner):
    """The fewest moves of one mark by one level that make the two level, by trying all; None: no moves do."""
    values = [level.value for level in lot_case.spec.scales[0].levels]
    rows = {offer.id: row for row, offer in enumerate(lot_case.facts.bids)}
    seats = [
        (number, rows[who] * len(column.evaluators) + seat, sign)
        for number, column in enumerate(lot_case.facts.marks)
        for seat in range(len(column.evaluators))
        for who, sign in ((name, 1), (winner, -1))
    ]
    reach = []
    for number, index, sign in seats:
        at = values.index(lot_case.facts.marks[number].values[index])
        reach.append(range(len(values) - at) if sign > 0 else range(at + 1))
    best = None
    for moves in sorted(product(*reach), key=sum):
        if best is not None and sum(moves) >= best:
            break
        columns = [list(column.values) for column in lot_case.facts.marks]
        for (number, index, sign), by in zip(seats, moves, strict=True):
            columns[number][index] = int(values[values.index(columns[number][index]) + sign * by])
        marks = tuple(
            replace(column, values=tuple(values)) for column, values in zip(lot_case.facts.marks, columns, strict=True)
        )
        if level(replace(lot_case, facts=replace(lot_case.facts, marks=marks)), name, winner):
            best = sum(moves)
    return best


def small(formula, marks, prices, *, width, top=2, method="mean", scales=None, **more):
    lot_spec = with_formula(formula, panel_method=method, scales=(scales or scale(top),), **more)
    names = tuple(f"E{number}" for number in range(width)) if method != "consensus" else ("consensus",)
    columns = [MarkColumn(leaf, 1, names, values) for leaf, values in zip(("p", "q"), marks, strict=True)]
    return case(lot_spec, bid("A", prices[0]), bid("B", prices[1]), marks=columns)


PRICES = st.tuples(st.integers(60, 140), st.integers(60, 140))


def marks_of(width, values):
    cell = st.tuples(*[st.sampled_from(values)] * (2 * width))
    return st.tuples(cell, cell)


def check(lot_case):
    frame = judged(lot_case)
    entry = search.steps(frame)[0][0]

    assert entry.exact
    assert entry.steps == fewest_by_force(lot_case, frame.rivals[0], frame.winner)
    if entry.steps is not None:
        assert sum(abs(move.levels) for move in entry.moves) == entry.steps
        assert search.holds(frame, entry.bid, entry.moves)


@settings(max_examples=examples(16), deadline=None)
@given(
    marks=marks_of(1, (0, 1, 2, 3)),
    prices=PRICES,
    formula=st.sampled_from(("fixed_linear", "relative_lowest", "min_max")),
)
def test_steps_of_an_agreed_panel_are_those_of_trying_all(marks, prices, formula):
    check(small(formula, marks, prices, width=1, top=3, method="consensus"))


@settings(max_examples=examples(10), deadline=None)
@given(marks=marks_of(2, (0, 1, 2)), prices=PRICES)
def test_steps_of_a_mean_are_those_of_trying_all(marks, prices):
    check(small("fixed_linear", marks, prices, width=2))


@settings(max_examples=examples(16), deadline=None)
@given(marks=marks_of(1, (0, 1, 5, 6, 20)), prices=PRICES)
def test_steps_on_unequal_levels_are_those_of_trying_all(marks, prices):
    check(small("fixed_linear", marks, prices, width=1, method="consensus", scales=UNEVEN))


@settings(max_examples=examples(8), deadline=None)
@given(marks=marks_of(3, (0, 1)), prices=PRICES)
def test_steps_of_a_median_of_three_are_those_of_trying_all(marks, prices):
    check(small("fixed_linear", marks, prices, width=3, top=1, method="median"))


@settings(max_examples=examples(8), deadline=None)
@given(marks=marks_of(2, (0, 1, 2)), prices=PRICES)
def test_steps_of_a_median_of_two_are_those_of_trying_all(marks, prices):
    check(small("fixed_linear", marks, prices, width=2, method="median"))


@settings(max_examples=examples(16), deadline=None)
@given(marks=marks_of(1, (0, 1, 2, 3)), prices=PRICES, places=st.integers(0, 1))
def test_steps_to_a_rounded_total_are_those_of_trying_all(marks, prices, places):
    check(small("fixed_linear", marks, prices, width=1, top=3, method="consensus", rounding=Rounding("total", places)))


@settings(max_examples=examples(16), deadline=None)
@given(marks=marks_of(1, (1, 2, 3)), prices=PRICES)
def test_steps_under_scaling_are_those_of_trying_all(marks, prices):
    check(small("fixed_linear", marks, prices, width=1, top=3, method="consensus", scaling="best"))


INDEX = [
    "monetised_quality",
    "adjusted_bid",
    "vfm_index",
    "features",
    "utility_index",
    "quality_per_price",
    "fixed_budget",
    "lowest_price",
]


@pytest.mark.parametrize("formula", INDEX)
@settings(max_examples=examples(8), deadline=None)
@given(data=st.data())
def test_steps_of_an_index_are_those_of_trying_all(formula, data):
    marks, prices = data.draw(marks_of(1, (1, 2))), data.draw(PRICES)
    lot_case = small(formula, marks, prices, width=1, method="consensus")
    lot_case = replace(
        lot_case, spec=replace(lot_case.spec, rounding=data.draw(st.sampled_from([Rounding(), Rounding("total", 0)])))
    )

    frame = judged(lot_case)
    step = search.steps(frame)[0][0]

    assert step.steps == fewest_by_force(lot_case, frame.rivals[0], frame.winner)


@settings(max_examples=examples(24), deadline=None)
@given(lot_case=lots(formulas=tuple(PARAMS)), stage=st.sampled_from(["each_mark", "each_leaf", "subtotal"]))
def test_steps_with_rounding_are_confirmed_by_judging_again_or_say_about(lot_case, stage):
    frame = judged(replace(lot_case, spec=replace(lot_case.spec, rounding=Rounding(stage, 0))))

    for entry in search.steps(frame)[0]:
        assert not entry.exact
        if entry.confirmed:
            assert search.holds(frame, entry.bid, entry.moves)


def test_moves_that_rounding_undoes_are_followed_by_more():
    lot_case = small(
        "fixed_linear",
        ((3, 1), (4, 1)),
        (100, 111),
        width=1,
        top=7,
        method="consensus",
        rounding=Rounding("each_leaf", 0),
    )
    frame = judged(lot_case)

    entry = search.steps(frame)[0][0]

    # Added up before rounding, seven moves of B close the gap of 17; judged again, they do not.
    up = rungs.plan(rungs.ladders(frame, "B", 1, rungs.worths(frame, {"p": F(12), "q": F(18)})))
    assert not search.holds(frame, "B", up.moves(7))
    assert entry == MarkSteps("B", F(17), 8, entry.moves, exact=False, confirmed=True)
    assert search.holds(frame, "B", entry.moves)


def test_only_the_first_challengers_are_judged_again():
    lot_spec = spec(marked("q", 60), priced(40), rounding=Rounding("each_leaf", 0))
    lot_case = case(
        lot_spec, *(bid(f"B{number}", 100 + 5 * number) for number in range(8)), marks=[agreed("q", *[3] * 8)]
    )

    entries = search.steps(judged(lot_case))[0]

    assert [entry.confirmed for entry in entries] == [True] * 5 + [False] * 2
    assert {(entry.exact, entry.steps) for entry in entries} == {(False, 1)}


def test_smallest_lot_names_its_moves():
    lot_spec = spec(marked("q", 60), priced(40))
    frame = judged(case(lot_spec, bid("A", 100), bid("B", 125), marks=[agreed("q", 5, 4)]))

    # A 60 + 40, B 48 + 32: one level is worth 12 points.
    assert search.steps(frame) == (
        (
            MarkSteps(
                "B", F(20), 2, (MarkMove("B", "q", "consensus", 1), MarkMove("A", "q", "consensus", -1)), confirmed=True
            ),
        ),
        1,
    )


def test_marks_cannot_close_every_gap():
    lot_spec = spec(marked("q", 5), priced(95))
    frame = judged(case(lot_spec, bid("A", 100), bid("B", 500), marks=[agreed("q", 0, 5)]))

    assert search.steps(frame)[0] == (MarkSteps("B", F(71), None),)


def test_ruled_mark_moves_as_one_and_dropped_evaluators_do_not():
    lot_spec = spec(marked("q", 60), priced(40), panel_method="mean")
    lot_case = case(
        lot_spec,
        bid("A", 100),
        bid("B", 125),
        marks=[panel("q", (5, 5, 0), (0, 0, 0))],
        rulings=[
            ruling("drop_evaluator", "", "q", text="E3"),
            ruling("mark_is", "B", "q", 4, number="r2"),
        ],
    )
    frame = judged(lot_case)

    entry = search.steps(frame)[0][0]

    assert entry == MarkSteps("B", F(20), 3, entry.moves, confirmed=True)
    assert {(move.bid, move.evaluator) for move in entry.moves} <= {("A", "E1"), ("A", "E2"), ("B", "")}
    assert search.holds(frame, "B", entry.moves)


def test_moved_marks_off_the_denominator_are_written_exactly():
    half = MarkScale("s", tuple(ScaleLevel(F(value, 2)) for value in range(5)))
    lot_spec = spec(marked("q", 60), priced(40), scales=(half,))
    frame = judged(case(lot_spec, bid("A", 100), bid("B", 100), marks=[agreed("q", 2, 1)]))

    facts = search.moved(frame, [MarkMove("B", "q", "consensus", 1)])

    assert facts.marks == (MarkColumn("q", 2, ("consensus",), (4, 3)),)


def test_moves_that_leave_a_tie_open_count_as_level():
    lot_spec = spec(marked("q", 50), priced(50), tie_chain=(), origin="imported", scaling="best")
    frame = judged(case(lot_spec, bid("A", 100), bid("B", 100), marks=[agreed("q", 5, 4)]))

    assert search.steps(frame)[0] == (MarkSteps("B", F(10), 1, (MarkMove("B", "q", "consensus", 1),), confirmed=True),)


def test_moves_that_exclude_are_judged_as_such():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40))
    frame = judged(case(lot_spec, bid("A", 100), bid("B", 101), marks=[agreed("q", 3, 3)]))

    assert search.holds(frame, "B", [MarkMove("A", "q", "consensus", -1)])
    assert not search.holds(frame, "B", [MarkMove("B", "q", "consensus", -1)])


def test_only_the_best_placed_challengers_are_looked_at():
    names = [f"B{number:03}" for number in range(60)]
    lot_case = case(
        spec(marked("q", 60), priced(40)), *(bid(name, 100) for name in names), marks=[agreed("q", *[3] * 60)]
    )

    entries, covers = search.steps(judged(lot_case))

    assert (len(entries), covers) == (50, 50)


def test_single_bid_has_no_challenger():
    assert search.steps(judged(case(spec(priced(100)), bid("A", 1)))) == ((), 0)


# --- plans ---


def ladder(*gains):
    return rungs.Ladder("A", "q", 1, gains, lambda k: (("E", k),) if k else ())


@given(
    gains=st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=3),
)
def test_plan_gains_what_the_best_prefixes_gain(gains):
    ladders = [ladder(*[sum(steps[:k]) for k in range(len(steps) + 1)]) for steps in gains]

    ladder_plan = rungs.plan(ladders)

    for k, gain in enumerate(ladder_plan.gains):
        every = [
            sum(steps.gains[by] for steps, by in zip(ladders, split, strict=True))
            for split in product(*(range(len(steps.gains)) for steps in ladders))
            if sum(split) <= k
        ]
        assert gain == max(every)
    assert ladder_plan.gains[-1] == sum(steps.gains[-1] for steps in ladders)


def test_plan_of_unequal_levels_stops_at_its_limit():
    rising = [ladder(*[k * k for k in range(150)]) for _ in range(2)]

    plan = rungs.plan(rising)

    assert (len(plan.gains), plan.moves(200)) == (201, (MarkMove("A", "q", "E", 149), MarkMove("A", "q", "E", 51)))


def test_best_split_of_a_number_of_moves():
    assert search.best_split([0, 5, 6], [0, 4, 5], 2) == (1, 1)
    assert search.best_split([0, 5, 6], [0, 4, 5], 9) == (2, 2)


# --- below a minimum ---


def falling(*leaves, marks, **more):
    lot_spec = spec(*leaves, priced(40), **more)
    return search.to_fail(judged(case(lot_spec, bid("A", 100), marks=marks)))


def test_steps_below_the_minimum_of_a_criterion_in_every_unit():
    for minimum, steps in ((Minimum(F(3), "mark"), 3), (Minimum(F(1, 2), "share"), 3), (Minimum(F(48)), 2)):
        entries = falling(marked("q", 60, minimum=minimum), marks=[agreed("q", 5)])
        assert entries == (StepsToFail("leaf", "q", steps),)


def test_steps_below_the_minimum_of_a_group_and_of_quality():
    leaves = marked("p", 20, parent="g"), marked("q", 40, parent="g")
    group = Group("g", "value_for_money", F(60), minimum=Minimum(F(50)))

    entries = falling(
        *leaves,
        marks=[agreed("p", 5), agreed("q", 5)],
        groups=(group,),
        total_points=F(100),
        quality_minimum=Minimum(F(9, 10), "share"),
    )

    assert entries == (StepsToFail("group", "g", 2), StepsToFail("quality", "quality", 1))


def test_rounded_minimum_and_one_of_zero():
    rounded = {"threshold_on": "rounded", "rounding": Rounding("total", 0)}

    near = falling(marked("q", 1, minimum=Minimum(F(1))), marks=[agreed("q", 5)], **rounded)
    zero = falling(marked("q", 1, minimum=Minimum(F(0))), marks=[agreed("q", 5)])

    # 4/5 still rounds to 1, as 3/5 does.
    assert (near, zero) == ((StepsToFail("leaf", "q", 3),), (StepsToFail("leaf", "q", None),))


@pytest.mark.parametrize(
    ("minimum", "steps"), [(Minimum(F(3, 5), "share"), 3), (Minimum(F(36)), 3), (Minimum(F(3), "mark"), 3)]
)
def test_a_rounded_minimum_is_missed_by_the_same_marks_in_every_unit(minimum, steps):
    """4/5 and 3/5 of 60 reach the minimum; a share rounded to no decimals would reach it with 1/2, too."""
    rounded = {"threshold_on": "rounded", "rounding": Rounding("total", 0)}

    entries = falling(marked("q", 60, minimum=minimum), marks=[agreed("q", 5)], **rounded)

    assert entries == (StepsToFail("leaf", "q", steps),)
