from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring.errors import PointsDontTotal, Unmarked
from scoring.judging import assess_quality, assessed, evaluate
from scoring.results import Caution, CellTrace, Exclusion, Gap, Incomplete, Place
from scoring.types import Gate, Group, Minimum, PriceFacts, Rounding
from tests.scoring.build import agreed, bid, case, marked, panel, priced, ruling, scale, spec, two


def figures(result):
    return {place.bid: place.figure for place in result.order}


def gone(result):
    return {exclusion.bid: (exclusion.stage, exclusion.where) for exclusion in result.excluded}


# --- the whole ---


def test_points_of_quality_and_price_add_up():
    result = evaluate(two())

    assert result.cells == (
        CellTrace("A", "q", F(4), F(4, 5), F(48), "mark_consensus"),
        CellTrace("B", "q", F(5), F(1), F(60), "mark_consensus"),
        CellTrace("A", "price", F(100), F(1), F(40), "price_relative_lowest"),
        CellTrace("B", "price", F(125), F(4, 5), F(32), "price_relative_lowest"),
    )
    assert result.order == (Place(1, "B", F(92)), Place(2, "A", F(88)))
    assert (result.quality, result.totals) == ({"A": F(48), "B": F(60)}, {"A": F(88), "B": F(92)})
    assert (result.kind, result.best, result.winner) == ("points", "high", "B")
    assert result.cautions == (Caution("order_depends_on_rivals", "relative_lowest"),)


def test_specification_with_a_problem_is_not_judged():
    given = two()

    with pytest.raises(PointsDontTotal):
        evaluate(replace(given, spec=replace(given.spec, total_points=F(101))))


def test_money_formula_gives_figures_and_no_points():
    made = spec(marked("q", 60), priced(40), formula="lowest_price")

    result = evaluate(case(made, bid("A", 100), bid("B", 125), marks=[agreed("q", 0, 5)]))

    assert figures(result) == {"A": F(100), "B": F(125)}
    assert (result.totals, result.kind, result.best) == ({}, "money", "low")
    assert result.cells[2] == CellTrace("A", "price", F(100), None, None, "price_lowest_price")


def test_several_price_criteria_each_compare_their_own_elements():
    made = spec(priced(60, "a"), priced(40, "b", elements=("b", "c")))

    result = evaluate(case(made, bid("A", {"a": 1, "b": 1, "c": 3}), bid("B", {"a": 2, "b": 1, "c": 1})))

    assert figures(result) == {"A": F(60 + 20), "B": F(30 + 40)}


def test_money_formula_adds_all_price_elements():
    made = spec(priced(60, "a"), priced(40, "b", elements=("b", "c")), formula="lowest_price")

    result = evaluate(case(made, bid("A", {"a": 1, "b": 1, "c": 3}), bid("B", {"a": 2, "b": 1, "c": 1})))

    assert figures(result) == {"A": F(5), "B": F(4)}


def test_price_criterion_without_points_earns_none():
    made = spec(marked("q", 60), priced(40, "a"), priced(0, "b"))

    result = evaluate(case(made, bid("A", {"a": 1, "b": 1}), marks=[agreed("q", 5)]))

    assert result.cells[2] == CellTrace("A", "b", F(1), F(0), F(0), "price_relative_lowest")


# --- gaps: never a number ---


def test_missing_mark_makes_no_result():
    given = two()

    result = evaluate(replace(given, facts=replace(given.facts, marks=(agreed("q", None, 5),))))

    assert result == Incomplete((Gap("A", "q", "missing", "mark"),))
    for name in ("totals", "order", "winner"):
        with pytest.raises(Unmarked) as caught:
            getattr(result, name)
        assert caught.value == Unmarked("evaluation", gaps=1)


@pytest.mark.parametrize("prices", [{}, {"price": None}])
def test_missing_price_makes_no_result(prices):
    made = spec(marked("q", 60), priced(40))

    result = evaluate(case(made, bid("A", 100), bid("B", prices=prices), marks=[agreed("q", 4, 5)]))

    assert result == Incomplete((Gap("B", "price", "missing", "price:price"),))


@pytest.mark.parametrize("formula", ["relative_lowest", "quality_per_price"])
def test_zero_price_is_a_gap_where_the_formula_divides_by_it(formula):
    params = {} if formula == "relative_lowest" else {"k": 4}
    made = spec(marked("q", 60), priced(40), formula=formula, params=params, quality_minimum=Minimum(F(1, 2), "share"))

    result = evaluate(case(made, bid("A", 0), bid("B", 100), marks=[agreed("q", 4, 5)]))

    assert [(gap.bid, gap.leaf, gap.kind) for gap in result.gaps] == [("A", "price", "zero_price")]


def test_all_gaps_of_all_criteria_are_named():
    made = spec(marked("p", 30), marked("q", 30), priced(40), gates=(Gate("iso"),))

    result = evaluate(case(made, bid("A"), bid("B", gates={"iso": True}), marks=[agreed("q", 1, None)]))

    assert result.gaps == (
        Gap("A", "iso", "missing", "answer"),
        Gap("A", "p", "missing", "mark"),
        Gap("B", "p", "missing", "mark"),
        Gap("B", "q", "missing", "mark"),
    )


def test_tie_that_the_chain_does_not_part_is_a_gap():
    made = spec(priced(100), tie_chain=("lower_price",), origin="imported")

    result = evaluate(case(made, bid("A", 5), bid("B", 5)))

    assert result.gaps == tuple(Gap(name, "", "unresolved_tie", "chain_ended") for name in "AB")


# --- gates, rulings, thresholds ---


def gated(*answers):
    made = spec(marked("q", 60), priced(40), gates=(Gate("iso"), Gate("law")))
    bids = [bid(name, 100, gates=held) for name, held in zip("AB", answers, strict=True)]
    return evaluate(case(made, *bids, marks=[agreed("q", None, 5)]))


def test_failed_gate_excludes_whatever_else_is_missing():
    result = gated({"iso": False}, {"iso": True, "law": True})

    assert result.excluded == (Exclusion("A", "gate", "iso"),)
    assert (result.scored, result.reference) == (("B",), ("B",))


def test_every_failed_gate_is_named():
    result = gated({"iso": False, "law": False}, {"iso": True, "law": True})

    assert [exclusion.where for exclusion in result.excluded] == ["iso", "law"]


def test_excluded_bids_stay_named_beside_the_gaps():
    result = gated({"iso": False}, {"iso": True})

    assert result == Incomplete((Gap("B", "law", "missing", "answer"),), (Exclusion("A", "gate", "iso"),))


def test_exclusion_recomputes_everything_and_coming_back_restores_it():
    """SCORING §4: A 120/q100, B 100/q90, C 80/q70 give 86.67, 86, 82; without C: A 93.33, B 94."""
    made = spec(marked("q", 60), priced(40), scales=(scale(10),))
    bids = [bid("A", 120), bid("B", 100), bid("C", 80)]
    marks = [agreed("q", 10, 9, 7)]

    whole = evaluate(case(made, *bids, marks=marks))
    less = evaluate(case(made, *bids, marks=marks, rulings=[ruling("exclude", "C", text="grave misconduct")]))

    assert figures(whole) == {"A": 60 + F(80, 3), "B": F(86), "C": F(82)}
    assert figures(less) == {"B": F(94), "A": 60 + F(100, 3)}
    assert (whole.winner, less.winner) == ("A", "B")
    assert less.excluded == (Exclusion("C", "ruling", "r1", "grave misconduct"),)
    assert evaluate(case(made, *bids, marks=marks)) == whole


def thresholds(minimum=None, *, quality=None, group=None, **more):
    made = spec(
        marked("q", 30, parent="g", minimum=minimum),
        marked("r", 30, parent="g"),
        priced(40),
        groups=(Group("g", "value_for_money", F(60), minimum=group),),
        total_points=F(100),
        quality_minimum=quality,
        **more,
    )
    return evaluate(case(made, bid("A", 100), bid("B", 50), marks=[agreed("q", 4, 3), agreed("r", 4, 4)]))


@pytest.mark.parametrize("minimum", [Minimum(F(4), "mark"), Minimum(F(24)), Minimum(F(4, 5), "share")])
def test_leaf_below_its_minimum_excludes_and_its_price_counts_nowhere(minimum):
    result = thresholds(minimum)

    assert gone(result) == {"B": ("leaf", "q")}
    assert figures(result) == {"A": F(88)}
    assert [cell.bid for cell in result.cells] == ["A", "B", "A", "B", "A"]


def test_value_at_the_minimum_stays_in():
    assert gone(thresholds(Minimum(F(3), "mark"))) == {}


@pytest.mark.parametrize("minimum", [Minimum(F(48)), Minimum(F(4, 5), "share")])
def test_group_below_its_minimum_excludes(minimum):
    result = thresholds(group=minimum)

    assert result.excluded == (
        Exclusion("B", "group", "g", "below_minimum", F(42) if minimum.unit == "points" else F(7, 10), minimum.value),
    )


@pytest.mark.parametrize("minimum", [Minimum(F(48)), Minimum(F(4, 5), "share")])
def test_quality_below_its_minimum_excludes(minimum):
    assert gone(thresholds(quality=minimum)) == {"B": ("quality", "quality")}


@pytest.mark.parametrize(("counts", "expected"), [("exact", {"A": ("leaf", "q")}), ("rounded", {})])
def test_value_just_below_the_minimum_passes_when_the_rounded_one_counts(counts, expected):
    """The mean of 3, 3, 4 earns 20 exactly of 30; of 31 points 20.666…, shown as 20.67."""
    made = spec(
        marked("q", 31, minimum=Minimum(F("20.67"))),
        priced(69),
        panel_method="mean",
        rounding=Rounding("total", 2),
        threshold_on=counts,
    )

    result = evaluate(case(made, bid("A", 1), bid("B", 2), marks=[panel("q", (3, 3, 4), (5, 5, 5))]))

    assert gone(result) == expected


def test_ruled_share_is_not_held_against_a_minimum_mark():
    made = spec(marked("q", 60, minimum=Minimum(F(4), "mark")), priced(40))

    result = evaluate(case(made, bid("A", 1), marks=[agreed("q", 1)], rulings=[ruling("mark_is", "A", "q", 4)]))

    assert gone(result) == {}


def test_minimum_on_an_absolute_price_excludes_after_pricing():
    made = spec(
        marked("q", 60),
        priced(40, minimum=Minimum(F(10))),
        formula="fixed_linear",
        params={"Pmin": "0", "Pmax": "100"},
    )

    result = evaluate(case(made, bid("A", 50), bid("B", 90), marks=[agreed("q", 1, 5)]))

    assert result.excluded == (Exclusion("B", "leaf", "price", "below_minimum", F(4), F(10)),)
    assert figures(result) == {"A": F(32)}


@pytest.mark.parametrize(("counts", "expected"), [("exact", {"A": ("group", "g")}), ("rounded", {})])
def test_minimum_of_a_group_with_a_price_looks_at_exact_or_rounded_points_before_scaling(counts, expected):
    """A: quality 40 * 3/5 = 24 (40 when scaled), price 60 * 2/3 * … = 35.7 exact, 36 rounded; the minimum is 60."""
    made = spec(
        marked("q", 40, parent="g"),
        priced(60, parent="g"),
        groups=(Group("g", "value_for_money", F(100), minimum=Minimum(F(60))),),
        total_points=F(100),
        formula="fixed_linear",
        params={"Pmin": "0", "Pmax": "1000"},
        rounding=Rounding("each_leaf", 0),
        threshold_on=counts,
        scaling="best",
    )

    result = evaluate(case(made, bid("A", 405), marks=[agreed("q", 3)]))

    assert gone(result) == expected


# --- the reference set ---


def test_nobody_admissible_gives_no_order():
    given = two()
    out = [ruling("exclude", "A"), ruling("exclude", "B", number="r2")]

    result = evaluate(replace(given, facts=replace(given.facts, rulings=tuple(out))))

    assert (result.order, result.winner, result.reference) == ((), None, ())
    assert Caution("no_admissible_bid") in result.cautions


def test_last_bid_excluded_by_price_gives_no_order():
    made = spec(priced(100, minimum=Minimum(F(10))), formula="fixed_linear", params={"Pmin": "0", "Pmax": "100"})

    result = evaluate(case(made, bid("A", 99)))

    assert (result.order, gone(result)) == ((), {"A": ("leaf", "price")})


def test_no_bids_give_no_order():
    assert evaluate(case(two().spec, marks=[agreed("q")])).order == ()


def test_single_bid_is_scored_and_its_relative_marks_carry_no_information():
    result = evaluate(case(two().spec, bid("A", 7), marks=[agreed("q", 5)]))

    assert figures(result) == {"A": F(100)}
    assert result.cautions[1:] == (Caution("single_bid", "A"), Caution("no_information", "A"))


def test_single_bid_under_an_absolute_formula_is_no_more_than_single():
    made = spec(priced(100), formula="fixed_linear", params={"Pmin": "0", "Pmax": "10"})

    assert evaluate(case(made, bid("A", 7))).cautions == (Caution("single_bid", "A"),)


# --- scaling and rounding ---


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
    made = spec(
        marked("q", 15, parent="g"),
        marked("r", 15, parent="g"),
        priced(70),
        groups=(Group("g", "value_for_money", F(30)),),
        total_points=F(100),
        panel_method="mean",
        rounding=Rounding(stage, places, mode),
    )
    marks = [panel(name, (3, 3, 4), (0, 0, 0)) for name in ("q", "r")]
    result = evaluate(case(made, bid("A", 105), bid("B", 100), marks=marks))
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
    made = spec(
        marked("q", 31, parent="g"),
        priced(69),
        groups=(Group("g", "value_for_money", F(31)),),
        total_points=F(100),
        rounding=Rounding("subtotal", 0),
    )

    result = evaluate(case(made, bid("A", 1), marks=[agreed("q", 2)]))

    assert (result.subtotals, result.totals) == ({"g": {"A": F(12)}}, {"A": F(81)})


def test_bids_level_only_after_rounding_tie():
    made = spec(priced(100), rounding=Rounding("total", 0), tie_chain=("lower_price", "draw"))

    result = evaluate(case(made, bid("A", 1000), bid("B", 1001)))

    assert [(place.bid, place.figure, place.tie_path[0].key) for place in result.order] == [
        ("A", F(100), "1000"),
        ("B", F(100), "1001"),
    ]


# --- ties and prices ---


@pytest.mark.parametrize("node", ["g", "q"])
def test_tie_goes_to_the_bid_with_more_points_for_a_group_or_a_criterion(node):
    made = spec(
        marked("q", 60, parent="g"),
        priced(40),
        groups=(Group("g", "value_for_money", F(60)),),
        total_points=F(100),
        tie_chain=(f"higher_group({node})", "draw"),
    )

    result = evaluate(case(made, bid("A", 100), bid("B", 250), marks=[agreed("q", 3, 5)]))

    assert [(place.bid, place.figure, place.tie_path[0].key) for place in result.order] == [
        ("B", F(76), "60"),
        ("A", F(76), "36"),
    ]


def test_ruled_price_is_used_and_named():
    given = two()

    result = evaluate(replace(given, facts=replace(given.facts, rulings=(ruling("use_price", "B", "price", 100),))))

    assert figures(result) == {"B": F(100), "A": F(88)}
    assert result.cells[3].inputs == ("ruling:r1",)


def test_group_with_a_price_that_earns_no_points_has_no_subtotal():
    made = spec(
        marked("q", 60, parent="g"),
        priced(40, parent="g"),
        groups=(Group("g", "value_for_money", F(100)),),
        total_points=F(100),
        formula="lowest_price",
    )

    assert evaluate(case(made, bid("A", 1), marks=[agreed("q", 1)])).subtotals == {}


# --- quality alone; again and again ---


def test_quality_is_assessed_without_any_price():
    """87654.32 is what must not show: the price is missing for one bid, and stands in no cell of the other."""
    made = spec(marked("q", 60, minimum=Minimum(F(2), "mark")), priced(40))
    secret = PriceFacts(F("87654.32"), "EUR")

    found = assess_quality(case(made, bid("A", prices={"price": secret}), bid("B"), marks=[agreed("q", 4, 1)]))

    assert (found.scored, found.admissible, found.totals) == (("A", "B"), ("A",), {"A": F(48)})
    assert [exclusion.bid for exclusion in found.excluded] == ["B"]
    assert [cell.points for cell in found.cells] == [F(48), F(12)]
    assert "8765432" not in repr(found)


def test_quality_with_gaps_is_incomplete():
    assert isinstance(assess_quality(case(two().spec, bid("A"))), Incomplete)


def test_assessed_case_is_compared_again_under_another_price():
    given = two()
    held = assessed(given)

    again = held.again(prices={("A", "price"): F(50)})

    facts = replace(given.facts, bids=(bid("A", 50), given.facts.bids[1]))
    fresh = evaluate(replace(given, facts=facts))
    assert (again.figures, again.order) == (fresh.figures, fresh.order)


def test_assessed_case_is_compared_again_without_a_bid():
    held = assessed(two())

    assert figures(held.again(without=["A"])) == {"B": F(100)}
    assert held.again() == evaluate(two())


def test_assessed_case_that_turns_out_undefined_is_incomplete():
    result = assessed(two()).again(prices={("A", "price"): F(0)})

    assert [gap.kind for gap in result.gaps] == ["zero_price"]


def test_case_with_gaps_cannot_be_assessed():
    assert isinstance(assessed(case(two().spec, bid("A"))), Incomplete)
