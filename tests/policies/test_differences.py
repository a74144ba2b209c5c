"""Two policies side by side: exactly what differs, in the order of a checklist."""

from dataclasses import replace
from fractions import Fraction

from procurement.policies.differences import PolicyDifference, differences
from scoring.compliance import PolicySettings, RuleTerms

USUAL = PolicySettings("EUR", "net")


def test_a_policy_does_not_differ_from_itself():
    assert differences(USUAL, USUAL, {"standstill.days": "15"}, {"standstill.days": "15"}) == []


def test_a_default_written_out_is_no_difference():
    assert differences(USUAL, replace(USUAL, rules={"VFM-1": RuleTerms(params={"most": Fraction(60)})})) == []


def test_everything_that_differs_is_named_once():
    other = PolicySettings(
        "GBP",
        "gross",
        {
            "INN-1": RuleTerms(enabled=False),
            "VFM-1": RuleTerms(severity="block", params={"most": Fraction(50)}),
        },
        replace(USUAL.terms, brands=(*USUAL.terms.brands[1:], "Acme"), certificates=USUAL.terms.certificates[::-1]),
    )

    assert differences(USUAL, other, {"standstill.days": "15"}, {"answers.days_before": "8"}) == [
        PolicyDifference("", "currency", "EUR", "GBP"),
        PolicyDifference("", "basis", "net", "gross"),
        PolicyDifference("", "terms/brands", "Microsoft", "Acme"),
        PolicyDifference("", "terms/certificates", None, None),  # another order alone
        PolicyDifference("VFM-1", "severity", "", "block"),
        PolicyDifference("VFM-1", "most", Fraction(60), Fraction(50)),
        PolicyDifference("INN-1", "applies", before=True, after=False),
        PolicyDifference("", "answers.days_before", None, "8"),
        PolicyDifference("", "standstill.days", "15", None),
    ]
