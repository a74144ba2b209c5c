"""One answer to whether rivals can move marks or the order of bids, and every place that says so says the same."""

from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import price
from scoring.independence import independence
from scoring.judging import evaluate
from scoring.price import Independence, WhyDependent
from scoring.results import Caution, Incomplete
from scoring.robustness.frame import independent
from scoring.study.cautions import cautions
from scoring.study.design import Candidate, Design
from scoring.study.design import spec as study_spec
from scoring.types import Curve, Leaf, Minimum, Rounding
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, priced, scale, spec
from tests.scoring.inputs import shared_case
from tests.scoring.price.build import PARAMS

NO_FLOOR = {"A": "2", "floor": "none"}
LEAST = Minimum(F(1, 10), "share")


def of(formula, params=None, **more):
    return independence(spec(marked("q", 60), priced(40), formula=formula, params=params or {}, **more))


def test_a_loser_decides_under_the_default_floor_and_it_is_said(shared):
    lot_case = shared_case(shared, "log_lowest_floor_order")
    without_loser = replace(lot_case.facts, bids=lot_case.facts.bids[:2])
    marks = (replace(lot_case.facts.marks[0], values=lot_case.facts.marks[0].values[:2]),)

    before = evaluate(lot_case)
    less = evaluate(replace(lot_case, facts=replace(without_loser, marks=marks)))

    assert (before.winner, less.winner) == ("A", "B")
    assert before.cautions == (Caution("order_depends_on_rivals", "log_lowest"),)


@pytest.mark.parametrize(
    ("answer", "mark", "because"),
    [
        (of("fixed_linear", {"Pmin": "1", "Pmax": "2"}), True, ()),
        (of("relative_lowest"), False, ("formula",)),
        (of("log_lowest", {"A": "2"}), False, ("levels",)),
        (of("log_lowest", NO_FLOOR), False, ()),
        (of("log_lowest", NO_FLOOR, rounding=Rounding("total", 0)), False, ("rounding",)),
        (of("log_lowest", NO_FLOOR, rounding=Rounding("each_mark", 0)), False, ()),
        (of("fixed_linear", {"Pmin": "1", "Pmax": "2"}, rounding=Rounding("total", 0)), True, ()),
        (of("fixed_linear", {"Pmin": "1", "Pmax": "2"}, scaling="best"), False, ("scaling",)),
        (of("relative_lowest", scaling="best"), False, ("formula", "scaling")),
        (of("quality_per_price", quality_minimum=LEAST), True, ()),
        (of("quality_per_price", {"band": "5"}, quality_minimum=LEAST), False, ("levels",)),
        (of("quality_per_price", {"k": "3"}, quality_minimum=LEAST), False, ("levels",)),
        (of("relative_value_cost"), False, ()),
        (of("relative_value_cost", rounding=Rounding("each_leaf", 0)), False, ()),
        (of("relative_value_cost", rounding=Rounding("total", 0)), False, ("rounding",)),
    ],
)
def test_formula_parameters_rounding_and_scaling_decide(answer, mark, because):
    assert answer == Independence(mark, tuple(WhyDependent(why) for why in because))
    assert answer.order is (because == ())


def test_a_curve_against_the_best_offer_makes_any_method_depend():
    offer = Leaf("o", "performance", F(60), "formula", "offer", curve=Curve("relative"))
    lot_spec = spec(offer, priced(40), formula="fixed_linear", params={"Pmin": "1", "Pmax": "2"})

    outcome = evaluate(case(lot_spec, *(bid(name, 1, offers={"o": F(1)}) for name in "AB")))

    assert independence(lot_spec) == Independence(False, (WhyDependent.CURVE,))
    assert outcome.cautions == (Caution("order_depends_on_rivals", "fixed_linear"),)


def test_parameters_of_each_priced_criterion_count():
    parts = priced(20, "a", params={"floor": "none"}), priced(20, "b")
    lot_spec = spec(marked("q", 60), *parts, formula="log_lowest", params={"A": "2"})

    assert independence(lot_spec) == Independence(False, (WhyDependent.LEVELS,))


IN_STUDIES = [name for name, formula in price.FORMULAS.items() if formula.studied and not formula.only_imported]
STUDIED = PARAMS | {"monetised_quality": {"values": {"quality": "50"}}}


@pytest.mark.parametrize("name", IN_STUDIES)
@pytest.mark.parametrize("more", [{}, {"floor": "none"}, {"band": "5"}])
def test_study_annex_and_result_say_the_same_of_a_method(name, more):
    params = STUDIED[name] | {key: value for key, value in more.items() if key in price.FORMULAS[name].params}
    candidate = Candidate("A", name, params, quality_minimum=F(1, 10))
    design = Design(F(70), (candidate,), ())
    method_spec = study_spec(design, candidate)
    bids = [bid(letter, 100, offers={"quality": F(1)}) for letter in "AB"]

    keys = {sentence.key for sentence in cautions(design, candidate)}
    codes = {caution.code for caution in evaluate(case(method_spec, *bids, seed="study")).cautions}

    depends = not independence(method_spec).order
    assert ("study.order_depends" in keys, not independent(method_spec), "order_depends_on_rivals" in codes) == (
        depends,
    ) * 3


# Everything that an order may hang on, tried: where independence is claimed no loser that leaves turns two others round.
@settings(max_examples=examples(120), deadline=None)
@given(
    name=st.sampled_from([name for name in sorted(PARAMS) if price.FORMULAS[name].studied]),
    floor=st.sampled_from(["0", "10", "none"]),
    rounding=st.sampled_from([Rounding(), Rounding("each_mark", 0), Rounding("each_leaf", 0), Rounding("total", 0)]),
    scaling=st.sampled_from(["none", "best"]),
    prices=st.lists(st.integers(30, 130), min_size=3, max_size=4),
    data=st.data(),
)
def test_where_the_order_is_called_independent_no_loser_turns_it(name, floor, rounding, scaling, prices, data):
    formula = price.FORMULAS[name]
    quality = 30 if name == "features" else 60
    lot_spec = spec(
        marked("q", quality),
        priced(100 - quality),
        formula=name,
        params=PARAMS[name] | ({"floor": floor} if "floor" in formula.params else {}),
        rounding=rounding,
        scaling=scaling if formula.kind == "points" else "none",
        scales=(scale(10),),
        quality_minimum=Minimum(F(0)) if formula.needs_quality_minimum else None,
        tie_chain=("lower_price", "draw"),
        origin="imported",
    )
    marks = data.draw(st.lists(st.integers(1, 10), min_size=len(prices), max_size=len(prices)))
    bids = [bid(letter, amount) for letter, amount in zip("ABCD", prices, strict=False)]
    if not independence(lot_spec).order:
        return

    before = evaluate(case(lot_spec, *bids, marks=[agreed("q", *marks)]))
    less = evaluate(case(lot_spec, *bids[:-1], marks=[agreed("q", *marks[:-1])]))

    if not isinstance(before, Incomplete) and not isinstance(less, Incomplete):
        gone = bids[-1].id
        assert [place.bid for place in less.order] == [place.bid for place in before.order if place.bid != gone]
