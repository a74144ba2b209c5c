"""The heading of a section says its state in one sentence."""

from dataclasses import replace
from fractions import Fraction

import pytest

from procurement.tenders.pages.section_headings import section_heading
from procurement.tenders.sections import CriteriaTree, CriterionEntry, InterfaceList, SectionKey, TenderContent
from procurement.tenders.sections.checks import SectionFinding
from tests.tenders.written import CONTENT

MISSING = SectionFinding(SectionKey.INTERFACES, "entries/states", "States of lanterns has no test file.")


def heading(key, content=CONTENT, findings=()):
    return section_heading(key, content, findings)


def weighing(weight):
    price = CriterionEntry("price", "Price", weight=Fraction(weight))
    lots = replace(CONTENT.purchase, lots=CONTENT.purchase.lots[:1])
    return replace(CONTENT, criteria=CriteriaTree((price,)), purchase=lots)


@pytest.mark.parametrize(
    ("weight", "sentence"),
    [
        (100, "Criteria add up"),
        (95, "Criteria are 5 short of 100"),
        (Fraction(201, 2), "Criteria are 0.5 over 100"),
    ],
)
def test_criteria_say_what_they_lack(weight, sentence):
    assert heading(SectionKey.CRITERIA, weighing(weight)) == sentence


def test_of_several_lots_the_first_that_does_not_add_up_is_named():
    content = replace(weighing(95), purchase=CONTENT.purchase)

    assert heading(SectionKey.CRITERIA, content) == "Lot 1: Criteria are 5 short of 100"


def test_interfaces_are_counted_and_what_one_lacks_is_said():
    assert heading(SectionKey.INTERFACES) == "1 interface"
    assert heading(SectionKey.INTERFACES, findings=[MISSING]) == "1 interface; States of lanterns has no test file."
    assert heading(SectionKey.INTERFACES, findings=[MISSING] * 3) == "1 interface; 3 things to mend"


def test_other_sections_say_what_is_wrong_else_what_they_hold():
    finding = SectionFinding(SectionKey.CONTRACT, "months", "Nothing says how long.")

    assert heading(SectionKey.CONTRACT, findings=[finding]) == "Contract: Nothing says how long."
    assert heading(SectionKey.CONTRACT, findings=[finding] * 2) == "Contract: 2 things to mend"
    assert heading(SectionKey.CONTRACT).startswith("Contract: 36 months")


def test_a_section_that_nobody_wrote_is_its_title():
    empty = TenderContent(interfaces=InterfaceList())

    assert [heading(key, empty) for key in (SectionKey.INTERFACES, SectionKey.CRITERIA)] == ["Interfaces", "Criteria"]
