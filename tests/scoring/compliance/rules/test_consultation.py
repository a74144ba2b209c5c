from fractions import Fraction

from scoring.compliance import Estimate
from tests.scoring.compliance.tender import euro, requirement, says


def test_above_a_quarter_of_a_million_the_market_is_consulted_for_two_weeks():
    assert says("CON-1", consultations=(3, 14)) == [("pass", "explain", "A market consultation was open for 14 days.")]
    assert says("CON-1", consultations=()) == [
        (
            "fail",
            "explain",
            "The longest market consultation was open for 0 days; 14 are asked above 250,000 EUR net.",
        )
    ]
    assert says("CON-1", consultations=(), estimate=euro(250_000))[0][0] == "not_applicable"
    assert says("CON-1", estimate=Estimate(Fraction(9), Fraction(9), "EUR", "gross")) == [
        ("unknown", "explain", "The estimated value is in EUR gross; the limit is in EUR net.")
    ]


def test_only_requirements_confirmed_as_mandatory_count():
    rows = (requirement("R1"), requirement("R2", has_provenance=False), requirement("R3", False, has_provenance=None))

    assert says("CON-2", requirements=rows) == [
        ("fail", "explain", "1 of 2 mandatory requirements are traced to where they come from; missing: R2.")
    ]
    assert says("CON-2", requirements=rows[::2]) == [
        (
            "pass",
            "explain",
            "All mandatory requirements that count are traced to where they come from (1 of 1).",
        )
    ]
    assert says("CON-2", requirements=rows[2:]) == [
        ("not_applicable", "explain", "No requirement is confirmed as mandatory.")
    ]


def test_a_confirmed_requirement_whose_provenance_nobody_kept_is_unknown():
    assert says("CON-2", requirements=(requirement("R1", has_provenance=None),)) == [
        ("unknown", "explain", "Not filled in yet: the provenance (R1).")
    ]
