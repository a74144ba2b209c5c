"""The forms of sections: what a ready tender says passes through them unchanged; half-written is no error."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest
from django.http import QueryDict

from procurement.planning.catalogue import catalogue
from procurement.tenders.forms.editing import Editing, field_id
from procurement.tenders.forms.timetable import MINUTE
from procurement.tenders.models import Tender
from procurement.tenders.pages.editors import EDITORS
from procurement.tenders.ready import ready_tenders, sections_of
from procurement.tenders.sections import (
    SECTIONS,
    AskedCapability,
    AttachedFile,
    Bidders,
    BreakTerm,
    Contract,
    CriteriaTree,
    CriterionEntry,
    LevelEntry,
    LotEntry,
    LowBidRule,
    Method,
    PanelTerms,
    PriceElement,
    Provenance,
    Purchase,
    RateEntry,
    RequirementEntry,
    RequirementList,
    ScaleEntry,
    SectionKey,
    SelectionTerm,
    TenderContent,
    TurnoverFloor,
)
from tests import builders

pytestmark = pytest.mark.django_db

FULL = {
    SectionKey.PURCHASE: Purchase(
        title="Lights",
        text="Lanterns.\nThat can be mended.",
        domain="street-lighting",
        currency="EUR",
        basis="net",
        lots=(
            LotEntry(2, "Control", "All of it.", Fraction("800000.5"), Fraction(700_000), ("34928500-3", "45316110-9")),
            LotEntry(1, "Lanterns"),
        ),
        lots_single=True,
        undivided_why="",
        variants_allowed=False,
        files=(AttachedFile("ab" * 32, "plan.pdf", "Plan", 1, 3, 2),),
    ),
    SectionKey.BIDDERS: Bidders(
        exclusion=("corruption", "fraud"),
        selection=(SelectionTerm("prof-regist", "A register.", 2),),
        turnover=(TurnoverFloor(2, Fraction(100_000)),),
        capabilities=(AskedCapability("install", "Installs lamps", 1, Fraction(3), "crews", additive=True),),
        limits=("At most five members.",),
        early_costs=(),
    ),
    SectionKey.REQUIREMENTS: RequirementList(
        (
            RequirementEntry(
                key="R1",
                text="How long does it last?",
                group="Life",
                lot=1,
                functional=True,
                mandatory=True,
                mandatory_confirmed=True,
                datatype="integer",
                unit="hours",
                minimum="50000",
                maximum="100000",
                expected=None,
                evidence_kinds=("test report",),
                provenance=(Provenance("law", "Act 12", "It says so."), Provenance("meeting", "3 May")),
            ),
            RequirementEntry("R2", "Which colour?", datatype="choice", choices=("warm", "cold"), criterion="gone"),
        )
    ),
    SectionKey.CRITERIA: CriteriaTree(
        (
            CriterionEntry("value", "Value", family="value_for_money", weight=Fraction("60.5"), lots=(1,)),
            CriterionEntry(
                "design",
                "Design",
                "What it looks like.",
                "value",
                (1, 2),
                "value_for_money",
                input="mark",
                weight=Fraction(30),
                scale="0 to 5",
                minimum=Fraction(3),
            ),
            CriterionEntry(
                "record",
                "Past record",
                family="performance",
                kind="formula",
                input="offer",
                weight=Fraction(5),
                past_record=True,
                neutral=Fraction(1, 2),
            ),
            CriterionEntry("safe", "Safe works", family="performance", kind="pass_fail"),
        ),
        (ScaleEntry("0 to 5", (LevelEntry(Fraction(0), "none", "Nothing."), LevelEntry(Fraction(5), "all", "All."))),),
    ),
    SectionKey.METHOD: Method(
        formula="reference_price",
        params={"Pref": "600000", "cap": "full"},
        lot_params={"2": {"Pref": "200000"}},
        scaling="best",
        rounding_stage="total",
        rounding_places=3,
        tie_chain=("lower_price", "draw"),
        low_bids=LowBidRule("mean_of_others", {"x": "2/5"}, 7),
        elements=(PriceElement("lamp", "Lamp", "use", "each", Fraction("5000.5"), 2), PriceElement("exit", "Exit")),
        rates=(RateEntry("SEK", Fraction(1, 11), date(2026, 12, 1), "Central bank"),),
        kept_why="",
    ),
    SectionKey.CONTRACT: Contract(months=36, breaks=(BreakTerm(12, 30, Fraction(1, 3)),), export_formats=("CSV",)),
    SectionKey.PANEL: PanelTerms("median", 5, 1, 15, "recompute", "allow"),
}


def content_of(values):
    by_kind = {kind: section for section, kind in SECTIONS.items()}
    written = tuple(by_kind[type(value)].value for value in values)
    return TenderContent(**{by_kind[type(value)].value: value for value in values}, written=written)


def ready_values(key):
    ready = ready_tenders()[key]
    shas = {profile.name: "a" * 64 for profile in ready.profiles}
    return sections_of(ready, currency="EUR", basis="net", rider=catalogue().rider, profiles=shas)


@pytest.fixture
def editing_of():
    city, user = builders.authority(currency="EUR"), builders.person("officer")
    return lambda content: Editing(Tender(authority=city, currency="EUR"), content, user)


def sent_by(form):
    """What a browser sends for a form that nobody touched."""
    data = QueryDict(mutable=True)
    for part in [form, *(part for rows in form.rows.values() for part in (rows.management_form, *rows.forms))]:
        for field in part:
            value = field.value()
            if isinstance(value, list | tuple):
                data.setlist(field.html_name, [str(entry) for entry in value])
            elif value is True and field.widget_type == "checkbox":
                data[field.html_name] = "on"
            elif isinstance(value, datetime):
                data[field.html_name] = value.strftime(MINUTE)
            elif value is not None and value is not False:
                data[field.html_name] = str(value)
    return data


def through(key, content, editing):
    """A section that went to a browser and came back untouched."""
    form_class = EDITORS[key].form
    form = form_class(
        sent_by(form_class(value=content.section(key), editing=editing)), value=content.section(key), editing=editing
    )
    assert form.is_valid(), form.problems()
    return form.section()


@pytest.mark.parametrize("key", FULL)
def test_a_full_section_comes_back_as_it_was(key, editing_of):
    content = content_of(FULL.values())

    assert through(key, content, editing_of(content)) == FULL[key]


@pytest.mark.parametrize("key", FULL)
def test_an_empty_section_can_be_saved(key, editing_of):
    content = TenderContent()

    assert through(key, content, editing_of(content)) == SECTIONS[key]()


@pytest.mark.parametrize("ready", ["street-lighting", "public-wifi"])
@pytest.mark.parametrize("key", FULL)
def test_a_ready_tender_passes_through_every_form_unchanged(ready, key, editing_of):
    content = content_of(ready_values(ready))

    assert through(key, content, editing_of(content)) == content.section(key)


def sent(form_class, editing, **fields):
    rows = {f"{name}-{count}": 0 for name in form_class.row_forms for count in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return form_class({**rows, **fields}, value=form_class.kind(), editing=editing)


def test_words_instead_of_a_code_are_answered_with_codes(editing_of):
    form = sent(
        EDITORS[SectionKey.PURCHASE].form,
        editing_of(TenderContent()),
        **{"lots-TOTAL_FORMS": 1, "lots-0-cpv": "street lighting equipment\n48", "lots-0-title": "Lamps"},
    )

    assert not form.is_valid()
    [problem] = form.problems()
    assert problem["href"] == "#id_lots-0-cpv"
    assert "34928500-3 Street-lighting equipment" in problem["text"]


def test_a_new_lot_gets_the_lowest_free_number(editing_of):
    rows = {"lots-TOTAL_FORMS": 3, "lots-0-no": 2, "lots-0-title": "A", "lots-1-title": "B", "lots-2-title": "C"}

    form = sent(EDITORS[SectionKey.PURCHASE].form, editing_of(TenderContent()), **rows)

    assert form.is_valid()
    assert [(lot.no, lot.title) for lot in form.section().lots] == [(2, "A"), (1, "B"), (3, "C")]


def test_a_requirement_without_a_key_gets_the_next(editing_of):
    rows = {"entries-TOTAL_FORMS": 2, "entries-0-key": "R1", "entries-0-text": "A", "entries-1-text": "B"}

    form = sent(EDITORS[SectionKey.REQUIREMENTS].form, editing_of(TenderContent()), **rows)

    assert form.is_valid()
    assert [entry.key for entry in form.section().entries] == ["R1", "R2"]


@pytest.mark.parametrize("line", ["rumour; somebody said it", "law", "law;"])
def test_a_source_that_nobody_can_look_up_is_refused(line, editing_of):
    rows = {"entries-TOTAL_FORMS": 1, "entries-0-text": "A", "entries-0-provenance": line}

    form = sent(EDITORS[SectionKey.REQUIREMENTS].form, editing_of(TenderContent()), **rows)

    assert not form.is_valid()


def test_whether_anything_is_limited_has_three_answers(editing_of):
    def limits(**fields):
        form = sent(EDITORS[SectionKey.BIDDERS].form, editing_of(TenderContent()), **fields)
        assert form.is_valid()
        return form.section().limits

    assert limits() is None
    assert limits(limits_any="no") == ()
    assert limits(limits_any="yes") is None
    assert limits(limits_any="yes", limits="Five") == ("Five",)


def test_what_a_form_does_not_show_stays_as_it_was(editing_of):
    form_class = EDITORS[SectionKey.PURCHASE].form
    value = Purchase(title="Lights", files=(AttachedFile("ab" * 32, "plan.pdf"),))

    form = form_class(
        sent_by(form_class(value=value, editing=editing_of(TenderContent()))),
        value=value,
        editing=editing_of(TenderContent()),
    )

    assert form.is_valid()
    assert form.section() == value


def test_the_place_of_a_finding_leads_to_its_field():
    lots = replace(FULL[SectionKey.PURCHASE])

    assert field_id(lots, "title") == "id_title"
    assert field_id(lots, "lots/1/title") == "id_lots-1-title"
    assert field_id(lots, "lots/7/title") == "rows-lots"
    assert field_id(FULL[SectionKey.CONTRACT], "breaks/1/month") == "id_breaks-0-month"
    assert field_id(FULL[SectionKey.REQUIREMENTS], "entries/R2/text") == "id_entries-1-text"
