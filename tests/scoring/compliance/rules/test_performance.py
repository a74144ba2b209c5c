"""KPI-1 to KPI-4."""

from dataclasses import replace
from fractions import Fraction

from scoring.compliance import AskedKpi, Estimate, LawFloors, PastRecord
from tests.scoring.compliance.tender import euro, kpi, says


def test_above_five_million_a_contract_has_three_indicators():
    assert says("KPI-1") == [
        ("pass", "explain", "Indicators of the contract: 3; at least 3 are asked above 5,000,000 EUR net.")
    ]
    assert says("KPI-1", kpis=(kpi(),)) == [
        ("fail", "explain", "Indicators of the contract: 1; at least 3 are asked above 5,000,000 EUR net.")
    ]
    assert says("KPI-1", estimate=euro(5_000_000), kpis=None) == [
        (
            "not_applicable",
            "explain",
            "The estimated value of 5,000,000 EUR net is not above 5,000,000 EUR net.",
        )
    ]


def test_the_higher_end_of_a_range_counts():
    assert says("KPI-1", estimate=euro(4_000_000, 5_000_001), kpis=())[0][0] == "fail"


def test_the_law_may_ask_for_more():
    law = LawFloors("uk-pa2023/1", kpi_above=Fraction(1_000_000), kpi_least=4)

    assert says("KPI-1", estimate=euro(1_000_001), law=law) == [
        ("fail", "explain", "Indicators of the contract: 3; at least 4 are asked above 1,000,000 EUR net.")
    ]
    assert says("KPI-1", law=None)[0][0] == "pass"


def test_without_an_estimate_or_in_another_currency_nobody_knows():
    assert says("KPI-1", estimate=None) == [("unknown", "explain", "Not filled in yet: the estimated value.")]
    assert says("KPI-1", estimate=Estimate(Fraction(9), Fraction(9), "GBP", "gross")) == [
        ("unknown", "explain", "The estimated value is in GBP gross; the limit is in EUR net.")
    ]


def test_an_indicator_that_cannot_be_paid_by_blocks():
    bare = AskedKpi("K1", measured_by=("authority",))

    assert says("KPI-2", kpis=(bare, kpi("K2", cap=None), kpi("K3"))) == [
        ("fail", "block", "K1 lacks: unit, target, source, cut-offs, pay rule, cap."),
        ("fail", "block", "K2 lacks: cap."),
    ]
    assert says("KPI-2") == [
        ("pass", "block", "Every indicator has unit, target, source, cut-offs, pay rule and cap (3).")
    ]
    assert says("KPI-2", kpis=()) == [("not_applicable", "block", "The tender has no indicators.")]


def test_a_target_of_zero_is_a_target():
    assert says("KPI-2", kpis=(kpi(target=Fraction(0), cap=Fraction(0)),))[0][0] == "pass"


def test_the_past_record_is_bounded():
    assert says("KPI-3") == [
        ("pass", "block", "The past record weighs 10 of 100 points; a bidder without one gets the mark 3.")
    ]
    assert says("KPI-3", past_record=PastRecord(Fraction(11), Fraction(3))) == [
        ("fail", "block", "The past record weighs 11 of 100 points: 11 > 10.")
    ]
    assert says("KPI-3", past_record=PastRecord(Fraction(0))) == [
        ("not_applicable", "block", "The past record of bidders does not count.")
    ]
    assert says("KPI-3", past_record=PastRecord(Fraction(5))) == [
        ("unknown", "block", "Not filled in yet: the mark of a bidder without a record.")
    ]


def test_somebody_who_is_not_paid_measures():
    alone = replace(kpi("K1"), measured_by=("supplier",))

    assert says("KPI-4", kpis=(alone, kpi("K2", measured_by=()), kpi("K3"))) == [
        ("fail", "explain", "K1 is measured by the supplier alone."),
        ("unknown", "explain", "K2: it is not filled in yet who measures it."),
    ]
    assert says("KPI-4") == [("pass", "explain", "No indicator is measured by the supplier alone.")]
    assert says("KPI-4", kpis=()) == [("not_applicable", "explain", "The tender has no indicators.")]
