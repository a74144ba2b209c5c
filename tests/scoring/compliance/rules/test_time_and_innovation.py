"""TIME-1 and INN-1."""

from scoring.compliance import LawFloors
from tests.scoring.compliance.tender import requirement, says


def test_below_the_floor_of_the_law_a_period_blocks():
    assert says("TIME-1", submission_days=29) == [
        ("fail", "block", "Suppliers have 29 days to bid; the law profile eu-directive/1 asks for at least 30.")
    ]


def test_below_thirty_days_a_lawful_period_is_explained():
    urgent = LawFloors("eu-directive/1", submission_days=15)

    assert says("TIME-1", submission_days=15, law=urgent) == [
        ("fail", "explain", "Suppliers have 15 days to bid; below 30 a reason is asked.")
    ]
    assert says("TIME-1", submission_days=30) == [("pass", "explain", "Suppliers have 30 days to bid.")]


def test_a_law_that_sets_no_floor_leaves_the_policy():
    assert says("TIME-1", submission_days=5, law=LawFloors("own/1"))[0][:2] == ("fail", "explain")


def test_a_deadline_that_is_past_is_said_so_and_no_days_are_counted():
    for law in (LawFloors("own/1"), LawFloors("eu-directive/1", submission_days=30)):
        assert says("TIME-1", submission_days=-224, law=law) == [
            ("fail", "block", "The deadline is past, so suppliers have no day to bid.")
        ]


def test_without_a_law_profile_the_period_is_unknown():
    assert says("TIME-1", law=None) == [("unknown", "explain", "Not filled in yet: the law profile.")]


def test_half_of_the_requirements_are_functional_or_variants_are_allowed():
    rows = (requirement("R1"), requirement("R2", functional=False))

    assert says("INN-1", requirements=rows) == [
        ("pass", "inform", "50\N{NO-BREAK SPACE}% of the requirements say what is needed, not how it is built.")
    ]
    none = (
        "0\N{NO-BREAK SPACE}% of the requirements say what is needed, not how it is built "
        "(50\N{NO-BREAK SPACE}% are looked for), and variants are not allowed."
    )
    assert says("INN-1", requirements=rows[1:]) == [("fail", "inform", none)]
    assert says("INN-1", requirements=rows[1:], variants_allowed=True) == [("pass", "inform", "Variants are allowed.")]


def test_requirements_that_are_missing_or_not_judged():
    assert says("INN-1", requirements=()) == [("not_applicable", "inform", "There are no requirements.")]
    assert says("INN-1", requirements=(requirement("R1", functional=None),)) == [
        ("unknown", "inform", "Not filled in yet: whether it is functional (R1).")
    ]
