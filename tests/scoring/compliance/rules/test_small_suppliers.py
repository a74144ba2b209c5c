"""SME-1 to SME-4."""

from fractions import Fraction

from scoring.compliance import ContractTerm, Estimate, LawFloors
from tests.scoring.compliance.tender import euro, lot, says

THREE_YEARS = ContractTerm(36)


def test_above_half_a_million_there_are_two_lots():
    assert says("SME-1") == [("pass", "explain", "Lots: 2; at least 2 are asked above 500,000 EUR net.")]
    assert says("SME-1", lots=(lot(),)) == [
        (
            "fail",
            "explain",
            "Lots: 1; at least 2 are asked above 500,000 EUR net. Give the reasons for not dividing it.",
        )
    ]
    assert says("SME-1", lots=(lot(),), estimate=euro(500_000)) == [
        (
            "not_applicable",
            "explain",
            "The estimated value of 500,000 EUR net is not above 500,000 EUR net: one lot will do.",
        )
    ]
    assert says("SME-1", estimate=Estimate(Fraction(9), Fraction(9), "GBP", "net"))[0] == (
        "unknown",
        "explain",
        "The estimated value is in GBP net; the limit is in EUR net.",
    )


def test_turnover_is_compared_with_the_yearly_value_at_the_higher_end():
    """1,500,000 a year against a lot of 1,500,000 to 2,250,000 over three years: 750,000 a year, twice."""
    asked = lot(1, turnover_floor=Fraction(1_500_000), estimate=euro(1_500_000, 2_250_000))
    more = lot(2, turnover_floor=Fraction(1_500_001), estimate=euro(1_500_000, 2_250_000))

    assert says("SME-1", lots=(asked, more), term=THREE_YEARS)[1:] == [
        ("pass", "explain", "lot 1: the turnover asked is 2 times the lot's yearly value, not above 2."),
        ("fail", "explain", "lot 2: the turnover asked is 2 times the lot's yearly value; the limit is 2."),
    ]


def test_a_policy_may_ask_for_less_turnover_and_the_law_bounds_it():
    lots = (lot(1, turnover_floor=Fraction(1_500_000)), lot(2))
    law = LawFloors("own/1", turnover_factor=Fraction(1))

    assert says("SME-1", lots=lots, term=THREE_YEARS, params={"factor": 1})[1][0] == "fail"
    assert says("SME-1", lots=lots, term=THREE_YEARS, law=law, params={"factor": 3})[1][0] == "fail"
    assert says("SME-1", lots=lots, term=THREE_YEARS, law=None)[1][0] == "pass"


def test_a_term_below_a_year_counts_as_a_year():
    short = lot(1, turnover_floor=Fraction(200), estimate=euro(100))

    assert says("SME-1", lots=(short, lot(2)), term=ContractTerm(6))[1][0] == "pass"


def test_turnover_against_a_lot_worth_nothing_fails():
    assert says("SME-1", lots=(lot(1, turnover_floor=Fraction(1), estimate=euro(0)), lot(2)))[1] == (
        "fail",
        "explain",
        "lot 1: the turnover asked is more than any number of times the lot's yearly value; the limit is 2.",
    )


def test_a_lot_without_its_turnover_or_value_is_unknown():
    lots = (lot(1, turnover_floor=None), lot(2))

    assert says("SME-1", lots=lots)[1] == ("unknown", "explain", "Not filled in yet: the turnover asked (lot 1).")
    valueless = (lot(1, turnover_floor=Fraction(1), estimate=None), lot(2))
    assert says("SME-1", lots=valueless)[1][2] == "Not filled in yet: the estimated value of the lot (lot 1)."


def test_limits_on_groups_block():
    assert says("SME-2", bidder_limits=("at most two members", "no subcontractors")) == [
        ("fail", "block", "Consortia or subcontractors are limited: at most two members, no subcontractors.")
    ]
    assert says("SME-2") == [("pass", "block", "Nothing limits consortia or subcontractors.")]


def test_what_bidders_pay_before_the_award_is_explained():
    assert says("SME-3", early_costs=("bid bond",)) == [
        ("fail", "explain", "Bidders pay before the award for: bid bond.")
    ]
    assert says("SME-3") == [
        ("pass", "explain", "No bond, insurance or certificate is to be paid for before the award.")
    ]


def test_two_lots_that_must_be_bid_for_together_are_one():
    assert says("SME-4") == [("pass", "explain", "A bid may be for one lot alone.")]
    assert says("SME-4", lots_single=False) == [
        ("fail", "explain", "A bid must be for all lots: they are one lot on paper.")
    ]
    assert says("SME-4", lots=(lot(),), lots_single=None) == [("not_applicable", "explain", "There is one lot.")]
