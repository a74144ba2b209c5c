from fractions import Fraction as F

import pytest

from scoring.judging import assess_quality, evaluate
from scoring.results import CellTrace, Exclusion, Gap, Incomplete
from scoring.types import Band, Curve, KpiRule, Leaf
from tests.scoring.build import bid, case, priced, ruling, spec

UP = KpiRule("availability", "up", F(99), F(100), F(3), backed=True)
DOWN = KpiRule("repair", "down", F(8), F(4), F(1), backed=True)


def leaf(*kpis, points=10, **more):
    return Leaf("kpis", "performance", F(points), "formula", "offer", kpis=kpis, **more)


def quality(criterion, *bids, rulings=()):
    return assess_quality(case(spec(criterion, priced(90)), *bids, rulings=rulings))


def offers(*values):
    return [bid(name, 1, offers={"kpis": value}) for name, value in zip("ABCD", values, strict=False)]


def shares(assessment):
    return {cell.bid: cell.share for cell in assessment.cells}


def test_offers_earn_by_weight_from_minimum_to_best():
    judgement = quality(leaf(UP, DOWN), bid("A", 1, offers={"availability": F("99.5"), "repair": F(5)}))

    expected = CellTrace("A", "kpis", None, F(9, 16), F(90, 16), "kpi", ("offer:availability=199/2", "offer:repair=5"))
    assert judgement.cells == (expected,)


def test_offer_beyond_the_best_earns_no_more():
    assessment = quality(leaf(DOWN), bid("A", 1, offers={"repair": F(1)}), bid("B", 1, offers={"repair": F(4)}))

    assert shares(assessment) == {"A": F(1), "B": F(1)}


def test_offer_at_the_minimum_earns_nothing_and_stays_in():
    assessment = quality(leaf(UP), bid("A", 1, offers={"availability": F(99)}))

    assert (shares(assessment), assessment.excluded) == ({"A": F(0)}, ())


@pytest.mark.parametrize(("kpi", "offer"), [(UP, F("98.9")), (DOWN, F(9))])
def test_offer_short_of_the_minimum_excludes(kpi, offer):
    judgement = quality(leaf(kpi), bid("A", 1, offers={kpi.code: offer}))

    assert judgement.scored == ()
    assert judgement.excluded == (Exclusion("A", "offer", f"kpis/{kpi.code}", "below_minimum", offer, kpi.minimum),)


def test_missing_offer_is_a_gap_for_each_indicator():
    assessment = quality(leaf(UP, DOWN), bid("A", 1, offers={"repair": None}))

    assert assessment == Incomplete(
        (Gap("A", "kpis", "missing", "offer:availability"), Gap("A", "kpis", "missing", "offer:repair"))
    )


def test_published_neutral_share_stands_for_no_record():
    assessment = quality(leaf(UP, neutral=F(1, 2)), bid("A", 1))

    assert assessment.cells == (CellTrace("A", "kpis", None, F(1, 2), F(5), "kpi", ("offer:availability=neutral",)),)


def test_ruled_share_stands_before_the_offer():
    judgement = quality(
        leaf(UP), bid("A", 1, offers={"availability": F(100)}), rulings=[ruling("mark_is", "A", "kpis", F(1, 4))]
    )

    assert judgement.cells[0].share == F(1, 4)
    assert judgement.cells[0].inputs == ("ruling:r1", "before:1", "offer:availability=100")


# --- one offer on a curve ---


def curve(kind, direction="up", **more):
    return leaf(curve=Curve(kind, direction, **more))


def test_linear_curve_is_clipped():
    assessment = quality(curve("linear", minimum=F(20), best=F(10)), *offers(F(25), F(15), F(5)))

    assert shares(assessment) == {"A": F(0), "B": F(1, 2), "C": F(1)}


def test_lookup_counts_lower_ends_in_and_upper_ends_out():
    bands = (Band(None, F(10), F(0)), Band(F(10), F(20), F(1, 2)), Band(F(20), None, F(1)))

    judgement = quality(curve("lookup", bands=bands), *offers(F("9.99"), F(10), F(20)))

    assert shares(judgement) == {"A": F(0), "B": F(1, 2), "C": F(1)}
    assert judgement.cells[0].rule == "curve_lookup"


@pytest.mark.parametrize(("direction", "expected"), [("up", (F(1, 2), F(1))), ("down", (F(1), F(1, 2)))])
def test_relative_curve_compares_with_the_best(direction, expected):
    assessment = quality(curve("relative", direction), *offers(F(10), F(20)))

    assert shares(assessment) == {"A": expected[0], "B": expected[1]}


@pytest.mark.parametrize("kind", ["linear", "relative"])
def test_no_offer_on_a_curve_is_a_gap(kind):
    criterion = curve(kind, minimum=F(0), best=F(1))

    assert quality(criterion, *offers(None)) == Incomplete((Gap("A", "kpis", "missing", "offer"),))
    assert quality(criterion, *offers(F(1), None)) == Incomplete((Gap("B", "kpis", "missing", "offer"),))


def test_neutral_share_stands_on_a_curve():
    assessment = quality(leaf(curve=Curve("relative"), neutral=F(1, 3)), *offers(F(2), None))

    assert [(cell.share, cell.inputs) for cell in assessment.cells] == [
        (F(1), ("offer=2", "best=2")),
        (F(1, 3), ("offer:neutral",)),
    ]


@pytest.mark.parametrize(("direction", "values"), [("up", (F(0), F(0))), ("down", (F(0), F(5))), ("up", (F(-1), F(5)))])
def test_relative_curve_without_a_ratio_is_undefined(direction, values):
    assessment = quality(curve("relative", direction), *offers(*values))

    assert assessment == Incomplete(tuple(Gap(name, "kpis", "undefined", "no_ratio") for name in "AB"))


def test_relative_curve_is_computed_again_without_an_excluded_bid():
    lot_spec = spec(curve("relative"), priced(90))
    bids = [bid("A", 1, offers={"kpis": F(10)}), bid("B", 1, offers={"kpis": F(20)})]

    before = evaluate(case(lot_spec, *bids))
    less = evaluate(case(lot_spec, *bids, rulings=[ruling("exclude", "B", text="bribery")]))

    assert [(cell.bid, cell.share) for cell in before.cells if cell.leaf == "kpis"] == [("A", F(1, 2)), ("B", F(1))]
    assert [(cell.bid, cell.share) for cell in less.cells if cell.leaf == "kpis"] == [("A", F(1))]
