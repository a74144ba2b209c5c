"""A bid's outline is what the published content asks, for its lots and nothing else."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

import scoring
from procurement.bids.outline import (
    DraftSection,
    InterfaceQuestion,
    KpiQuestion,
    OfferedNumber,
    PriceRow,
    Question,
    outline_of,
)
from procurement.tenders.ready import ready_tenders
from procurement.tenders.sections import CriterionEntry, KpiEntry, Method, RequirementEntry, RequirementList, lot_spec
from scoring.price import ESCO_SAVINGS, ESCO_TERMS
from tests.bids.outlines import SHA, content_of, outline_of_all
from tests.tenders.written import CONTENT

KEYS = sorted(ready_tenders())


def test_a_lot_has_what_is_asked_of_it_and_of_the_whole_tender():
    outline = outline_of(CONTENT, [2])

    assert (outline.currency, outline.basis, [lot.no for lot in outline.lots]) == ("EUR", "net", [2])
    lot = outline.lot(2)
    assert lot.title == "Control"
    assert lot.questions == (
        Question("R1", "Each lantern reports a fault within an hour.", "boolean", expected="true", mandatory=True),
    )
    assert lot.prices == (
        PriceRow("lamp", "Lanterns", "each", F(5000), "acquisition", 2),
        PriceRow("power", "Electricity", "year", F(3), "use", 2),
        PriceRow("leave", "Handing over at the end", "once", F(1), "exit", 2),
    )
    assert lot.kpis == (KpiQuestion("AV", "Availability of lanterns", "%", "up", F(99), F("99.9"), F("99.5")),)
    assert lot.interfaces == (
        InterfaceQuestion(
            "states",
            "States of lanterns",
            "openapi",
            "3.1",
            evidence_kind="openapi",
            profile_sha=SHA,
            weight=F(100),
            min_rung=2,
        ),
    )
    assert lot.numbers == ()


def test_what_is_asked_once_has_one_field_and_each_lot_has_its_prices():
    outline = outline_of(CONTENT, [2, 1])

    assert outline.fields(DraftSection.ANSWERS) == ("R1",)
    assert outline.fields(DraftSection.PRICES) == ("1/lamp", "1/power", "1/leave", "2/lamp", "2/power", "2/leave")
    assert outline.fields(DraftSection.PERFORMANCE) == ("AV",)
    assert outline.fields(DraftSection.CLAIMS) == ("states/statement", "states/standard", "states/version")
    assert outline.file_places == (("claim:states", "States of lanterns"),)


def test_a_lot_that_is_not_there_is_refused():
    with pytest.raises(LookupError, match="The tender has no lot 3"):
        outline_of(CONTENT, [1, 3])
    with pytest.raises(LookupError, match="The bid is not for lot 2"):
        outline_of(CONTENT, [1]).lot(2)


def test_a_requirement_of_another_lot_is_not_asked():
    entries = (RequirementEntry("A", lot=1), RequirementEntry("B", lot=2), RequirementEntry("C", datatype="file"))
    content = replace(CONTENT, requirements=RequirementList(entries))

    assert [question.key for question in outline_of(content, [1]).questions] == ["A", "C"]
    assert [question.key for question in outline_of(content, [1, 2]).questions] == ["A", "C", "B"]
    assert outline_of(content, [1]).fields(DraftSection.ANSWERS) == ("A",)
    assert outline_of(content, [1]).file_places[0] == ("question:C", "")


def test_without_a_table_a_lot_has_one_total_price():
    content = replace(CONTENT, method=replace(CONTENT.method, elements=()))

    assert outline_of(content, [1]).lot(1).prices == (PriceRow("price", "Total price", "", None, "other", 1),)
    assert outline_of(content, [1]).lot(1).prices[0].times == 1


def test_an_element_that_only_a_criterion_sums_up_is_asked_too():
    cost = CriterionEntry("co2", "Cost of carbon", kind="formula", input="cost", elements=("carbon",), lots=(1,))
    content = replace(CONTENT, criteria=replace(CONTENT.criteria, criteria=(*CONTENT.criteria.criteria, cost)))

    assert outline_of(content, [1]).lot(1).prices[-1] == PriceRow("carbon", "Cost of carbon", "", None, "other", 1)
    assert "2/carbon" not in outline_of(content, [2]).fields(DraftSection.PRICES)


def test_the_value_of_an_energy_service_reads_numbers_beside_the_price():
    content = replace(CONTENT, method=replace(CONTENT.method, formula="npv_income"))

    numbers = outline_of(content, [1]).lot(1).numbers
    assert [number.code for number in numbers] == [*ESCO_TERMS, *ESCO_SAVINGS]
    assert numbers[1] == OfferedNumber(
        "contract_days", "Days of the contract beyond its whole years", "integer", 1, F(364)
    )
    assert numbers[-1] == OfferedNumber("saving_20", "Saving in period 21", "money", 1)
    assert outline_of(content, [1]).fields(DraftSection.PRICES)[-1] == "1/saving_20"


def test_only_what_can_be_offered_is_asked_of_indicators():
    fixed = KpiEntry("FIX", "Time to repair", target=F(4))
    free = KpiEntry("FREE", "Level of noise")
    content = replace(CONTENT, performance=replace(CONTENT.performance, kpis=(fixed, free)))

    assert [kpi.code for kpi in outline_of(content, [1]).kpis] == ["FREE"]


@pytest.mark.parametrize(
    ("role", "rung", "must"), [("must_meet", 0, True), ("plugs_into", 1, True), ("extends", 0, False)]
)
def test_a_statement_is_asked_where_the_interface_must_be_met_or_reach_a_rung(role, rung, must):
    assert InterfaceQuestion("I", "An interface", "geojson", "", role=role, min_rung=rung).must_state is must


@pytest.mark.parametrize("key", KEYS)
def test_a_ready_tender_asks_everything_that_its_judge_reads(key):
    """No price, offer or interface of the method is without a field, in any lot; no field is there twice."""
    content, outline = content_of(key), outline_of_all(key)

    for lot in outline.lots:
        spec = lot_spec(content, lot.no, ref="2026-001", seed_sha256=SHA)
        assert scoring.check(spec) == []
        assert {code for leaf in spec.leaves for code in leaf.elements} == {row.code for row in lot.prices}
        assert {kpi.code for leaf in spec.leaves for kpi in leaf.kpis} == {kpi.code for kpi in lot.kpis}
        assert {interface.id for interface in spec.interfaces} == {entry.code for entry in lot.interfaces}
    for section in DraftSection:
        fields = outline.fields(section)
        assert len(fields) == len(set(fields)) > 0


def test_an_empty_tender_asks_nothing():
    content = replace(CONTENT, purchase=replace(CONTENT.purchase, lots=()), method=Method())

    assert outline_of(content, []).lots == ()
