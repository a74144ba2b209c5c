"""VFM-3, VFM-4 and ALT-1."""

from scoring.compliance import ContractTerm
from tests.scoring.compliance.tender import says


def test_above_two_years_use_and_exit_are_priced():
    assert says("VFM-3") == [("pass", "explain", "Bidders price use and exit for a term of 60 months.")]
    assert says("VFM-3", cost_kinds=("purchase", "use")) == [
        ("fail", "explain", "The term is 60 months and bidders do not price: exit.")
    ]


def test_options_count_and_a_short_term_needs_no_price_of_use():
    assert says("VFM-3", term=ContractTerm(12, (12,)), cost_kinds=None) == [
        ("not_applicable", "explain", "The term of 24 months is not above 24.")
    ]
    assert says("VFM-3", term=ContractTerm(12, (13,)), cost_kinds=())[0][0] == "fail"


def test_a_formula_that_reads_other_bids_is_told():
    assert says("VFM-4") == [("pass", "inform", "The order of two bids does not depend on the others.")]
    assert says("VFM-4", order_depends=True) == [
        (
            "fail",
            "inform",
            "The order of two bids depends on the others: the review shows the result without each of them.",
        )
    ]


def test_low_bids_and_ties_are_settled_before_any_bid_is_read():
    assert says("ALT-1") == [("pass", "block", "The rule for abnormally low bids is fixed, and ties end in a draw.")]
    assert says("ALT-1", alt_rule="", tie_chain=()) == [
        ("fail", "block", "No rule says when a bid is abnormally low."),
        ("fail", "block", "There are no rules for ties; they end in a draw."),
    ]
    assert says("ALT-1", tie_chain=("draw", "lower_price")) == [
        ("fail", "block", "The rules for ties do not end in a draw: draw, lower_price.")
    ]
