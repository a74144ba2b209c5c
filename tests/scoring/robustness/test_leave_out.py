from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.judging import evaluate
from scoring.results import Incomplete
from scoring.robustness import openness
from scoring.robustness.annex import LeftOut, Openness, Without
from scoring.robustness.frame import independent, lot, winner_of
from scoring.robustness.leave_out import without_bids, without_evaluators
from scoring.types import Curve, Interface, InterfaceMark, Leaf, MarkColumn, Rounding
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, panel, priced, ruling, scale, spec
from tests.scoring.four import CASE
from tests.scoring.robustness.lots import PARAMS, ROUNDINGS, judged, lots, with_formula, without_bid


def reversal():
    """The smallest one of SCORING §4: A 120/q100, B 100/q90, C 80/q70 under 40/60 and the lowest price over the price."""
    lot_spec = spec(marked("q", 60, scale="h"), priced(40), scales=(scale(100, "h"),))
    return case(lot_spec, bid("A", 120), bid("B", 100), bid("C", 80), marks=[agreed("q", 100, 90, 70)])


def test_smallest_reversal_is_found():
    frame = judged(reversal())

    assert frame.evaluation.figures == {"A": F(260, 3), "B": F(86), "C": F(82)}
    assert without_bids(frame) == (LeftOut(2, (Without("C", "B"),)), 2)


def by_force(lot_case):
    frame = judged(lot_case)
    winners = [(name, winner_of(evaluate(without_bid(lot_case, name)))) for name in frame.rivals]
    return tuple(Without(name, winner) for name, winner in winners if winner != frame.winner)


@settings(max_examples=examples(80), deadline=None)
@given(lot_case=lots(most=6), rounding=ROUNDINGS, scaling=st.sampled_from(("none", "best")))
def test_losers_that_change_the_winner_are_those_of_judging_without_each(lot_case, rounding, scaling):
    points = lot_case.spec.price_formula in {
        "fixed_linear",
        "relative_lowest",
        "min_max",
        "bilinear_mean",
        "log_lowest",
    }
    lot_case = replace(lot_case, spec=replace(lot_case.spec, rounding=rounding, scaling=scaling if points else "none"))

    assert without_bids(judged(lot_case))[0].changes == by_force(lot_case)


@pytest.mark.parametrize("direction", ["up", "down"])
@settings(max_examples=examples(16), deadline=None)
@given(
    offers=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    prices=st.lists(st.integers(60, 140), min_size=4, max_size=4),
)
def test_losers_with_whom_offers_are_compared_are_looked_at(direction, offers, prices):
    leaf = Leaf("o", "performance", F(50), "formula", "offer", curve=Curve("relative", direction), neutral=None)
    lot_spec = spec(leaf, priced(50), formula="fixed_linear", params={"Pmin": "50", "Pmax": "150"})
    names = zip("ABCD", prices, offers, strict=True)
    lot_case = case(lot_spec, *(bid(name, price, offers={"o": F(offer)}) for name, price, offer in names))

    assert without_bids(judged(lot_case))[0].changes == by_force(lot_case)


def test_nothing_is_compared_where_no_offer_is_made():
    leaf = Leaf("o", "performance", F(10), "formula", "offer", curve=Curve("relative"), neutral=F(1, 2))
    lot_case = case(spec(leaf, priced(90), formula="relative_lowest"), bid("A", 1), bid("B", 2))

    assert without_bids(judged(lot_case))[0] == LeftOut(1, ())


@settings(max_examples=examples(60), deadline=None)
@given(lot_case=lots())
def test_where_no_loser_can_change_the_winner_judging_without_each_agrees(lot_case):
    left_out, _ = without_bids(judged(lot_case))

    assert left_out.independent == independent(lot_case.spec)
    assert not left_out.independent or (left_out.tried, by_force(lot_case)) == (0, ())


def test_independence_is_that_of_the_whole_method():
    steady = {
        "fixed_linear",
        "reference_price",
        "below_base",
        "lookup",
        "monetised_quality",
        "lowest_price",
        "features",
    }
    formulas = {formula for formula in PARAMS if independent(with_formula(formula))}

    assert formulas >= steady | {"log_lowest", "relative_value_cost", "quality_per_price"}
    assert not formulas & {
        "relative_lowest",
        "min_max",
        "bilinear_mean",
        "utility_index",
        "base_relative",
        "scaled_lowest",
    }
    assert not independent(with_formula("log_lowest", params={"A": "4"}))
    assert not independent(with_formula("quality_per_price", params={"band": "5"}))
    assert not independent(with_formula("fixed_linear", scaling="best"))
    assert not independent(with_formula("log_lowest", rounding=Rounding("total", 0)))


def test_many_bids_limit_who_is_left_out_where_the_mean_counts():
    marks = [agreed(leaf, *[1 + number % 5 for number in range(250)]) for leaf in ("p", "q")]
    lot_spec = with_formula("bilinear_mean", panel_method="consensus")
    frame = judged(case(lot_spec, *(bid(f"B{number:03}", 100 + number % 40) for number in range(250)), marks=marks))

    variants, covers = without_bids(frame)

    assert (variants.tried, covers) == (40, 40)


# --- evaluators ---


def three(*rows, method="mean", agreed_marks=()):
    lot_spec = spec(marked("q", 60), priced(40), panel_method=method, tie_chain=("lower_price", "draw"))
    names = ("E1", "E2", "E3", *(["consensus"] if agreed_marks else []))
    values = [
        mark for row, extra in zip(rows, agreed_marks or [()] * len(rows), strict=True) for mark in (*row, *extra)
    ]
    return case(lot_spec, bid("A", 100), bid("B", 101), marks=[MarkColumn("q", 1, names, tuple(values))])


def test_evaluator_who_decides_is_named():
    lot_case = three((5, 3, 3), (3, 4, 3))

    assert without_evaluators(judged(lot_case)) == LeftOut(3, (Without("E1", "B"),), winner="A")


def test_agreed_panel_is_looked_at_through_its_members_own_marks():
    lot_case = three((5, 3, 3), (3, 4, 3), method="consensus", agreed_marks=((3,), (4,)))
    frame = judged(lot_case)

    assert frame.winner == "B"
    assert without_evaluators(frame) == LeftOut(3, (Without("E1", "B"),), individual=True, winner="A")


def test_agreed_panel_without_own_marks_has_nothing_to_leave_out():
    assert without_evaluators(judged(reversal())) == LeftOut(0, (), individual=True)


def test_evaluator_stays_where_fewer_than_two_marks_would_remain():
    lot_spec = spec(marked("q", 60), priced(40), panel_method="mean")
    lot_case = case(lot_spec, bid("A", 1), bid("B", 2), marks=[panel("q", (5, 4), (3, 2))])

    assert without_evaluators(judged(lot_case)) == LeftOut(0, (), winner="A")


def test_dropped_evaluator_is_no_longer_left_out():
    lot_case = three((5, 3, 3), (3, 4, 3))
    dropped = replace(lot_case.facts, rulings=(ruling("drop_evaluator", "", text="E2"),))

    variants = without_evaluators(judged(replace(lot_case, facts=dropped)))

    assert variants == LeftOut(0, (), winner="A")


@settings(max_examples=examples(24), deadline=None)
@given(lot_case=lots(width=3))
def test_leaving_an_evaluator_out_is_judging_by_the_marks_of_the_others(lot_case):
    left_out = without_evaluators(judged(lot_case))

    expected = []
    for name in ("E0", "E1", "E2"):
        rulings = (ruling("drop_evaluator", "", text=name),)
        winner = winner_of(evaluate(replace(lot_case, facts=replace(lot_case.facts, rulings=rulings))))
        expected += [Without(name, winner)] if winner != left_out.winner else []
    assert (left_out.tried, left_out.changes) == (3, tuple(expected))


# --- unknown facts ---


def standards(*marks):
    leaf = Leaf("os", "open_standards", F(50), "machine", "verdict")
    lot_spec = spec(
        leaf, priced(50), formula="relative_lowest", interfaces=(Interface("i", F(1)),), total_points=F(100)
    )
    return case(
        lot_spec,
        *(bid(name, price, interfaces=(mark,)) for name, price, mark in zip("AB", (100, 110), marks, strict=True)),
    )


def claim(open_share, strength=F(1)):
    return InterfaceMark("i", "proven", open_share, strength)


def test_unknown_facts_are_taken_as_0_then_as_1():
    lot_case = standards(claim(F(1), F(1, 2)), claim(F(1)))

    # A: 50 + 50 * (1/2 .. 1), B: 50 * 10/11 + 50.
    assert openness(lot_case) == Openness(1, "B", "A", {"A": F(75), "B": F(1050, 11)}, {"A": F(100), "B": F(1050, 11)})


def test_incomplete_lot_has_an_interval_too():
    lot_case = standards(claim(None), claim(F(1)))

    assert isinstance(evaluate(lot_case), Incomplete)
    assert openness(lot_case) == Openness(1, "B", "A", {"A": F(50), "B": F(1050, 11)}, {"A": F(100), "B": F(1050, 11)})


def test_known_and_closed_standards_have_no_interval():
    assert openness(standards(claim(F(0), F(1, 3)), claim(F(1)))) is None


def test_undecided_evidence_leaves_no_winner_either_way():
    lot_case = standards(claim(F(1), F(1, 2)), InterfaceMark("i", None, F(1), F(1)))

    assert openness(lot_case) == Openness(1, None, None, {}, {})


def test_judgement_of_another_case_is_refused():
    with pytest.raises(ValueError, match="it is not the judgement of this case"):
        lot(reversal(), evaluate(CASE))
