from fractions import Fraction

import pytest

from scoring.compliance import Estimate, FundingPart
from tests.scoring.compliance.tender import euro, says


def part(kind, amount, status="committed"):
    return FundingPart(kind, Fraction(amount), status)


SMALL = (part("eu_fund", 300_000), part("bank_loan", 100_000, "applied"))


def test_a_small_project_three_quarters_funded():
    """Estimate 400,000; of an EU fund 300,000 committed, a bank loan of 100,000 applied for."""
    assert says("FIN-1", estimate=euro(400_000), funding=SMALL) == [
        (
            "fail",
            "explain",
            "75\N{NO-BREAK SPACE}% of the estimate is committed or received; 100\N{NO-BREAK SPACE}% are asked.",
        )
    ]
    assert says("FIN-2", estimate=euro(400_000), funding=SMALL) == [
        (
            "pass",
            "inform",
            "75\N{NO-BREAK SPACE}% of the plan comes from kinds that the guidance names for a small project.",
        )
    ]


def test_an_estimate_that_is_covered_passes():
    assert says("FIN-1") == [("pass", "explain", "100\N{NO-BREAK SPACE}% of the estimate is committed or received.")]
    assert says("FIN-1", estimate=euro(0)) == [
        ("not_applicable", "explain", "The estimate is 0, so there is nothing to cover.")
    ]


@pytest.mark.parametrize(
    ("estimate", "scale", "outcome"),
    [(499_999, "small", "fail"), (500_000, "medium", "pass"), (4_999_999, "medium", "pass")],
)
def test_the_scale_follows_the_estimate(estimate, scale, outcome):
    funding = (part("venture_capital", 1), part("eu_fund", "0.5"))

    row = says("FIN-2", estimate=euro(estimate), funding=funding)[0]
    assert (row[0], f"a {scale} project" in row[2]) == (outcome, True)


def test_a_large_project_has_private_finance_and_public_support():
    assert says("FIN-2", funding=(part("private_finance", 9), part("public_support", 0))) == [
        (
            "fail",
            "inform",
            "The guidance asks for private finance and public support together; the plan lacks: public_support.",
        )
    ]
    assert says("FIN-2")[0][:2] == ("pass", "inform")


def test_an_empty_plan_and_another_currency():
    assert says("FIN-2", funding=()) == [("fail", "inform", "The funding plan is empty.")]
    assert says("FIN-2", estimate=Estimate(Fraction(9), Fraction(9), "GBP", "net")) == [
        ("unknown", "inform", "The estimated value is in GBP net; the scale is in EUR net.")
    ]
