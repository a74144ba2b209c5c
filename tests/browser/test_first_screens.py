"""The first screen of Home and of the lists, on a phone and on a desk: work and rows are on it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Membership, Role
from tests import builders

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def officer(site, settings):
    """An officer with work to do and forty memberships."""
    settings.MFA_REQUIRED_ROLES = []
    city = builders.authority("City of Larkmouth", zone="Europe/Dublin")
    user = builders.person("officer", authority=city)
    for number in range(39):
        elsewhere = builders.authority(f"A town with quite a long name, number {number:02}")
        Membership.objects.create(user=user, authority=elsewhere, role=Role.AUDITOR)
    builders.evaluation_at("priced", authority=city, title="Air quality")
    builders.failed_report(authority=city, why="PDF reviews need Pango.")
    return user


def bottom(locator):
    box = locator.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_work_is_on_the_first_screen_however_many_memberships_there_are(open_page, officer, screen):
    page = open_page("/", user=officer)
    page.set_viewport_size(screen)
    act = page.get_by_role("link", name="Check and evaluate")

    assert bottom(act) <= screen["height"]

    act.click()
    expect(page.locator("h1")).to_have_text("Check before it is frozen")
    expect(page.get_by_role("navigation", name="Main").locator("[aria-current]")).to_have_text("Tenders")


def test_a_failed_review_is_tried_again_by_one_click_without_javascript(open_page, officer):
    page = open_page("/", user=officer, javascript=False)

    page.get_by_role("button", name="Try again").click()

    expect(page.locator("h1")).to_contain_text("Review of")
    expect(page.locator("main")).not_to_contain_text("PDF reviews need Pango.")


@pytest.mark.parametrize("address", ["/tenders/", "/reports/"])
def test_three_fields_and_the_first_row_are_on_a_phone_s_first_screen(open_page, officer, address):
    page = open_page(address, user=officer)
    page.set_viewport_size(PHONE)

    in_sight = page.locator(".filters :is(input, select):visible")
    expect(in_sight).to_have_count(3)
    assert bottom(page.locator("tbody tr th a").first) <= PHONE["height"]

    page.get_by_text("More filters").click()
    expect(page.locator(".filters summary + .filters-row select").first).to_be_visible()


def test_a_folded_filter_narrows_without_javascript_and_stays_open(open_page, officer):
    page = open_page(reverse("tenders:list"), user=officer, javascript=False)
    before = page.locator("#results tbody tr").count()

    page.get_by_text("More filters").click()
    page.select_option("#id_origin", "imported")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#id_origin")).to_be_visible()
    assert (before, page.locator("#results tbody tr").count()) == (2, 0)
