"""A bid begins on a phone without JavaScript; every page of it under axe, wide, narrow, light and dark."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.clock import db_now
from procurement.bids.models import Bid
from procurement.bids.services import drafting
from suppliers import services as supplier_services
from tests.bids import written
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark
from tests.suppliers import consortia, firms

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 390


@pytest.fixture(autouse=True)
def _in_march(settings, db):
    settings.MFA_REQUIRED_ROLES = []
    written.set_clock(settings)


def test_a_bid_begins_on_a_phone_without_javascript(open_page):
    tender, firm = written.open_tender(), written.firm()
    page = open_page(
        reverse("tenders:detail", args=[tender.pk]), user=written.person_of(firm), width=PHONE, javascript=False
    )
    page.get_by_role("link", name="Begin a bid").click()
    page.get_by_label("Lot 1: Lanterns").check()
    page.get_by_role("button", name="Begin a bid").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Keep this pass: it opens the draft"
    page.get_by_role("button", name="I have it: go on").click()

    assert "before you can submit" in page.get_by_role("heading", level=1).inner_text()
    bid = Bid.objects.get(tender=tender)
    colleague = open_page(reverse("bids:tasks", args=[bid.pk]), user=firms.joined(firm), width=PHONE, javascript=False)
    assert colleague.get_by_role("heading", level=1).inner_text() == "This device does not hold the draft pass"
    page.get_by_role("link", name="Show the pass").click()
    draft_pass = page.locator(".phrase").inner_text()
    colleague.get_by_label("Draft pass").fill(draft_pass.lower())
    colleague.get_by_role("button", name="Open the draft").click()
    assert "before you can submit" in colleague.get_by_role("heading", level=1).inner_text()


def test_every_page_of_a_bid_is_usable(open_page, site):
    row, lead, second, _third = consortia.of_three()
    by = consortia.member(lead)
    supplier_services.register(supplier=lead, by=by, at=written.AT)
    begun = written.begun_bid(consortium=consortia.read(row), supplier=lead, by=by)
    drafting.keep_pass(bid=begun.bid, by=by, at=db_now())
    for route in ("list", "parties", "facts", "lots", "begin-again"):
        args = [] if route == "list" else [begun.bid.pk]
        assert_usable_wide_and_narrow_light_and_dark(open_page(reverse(f"bids:{route}", args=args), user=by))
    page = open_page(reverse("bids:tasks", args=[begun.bid.pk]), user=by)
    page.get_by_label("Draft pass").fill(begun.draft_pass)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("before you can submit")
    for route in ("tasks", "check", "pass"):
        page.goto(f"{site}{reverse(f'bids:{route}', args=[begun.bid.pk])}")
        assert_usable_wide_and_narrow_light_and_dark(page)
    part = open_page(reverse("bids:sign", args=[begun.bid.pk]), user=consortia.member(second), width=PHONE)
    assert_usable_wide_and_narrow_light_and_dark(part)
