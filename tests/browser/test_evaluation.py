"""The page of an evaluation in a real browser: with everything opened, it is accessible and fits."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import assert_accessible, assert_fits, assert_usable_wide_and_narrow_light_and_dark
from tests.evaluations import lots


@pytest.fixture
def officer(site, settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.person("officer")


def address(evaluation):
    return reverse("evaluations:detail", args=[evaluation.pk])


def open_everything(page):
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true })")


def test_a_result_with_every_trace_open_is_accessible_and_fits(open_page, officer):
    evaluation = lots.evaluation_of("frozen", bids=4, change=lots.ruled_out)

    page = open_page(f"{address(evaluation)}?cell=performance.B1", user=officer)
    open_everything(page)

    expect(page.locator("h1")).to_have_text("Firm 1 is first with 72.58 of 100 points")
    expect(page.locator("#cell h3")).to_contain_text("B1 Firm 1 · Performance offered")
    assert_usable_wide_and_narrow_light_and_dark(page)


def test_what_is_missing_is_accessible_and_fits(open_page, officer):
    page = open_page(address(lots.evaluation_of(change=lots.without_a_mark)), user=officer)

    assert_usable_wide_and_narrow_light_and_dark(page)


def test_an_officer_evaluates_without_javascript(open_page, officer):
    page = open_page(address(builders.evaluation_at("priced")), user=officer, javascript=False)

    page.click("text=Check, then evaluate and freeze")
    page.get_by_role("button", name="Evaluate and freeze").click()

    expect(page.locator("main")).to_contain_text("Evaluated and frozen.")
    expect(page.locator("#ranking")).to_have_text("Ranking")


def test_a_rerun_without_a_reason_says_so_accessibly(open_page, officer):
    page = open_page(address(builders.frozen_evaluation()), user=officer)
    page.click("summary:has-text('Evaluate again')")
    page.click("button:has-text('Evaluate again')")

    expect(page.locator("h1")).to_have_text("Evaluate again")
    expect(page.locator(".error-summary h2")).to_have_text("There is a problem")
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize("bids", [3, 40])
def test_the_first_screen_is_the_answer(open_page, officer, width, height, bids):
    page = open_page(address(lots.evaluation_of("frozen", bids=bids)), user=officer)
    page.set_viewport_size({"width": width, "height": height})

    rows = page.locator("table.ranking >> nth=0 >> tbody tr")
    ends = [rows.nth(index).bounding_box() for index in range(3)]

    expect(page.locator("h1")).to_contain_text("Firm 1 is first with")
    assert [box["y"] + box["height"] <= height for box in ends] == [True, True, True]
    assert page.locator("h1").bounding_box()["y"] < height / 2


def test_a_figure_opens_in_place_and_closes_again(open_page, officer):
    page = open_page(address(builders.frozen_evaluation()), user=officer)

    page.click(".matrix td.best a:has-text('20.00')")
    expect(page.locator("#cell .calculation")).to_have_text("20 × 5 ÷ 5 = 20.00")
    assert "cell=method.B1" in page.url
    page.click("#cell a:has-text('Close')")

    expect(page.locator("#cell")).to_have_count(0)


def test_a_figure_opens_without_javascript_too(open_page, officer):
    page = open_page(address(builders.frozen_evaluation()), user=officer, javascript=False)

    page.click(".matrix td.best a:has-text('20.00')")

    expect(page.locator("#cell .calculation")).to_have_text("20 × 5 ÷ 5 = 20.00")


def test_the_bar_of_first_places_is_as_wide_as_its_shares(open_page, officer):
    page = open_page(address(builders.frozen_evaluation()), user=officer)

    whole_bar = page.locator(".odds > svg").bounding_box()["width"]
    parts = [page.locator(".odds > svg > svg rect").nth(index).bounding_box()["width"] for index in range(2)]

    assert [round(100 * part / whole_bar) for part in parts] == [87, 13]


def test_the_check_before_a_freeze_is_accessible_and_fits(open_page, officer):
    evaluation = builders.evaluation_at("priced")

    page = open_page(reverse("evaluations:freeze", args=[evaluation.pk]), user=officer)

    expect(page.locator("h1")).to_have_text("Check before it is frozen")
    assert_usable_wide_and_narrow_light_and_dark(page)


def test_the_ranking_leads_to_the_marks_of_a_bid(open_page, officer):
    page = open_page(address(builders.frozen_evaluation()), user=officer)

    page.click("table a:has-text('Firm 2')")

    expect(page.locator("#bid-B2")).to_be_focused()
