"""Tenders as pages show them: ready strings, all of them, at the same price whatever the size."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from core import clock
from core.pages.paging import CountedPage
from procurement.tenders import pages, queries
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Criterion, SourceDocument, Tender
from procurement.tenders.shapes import NoteShape
from procurement.tenders.shapes.build import tender_shape
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db


def listed(**values):
    tender = make(
        Tender, publish_no=1, price_formula="lowest_price", authority=builders.authority(zone="Europe/Dublin"), **values
    )
    page = TenderFilters({}, user=builders.person("officer")).page(clock.db_now)
    return tender, pages.rows(page)[0]


def counted(total, *, capped=False):
    return pages.count(CountedPage(rows=[], next_before=None, total=total, capped=capped))


# --- the list ---


def test_a_row_says_all_that_the_list_shows():
    tender, row = listed(
        state="open", ref="L-7", title="Street  lamps\nand posts", deadline_at=datetime(2026, 5, 4, 12, tzinfo=UTC)
    )

    assert row | {"method": ""} == {
        "url": reverse("tenders:detail", args=[tender.pk]),
        "ref": "L-7",
        "title": "Street lamps and posts",
        "authority": "City of Builders",
        "state": "Open for bids",
        "tone": "good",
        "imported": "",
        "test": "",
        "value": "–",
        "lots": "0 lots",
        "deadline": "4 May 2026, 13:00\N{NO-BREAK SPACE}Dublin, UTC+01:00",
        "method": "",
    }
    assert row["method"] not in {"", "lowest_price"}


def test_what_a_row_does_not_have_is_said_in_words():
    _, row = listed(state="opened", origin="imported")
    make(Tender, publish_no=2, state="opened", no_method_why="The file names none.", authority=builders.authority())

    assert (row["imported"], row["deadline"]) == ("Imported", "–")
    assert pages.rows(TenderFilters({}, user=builders.person()).page(clock.db_now))[0]["method"] == "None stated"


def test_a_formula_that_is_not_known_is_named_by_its_id():
    listed(state="open")
    make(Tender, publish_no=2, state="open", price_formula="of_another_version", authority=builders.authority())

    [newest, _] = pages.rows(TenderFilters({}, user=builders.person()).page(clock.db_now))
    assert newest["method"] == "of_another_version"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 tenders"), (1, "1 tender"), (2, "2 tenders"), (1234, "1,234 tenders")]
)
def test_how_many_there_are(count, text):
    assert counted(count) == text


def test_a_capped_count_says_that_there_are_more():
    assert counted(10_000, capped=True) == "More than 10,000 tenders"


def test_a_long_title_is_cut_at_160_letters():
    assert pages.short("a" * 160) == "a" * 160
    assert pages.short("a" * 155 + " word and more") == "a" * 155 + " wor…"
    assert len(pages.short("word " * 100)) <= 160


# --- one tender ---


def detail(tender):
    """What the page says of a tender to somebody without a role."""
    return pages.detail(tender_shape(queries.with_authority().get(pk=tender.pk), builders.person()))


@pytest.mark.parametrize("lots", [1, 3])
def test_a_tender_costs_the_same_whatever_its_size(lots, django_assert_num_queries):
    tender = builders.tender_at("opened", lots=lots)
    tender, member = queries.with_authority().get(pk=tender.pk), builders.person()

    with django_assert_num_queries(7):
        pages.detail(tender_shape(tender, member))


def test_the_facts_are_told_in_the_authority_s_own_time():
    owner = builders.authority("Kyiv", zone="Europe/Kyiv")
    context = detail(builders.tender_at("open", authority=owner, lots=2))

    facts = dict(context["facts"])
    assert (facts["Buyer"], facts["Bids close"]) == ("Kyiv", "28 Feb 2026, 14:00\N{NO-BREAK SPACE}Kyiv, UTC+02:00")
    assert facts["Estimated value"] == "€320,000"
    assert (facts["Prices are compared in"], facts["Classification (CPV)"]) == (
        "EUR, net of VAT",
        "48000000-8 Software package and information systems",
    )
    assert (context["state"], context["owner"], context["open"], context["zone"]) == (
        "Open for bids",
        "Suppliers",
        True,
        "Europe/Kyiv",
    )


@pytest.mark.usefixtures("rows_may_change")
def test_an_estimate_that_one_lot_lacks_is_not_summed():
    tender = builders.tender_at("open", lots=2)
    tender.lots.filter(no=2).update(estimate=None)
    builders.republish(tender)

    context = detail(tender)

    assert dict(context["facts"])["Estimated value"] == "–"
    assert [(lot["no"], lot["title"], lot["estimate"], lot["state"]) for lot in context["lots"]] == [
        (1, "Lot 1", "€160,000", "Active"),
        (2, "Lot 2", "–", "Active"),
    ]


@pytest.mark.usefixtures("rows_may_change")
def test_an_indicator_of_which_less_is_better_says_at_most():
    tender = builders.tender_at("open")
    tender.kpis.update(direction="down", minimum="24", best="4")
    builders.republish(tender)

    [kpi] = detail(tender)["kpis"]
    assert (kpi["minimum"], kpi["best"], kpi["direction"]) == ("at most 24", "4", "less is better")


def test_one_lot_alone_is_the_tender_itself():
    assert detail(builders.tender_at("open"))["lots"] == []


def test_criteria_stand_under_their_main_criterion_with_their_weights():
    groups = detail(builders.tender_at("open"))["groups"]

    rows = [
        (group["title"], group["weight"], [(row["title"], row["kind"], row["weight"]) for row in group["rows"]])
        for group in groups
    ]
    assert rows == [
        (
            "Quality",
            "60\N{NO-BREAK SPACE}%",
            [
                ("Interfaces", "By evidence", "15\N{NO-BREAK SPACE}%"),
                ("Open standards", "By evidence", "15\N{NO-BREAK SPACE}%"),
                ("Method of work", "Marked by people", "20\N{NO-BREAK SPACE}%"),
                ("Performance offered", "By formula", "10\N{NO-BREAK SPACE}%"),
            ],
        ),
        (
            "",
            "",
            [
                ("Price", "By formula", "40\N{NO-BREAK SPACE}%"),
                ("Certified information security", "Pass or fail", "must pass"),
            ],
        ),
    ]


def test_a_criterion_deeper_down_shows_its_path():
    tender = builders.tender_at("draft")
    middle = Criterion.objects.get(tender=tender, key="method")
    child = make(
        Criterion, tender=tender, parent=middle, no=99, key="plan", title="Plan", family="value_for_money", weight="20"
    )
    child.lots.set(tender.lots.all())

    rows = detail(tender)["groups"][0]["rows"]

    assert [(row["path"], row["title"]) for row in rows if row["path"]] == [("Method of work", "Plan")]
    assert "Method of work" not in {row["title"] for row in rows}


def test_a_criterion_of_some_lots_names_them():
    tender = builders.tender_at("draft", lots=3)
    Criterion.objects.get(tender=tender, key="method").lots.set(tender.lots.filter(no__in=[1, 3]))

    rows = detail(tender)["groups"][0]["rows"]

    assert {row["title"]: row["lots"] for row in rows if row["lots"]} == {"Method of work": "1, 3"}


def test_what_is_asked_is_explained_with_its_scale_and_its_minimum():
    [criterion] = detail(builders.tender_at("open"))["explained"]

    assert (criterion["title"], criterion["minimum"], criterion["anchor"]) == (
        "Method of work",
        "2.00",
        "criterion-method",
    )
    assert criterion["scale"][:2] == [
        {"value": "0", "label": "", "descriptor": "Worth 0 of 5."},
        {"value": "1", "label": "", "descriptor": "Worth 1 of 5."},
    ]


def test_an_anchor_holds_no_sign_that_an_address_would_bend():
    assert pages.anchor("Q.1 / ä#") == "criterion-Q-1---ä-"


def test_a_family_has_its_letter_and_nothing_is_checked_by_a_machine_that_no_machine_checks():
    rows = [row for group in detail(builders.tender_at("open"))["groups"] for row in group["rows"]]

    assert {(row["letter"], row["family"]) for row in rows} == {
        ("I", "Interoperability"),
        ("O", "Open standards"),
        ("V", "Value for money"),
        ("P", "Performance"),
    }
    assert {row["kind"] for row in rows} == {"By evidence", "Marked by people", "By formula", "Pass or fail"}


@pytest.mark.parametrize(
    ("weight", "text"),
    [
        (None, "–"),
        (Decimal(40), "40\N{NO-BREAK SPACE}%"),
        (Decimal("33.3333"), "33.33\N{NO-BREAK SPACE}%"),
        (Decimal(0), "0\N{NO-BREAK SPACE}%"),
    ],
)
def test_a_weight_is_a_percentage_and_a_missing_one_a_dash(weight, text):
    assert pages.weight(Criterion(weight=weight)) == text


def test_interfaces_and_indicators_are_told_whole():
    context = detail(builders.tender_at("open"))

    assert context["interfaces"] == [
        {
            "code": "events",
            "title": "Feed of events",
            "does": "provides, must meet",
            "standard": "GTFS Realtime 2.0",
            "standard_id": "gtfs-rt",
            "standard_url": "/standards/gtfs-rt/",
            "weight": "100\N{NO-BREAK SPACE}%",
            "openness": "100\N{NO-BREAK SPACE}%",
        }
    ]
    [kpi] = context["kpis"]
    assert (kpi["title"], kpi["minimum"], kpi["best"], kpi["direction"]) == (
        "Availability per month",
        "at least 99",
        "99.9",
        "more is better",
    )


def test_a_requirement_tells_its_bounds_and_whether_it_is_optional():
    requirements = [
        {"key": "R1", "text": "Response", "minimum": "1", "maximum": "5"},
        {"key": "R2", "text": "Colour", "expected": "0", "mandatory": False},
        {"key": "R3", "text": "Manual"},
    ]
    tender = builders.tender_at("open", requirements=requirements)

    asked = [
        (requirement["text"], requirement["asked"], requirement["mandatory"])
        for requirement in detail(tender)["requirements"]
    ]

    assert asked == [
        ("Response", "at least 1; at most 5", ""),
        ("Colour", "expected 0", "optional"),
        ("Manual", "", ""),
    ]


def test_a_very_long_list_of_requirements_is_cut_and_says_by_how_many(monkeypatch):
    monkeypatch.setattr("procurement.tenders.pages.tender.REQUIREMENTS_SHOWN", 2)
    tender = builders.tender_at("open", requirements=[{"key": f"R{no}", "text": "Manual"} for no in range(1, 6)])

    context = detail(tender)

    assert (len(context["requirements"]), context["requirements_left"]) == (2, 3)


def test_the_method_is_told_in_sentences_with_its_parameters():
    method = detail(builders.tender_at("open"))["method"]

    assert method["name"] not in {"", "fixed_linear"}
    assert method["params"] == [("Pmax", "1000000"), ("Pmin", "80000")]
    assert method["source"].startswith("Best price-quality ratio")
    assert method["sentences"][0] == (
        "The price earns all its points at 80,000 or less, none at 1,000,000 or more, and in between on a straight line."
    )
    assert method["ties"][:2] == ("more points for Quality", "the lower price")


def test_a_tender_without_a_method_says_why():
    tender = make(Tender, state="opened", publish_no=1, no_method_why="The file names no formula.")
    assert detail(tender)["method"]["why_none"] == "The file names no formula."
    assert detail(tender)["method"]["sentences"] == ()

    draft = make(Tender)
    assert detail(draft)["method"]["why_none"] == "The draft does not name a method yet."


def test_a_method_that_cannot_be_applied_says_so_where_it_is_explained():
    tender = builders.tender_at("draft", formula="of_another_version")

    [sentence] = detail(tender)["method"]["sentences"]

    assert sentence.startswith("The published method cannot be applied as it stands: ")
    assert "of_another_version" in sentence


# --- where an imported tender comes from ---


def test_a_tender_run_here_has_no_source():
    assert detail(builders.tender_at("open"))["source"] is None


def test_a_source_tells_what_found_a_place_and_what_did_not(monkeypatch):
    monkeypatch.setattr("procurement.tenders.pages.source.EXTRAS_SHOWN", 1)
    source = make(
        SourceDocument,
        name="package.json",
        format="ocds",
        record="ocds-1",
        sha256="a" * 64,
        extras={"/b": "2", "/a": "1"},
        coverage={"total": 1200, "mapped": 1100, "ignored": {"repeated": 90, "empty": 8}, "extras": 2},
        notes=[{"sentence": "A weight was read as text.", "pointer": "/features/0"}, {"sentence": "No lots."}],
    )

    context = detail(source.tender)["source"]

    assert context == {
        "facts": [("File", "package.json"), ("Format", "ocds"), ("Record", "ocds-1")],
        "sha256": "a" * 64,
        "total": "1,200",
        "mapped": "1,100",
        "ignored": "98",
        "extras_count": "2",
        "extras": [("/a", "1")],
        "extras_left": 1,
        "notes": (NoteShape("A weight was read as text.", "/features/0"), NoteShape("No lots.", "")),
    }


def test_a_source_that_was_not_counted_says_nothing_of_counts():
    context = detail(make(SourceDocument, extras={}, coverage={}).tender)["source"]

    assert (context["total"], context["mapped"], context["ignored"], context["extras_count"]) == ("", "–", "0", "0")


@pytest.mark.usefixtures("rows_may_change")
def test_a_threshold_is_written_as_it_is():
    tender = builders.tender_at("open")
    Criterion.objects.filter(tender=tender, key="method").update(min_mark=Fraction(5, 2))
    builders.republish(tender)

    assert [row["minimum"] for row in detail(tender)["explained"] if row["minimum"]] == ["2.50"]
