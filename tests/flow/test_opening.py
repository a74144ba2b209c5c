"""Two officers in two browsers open a tender's bids, from the call to the record: one types a passphrase, one uses the tool.

The whole way over pages: Home, the opening, the second factor, the half, the result as it comes, the signed record.
"""

import io
import os
import re
import sys
import time
from contextlib import contextmanager

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from offline.__main__ import main as offline
from offline.sealing import opening_keys
from offline.sealing.opening_keys import BROWSER_COST
from procurement.bids.models import Opening, OpeningHalf, OpeningKey
from tests import builders
from tests.bids.opening.ceremony import waiting, work
from tests.bids.submitting.conftest import a_week_before
from tests.browser.conftest import (
    assert_usable_wide_and_narrow_light_and_dark,
    chromium,
    open_page,
    site,
)

__all__ = ["a_week_before", "chromium", "open_page", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("a_week_before")]
PASSPHRASE = "7K3M-9Q2W-A1B0-110Z"


@pytest.fixture
def ceremony(settings, move_clock, site):
    """A tender with two bids that waits for its opening; each holder has a passphrase on paper."""
    settings.MFA_REQUIRED_ROLES = []
    settings.DEMO = True
    closed = waiting(move_clock, bids=2)
    for mine in closed.keys[:2]:
        mine.holder.set_password(builders.PASSPHRASE)
        mine.holder.save()
        locked = opening_keys.wrap_key(mine.private, PASSPHRASE, BROWSER_COST).file()
        OpeningKey.objects.filter(pk=mine.key.pk).update(wrapped=locked)
        mine.key.refresh_from_db()
    return closed


def tool(monkeypatch, *arguments, typed):
    """Run the offline tool; what is typed comes on its standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
    return offline([str(each) for each in arguments])


def look(page, name):
    """Usable in each width and scheme; with OPENING_PICTURES set a picture at each width."""
    assert_usable_wide_and_narrow_light_and_dark(page)
    page.emulate_media(color_scheme="light")
    if folder := os.environ.get("OPENING_PICTURES"):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/opening-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def heading(page, name):
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def call_and_give(page, mine):
    """By keyboard, from Home: a wrong passphrase, then the right one. What was sent meanwhile."""
    page.locator("#openings ~ * a.button, section a.button").first.click()
    heading(page, "2 bids came in. Open them?")
    look(page, "call")
    page.get_by_role("button", name="Open my half").click()
    heading(page, "Give the first half")
    look(page, "half")
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.post_data or ""))
    field = page.get_by_label("Passphrase from your paper")
    for typed in ("ZZZZ-ZZZZ-ZZZZ-ZZZZ", PASSPHRASE.lower()):
        field.fill(typed)
        field.press("Enter")
        if typed != PASSPHRASE.lower():
            expect(page.get_by_text("That is not the passphrase of the key")).to_be_visible()
    heading(page, "Your half is in. One more person")
    look(page, "wait")
    return "".join(sent)


def give_with_the_tool(page, mine, folder, monkeypatch):
    """Without JavaScript: the questions are saved, the tool answers them, its file is brought."""
    heading(page, "One half is in. Yours is the second")
    page.get_by_role("link", name="Open my half").click()
    page.get_by_text("I have no paper").click()
    page.get_by_role("link", name="open with the offline tool").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the questions").click()
    questions, key, halves = folder / "questions.json", folder / "my.key", folder / "halves.json"
    download.value.save_as(questions)
    key.write_bytes(bytes(mine.key.wrapped))
    assert tool(monkeypatch, "keys", "open", key, questions, halves, typed="wrong") == 1
    assert tool(monkeypatch, "keys", "open", key, questions, halves, typed=PASSPHRASE) == 0
    page.get_by_label("File of halves").set_input_files(halves)
    page.get_by_role("button", name="Give my halves").click()
    heading(page, "0 of 2 bids are open")


@contextmanager
def still(page):
    """The page asks nothing of the site meanwhile: in one process two threads do not share a table of SQLite."""
    polls = re.compile(r"\?seen=")
    page.route(polls, lambda route: route.fulfill(status=204))
    page.wait_for_timeout(500)  # what it asked before is answered
    yield
    page.unroute(polls)


def saved_record(page, path):
    with page.expect_download() as download:
        page.get_by_role("link", name="Record: Whole bids").click()
    download.value.save_as(path)
    return path


def test_two_people_open_and_everybody_reads_the_record(ceremony, open_page, monkeypatch, tmp_path):
    began = time.monotonic()
    (first, second, _spare), url = ceremony.keys, reverse("bids:opening", args=[ceremony.tender.pk])

    page = open_page("/", user=first.holder)
    sent = call_and_give(page, first)
    assert [secret in sent for secret in (PASSPHRASE.lower(), first.private.private_bytes_raw().hex())] == [False] * 2
    with still(page):
        other = open_page(url, user=second.holder, javascript=False, width=390)
        give_with_the_tool(other, second, tmp_path, monkeypatch)

    heading(page, "0 of 2 bids are open")  # it moved on by itself
    look(page, "run")
    with still(page):
        work()
    heading(page, "2 bids were opened")
    look(page, "done")
    record = saved_record(page, tmp_path / "record.json")
    assert record.read_text() == Opening.objects.get().record.text
    assert offline(["verify", str(record)]) in {0, 3}
    assert list(OpeningHalf.objects.order_by("place").values_list("way", "factor")) == [
        ("browser", "passphrase"),
        ("program", "passphrase"),
    ]
    other.get_by_role("link", name="Look again").click()
    heading(other, "2 bids were opened")
    # What the browser says of the refused passphrase is none: it was never sent.
    assert page.complaints == []
    assert time.monotonic() - began < 90
