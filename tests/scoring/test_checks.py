from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring import errors
from scoring.checks import check
from scoring.types import (
    AltRule,
    Band,
    Basis,
    Curve,
    Gate,
    Group,
    Interface,
    KpiRule,
    Leaf,
    MarkScale,
    Minimum,
    Rate,
    Rounding,
    ScaleLevel,
)
from tests.scoring.build import committed as spec
from tests.scoring.build import marked, priced
from tests.scoring.inputs import shared_case

KPI = KpiRule("up", "up", F(99), F(100), F(1), backed=True)


def offer(points=60, **more):
    return Leaf("o", "performance", F(points), "formula", "offer", **({"kpis": (KPI,)} | more))


def verdict(**more):
    return Leaf("v", "open_standards", F(60), "machine", "verdict", **more)


def lookup(*bands):
    return offer(kpis=(), curve=Curve("lookup", bands=bands))


def bad(where, why):
    return errors.BadParameter(where, why=why)


GOOD = {
    "marks and a relative price": spec(marked("q", 60), priced(40)),
    "a group": spec(
        marked("q", 60, parent="g"),
        priced(40, parent="g"),
        groups=(Group("g", "value_for_money", F(100)),),
        total_points=F(100),
    ),
    "an indicator": spec(offer(), priced(40)),
    "a curve": spec(offer(kpis=(), curve=Curve("linear", minimum=F(1), best=F(0))), priced(40)),
    "bands": spec(lookup(Band(None, F(1), F(0)), Band(F(1), F(2), F(1)), Band(F(2), None, F(1))), priced(40)),
    "interfaces": spec(verdict(), priced(40), interfaces=(Interface("a", F(1), 4),)),
    "an import without a draw": spec(
        marked("q", 60), priced(40), origin="imported", tie_chain=(), basis=Basis("UAH", "")
    ),
    "a tie by group": spec(marked("q", 60), priced(40), tie_chain=("higher_group(q)", "lower_price", "draw")),
    "rates": spec(priced(100), basis=Basis("EUR", rates=(Rate("SEK", F(1, 11), "2026-03-01", "ECB"),))),
    "VAT that cannot be recovered": spec(
        priced(100), basis=Basis("EUR", "net_plus_nonrecoverable", nonrecoverable=F(1, 2))
    ),
    "a minimum before the price": spec(
        marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40), quality_minimum=Minimum(F(1, 2), "share")
    ),
    "past performance": spec(offer(10, neutral=F(1, 2)), priced(90)),
    "an import whose draw has no fingerprint": spec(priced(100), origin="imported", seed_sha256=""),
    "a rule for abnormally low tenders": spec(priced(100), alt_rule=AltRule("mean_of_others", {"x": "0.4"})),
    "a criterion's own parameters": spec(
        priced(50, "a", params={"Pmax": "9"}),
        priced(50, "b", params={"Pmax": "8"}),
        formula="fixed_linear",
        params={"Pmin": "0"},
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_specification_in_order_has_no_problem(name):
    assert check(GOOD[name]) == []


Q, P = marked("q", 60), priced(40)
USD = Rate("USD", F(9, 10), "2026-01-01", "ECB")

FAULTS = {
    "an id twice": (spec(Q, Q, P), errors.DuplicateMark("nodes", what="q")),
    "a gate's id twice": (spec(Q, P, gates=(Gate("q"),)), errors.DuplicateMark("nodes", what="q")),
    "a scale twice": (
        spec(Q, P, scales=(*GOOD["interfaces"].scales, *GOOD["interfaces"].scales)),
        errors.DuplicateMark("scales", what="s"),
    ),
    "no criteria": (spec(), bad("leaves", "a specification has at least one criterion with points")),
    "an unknown parent": (spec(replace(Q, parent="z"), P), errors.UnknownLeaf("nodes/q", leaf="z")),
    "an unknown formula": (spec(Q, P, formula="dice"), errors.UnknownFormula("price_formula", formula="dice")),
    "points that are no total": (
        spec(Q, P, total_points=F(101)),
        errors.PointsDontTotal("total_points", given=F(100), wanted=F(101)),
    ),
    "a group that is no total": (
        spec(replace(Q, parent="g"), P, groups=(Group("g", "performance", F(61)),), total_points=F(101)),
        errors.PointsDontTotal("groups/g", given=F(60), wanted=F(61)),
    ),
    "negative points": (
        spec(marked("q", -1), priced(40)),
        bad("nodes/q/points", "points are never negative"),
    ),
    "a float as points": (
        spec(replace(Q, points=60.0), P, total_points=F(100)),
        errors.FloatRefused("leaves/q/points", given="60.0"),
    ),
    "nothing to earn": (spec(priced(0)), bad("total_points", "there is something to earn")),
    "one level": (
        spec(Q, P, scales=(MarkScale("s", (ScaleLevel(F(0)),)),)),
        errors.ScaleNotOrdered("scales/s"),
    ),
    "levels that fall": (
        spec(Q, P, scales=(MarkScale("s", (ScaleLevel(F(2)), ScaleLevel(F(1)))),)),
        errors.ScaleNotOrdered("scales/s"),
    ),
    "a negative level": (
        spec(Q, P, scales=(MarkScale("s", (ScaleLevel(F(-1)), ScaleLevel(F(1)))),)),
        errors.ScaleNotOrdered("scales/s"),
    ),
    "an unknown family": (
        spec(replace(Q, family="beauty"), P),
        bad(
            "leaves/q/family",
            "'beauty' is not one of interoperability, open_standards, value_for_money, performance",
        ),
    ),
    "an unknown kind": (
        spec(replace(Q, kind="magic"), P),
        bad("leaves/q/kind", "'magic' is not one of scored, machine, formula"),
    ),
    "an unknown input": (
        spec(replace(Q, input="smell"), P),
        bad("leaves/q/input", "'smell' is not one of mark, verdict, offer, cost, price"),
    ),
    "an unknown family of a group": (
        spec(Q, P, groups=(Group("g", "beauty", F(0)),)),
        bad(
            "groups/g/family",
            "'beauty' is not one of interoperability, open_standards, value_for_money, performance",
        ),
    ),
    "no scale": (spec(replace(Q, scale=None), P), errors.UnknownLeaf("leaves/q/scale", leaf=None)),
    "no interface": (
        spec(verdict(), P),
        bad("leaves/v/interfaces", "it reads at least one interface, each with a weight above 0"),
    ),
    "an unknown interface": (
        spec(verdict(interfaces=("a", "z")), P, interfaces=(Interface("a", F(1)),)),
        errors.UnknownLeaf("leaves/v/interfaces", leaf="z"),
    ),
    "evidence in another family": (
        spec(replace(verdict(), family="performance"), P, interfaces=(Interface("a", F(1)),)),
        bad("leaves/v/family", "evidence about interfaces earns points in its two families only"),
    ),
    "an unknown rung": (
        spec(verdict(), P, interfaces=(Interface("a", F(1), 5),)),
        bad("interfaces/a/min_rung", "5 is not one of 0, 1, 2, 3, 4"),
    ),
    "an offer without a rule": (
        spec(offer(kpis=()), P),
        bad("leaves/o", "an offer is judged by indicators or by a curve, one of the two"),
    ),
    "an unknown direction": (
        spec(offer(kpis=(replace(KPI, direction="range", best=F(0)),)), P),
        bad("leaves/o/kpis/up/direction", "'range' is not one of up, down"),
    ),
    "an indicator without weight": (
        spec(offer(kpis=(replace(KPI, weight=F(0)),)), P),
        bad("leaves/o/kpis/up/weight", "an indicator weighs more than 0"),
    ),
    "a best value before the minimum": (
        spec(offer(kpis=(replace(KPI, best=F(99)),)), P),
        bad("leaves/o/kpis/up", "the best value lies beyond the minimum, in the direction of the indicator"),
    ),
    "an unbacked promise": (
        spec(offer(kpis=(replace(KPI, backed=False),)), P),
        errors.UnbackedPromise("leaves/o/kpis/up", kpi="up"),
    ),
    "a flat curve": (
        spec(offer(kpis=(), curve=Curve("linear", minimum=F(1), best=F(1))), P),
        bad("leaves/o/curve", "a linear curve has a minimum and another best value"),
    ),
    "an unknown curve": (
        spec(offer(kpis=(), curve=Curve("bent")), P),
        bad("leaves/o/curve/kind", "'bent' is not one of linear, lookup, relative"),
    ),
    "bands with a hole": (
        spec(lookup(Band(None, F(1), F(0)), Band(F(2), None, F(1))), P),
        errors.BandsDontCover("leaves/o/curve", at="1"),
    ),
    "bands that end": (
        spec(lookup(Band(None, F(1), F(0))), P),
        errors.BandsDontCover("leaves/o/curve", at="1"),
    ),
    "bands that fall": (
        spec(lookup(Band(None, F(2), F(0)), Band(F(2), F(1), F(0)), Band(F(1), None, F(1))), P),
        errors.BandsDontCover("leaves/o/curve", at="the cut points, which must rise"),
    ),
    "a band above 1": (
        spec(lookup(Band(None, None, F(2))), P),
        bad("leaves/o/curve", "the share of a band lies in 0..1"),
    ),
    "no price elements": (
        spec(Q, replace(P, elements=())),
        bad("leaves/price/elements", "a priced criterion names the price elements it reads"),
    ),
    "past performance that weighs": (
        spec(offer(11, neutral=F(1, 2)), priced(89)),
        bad("leaves/o/neutral", "a neutral share lies in 0..1, and its criterion earns at most a tenth"),
    ),
    "an unknown scaling": (spec(Q, P, scaling="worst"), bad("scaling", "'worst' is not one of none, best")),
    "an unknown panel": (
        spec(Q, P, panel_method="max"),
        bad("panel_method", "'max' is not one of consensus, mean, median"),
    ),
    "an unknown stage": (
        spec(Q, P, rounding=Rounding("often")),
        bad("rounding/stage", "'often' is not one of none, each_mark, each_leaf, subtotal, total"),
    ),
    "too many decimals": (
        spec(Q, P, rounding=Rounding("total", 13)),
        bad("rounding/places", "a number of decimals lies in 0..12"),
    ),
    "money with fewer than no decimals": (
        spec(Q, P, basis=Basis("EUR", places=-1)),
        bad("basis/places", "a number of decimals lies in 0..12"),
    ),
    "money with too many decimals": (
        spec(Q, P, basis=Basis("EUR", places=13)),
        bad("basis/places", "a number of decimals lies in 0..12"),
    ),
    "an unknown VAT basis": (
        spec(Q, P, basis=Basis("EUR", "")),
        bad("basis/vat", "'' is not one of net, gross, net_plus_nonrecoverable"),
    ),
    "no share of VAT": (
        spec(Q, P, basis=Basis("EUR", "net_plus_nonrecoverable")),
        bad("basis/nonrecoverable", "the share of VAT that the buyer bears lies in 0..1"),
    ),
    "a rate without a source": (
        spec(Q, P, basis=Basis("EUR", rates=(Rate("SEK", F(1), "2026-03-01", ""),))),
        bad("basis/rates/SEK", "a rate is above 0 and names its date and source"),
    ),
    "two rates for a currency": (
        spec(Q, P, basis=Basis("EUR", rates=(USD, replace(USD, value=F(2))))),
        errors.DuplicateMark("basis/rates", what="USD"),
    ),
    "a rate for the own currency": (
        spec(Q, P, basis=Basis("EUR", rates=(replace(USD, currency="EUR"),))),
        bad("basis/rates/EUR", "the tender's own currency has no rate"),
    ),
    "a draw whose seed is not committed to": (
        spec(Q, P, seed_sha256=""),
        bad("seed_sha256", "a draw needs the fingerprint of its seed, published before the opening"),
    ),
    "no draw": (spec(Q, P, tie_chain=("lower_price",)), errors.TieChainWithoutDraw("tie_chain")),
    "a draw too early": (spec(Q, P, tie_chain=("draw", "lower_price")), errors.TieChainWithoutDraw("tie_chain")),
    "two draws": (spec(Q, P, tie_chain=("draw", "draw")), errors.TieChainWithoutDraw("tie_chain")),
    "no tie chain": (spec(Q, P, tie_chain=()), errors.TieChainWithoutDraw("tie_chain")),
    "an unknown rule for ties": (
        spec(Q, P, tie_chain=("mood", "draw")),
        bad("tie_chain", "'mood' is not one of lower_price, earlier_submission, small_supplier, draw"),
    ),
    "a tie by an unknown group": (
        spec(Q, P, tie_chain=("higher_group(z)", "draw")),
        errors.UnknownLeaf("tie_chain", leaf="z"),
    ),
    "a tie by a price": (
        spec(Q, P, tie_chain=("higher_group(price)", "draw")),
        errors.UnknownLeaf("tie_chain", leaf="price"),
    ),
    "no price": (spec(marked("q", 100)), bad("leaves", "one criterion at least reads the price")),
    "costs without a place": (
        spec(Q, P, replace(priced(0, "c"), input="cost"), formula="lowest_price"),
        bad("price_formula", "'lowest_price' has no place for life-cycle costs"),
    ),
    "a formula of the past in a new tender": (
        spec(Q, P, formula="distance_to_mean"),
        bad("price_formula", "'distance_to_mean' is for imported tenders: under it a lower price can lose points"),
    ),
    "features that take too much": (
        spec(marked("q", 31), priced(69), formula="features"),
        bad("price_formula", "under 'features' the highest values of the features total 30 % at most"),
    ),
    "quality scaled beside a figure": (
        spec(Q, P, formula="lowest_price", scaling="best"),
        bad("scaling", "quality is scaled only where the price earns points beside it"),
    ),
    "own parameters beside a figure": (
        spec(Q, replace(P, params={"k": 1}), formula="lowest_price"),
        bad("leaves/price/params", "a formula for the whole bid has one set of parameters"),
    ),
    "a minimum on marks that depend on rivals": (
        spec(Q, replace(P, minimum=Minimum(F(1)))),
        errors.ThresholdDependsOnReferenceSet("nodes/price/minimum", leaf="price"),
    ),
    "a minimum on a group with such marks": (
        spec(
            replace(Q, parent="g"),
            replace(P, parent="g"),
            groups=(Group("g", "performance", F(100), minimum=Minimum(F(1))),),
            total_points=F(100),
        ),
        errors.ThresholdDependsOnReferenceSet("nodes/g/minimum", leaf="price"),
    ),
    "a minimum of quality that depends on rivals": (
        spec(offer(kpis=(), curve=Curve("relative")), P, quality_minimum=Minimum(F(1))),
        errors.ThresholdDependsOnReferenceSet("quality_minimum", leaf="o"),
    ),
    "a minimum where there is nothing to earn": (
        spec(marked("q", 0, minimum=Minimum(F(1), "share")), P),
        bad("nodes/q/minimum", "a criterion without points has no minimum"),
    ),
    "a minimum of quality where there is nothing to earn": (
        spec(marked("q", 0), P, quality_minimum=Minimum(F(1, 2), "share")),
        bad("quality_minimum", "quality without points has no minimum"),
    ),
    "a minimum mark without a scale": (
        spec(offer(minimum=Minimum(F(1), "mark")), P),
        bad("nodes/o/minimum/unit", "'mark' is not one of points, share"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_specification_with_a_fault_is_named(name):
    lot_spec, error = FAULTS[name]

    assert check(lot_spec) == [error]


def test_circle_of_groups_is_named_at_each():
    circle = (Group("g", "performance", F(0), "h"), Group("h", "performance", F(0), "g"))

    assert check(spec(P, groups=circle)) == [
        bad(f"nodes/{name}", "a criterion stands under itself") for name in ("g", "h")
    ]


def test_all_problems_are_named_at_once():
    lot_spec = spec(marked("q", 60, scale="z"), priced(39), total_points=F(100), tie_chain=(), formula="dice")

    assert [problem.code for problem in check(lot_spec)] == [
        "UnknownFormula",
        "PointsDontTotal",
        "UnknownLeaf",
        "TieChainWithoutDraw",
    ]


def test_parameters_are_checked_for_every_priced_criterion():
    lot_spec = spec(
        priced(50, "a"), priced(50, "b", params={"Pmin": "5"}), formula="fixed_linear", params={"Pmax": "5"}
    )

    assert sorted({problem.where.split("/params")[0] for problem in check(lot_spec)}) == ["leaves/a", "leaves/b"]


# --- what stands already ---


def test_a_draw_without_a_fingerprint_is_no_reason_not_to_judge_by_what_is_published():
    lot_spec = spec(Q, P, seed_sha256="")

    assert [problem.where for problem in check(lot_spec)] == ["seed_sha256"]
    assert check(lot_spec, published=True) == []


def test_two_rates_and_an_own_one_are_refused_also_of_what_is_published(shared):
    two_rates = shared_case(shared, "two_rates_one_currency").spec
    own_rate = replace(two_rates, basis=Basis("EUR", rates=(replace(USD, currency="EUR"),)))

    assert check(two_rates, published=True) == [errors.DuplicateMark("basis/rates", what="USD")]
    assert [problem.where for problem in check(own_rate, published=True)] == ["basis/rates/EUR"]
