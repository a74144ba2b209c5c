"""What stops a publication in the need, the bidders, the requirements, the contract and the panel."""

from dataclasses import replace
from fractions import Fraction

import pytest

from procurement.tenders.sections import (
    SECTIONS,
    AskedCapability,
    AttachedFile,
    Bidders,
    BreakTerm,
    Contract,
    LotEntry,
    OptionTerm,
    PanelTerms,
    Purchase,
    RequirementEntry,
    RequirementList,
    SectionKey,
    SelectionTerm,
    TenderContent,
    TurnoverFloor,
)
from procurement.tenders.sections.checks import findings_in

LOT = LotEntry(1, "Lanterns", estimate=Fraction(100), cpv=("34928500-3",))
PURCHASE = Purchase("Lights", "Lamps.", currency="EUR", basis="net", lots=(LOT,), variants_allowed=False)
BIDDERS = Bidders(exclusion=("corruption",), limits=(), early_costs=())
REQUIREMENT = RequirementEntry("R1", "How long?", datatype="integer", minimum="1", maximum="2")
CONTRACT = Contract(months=36, renews_silently=False)


def places(**sections):
    """The places of all findings of the sections that are set."""
    content = TenderContent(**{"purchase": PURCHASE} | sections, written=tuple(SectionKey))
    return [finding.place for key in SectionKey if key.value in sections for finding in findings_in(content, key)]


def test_sections_in_order_stop_nothing():
    requirements = RequirementList((REQUIREMENT,))

    assert (
        places(purchase=PURCHASE, bidders=BIDDERS, requirements=requirements, contract=CONTRACT, panel=PanelTerms())
        == []
    )


def test_an_empty_need_lacks_everything():
    assert places(purchase=SECTIONS[SectionKey.PURCHASE]()) == [
        "title",
        "text",
        "currency",
        "basis",
        "variants_allowed",
        "lots",
    ]


@pytest.mark.parametrize(
    ("lots", "expected"),
    [
        ((LOT, replace(LOT, no=2)), ["lots_single"]),
        ((replace(LOT, title=" "),), ["lots/1/title"]),
        ((replace(LOT, estimate=None),), ["lots/1/estimate"]),
        ((replace(LOT, estimate=Fraction(0)),), ["lots/1/estimate"]),
        ((replace(LOT, estimate_low=Fraction(101)),), ["lots/1/estimate_low"]),
        ((replace(LOT, cpv=()),), ["lots/1/cpv"]),
        ((replace(LOT, cpv=("34928500-4",)),), ["lots/1/cpv"]),
    ],
)
def test_a_lot_needs_a_title_a_value_and_a_code(lots, expected):
    assert places(purchase=replace(PURCHASE, lots=lots)) == expected


def test_a_document_for_a_lot_that_is_gone_is_found():
    assert places(purchase=replace(PURCHASE, files=(AttachedFile("ab" * 32, "plan.pdf", lot=3, no=2),))) == [
        "files/2/lot"
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"limits": None}, ["limits_any"]),
        ({"early_costs": None}, ["costs_any"]),
        ({"exclusion": ("nonsense",)}, ["exclusion"]),
        ({"selection": (SelectionTerm("nonsense", "x"),)}, ["selection/nonsense/code"]),
        ({"selection": (SelectionTerm("prof-regist", " "),)}, ["selection/prof-regist/text"]),
        ({"selection": (SelectionTerm("prof-regist", "x", 9),)}, ["selection/prof-regist/lot"]),
        ({"turnover": (TurnoverFloor(1, Fraction(0)),)}, ["turnover/1/amount"]),
        ({"turnover": (TurnoverFloor(9, Fraction(5)),)}, ["turnover/1/lot"]),
        ({"capabilities": (AskedCapability("install", ""),)}, ["capabilities/install/title"]),
    ],
)
def test_who_may_bid_is_answered_and_can_be_declared(changes, expected):
    assert places(bidders=replace(BIDDERS, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"key": ""}, ["entries//key"]),
        ({"text": ""}, ["entries/R1/text"]),
        ({"mandatory": True}, ["entries/R1/mandatory_confirmed"]),
        ({"datatype": "colour", "minimum": None, "maximum": None}, ["entries/R1/datatype"]),
        ({"datatype": "choice", "minimum": None, "maximum": None}, ["entries/R1/choices"]),
        ({"minimum": "1.5"}, ["entries/R1/minimum"]),
        ({"datatype": "date", "minimum": "2026-02-30", "maximum": None}, ["entries/R1/minimum"]),
        ({"datatype": "text"}, ["entries/R1/minimum", "entries/R1/maximum"]),
        ({"minimum": "3"}, ["entries/R1/maximum"]),
        ({"lot": 4}, ["entries/R1/lot"]),
        ({"criterion": "gone"}, ["entries/R1/criterion"]),
    ],
)
def test_a_requirement_can_be_answered(changes, expected):
    assert places(requirements=RequirementList((replace(REQUIREMENT, **changes),))) == expected


def test_two_requirements_with_one_key_are_found():
    assert places(requirements=RequirementList((REQUIREMENT, REQUIREMENT))) == ["entries/R1/key"] * 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"months": None}, ["months"]),
        ({"renews_silently": None}, ["renews_silently"]),
        ({"options": (OptionTerm(0, "It works."),)}, ["options/1/months"]),
        ({"options": (OptionTerm(12),)}, ["options/1/condition"]),
        ({"breaks": (BreakTerm(0, 30),)}, ["breaks/1/month"]),
        ({"breaks": (BreakTerm(36, 30),)}, ["breaks/1/month"]),
        ({"breaks": (BreakTerm(35, 30, Fraction(-1)),)}, ["breaks/1/fee"]),
    ],
)
def test_a_contract_has_a_term_that_its_breaks_fall_into(changes, expected):
    assert places(contract=replace(CONTRACT, **changes)) == expected


def test_a_panel_follows_rules_that_are_known():
    panel = PanelTerms("shout", 0, 3, -1, "again", "perhaps")

    assert places(panel=panel) == [
        "method",
        "least",
        "envelopes",
        "standstill_days",
        "second_choice",
        "member_in_two_bids",
    ]
