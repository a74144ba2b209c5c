import time
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring import (
    Facts,
    Group,
    Incomplete,
    Interface,
    InterfaceMark,
    MarkColumn,
    MarkTurn,
    MarkTurns,
    Minimum,
    Outcome,
    PriceTurn,
    Rounding,
    UnknownStandards,
    WithoutBid,
    check,
    evaluate,
    mark_turns,
    price_turns,
    robustness,
    unknown_standards,
    without_each,
)
from scoring.errors import BadParameter, UnknownBid
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, panel, priced, ruling, spec, two
from tests.scoring.robustness.lots import PARAMS, lots, with_formula, without_bid

# --- marks ---


def winner_of(result):
    return None if isinstance(result, Incomplete) else result.winner


def by_force(lot_case):
    """(leaf, bid, evaluator, mark, to): the winner, for every move that gives another one, by judging all again."""
    values = [level.value for level in lot_case.spec.scales[0].levels]
    before, turned = evaluate(lot_case).winner, {}
    for number, column in enumerate(lot_case.facts.marks):
        width = len(column.evaluators)
        for index, mark in enumerate(column.values):
            for at in (values.index(mark) - 1, values.index(mark) + 1):
                if 0 <= at < len(values):
                    moved = list(column.values)
                    moved[index] = int(values[at])
                    columns = list(lot_case.facts.marks)
                    columns[number] = replace(column, values=tuple(moved))
                    after = evaluate(replace(lot_case, facts=replace(lot_case.facts, marks=tuple(columns))))
                    if winner_of(after) != before:
                        name = lot_case.facts.bids[index // width].id
                        turned[column.leaf, name, column.evaluators[index % width], F(mark), values[at]] = winner_of(
                            after
                        )
    return turned


def as_forced(turns):
    return {(turn.leaf, turn.bid, turn.evaluator, turn.mark, turn.to): turn.winner for turn in turns.turns}


STAGES = st.sampled_from(
    [Rounding(), Rounding("total", 0), Rounding("each_leaf", 0), Rounding("each_mark", 0), Rounding("subtotal", 0)]
)
MINIMUMS = st.sampled_from([None, Minimum(F(15)), Minimum(F(1, 2), "share")])


@given(lots(least=1, width=2), STAGES, st.sampled_from(["none", "best"]), st.sampled_from(["mean", "median"]), MINIMUMS)
@settings(max_examples=examples(80), deadline=None)
def test_every_move_of_one_mark_that_turns_the_result_is_that_of_judging_again(
    lot_case, rounding, scaling, method, minimum
):
    parts = {"rounding": rounding, "scaling": scaling, "panel_method": method}
    if minimum is not None:
        parts["quality_minimum"] = minimum
    lot_case = replace(lot_case, spec=replace(lot_case.spec, **parts))
    assume(not any("scaling" in problem.where for problem in check(lot_case.spec)))
    result = evaluate(lot_case)
    if not isinstance(result, Outcome):
        return

    turns = mark_turns(lot_case, result)

    assert as_forced(turns) == by_force(lot_case)
    assert turns.tried == turns.moves


@pytest.mark.parametrize("formula", sorted(PARAMS))
def test_every_formula_is_asked(formula):
    marks = [MarkColumn("p", 1, ("consensus",), (3, 4, 2)), MarkColumn("q", 1, ("consensus",), (4, 3, 5))]
    lot_spec = with_formula(formula, panel_method="consensus")
    lot_case = case(lot_spec, bid("A", 100), bid("B", 104), bid("C", 96), marks=marks)

    assert as_forced(mark_turns(lot_case, evaluate(lot_case))) == by_force(lot_case)


def test_a_turn_names_who_had_marked_so_before_the_panel_agreed():
    lot_spec = spec(marked("q", 60), priced(40), panel_method="consensus")
    column = MarkColumn("q", 1, ("E1", "E2", "consensus"), (4, 5, 5, 4, 4, 4))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 90), marks=[column])

    assert mark_turns(lot_case, evaluate(lot_case)) == MarkTurns(
        moves=3,
        tried=3,
        turns=(
            MarkTurn("q", "A", "consensus", F(5), F(4), "B", marked_by=("E1",)),
            MarkTurn("q", "B", "consensus", F(4), F(5), "B", marked_by=()),
        ),
    )


def test_a_ruled_mark_is_moved_as_the_panels():
    lot_case = case(
        spec(marked("q", 60), priced(40)),
        bid("A", 100),
        bid("B", 90),
        marks=[MarkColumn("q", 1, ("E1", "consensus"), (4, 3, 4, 4))],
        rulings=[ruling("mark_is", "A", "q", 5)],
    )

    assert mark_turns(lot_case, evaluate(lot_case)).turns == (
        MarkTurn("q", "A", "", F(5), F(4), "B", marked_by=("E1",)),
        MarkTurn("q", "B", "consensus", F(4), F(5), "B"),
    )


def test_a_mark_that_a_ruling_set_where_nobody_marked_has_no_marks_beside_it():
    rulings = [ruling("mark_is", "A", "q", 5), ruling("mark_is", "B", "q", 4, number="r2")]
    lot_case = case(spec(marked("q", 60), priced(40)), bid("A", 100), bid("B", 90), rulings=rulings)

    assert mark_turns(lot_case, evaluate(lot_case)).turns == (
        MarkTurn("q", "A", "", F(5), F(4), "B"),
        MarkTurn("q", "B", "", F(4), F(5), "B"),
    )


def test_a_move_below_a_minimum_excludes_and_one_to_it_brings_a_bid_in():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 400), bid("C", 10), marks=[agreed("q", 3, 3, 2)])

    assert mark_turns(lot_case, evaluate(lot_case)).turns == (
        MarkTurn("q", "A", "consensus", F(3), F(2), "B", excludes=True),
        MarkTurn("q", "C", "consensus", F(2), F(3), "C"),
    )


def test_a_move_to_a_tie_that_nothing_decides_leaves_nobody_first():
    lot_spec = spec(marked("q", 50), priced(50), origin="imported", tie_chain=())
    lot_case = case(lot_spec, bid("A", 100), bid("B", 125), marks=[agreed("q", 4, 4)], seed=None)

    assert mark_turns(lot_case, evaluate(lot_case)).turns == (
        MarkTurn("q", "A", "consensus", F(4), F(3), None),
        MarkTurn("q", "B", "consensus", F(4), F(5), None),
    )


def test_a_bid_that_its_price_keeps_out_turns_nothing():
    lot_spec = spec(marked("q", 60), priced(40), formula="below_base", params={"B": "150"})
    lot_case = case(lot_spec, bid("A", 100), bid("B", 149), bid("C", 200), marks=[agreed("q", 4, 3, 5)])

    assert as_forced(mark_turns(lot_case, evaluate(lot_case))) == by_force(lot_case)


def test_a_minimum_on_a_group_with_the_price_is_judged_again():
    lot_spec = spec(
        marked("q", 60, parent="all"),
        priced(40, parent="all"),
        formula="fixed_linear",
        params={"Pmin": "50", "Pmax": "150"},
        groups=(Group("all", "value_for_money", F(100), minimum=Minimum(F(60))),),
        total_points=F(100),
    )
    lot_case = case(lot_spec, bid("A", 100), bid("B", 120), marks=[agreed("q", 4, 4)])

    turns = mark_turns(lot_case, evaluate(lot_case))

    assert as_forced(turns) == by_force(lot_case)
    assert MarkTurn("q", "A", "consensus", F(4), F(3), "B", excludes=True) in turns.turns


def test_nobody_admissible_has_only_who_comes_in():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 90), marks=[agreed("q", 2, 1)])

    assert mark_turns(lot_case, evaluate(lot_case)).turns == (MarkTurn("q", "A", "consensus", F(2), F(3), "A"),)


def test_scaling_a_bid_without_any_quality_is_judged_again():
    lot_spec = spec(marked("q", 60), priced(40), scaling="best")
    lot_case = case(lot_spec, bid("A", 100), marks=[agreed("q", 1)])

    assert mark_turns(lot_case, evaluate(lot_case)).turns == (MarkTurn("q", "A", "consensus", F(1), F(0), None),)


def test_levels_of_others_that_a_move_makes_are_parted_anew():
    lot_spec = spec(marked("q", 60), priced(40), formula="utility_index", rounding=Rounding("total", 1))
    lot_case = case(lot_spec, bid("A", 114), bid("B", 122), bid("C", 122), marks=[agreed("q", 3, 3, 3)])

    # B with 4 is the new best: A, which was first, and C come level.
    assert as_forced(mark_turns(lot_case, evaluate(lot_case))) == by_force(lot_case)


def test_many_bids_under_an_index_say_how_many_moves_were_looked_at(monkeypatch):
    from scoring.robustness import turns

    monkeypatch.setattr(turns, "FIGURES", 4)
    lot_case = two(formula="adjusted_bid")

    result = mark_turns(lot_case, evaluate(lot_case))

    assert (result.moves, result.tried) == (3, 2)


def test_another_judgement_is_refused():
    other = replace(evaluate(two()), reference=("Z",))

    with pytest.raises(BadParameter):
        mark_turns(two(), other)


@pytest.mark.bench
@pytest.mark.parametrize("formula", ["fixed_linear", "utility_index"])
def test_forty_bids_by_ten_criteria_take_under_two_seconds(formula):
    leaves = [marked(f"q{number}", 6) for number in range(10)]
    params = {"Pmin": "50", "Pmax": "200"} if formula == "fixed_linear" else {}
    lot_spec = spec(*leaves, priced(40), formula=formula, params=params)
    columns = [agreed(leaf.id, *((7 * n + 3 * i) % 5 for n in range(40))) for i, leaf in enumerate(leaves)]
    lot_case = case(lot_spec, *(bid(f"B{number:02}", 80 + number) for number in range(40)), marks=columns)
    result = evaluate(lot_case)
    start = time.process_time()

    turns = mark_turns(lot_case, result)

    assert turns.moves == turns.tried > 600
    assert time.process_time() - start < 2


# --- prices ---


def test_the_smallest_share_of_a_price_that_turns_the_result_comes_first():
    lot_spec = spec(marked("q", 60), priced(40))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 100), bid("C", 140), marks=[agreed("q", 5, 4, 5)])
    annex = robustness.robustness(lot_case, evaluate(lot_case), seed=1, draws=10)

    turns = price_turns(annex)

    assert [(turn.bid, turn.now, turn.to) for turn in turns] == [("C", F(140), F("99.99")), ("B", F(100), F("69.99"))]
    assert (turns[0].less, turns[0].share) == (F("40.01"), F("40.01") / 140)
    assert turns[0] == PriceTurn("C", F(140), F("99.99"))


def test_who_wins_at_no_price_is_left_out():
    lot_spec = spec(marked("q", 90), priced(10))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 100), marks=[agreed("q", 5, 1)])

    assert price_turns(robustness.robustness(lot_case, evaluate(lot_case), seed=1, draws=10)) == ()


# --- bids ---


def four_bids():
    lot_spec = spec(marked("q", 60), priced(40))
    bids = [bid("A", 100), bid("B", 100), bid("C", 130), bid("D", 90)]
    return case(lot_spec, *bids, marks=[agreed("q", 5, 4, 4, 1)])


def test_without_a_bid_says_who_is_first_and_how_many_places_stay():
    lot_case = four_bids()

    assert without_each(lot_case, evaluate(lot_case), ["B", "A", "D"]) == (
        WithoutBid("B", "A", ("A", "C", "D"), 1),
        WithoutBid("A", "B", ("B", "C", "D"), 0),
        WithoutBid("D", "A", ("A", "B", "C"), 3),
    )


def test_without_a_bid_that_is_excluded_everything_stays():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 90), marks=[agreed("q", 4, 2)])

    assert without_each(lot_case, evaluate(lot_case), ["B"]) == (WithoutBid("B", "A", ("A",), 1),)


def test_without_a_bid_that_leaves_a_tie_open_nobody_is_first():
    lot_spec = spec(marked("q", 50), priced(50), origin="imported", tie_chain=())
    lot_case = case(lot_spec, bid("A", 100), bid("B", 125), bid("C", 50), marks=[agreed("q", 5, 5, 1)], seed=None)
    # Against C, A earns 25 and B 20 points for the price; without C, 50 and 40.
    tied = replace(lot_case, facts=replace(lot_case.facts, marks=(agreed("q", 4, 5, 3),)))

    assert without_each(tied, evaluate(tied), ["C"]) == (WithoutBid("C", None, (), 0),)


def test_without_an_unknown_bid_is_refused():
    with pytest.raises(UnknownBid):
        without_each(two(), evaluate(two()), ["Z"])


@given(lots(least=2))
@settings(max_examples=examples(60), deadline=None)
def test_without_a_bid_is_judging_as_if_it_had_never_been_made(lot_case):
    result = evaluate(lot_case)
    if not isinstance(result, Outcome):
        return
    for left in without_each(lot_case, result, list(result.reference)):
        again = evaluate(without_bid(lot_case, left.left))

        assert left.winner == winner_of(again)
        assert left.order == (() if isinstance(again, Incomplete) else tuple(place.bid for place in again.order))
        assert [place.bid for place in result.order][: left.stay] == list(left.order[: left.stay])


# --- standards ---


def test_standards_are_counted_once_however_many_bids_claim_them():
    interfaces = tuple(Interface(name, F(1)) for name in "abcd")
    unknown, known = F(1, 2), F(1)
    claims = {
        "A": [("a", unknown), ("b", unknown), ("c", known), ("d", known)],
        "B": [("a", unknown), ("b", known), ("c", unknown)],
        "C": [("a", unknown)],
    }
    bids = [
        bid(name, 1, interfaces=tuple(InterfaceMark(i, "declared", F(1), strength) for i, strength in marks))
        for name, marks in claims.items()
    ]
    lot_case = case(spec(priced(100), interfaces=interfaces), *bids)

    assert unknown_standards(lot_case) == UnknownStandards(asked=4, unknown=3, claims=5)
    assert unknown_standards(replace(lot_case, facts=Facts(()))) == UnknownStandards(asked=4, unknown=0, claims=0)


def test_panel_rows_are_read_by_seat():
    lot_spec = with_formula("fixed_linear")
    lot_case = case(
        lot_spec, bid("A", 100), bid("B", 99), marks=[panel("p", (3, 4), (4, 3)), panel("q", (5, 1), (2, 4))]
    )

    assert as_forced(mark_turns(lot_case, evaluate(lot_case))) == by_force(lot_case)
