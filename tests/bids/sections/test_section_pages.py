"""The four sections as pages: what they ask, what they say of what is typed, and that nothing typed is lost."""

import json
import logging
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.bids.gather.drafts import part_of
from procurement.bids.gather.files import filled_files
from procurement.tenders.models import Tender
from procurement.tenders.sections import Method, PriceElement, RequirementList
from tests import builders
from tests.bids import written
from tests.bids.sections.conftest import MORE, opened_for, stored_file
from tests.tenders.written import changed

pytestmark = pytest.mark.django_db
SECTIONS = ["answers", "prices", "performance", "claims"]
SECRET = "Lanterns of brass, 1234567"
SENT = {
    "answers": {"R1": "true", "R2": "12", "R3": SECRET, "R5": "LoRaWAN", "R6": "2026-09-01"},
    "prices": {"1/lamp": "420", "1/power": "1,640.00", "1/leave": "0"},
    "performance": {"AV": "99,7 %"},
    "claims": {"states/statement": "Each state is served.", "states/standard": "", "states/version": "3.1.1"},
}


def address(begun, section):
    return reverse(f"bids:{section}", args=[begun.bid.pk])


def sent(device, begun, section, fields, seen=0, **headers):
    return device.post(address(begun, section), {"seen": seen, **fields}, headers=headers)


def by_script(device, begun, section, fields, seen=0):
    return sent(device, begun, section, fields, seen, accept="application/json")


def texts(begun, section):
    return dict(part_of(begun.bid, begun.draft_key, section).fields)


def page(device, begun, section):
    return device.get(address(begun, section)).content.decode()


# --- without the script ---


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_asked_saved_and_read_again(device, begun, section):
    assert device.get(address(begun, section)).status_code == 200
    answer = sent(device, begun, section, SENT[section])

    kept = {name: text for name, text in SENT[section].items() if text}
    assert (answer.status_code, texts(begun, section)) == (302, kept)
    again = page(device, begun, section)
    assert [text for text in kept.values() if text not in again and text not in {"true", "LoRaWAN"}] == []


@pytest.mark.parametrize(
    ("section", "heading", "complete"),
    [
        ("answers", "1 answer is missing", "All answers are there"),
        ("prices", "3 prices are missing", "All prices are there"),
        ("performance", "1 offer is missing", "All offers are there"),
        ("claims", "1 interface is not stated", "All interfaces are stated"),
    ],
)
def test_the_title_says_what_is_missing(device, begun, section, heading, complete):
    assert f">{heading}</h1>" in page(device, begun, section)
    written.saved(begun, section, {name: text for name, text in SENT[section].items() if text})
    assert f">{complete}</h1>" in page(device, begun, section)


def test_the_table_of_prices_adds_up_what_is_there(device, begun):
    written.saved(begun, "prices", {"1/lamp": "420", "1/power": "1,640.00"})

    text = page(device, begun, "prices")
    assert ">€2,100,000.00</td>" in text
    assert ">€4,920.00</td>" in text
    assert ">Total of 2 of 3 prices</th>" in text
    assert ">€2,104,920.00</td>" in text
    assert "read as €420.00" in text
    assert "Missing. Write 0 if it costs nothing." in text
    assert "40 of 100 points, on a straight line: all at €100,000, none at €900,000." in text
    assert "All amounts in euros without VAT, as the tender asks." in text


def test_a_number_with_two_readings_comes_back_with_both_and_nothing_typed_is_lost(device, begun):
    answer = sent(device, begun, "prices", {"1/lamp": "95.000", "1/power": "nonsense", "1/leave": "1"})

    assert (answer.status_code, answer["Location"]) == (302, address(begun, "prices"))
    text = page(device, begun, "prices")
    assert texts(begun, "prices") == {"1/lamp": "95.000", "1/power": "nonsense", "1/leave": "1"}
    assert "Lanterns: “95.000” can be read in two ways. Choose one." in text
    assert "“nonsense” is not a number." in text
    assert (">€95,000</label>" in text, ">€95</label>" in text) == (True, True)
    assert 'value="nonsense"' in text

    chosen = {"1/lamp": "95.000", "1/lamp__marks": "groups", "1/power": "2", "1/leave": "1"}
    sent(device, begun, "prices", chosen, seen=1)
    assert texts(begun, "prices") == {"1/lamp": "95000", "1/power": "2", "1/leave": "1"}


def test_how_the_authority_writes_numbers_decides_when_it_is_saved(device, begun):
    Tender.objects.get().authority.__class__.objects.update(locale="de_DE")
    sent(device, begun, "prices", {"1/lamp": "1.640"})

    assert texts(begun, "prices") == {"1/lamp": "1640"}


def test_what_is_not_what_is_asked_is_kept_and_named(device, begun):
    sent(device, begun, "answers", {"R1": "false", "R2": "9"})
    sent(device, begun, "performance", {"AV": "98"})

    assert "The tender asks for at least 10\N{NO-BREAK SPACE}years." in page(device, begun, "answers")
    assert "The tender asks for: yes." in page(device, begun, "answers")
    assert "A bid that offers worse than 99\N{NO-BREAK SPACE}% is out." in page(device, begun, "performance")


def test_a_claim_says_plainly_that_nobody_checks_it(device, begun):
    text = page(device, begun, "claims")

    assert ">Declared, not checked</strong>" in text
    assert "no machine of this site checks files of bids yet" in text
    assert "Asked: OpenAPI Specification 3.1." in text
    assert "No file is stored yet." in text


def test_what_is_not_a_field_of_the_section_is_passed_over(device, begun):
    sent(device, begun, "prices", {"1/lamp": "1", "2/lamp": "7", "R1": "true", "pass": "secret"})

    assert texts(begun, "prices") == {"1/lamp": "1"}


# --- files ---


def belonging(begun):
    return {file.id: file.belongs_to for file in filled_files(begun.bid, begun.draft_key)}


def test_a_stored_file_is_ticked_for_what_it_answers_or_shows(device, begun):
    plan, run = stored_file(begun, "plan.pdf"), stored_file(begun, "run.json")
    price = stored_file(begun, "prices.xlsx", "price")

    text = page(device, begun, "answers")
    assert ("plan.pdf, 4" in text, "prices.xlsx" in text, "checked" in text) == (True, False, False)
    sent(device, begun, "answers", {"question:R4__files_shown": "1", "question:R4__files": [plan, price]})
    sent(device, begun, "claims", {"claim:states__files_shown": "1", "claim:states__files": [run, plan]})
    assert belonging(begun) == {plan: "question:R4", run: "claim:states", price: "price"}

    text = page(device, begun, "claims")
    assert ("run.json" in text, "plan.pdf" in text) == (True, False)
    sent(device, begun, "claims", {"claim:states__files_shown": "1"})
    by_script(device, begun, "answers", {"R3": "More."})
    assert belonging(begun) == {plan: "question:R4", run: "technical", price: "price"}


# --- two people ---


def test_fields_of_two_people_are_brought_together(device, begun):
    written.saved(begun, "prices", {"1/lamp": "1"})
    sent(device, begun, "prices", {"1/lamp": "", "1/power": "2"}, seen=0)

    assert texts(begun, "prices") == {"1/lamp": "1", "1/power": "2"}


def test_two_texts_for_one_field_are_both_shown_and_none_is_lost(device, begun):
    written.saved(begun, "prices", {"1/lamp": "100"})
    answer = sent(device, begun, "prices", {"1/lamp": "200", "1/power": "3"}, seen=0)

    text = answer.content.decode()
    assert (answer.status_code, texts(begun, "prices")) == (409, {"1/lamp": "100"})
    assert ('value="200"' in text, "<q>100</q>" in text, 'value="3"' in text) == (True, True, True)
    assert 'name="seen" value="1"' in text

    sent(device, begun, "prices", {"1/lamp": "200", "1/lamp__choice": "mine", "1/power": "3"}, seen=1)
    assert texts(begun, "prices") == {"1/lamp": "200", "1/power": "3"}


def test_the_text_of_the_other_may_stay(device, begun):
    written.saved(begun, "prices", {"1/lamp": "100"})
    sent(device, begun, "prices", {"1/lamp": "200", "1/lamp__choice": "theirs", "1/power": "3"}, seen=1)

    assert texts(begun, "prices") == {"1/lamp": "100", "1/power": "3"}


def test_after_the_deadline_what_was_typed_comes_back_unsaved(device, begun, monkeypatch):
    monkeypatch.setattr("core.clock.db_now", lambda: written.DEADLINE.replace(year=2027))
    answer = sent(device, begun, "answers", {"R3": SECRET})

    text = answer.content.decode()
    assert (answer.status_code, texts(begun, "answers")) == (409, {})
    assert ("The deadline has passed." in text, "It is not saved." in text, SECRET in text) == (True, True, True)


# --- with the script ---


def test_the_script_gets_what_was_understood_and_the_totals(device, begun):
    answer = by_script(device, begun, "prices", {"1/lamp": "420"})

    data = answer.json()
    assert (answer.status_code, data["seen"], data["saved"]) == (200, 1, "Saved by itself at 13:00.")
    assert data["heading"] == "2 prices are missing"
    assert data["amounts"] == {"prices-1": "€2,100,000.00", "prices-2": "–", "prices-3": "–"}
    assert data["totals"] == {"1": ["Total of 1 of 3 prices", "€2,100,000.00"]}
    assert "read as €420.00" in data["notes"]["prices-1"]
    assert data["kept"] == {}
    assert texts(begun, "prices") == {"1/lamp": "420"}


def test_the_script_saves_what_cannot_be_read_too(device, begun):
    data = by_script(device, begun, "prices", {"1/lamp": "<b>95.000"}).json()

    assert "&lt;b&gt;95.000" in data["notes"]["prices-1"]
    chosen = by_script(device, begun, "prices", {"1/lamp": "95.000", "1/lamp__marks": "decimals"}, seen=1).json()
    assert chosen["kept"] == {"1/lamp": "95"}


def test_the_script_gets_both_texts_of_a_clash(device, begun):
    written.saved(begun, "answers", {"R3": "Theirs."})
    answer = by_script(device, begun, "answers", {"R3": "Mine."})

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/json")
    assert answer.json()["clashes"] == {"R3": {"mine": "Mine.", "theirs": "Theirs."}}
    assert answer.json()["seen"] == 1
    assert texts(begun, "answers") == {"R3": "Theirs."}


# --- who, and what leaks ---


@pytest.mark.parametrize("section", SECTIONS)
def test_others_get_nothing_and_other_devices_the_page_that_takes_the_pass(device, begun, section):
    written.saved(begun, "answers", {"R3": SECRET})
    for user, status in (
        (builders.person(), 404),
        (builders.person("officer", authority=begun.bid.tender.authority), 404),
    ):
        device.force_login(user)
        for answer in (device.get(address(begun, section)), sent(device, begun, section, SENT[section])):
            assert (answer.status_code, SECRET in answer.content.decode()) == (status, False)


def test_nothing_that_is_typed_is_logged_or_kept_in_a_session(device, begun, caplog):
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        sent(device, begun, "answers", {"R3": SECRET})
        by_script(device, begun, "answers", {"R3": SECRET}, seen=0)

    assert SECRET not in caplog.text
    assert SECRET not in json.dumps(dict(device.session))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM bids_draftpart")
        assert [row for row in cursor.fetchall() if SECRET.encode() in bytes(row[0])] == []


def test_no_cache_keeps_a_section(device, begun):
    assert "no-store" in device.get(address(begun, "answers"))["Cache-Control"]


@pytest.mark.parametrize("extra", [1, 3])
def test_a_section_costs_the_same_with_one_field_and_with_three(client, settings, extra):
    settings.MFA_REQUIRED_ROLES = []
    elements = tuple(PriceElement(f"e{no}", f"Part {no}", quantity=Fraction(1)) for no in range(extra))
    method = changed(Method, elements=(*changed(Method).elements, *elements))
    requirements = RequirementList(MORE.entries[: 1 + extra])
    begun = written.begun_bid(tender=written.open_tender(requirements, method))
    device = opened_for(begun, client)
    costs = {}
    for section in SECTIONS:
        device.get(address(begun, section))
        with CaptureQueriesContext(connection) as read:
            device.get(address(begun, section))
        with CaptureQueriesContext(connection) as saved:
            by_script(device, begun, section, {"1/e0": "5", **SENT[section]})
        costs[section] = (len(read), len(saved))

    assert set(costs.values()) == {COST}


COST = (12, 17)  # queries to read a section, and to save it by the script
