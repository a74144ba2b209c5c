"""Sections as exact text and back, and the judge's specification made of them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scoring
from procurement.tenders.sections import (
    SECTIONS,
    CriteriaTree,
    CriterionEntry,
    InterfaceEntry,
    InterfaceList,
    KpiEntry,
    LeftOutStandard,
    LevelEntry,
    LotEntry,
    LowBidRule,
    Method,
    Performance,
    PriceElement,
    Purchase,
    RateEntry,
    ScaleEntry,
    SectionFault,
    SectionKey,
    TenderContent,
    Timetable,
    content_from_sections,
    lot_spec,
    read_section,
    section_text,
)

METHOD = Method(
    formula="fixed_linear",
    params={"Pmin": "80000", "Pmax": "1000000"},
    lot_params={"2": {"Pmax": "500000"}},
    tie_chain=("lower_price", "draw"),
    low_bids=LowBidRule("mean_of_others", {"share": "2/5"}),
    elements=(PriceElement("lamp", "Lamp", unit="each", quantity=Fraction(5000)), PriceElement("node", lot=2)),
    rates=(RateEntry("SEK", Fraction(1, 11), date(2026, 12, 1), "Central bank"),),
)
CRITERIA = CriteriaTree(
    criteria=(
        CriterionEntry("price", "Price", family="value_for_money", kind="formula", input="price", weight=Fraction(60)),
        CriterionEntry("quality", "Quality", family="value_for_money", weight=Fraction(40), minimum=Fraction(10)),
        CriterionEntry(
            "design",
            "Design",
            parent="quality",
            family="value_for_money",
            input="mark",
            weight=Fraction(30),
            scale="0 to 5",
            minimum=Fraction(2),
        ),
        CriterionEntry(
            "uptime",
            "Uptime",
            parent="quality",
            family="performance",
            kind="formula",
            input="offer",
            weight=Fraction(10),
            lots=(1, 2),
        ),
        CriterionEntry("safe", "Safe works", family="value_for_money", kind="pass_fail", lots=(1,)),
    ),
    scales=(
        ScaleEntry(
            "0 to 5", (LevelEntry(Fraction(0), "nothing", "No design."), LevelEntry(Fraction(5), "all", "All."))
        ),
        ScaleEntry("unused", ()),
    ),
)
KPIS = Performance(
    kpis=(
        KpiEntry(
            "AV",
            "Availability",
            criterion="uptime",
            unit="%",
            minimum=Fraction(99),
            best=Fraction("99.9"),
            weight=Fraction(1),
            credit_rule="shortfall",
        ),
        KpiEntry("EX", "Export", criterion="uptime"),
    )
)
CONTENT = TenderContent(
    purchase=Purchase("Lights", currency="EUR", basis="net", lots=(LotEntry(1, "Lamps"), LotEntry(2, "Control"))),
    criteria=CRITERIA,
    method=METHOD,
    performance=KPIS,
    interfaces=InterfaceList((InterfaceEntry("I1", "States", lot=2, weight=Fraction(100), min_rung=3),)),
)


@pytest.mark.parametrize("key", list(SectionKey))
def test_an_empty_section_reads_as_itself(key):
    empty = SECTIONS[key]()

    assert read_section(key, section_text(empty)) == empty
    assert read_section(key, "{}") == empty


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (SectionKey.METHOD, METHOD),
        (SectionKey.CRITERIA, CRITERIA),
        (SectionKey.PERFORMANCE, KPIS),
        (SectionKey.TIMETABLE, Timetable(publish_on=date(2026, 12, 7), deadline=datetime(2027, 1, 25, 11, tzinfo=UTC))),
        (SectionKey.INTERFACES, InterfaceList(left_out=(LeftOutStandard("siri", "Not here.", "O", date(2026, 1, 2)),))),
    ],
)
def test_a_section_reads_as_it_was_written(key, value):
    text = section_text(value)

    assert read_section(key, text) == value
    assert section_text(read_section(key, text)) == text


@given(st.builds(Purchase), st.builds(InterfaceList))
def test_any_section_reads_as_it_was_written(purchase, interfaces):
    """Text in NFC is the only form that is kept, so what was read once is stable."""
    texts = {SectionKey.PURCHASE: section_text(purchase), SectionKey.INTERFACES: section_text(interfaces)}

    content = content_from_sections(texts)

    assert {key: section_text(content.section(key)) for key in texts} == texts
    assert content.written == ("purchase", "interfaces")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"lots":[{"no":"1"}]}', "purchase/lots/0/no"),
        ('{"price":1}', "there is no 'price'"),
        ('{"lots":[{"no":1,"estimate":1.5}]}', "json"),
        ("[]", "purchase"),
        ("{", "Expecting"),
    ],
)
def test_text_that_is_no_section_says_where(text, place):
    with pytest.raises(SectionFault, match=place):
        read_section(SectionKey.PURCHASE, text)


def test_the_specification_of_a_lot_has_what_belongs_to_it():
    spec = lot_spec(CONTENT, 1, ref="2026-001")

    assert spec.id == "2026-001 / 1"
    assert [(leaf.id, leaf.parent, leaf.points, leaf.elements) for leaf in spec.leaves] == [
        ("price", None, 60, ("lamp",)),
        ("design", "quality", 30, ()),
        ("uptime", "quality", 10, ()),
    ]
    assert [(group.id, group.points, group.minimum) for group in spec.groups] == [
        ("quality", 40, scoring.Minimum(Fraction(10), "points"))
    ]
    assert spec.leaves[1].minimum == scoring.Minimum(Fraction(2), "mark")
    assert [kpi.code for kpi in spec.leaves[2].kpis] == ["AV"]
    assert [gate.id for gate in spec.gates] == ["safe"]
    assert [scale.id for scale in spec.scales] == ["0 to 5"]
    assert spec.interfaces == ()
    assert spec.params == {"Pmin": "80000", "Pmax": "1000000"}


def test_the_specification_of_another_lot_has_its_own_figures():
    spec = lot_spec(CONTENT, 2, ref="2026-001", seed_sha256="a" * 64)

    assert spec.leaves[0].elements == ("lamp", "node")
    assert spec.interfaces == (scoring.Interface("I1", Fraction(100), 3, "States"),)
    assert spec.params == {"Pmin": "80000", "Pmax": "500000"}
    assert (spec.gates, spec.seed_sha256) == ((), "a" * 64)
    assert spec.basis.rates == (scoring.Rate("SEK", Fraction(1, 11), "2026-12-01", "Central bank"),)
