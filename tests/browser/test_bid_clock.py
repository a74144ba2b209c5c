"""The time left of a bid: on a machine that slept it is the server's again, or none."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import clock, clock_switch
from procurement.bids.services import drafting
from tests.bids import written

pytestmark = pytest.mark.django_db(transaction=True)
AGAIN = "Load this page again to see what is left"
# A machine that sleeps: its wall clock goes on, the one that counts since the page was opened does not.
SLEEPER = "window.slept = 0; const now = Date.now; Date.now = () => now() + window.slept;"


@pytest.fixture
def opened(settings, db, open_page):
    """The tasks of a bid an hour before the deadline, and its countdown."""
    settings.MFA_REQUIRED_ROLES = []
    written.set_clock(settings)
    begun = written.begun_bid()
    drafting.keep_pass(bid=begun.bid, by=begun.bid.begun_by, at=clock.db_now())
    go_to(written.DEADLINE - timedelta(hours=1, minutes=30))
    page = open_page(reverse("bids:tasks", args=[begun.bid.pk]), user=begun.bid.begun_by)
    page.get_by_label("Draft pass").fill(begun.draft_pass)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("before you can submit")
    page.add_init_script(SLEEPER)
    page.reload()
    return page, page.locator("[data-clock]")


def go_to(instant):
    clock_switch.move_to(instant=instant, by=None, at=clock.db_now())


def sleep(page, **span):
    page.evaluate("milliseconds => { window.slept += milliseconds }", timedelta(**span) / timedelta(milliseconds=1))


def test_after_a_sleep_over_the_deadline_no_time_is_left(opened):
    page, left = opened
    expect(left).to_contain_text("1 h 2")

    go_to(written.DEADLINE + timedelta(hours=1))
    sleep(page, hours=2, minutes=30)

    expect(left).to_have_text("Closed")
    assert page.complaints == []


def test_after_a_shorter_sleep_it_counts_from_what_the_server_says(opened):
    page, left = opened

    go_to(written.DEADLINE - timedelta(minutes=20))
    sleep(page, hours=1, minutes=10)

    expect(left).to_have_text(re.compile(r"^1\d min \d+ s left$"))
    expect(page.locator(".clock .whose")).to_contain_text(re.compile("11:4"))


def test_while_nobody_answers_no_time_is_shown(opened):
    page, left = opened
    page.route("**/bids/**", lambda route: route.abort())

    sleep(page, hours=2)

    expect(left).to_have_text(AGAIN)
    page.unroute("**/bids/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(left).to_contain_text("1 h 2")


def test_a_wrong_clock_of_the_machine_changes_nothing(opened):
    """It is set right while the page is open: the server is asked, and says the same."""
    page, left = opened

    sleep(page, days=-400)

    expect(left).to_contain_text("1 h 2")
