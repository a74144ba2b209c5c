from fractions import Fraction

from tests.scoring.compliance.tender import OPEN, interface, says


def test_an_open_standard_passes():
    gtfs = interface("IF-1", standard="gtfs")

    assert says("STD-1", interfaces=(gtfs,)) == [
        ("pass", "explain", "IF-1: gtfs is free of royalties, free to read and open to take part in.")
    ]


def test_a_standard_that_is_not_open_is_explained():
    pdf_a = interface("IF-1", standard="pdf-a", openness=Fraction(0), answers=OPEN | {"free_to_read": "no"})
    siri = interface("IF-2", standard="siri", answers=OPEN | {"open_participation": "partly"})

    assert says("STD-1", interfaces=(pdf_a, siri)) == [
        ("fail", "explain", "IF-1: pdf-a is not fully open (free to read: no)."),
        ("fail", "explain", "IF-2: siri is not fully open (open participation: partly)."),
    ]


def test_what_is_not_recorded_is_only_told():
    talq = interface("IF-1", standard="talq", answers={"royalty_free": "unknown", "free_to_read": "yes"})

    assert says("STD-1", interfaces=(talq,)) == [
        (
            "fail",
            "inform",
            "IF-1: for talq it is not recorded whether it is royalty free, open participation.",
        )
    ]


def test_an_interface_that_weighs_needs_a_known_openness():
    unknown = interface("IF-1", standard="apds", openness=None, answers={})

    assert says("STD-1", interfaces=(unknown,)) == [
        (
            "fail",
            "block",
            "IF-1: openness of apds is not known: record a fact with its source, or decide the openness with a reason.",
        )
    ]
    weightless = interface("IF-1", standard="apds", openness=None, answers={}, weight=Fraction(0))
    assert [row[:2] for row in says("STD-1", interfaces=(weightless,))] == [("fail", "inform")]


def test_without_interfaces_no_standard_is_asked_for():
    assert says("STD-1", interfaces=()) == [("not_applicable", "explain", "The interface list is empty.")]
