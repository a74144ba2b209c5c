"""Bids in Chromium, by links and buttons: alone from the notice to a receipt that verifies without the site; three
together; replaced in the last minute; an upload that breaks and goes on.
"""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import clock, clock_switch
from offline import signed
from procurement.bids import outline as outlines
from procurement.bids.models import Attempt, Bid, BidRevision, DraftFile
from procurement.bids.queries import drafts as draft_queries
from procurement.tenders import gather as tender_gather
from procurement.tenders.models import Tender
from tests.bids import written
from tests.bids.sections.conftest import MORE
from tests.bids.submitting import city_with_keys, filled_texts, open_tender
from tests.bids.submitting.conftest import a_week_before
from tests.browser.conftest import assert_usable, chromium, open_page, site
from tests.suppliers import consortia

__all__ = ["a_week_before", "chromium", "open_page", "site"]  # fixtures of others, used here

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("a_week_before"),
]
PHONE = 390
LAST_MINUTE = timedelta(seconds=59)
PLAN = b"%PDF-1.7 " + os.urandom(9_000_000)


@pytest.fixture(autouse=True)
def _plain(settings):
    settings.MFA_REQUIRED_ROLES, settings.BIDS_FREE_BYTES = [], 0


@pytest.fixture
def tender():
    city, _keys = city_with_keys()
    return open_tender(city, MORE)


def firm(name):
    """An organisation that has declared what the tender asks."""
    row = written.firm(name=name)
    consortia.declare(row, "corruption", at=clock.db_now())
    return row


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(text))


def look(page, name):
    """Usable on a phone and on a desk; with BID_PICTURES set a picture at each width."""
    for width in (1280, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        assert_usable(page)
        if folder := os.environ.get("BID_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def begin(page, tender, *, together=""):
    """From the notice to the tasks; the pass on the way."""
    page.goto(
        page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + reverse("tenders:detail", args=[tender.pk])
    )
    page.get_by_role("link", name="Begin a bid", exact=True).first.click()
    if together:
        page.get_by_label(together).check()
    page.get_by_label("Lot 1", exact=False).check()
    look(page, "begin")
    press(page, "Begin a bid")
    heading(page, "Keep this pass")
    look(page, "pass")
    press(page, "I have it: go on")
    heading(page, "missing before you can submit")
    return Bid.objects.get(tender=tender)


def asked(bid):
    content = tender_gather.publication_of(bid.tender).content
    return outlines.outline_of(content, [lot.no for lot in draft_queries.lots_of(bid)])


def write(page, title, texts):
    """A section, by its fields: typed, saved by itself, and left with the button."""
    page.get_by_role("link", name=title, exact=True).first.click()
    for name, text in texts.items():
        controls = page.locator(f'[name="{name}"]')
        if controls.first.get_attribute("type") == "radio":
            page.locator(f'[name="{name}"][value="{text}"]').check()
        elif controls.first.evaluate("node => node.tagName") == "SELECT":
            controls.first.select_option(index=1)
        else:
            controls.first.fill(text)
    expect(page.locator("[data-status]")).to_contain_text("Saved by itself")
    look(page, title.split()[0].lower())
    press(page, "Save and go back")
    expect(page.get_by_role("heading", name="Done")).to_be_visible()


def write_all(page, bid):
    """Every section, and that the facts are still true."""
    texts = filled_texts(asked(bid))
    texts["answers"] = {
        question.field: "2026-09-01" if question.datatype == "date" else texts["answers"][question.field]
        for question in asked(bid).questions
        if question.datatype != "file"
    }
    titles = {"answers": "Answers", "prices": "Prices", "performance": "Performance offered", "claims": "Interfaces"}
    for section, title in titles.items():
        if texts[section]:
            write(page, title, texts[section])
    page.get_by_role("link", name="Our facts", exact=True).last.click()
    press(page, "They are still true")


def send_plan(page, *, breaking=0):
    """The file that a requirement asks for; the line breaks so many times on the way."""
    left = {"breaks": breaking}

    def pass_on(route):
        if route.request.method == "PATCH" and left["breaks"]:
            left["breaks"] -= 1
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/upload/**", pass_on)
    page.get_by_role("link", name="Files", exact=True).first.click()
    look(page, "files")
    page.get_by_label("What it is for").last.select_option("question:R4")
    page.get_by_label("Add files").set_input_files(
        {"name": "Plan (endgültig).pdf", "mimeType": "application/pdf", "buffer": PLAN}
    )
    press(page, "Send")
    expect(page.locator("#files li a")).to_have_text("Plan (endgültig).pdf")
    heading(page, "1 file is stored")
    assert left["breaks"] == 0
    look(page, "files-stored")
    page.get_by_role("link", name="Tasks", exact=True).click()


def submit(page):
    page.get_by_role("link", name="Check and submit", exact=True).click()
    heading(page, "Nothing is missing")
    look(page, "check")
    press(page, "Submit now")


def saved(page, link, folder):
    """A file that the page hands out, where it was saved."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_alone_from_the_notice_to_a_receipt_that_verifies_without_the_site(open_page, tender, tmp_path):
    person = written.person_of(firm("Clear Air"))
    page = open_page("/", user=person)
    bid = begin(page, tender)
    look(page, "tasks")
    write_all(page, bid)
    send_plan(page, breaking=1)
    submit(page)
    heading(page, "Received in time")
    look(page, "receipt")

    receipt, slip = saved(page, "Save the signed receipt", tmp_path), saved(page, "Save the slip", tmp_path)
    fingerprint = signed.read(receipt.read_bytes()).fingerprint
    command = [sys.executable, "-m", "offline", "verify", str(receipt), "--key", fingerprint, "--slip", str(slip)]
    verdict = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (verdict.returncode, BidRevision.objects.get().number) == (0, 1), verdict.stdout + verdict.stderr
    assert DraftFile.objects.get().length == len(PLAN)
    page.goto(page.url.replace(f"receipt/{1}/", ""))
    look(page, "tasks-submitted")


def test_three_together_each_signs_its_own_part(open_page, tender):
    lead, second, third = firm("Tidewater"), firm("Openstreet"), firm("Urban Lab")
    row = consortia.consortium(lead, name="Clean air together", at=clock.db_now())
    for supplier in (second, third):
        part = (
            consortia.MEMBER
            if supplier == second
            else consortia.Part(consortia.PartyRole.RELIED_SUBCONTRACTOR, None, "Hosting")
        )
        consortia.joined(row, supplier, part, at=clock.db_now())
    page = open_page("/", user=written.person_of(lead))
    bid = begin(page, tender, together="Clean air together")
    write_all(page, bid)
    send_plan(page)
    expect(page.get_by_text("Openstreet has not signed its part.", exact=False).first).to_be_visible()
    look(page, "tasks-together")

    for supplier in (second, third):
        person = written.person_of(supplier)
        partner = open_page("/", user=person, width=PHONE)
        partner.goto(page.url.split("/bids/")[0] + reverse("bids:list"))
        partner.get_by_role("link", name=re.compile("Read and sign")).click()
        expect(partner.get_by_text("no other bid for this lot")).to_be_visible()
        look(partner, f"sign-{supplier.name.split()[0].lower()}")
        press(partner, f"Sign as {person.name}")
        heading(partner, "You have signed your part")
    page.reload()
    submit(page)
    heading(page, "Received in time")

    assert BidRevision.objects.filter(bid=bid).count() == 1
    assert list(bid.parties.order_by("no").values_list("signatures__act", flat=True)) == ["signed"] * 3


def test_replaced_in_the_last_minute_and_too_late_after_it(open_page, tender):
    page = open_page("/", user=written.person_of(firm("Clear Air")))
    bid = begin(page, tender)
    write_all(page, bid)
    send_plan(page)
    submit(page)
    heading(page, "Received in time")
    deadline = Tender.objects.get(pk=tender.pk).deadline_at

    page.get_by_role("link", name="Replace it", exact=True).click()
    write(page, "Prices", dict.fromkeys(asked(bid).fields(outlines.DraftSection.PRICES), "85000"))
    page.get_by_role("link", name="Check and submit", exact=True).click()
    heading(page, "Nothing is missing")
    clock_switch.move_to(instant=deadline - LAST_MINUTE, by=None, at=clock.db_now())
    press(page, "Submit now")
    expect(page).to_have_url(re.compile("/receipt/2/$"))
    expect(page.locator(".lead")).to_contain_text("before the deadline")
    look(page, "replaced")
    first, second = BidRevision.objects.filter(bid=bid).order_by("number")
    assert deadline - LAST_MINUTE <= second.received_at <= deadline
    assert first.received_at < second.received_at

    page.goto(page.url.replace("receipt/2/", "check/"))
    expect(page.get_by_role("button", name="Submit now", exact=True)).to_be_enabled()
    clock_switch.move_to(instant=deadline + timedelta(seconds=1), by=None, at=clock.db_now())
    press(page, "Submit now")
    heading(page, "Too late: this bid was not taken")
    look(page, "late")

    assert BidRevision.objects.filter(bid=bid).count() == 2
    assert [row.reason for row in Attempt.objects.filter(bid=bid)] == ["after_deadline"]
