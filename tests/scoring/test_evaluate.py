from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring.errors import PointsDontTotal, Unmarked
from scoring.judging import assess_quality, assessed, evaluate
from scoring.results import Caution, CellTrace, Gap, Incomplete, Place
from scoring.types import Gate, Group, Minimum, PriceFacts
from tests.scoring.build import agreed, bid, case, figures, gone, marked, priced, ruling, spec, two

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
    lot_case = two()

    with pytest.raises(PointsDontTotal):
        evaluate(replace(lot_case, spec=replace(lot_case.spec, total_points=F(101))))


def test_money_formula_gives_figures_and_no_points():
    lot_spec = spec(marked("q", 60), priced(40), formula="lowest_price")

    result = evaluate(case(lot_spec, bid("A", 100), bid("B", 125), marks=[agreed("q", 0, 5)]))

    assert figures(result) == {"A": F(100), "B": F(125)}
    assert (result.totals, result.kind, result.best) == ({}, "money", "low")
    assert result.cells[2] == CellTrace("A", "price", F(100), None, None, "price_lowest_price")


def test_several_price_criteria_each_compare_their_own_elements():
    lot_spec = spec(priced(60, "a"), priced(40, "b", elements=("b", "c")))

    result = evaluate(case(lot_spec, bid("A", {"a": 1, "b": 1, "c": 3}), bid("B", {"a": 2, "b": 1, "c": 1})))

    assert figures(result) == {"A": F(60 + 20), "B": F(30 + 40)}


def test_money_formula_adds_all_price_elements():
    lot_spec = spec(priced(60, "a"), priced(40, "b", elements=("b", "c")), formula="lowest_price")

    result = evaluate(case(lot_spec, bid("A", {"a": 1, "b": 1, "c": 3}), bid("B", {"a": 2, "b": 1, "c": 1})))

    assert figures(result) == {"A": F(5), "B": F(4)}


def test_price_criterion_without_points_earns_none():
    lot_spec = spec(marked("q", 60), priced(40, "a"), priced(0, "b"))

    result = evaluate(case(lot_spec, bid("A", {"a": 1, "b": 1}), marks=[agreed("q", 5)]))

    assert result.cells[2] == CellTrace("A", "b", F(1), F(0), F(0), "price_relative_lowest")


# --- gaps: never a number ---


def test_missing_mark_makes_no_result():
    lot_case = two()

    result = evaluate(replace(lot_case, facts=replace(lot_case.facts, marks=(agreed("q", None, 5),))))

    assert result == Incomplete((Gap("A", "q", "missing", "mark"),))
    for name in ("totals", "order", "winner"):
        with pytest.raises(Unmarked) as caught:
            getattr(result, name)
        assert caught.value == Unmarked("evaluation", gaps=1)


@pytest.mark.parametrize("prices", [{}, {"price": None}])
def test_missing_price_makes_no_result(prices):
    lot_spec = spec(marked("q", 60), priced(40))

    result = evaluate(case(lot_spec, bid("A", 100), bid("B", prices=prices), marks=[agreed("q", 4, 5)]))

    assert result == Incomplete((Gap("B", "price", "missing", "price:price"),))


@pytest.mark.parametrize("formula", ["relative_lowest", "quality_per_price"])
def test_zero_price_is_a_gap_where_the_formula_divides_by_it(formula):
    params = {} if formula == "relative_lowest" else {"k": 4}
    lot_spec = spec(
        marked("q", 60), priced(40), formula=formula, params=params, quality_minimum=Minimum(F(1, 2), "share")
    )

    result = evaluate(case(lot_spec, bid("A", 0), bid("B", 100), marks=[agreed("q", 4, 5)]))

    assert [(gap.bid, gap.leaf, gap.kind) for gap in result.gaps] == [("A", "price", "zero_price")]


def test_all_gaps_of_all_criteria_are_named():
    lot_spec = spec(marked("p", 30), marked("q", 30), priced(40), gates=(Gate("iso"),))

    result = evaluate(case(lot_spec, bid("A"), bid("B", gates={"iso": True}), marks=[agreed("q", 1, None)]))

    assert result.gaps == (
        Gap("A", "iso", "missing", "answer"),
        Gap("A", "p", "missing", "mark"),
        Gap("B", "p", "missing", "mark"),
        Gap("B", "q", "missing", "mark"),
    )


def test_tie_that_the_chain_does_not_part_is_a_gap():
    lot_spec = spec(priced(100), tie_chain=("lower_price",), origin="imported")

    result = evaluate(case(lot_spec, bid("A", 5), bid("B", 5)))

    assert result.gaps == tuple(Gap(name, "", "unresolved_tie", "chain_ended") for name in "AB")


# --- the reference set ---


def test_nobody_admissible_gives_no_order():
    lot_case = two()
    out = [ruling("exclude", "A"), ruling("exclude", "B", number="r2")]

    result = evaluate(replace(lot_case, facts=replace(lot_case.facts, rulings=tuple(out))))

    assert (result.order, result.winner, result.reference) == ((), None, ())
    assert Caution("no_admissible_bid") in result.cautions


def test_last_bid_excluded_by_price_gives_no_order():
    lot_spec = spec(priced(100, minimum=Minimum(F(10))), formula="fixed_linear", params={"Pmin": "0", "Pmax": "100"})

    result = evaluate(case(lot_spec, bid("A", 99)))

    assert (result.order, gone(result)) == ((), {"A": ("leaf", "price")})


def test_no_bids_give_no_order():
    assert evaluate(case(two().spec, marks=[agreed("q")])).order == ()


def test_single_bid_is_scored_and_its_relative_marks_carry_no_information():
    result = evaluate(case(two().spec, bid("A", 7), marks=[agreed("q", 5)]))

    assert figures(result) == {"A": F(100)}
    assert result.cautions[1:] == (Caution("single_bid", "A"), Caution("no_information", "A"))


def test_single_bid_under_an_absolute_formula_is_no_more_than_single():
    lot_spec = spec(priced(100), formula="fixed_linear", params={"Pmin": "0", "Pmax": "10"})

    assert evaluate(case(lot_spec, bid("A", 7))).cautions == (Caution("single_bid", "A"),)


# --- ties and prices ---


@pytest.mark.parametrize("node", ["g", "q"])
def test_tie_goes_to_the_bid_with_more_points_for_a_group_or_a_criterion(node):
    lot_spec = spec(
        marked("q", 60, parent="g"),
        priced(40),
        groups=(Group("g", "value_for_money", F(60)),),
        total_points=F(100),
        tie_chain=(f"higher_group({node})", "draw"),
    )

    result = evaluate(case(lot_spec, bid("A", 100), bid("B", 250), marks=[agreed("q", 3, 5)]))

    assert [(place.bid, place.figure, place.tie_path[0].key) for place in result.order] == [
        ("B", F(76), "60"),
        ("A", F(76), "36"),
    ]


def test_ruled_price_is_used_and_named():
    lot_case = two()

    result = evaluate(
        replace(lot_case, facts=replace(lot_case.facts, rulings=(ruling("use_price", "B", "price", 100),)))
    )

    assert figures(result) == {"B": F(100), "A": F(88)}
    assert result.cells[3].inputs == ("ruling:r1",)


def test_group_with_a_price_that_earns_no_points_has_no_subtotal():
    lot_spec = spec(
        marked("q", 60, parent="g"),
        priced(40, parent="g"),
        groups=(Group("g", "value_for_money", F(100)),),
        total_points=F(100),
        formula="lowest_price",
    )

    assert evaluate(case(lot_spec, bid("A", 1), marks=[agreed("q", 1)])).subtotals == {}


# --- quality alone; again and again ---


def test_quality_is_assessed_without_any_price():
    """87654.32 is what must not show: the price is missing for one bid, and stands in no cell of the other."""
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(2), "mark")), priced(40))
    secret = PriceFacts(F("87654.32"), "EUR")

    quality = assess_quality(case(lot_spec, bid("A", prices={"price": secret}), bid("B"), marks=[agreed("q", 4, 1)]))

    assert (quality.scored, quality.admissible, quality.totals) == (("A", "B"), ("A",), {"A": F(48)})
    assert [exclusion.bid for exclusion in quality.excluded] == ["B"]
    assert [cell.points for cell in quality.cells] == [F(48), F(12)]
    assert "8765432" not in repr(quality)


def test_quality_with_gaps_is_incomplete():
    assert isinstance(assess_quality(case(two().spec, bid("A"))), Incomplete)


def test_assessed_case_is_compared_again_under_another_price():
    lot_case = two()
    assessment = assessed(lot_case)

    again = assessment.again(prices={("A", "price"): F(50)})

    facts = replace(lot_case.facts, bids=(bid("A", 50), lot_case.facts.bids[1]))
    fresh = evaluate(replace(lot_case, facts=facts))
    assert (again.figures, again.order) == (fresh.figures, fresh.order)


def test_assessed_case_is_compared_again_without_a_bid():
    assessment = assessed(two())

    assert figures(assessment.again(without=["A"])) == {"B": F(100)}
    assert assessment.again() == evaluate(two())


def test_assessed_case_that_turns_out_undefined_is_incomplete():
    result = assessed(two()).again(prices={("A", "price"): F(0)})

    assert [gap.kind for gap in result.gaps] == ["zero_price"]


def test_case_with_gaps_cannot_be_assessed():
    assert isinstance(assessed(case(two().spec, bid("A"))), Incomplete)
