from scoring.compliance import BreakClause, ContractTerm
from tests.scoring.compliance.tender import says


def test_the_firm_term_is_at_most_three_years():
    assert says("TERM-1", term=ContractTerm(36)) == [
        ("pass", "explain", "The firm term is 36 months; the limit is 36.")
    ]
    assert says("TERM-1", term=ContractTerm(37)) == [("fail", "explain", "The firm term is 37 months: 37 > 36.")]


def test_the_term_with_options_is_at_most_five_years_and_ends():
    assert says("TERM-2") == [("pass", "explain", "With its options the term is 60 months and then ends.")]
    assert says("TERM-2", term=ContractTerm(36, (24, 1), renews_silently=True)) == [
        ("fail", "explain", "The contract renews unless somebody ends it; an option needs a decision."),
        ("fail", "explain", "With its options the term is 61 months: 61 > 60."),
    ]
    assert [row[0] for row in says("TERM-2", term=ContractTerm(12, renews_silently=True))] == ["fail"]


def test_the_city_can_leave_within_two_years():
    assert says("TERM-3") == [("pass", "explain", "The city can leave after 24 months.")]
    assert says("TERM-3", term=ContractTerm(36)) == [
        ("fail", "explain", "There is no break clause in a firm term of 36 months.")
    ]
    assert says("TERM-3", term=ContractTerm(24)) == [
        ("not_applicable", "explain", "The firm term of 24 months ends before a break would be due.")
    ]


def test_the_first_break_counts_with_its_notice():
    late = ContractTerm(48, breaks=(BreakClause(36, 30), BreakClause(30, 185)))

    assert says("TERM-3", term=late) == [
        ("fail", "explain", "The first break is after 30 months; the limit is 24."),
        ("fail", "explain", "The first break needs 185 days' notice; the limit is 184."),
    ]
    assert [row[0] for row in says("TERM-3", term=ContractTerm(48, breaks=(BreakClause(30, 184),)))] == ["fail"]
    assert [row[0] for row in says("TERM-3", term=ContractTerm(48, breaks=(BreakClause(24, 184),)))] == ["pass"]


def test_options_are_no_longer_than_the_firm_term():
    assert says("TERM-4", term=ContractTerm(24, (12, 12))) == [
        ("pass", "explain", "The options add 24 months to a firm term of 24.")
    ]
    assert says("TERM-4", term=ContractTerm(60, (48, 48))) == [
        ("fail", "explain", "The options add 96 months to a firm term of 60: 96 > 60.")
    ]
    assert says("TERM-4", term=ContractTerm(60)) == [("not_applicable", "explain", "There are no options.")]


def test_a_term_whose_breaks_nobody_names_is_not_without_them():
    assert says("TERM-3", term=ContractTerm(60, breaks=None)) == [
        ("unknown", "explain", "Not filled in yet: whether it can be ended early.")
    ]
