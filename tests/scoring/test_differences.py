from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings

import scoring
from scoring import BidDifference, CriterionLead, Outcome, Rounding, differences, evaluate
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, priced, spec, two
from tests.scoring.robustness.lots import ROUNDINGS, lots


def test_every_criterion_has_its_exact_signed_difference_the_largest_lead_first():
    lot_spec = spec(marked("p", 10), marked("q", 20), marked("r", 30), priced(40))
    marks = [agreed("p", 5, 4), agreed("q", 2, 4), agreed("r", 4, 4)]

    result = evaluate(case(lot_spec, bid("A", 90), bid("B", 120), marks=marks))

    assert differences(result) == (
        BidDifference(
            first="A",
            bid="B",
            leads=(CriterionLead("price", F(10)), CriterionLead("p", F(2)), CriterionLead("q", F(-8))),
            equal=("r",),
            points=F(4),
            gap=F(4),
            rounding=F(0),
            price=F(-30),
        ),
    )
    assert not differences(result)[0].everywhere


def test_who_is_level_or_ahead_under_every_criterion_is_ahead_everywhere():
    lot_spec = spec(marked("p", 60), priced(40))

    [difference] = differences(evaluate(case(lot_spec, bid("A", 90), bid("B", 90), marks=[agreed("p", 5, 4)])))

    assert difference.everywhere
    assert difference.equal == ("price",)


def test_what_rounding_adds_to_the_sum_is_said():
    lot_spec = spec(marked("p", 60), priced(40), rounding=Rounding("total", 0))

    [difference] = differences(evaluate(case(lot_spec, bid("A", 100), bid("B", 111), marks=[agreed("p", 4, 4)])))

    assert (difference.points, difference.gap, difference.rounding) == (F(440, 111), F(4), F(4, 111))


@pytest.mark.parametrize(
    ("formula", "gap"), [("lowest_price", F(-25)), ("adjusted_bid", F(0)), ("quality_per_price", F(0))]
)
def test_a_figure_that_is_no_points_leaves_the_price_out_of_the_leads(formula, gap):
    lot_case = two(formula=formula, quality_minimum=scoring.Minimum(F(0)))

    [difference] = differences(evaluate(lot_case))

    assert [lead.leaf for lead in difference.leads] == ["q"]
    assert (abs(difference.points), difference.gap, difference.rounding) == (F(12), gap, None)
    assert abs(difference.price) == F(25)


def test_nobody_and_one_bid_differ_from_nobody():
    lot_spec = spec(marked("q", 60, minimum=scoring.Minimum(F(3), "mark")), priced(40))

    alone, nobody = (evaluate(case(lot_spec, bid("A", 1), marks=[agreed("q", mark)])) for mark in (3, 2))

    assert (differences(alone), differences(nobody)) == ((), ())


@given(lots(rounding=Rounding("subtotal", 1)), ROUNDINGS)
@settings(max_examples=examples(100), deadline=None)
def test_leads_and_rounding_add_up_to_what_parts_the_figures(lot_case, rounding):
    result = evaluate(replace(lot_case, spec=replace(lot_case.spec, rounding=rounding)))
    if not isinstance(result, Outcome) or not result.order:
        return
    first = result.order[0].bid

    assert [difference.bid for difference in differences(result)] == [place.bid for place in result.order[1:]]
    for difference in differences(result):
        assert difference.points == sum((lead.points for lead in difference.leads), F(0))
        assert difference.gap == result.figures[first] - result.figures[difference.bid]
        assert difference.leads == tuple(sorted(difference.leads, key=lambda lead: -lead.points))
        assert {lead.leaf for lead in difference.leads}.isdisjoint(difference.equal)
        if result.kind == "points":
            assert difference.points + difference.rounding == difference.gap
            assert {lead.leaf for lead in difference.leads} | set(difference.equal) == {"p", "q", "price"}
