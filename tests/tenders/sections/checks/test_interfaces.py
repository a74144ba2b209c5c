"""What stops a publication in the interface list."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest

from procurement.planning.catalogue import catalogue
from procurement.tenders.sections import (
    CriteriaTree,
    CriterionEntry,
    InterfaceEntry,
    InterfaceList,
    LeftOutStandard,
    LotEntry,
    Purchase,
    TenderContent,
)
from procurement.tenders.sections.checks import interfaces as checks

LIGHTS = InterfaceEntry(
    code="I1",
    title="State of each light",
    lot=2,
    standard="geojson",
    standard_version="2016",
    evidence_kind="geojson",
    weight=F(100),
    min_rung=3,
)
BY_PERSON = InterfaceEntry(
    code="I2", title="Dimming", standard="openapi", evidence_kind="none", acceptance_test="A person dims ten lights."
)
LOTS = Purchase(lots=(LotEntry(1), LotEntry(2)))


def findings(*entries, left_out=(), purchase=LOTS, **content):
    content = TenderContent(interfaces=InterfaceList(entries, left_out), purchase=purchase, **content)
    return [(finding.place, finding.sentence) for finding in checks.findings(content)]


def test_interfaces_that_can_be_shown_and_weighed_stop_nothing():
    assert {"geojson", "openapi"} <= set(catalogue().standards)
    assert findings(LIGHTS, BY_PERSON) == []
    assert findings() == []


def test_a_code_stands_once():
    again = replace(LIGHTS, weight=F(0))

    assert findings(LIGHTS, again) == [("entries/I1/code", "Two interfaces have the code I1.")] * 2
    assert findings(replace(LIGHTS, code="")) == [("entries//code", "An interface has no code.")]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": " "}, "title", "Nothing says what the interface I1 exchanges."),
        ({"standard": ""}, "standard", "State of each light has no standard."),
        (
            {"standard": "walkie-talkie"},
            "standard",
            "State of each light names the standard walkie-talkie, which the catalogue does not have.",
        ),
        ({"direction": ""}, "direction", "Say which way State of each light goes."),
        ({"role": "asks"}, "role", "Say whether State of each light is met, plugged into or extended."),
        ({"min_rung": 5}, "min_rung", "The least step of evidence for State of each light lies between 0 and 4."),
        (
            {"evidence_kind": "fax"},
            "evidence_kind",
            "State of each light asks for a kind of file that is not known.",
        ),
    ],
)
def test_what_is_not_there_or_not_known_stops_the_publication_at_its_field(changes, field, sentence):
    assert findings(replace(LIGHTS, **changes)) == [(f"entries/I1/{field}", sentence)]


def test_what_no_file_shows_weighs_nothing_and_is_tested_by_a_person():
    entry = replace(LIGHTS, evidence_kind="none")

    assert findings(entry) == [
        (
            "entries/I1/weight",
            "No file can show State of each light, so nobody could give its weight: it must weigh 0.",
        ),
        ("entries/I1/acceptance_test", "No file can show State of each light: say how it is tested at acceptance."),
        (
            "entries/I1/min_rung",
            "No file can show State of each light, so no bid reaches the step of evidence that it asks for.",
        ),
    ]


def test_the_weights_of_a_lot_add_up_to_all_of_it():
    third = replace(LIGHTS, weight=F(100, 3))

    assert findings(third) == [
        ("entries", "The weights of the interfaces of lot 2 add up to 33.3333…, not to 100."),
    ]
    assert findings(replace(third, lot=None), purchase=Purchase()) == [
        ("entries", "The weights of the interfaces add up to 33.3333….")
    ]
    assert findings(replace(LIGHTS, weight=F(-1)), replace(LIGHTS, code="I3", weight=F(101))) == [
        ("entries/I1/weight", "The weight of State of each light is below 0."),
    ]


def test_a_lot_whose_interfaces_carry_points_has_one_that_weighs():
    tree = CriteriaTree((CriterionEntry("interoperability", kind="machine", input="verdict", lots=(1,)),))

    assert findings(LIGHTS, criteria=tree) == [
        ("entries", "Interfaces carry points in lot 1 and none of them weighs anything."),
    ]


def test_a_lot_that_is_not_there_is_named():
    assert ("entries/I1/lot", "State of each light names lot 3, which is not there.") in findings(
        replace(LIGHTS, lot=3, weight=F(0))
    )


def test_a_standard_that_was_left_out_has_a_reason():
    left_out = LeftOutStandard("openapi", " ", "Orla Finch", date(2026, 11, 30))

    assert [place for place, _sentence in findings(left_out=(left_out,))] == ["left_out"]
