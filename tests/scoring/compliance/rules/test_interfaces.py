from fractions import Fraction

import pytest

from tests.scoring.compliance.tender import interface, says


def test_an_empty_list_blocks():
    assert says("IFC-1", interfaces=()) == [("fail", "block", "Interfaces in the list: 0; at least 1 are needed.")]
    assert says("IFC-1") == [("pass", "block", "Interfaces in the list: 2.")]


def test_an_interface_has_a_profile_and_a_kind_of_evidence():
    entries = (interface("A", profile_sha=""), interface("B", evidence_kind=""), interface("C"))

    assert says("IFC-2", interfaces=entries) == [
        ("fail", "block", "A: no interface profile is attached."),
        ("fail", "block", "B: no kind of evidence is chosen."),
    ]
    assert says("IFC-2") == [("pass", "block", "Every interface has what a bid can be checked against (2).")]
    assert says("IFC-2", interfaces=()) == [("not_applicable", "block", "The interface list is empty.")]


TESTED = {
    "evidence_kind": "none",
    "profile_sha": "",
    "role": "must_meet",
    "weight": Fraction(0),
    "acceptance_test": "Call it.",
}


def test_what_no_file_can_show_is_tested_by_a_person():
    assert says("IFC-2", interfaces=(interface(**TESTED),))[0][0] == "pass"


@pytest.mark.parametrize(
    "change",
    [{"role": "extends"}, {"weight": Fraction(1)}, {"acceptance_test": " "}],
    ids=lambda change: next(iter(change)),
)
def test_what_no_file_can_show_must_be_met_weigh_nothing_and_have_a_test(change):
    assert says("IFC-2", interfaces=(interface(**(TESTED | change)),)) == [
        (
            "fail",
            "block",
            "IF-1: no file can show it, so it must be met, weigh 0 and have an acceptance test in words.",
        )
    ]
