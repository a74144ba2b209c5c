"""The page of an evaluation in a real browser: with everything opened, it is accessible and fits."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import SCHEMES, WIDTHS, assert_accessible, assert_fits, assert_target_sizes
from tests.evaluations import lots


@pytest.fixture
def officer(site, settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.person("officer")


def address(evaluation):
    return reverse("evaluations:detail", args=[evaluation.pk])


def open_everything(page):
    page.evaluate("document.querySelectorAll('details').forEach(node => { node.open = true })")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_result_with_every_trace_open_is_accessible_and_fits(open_page, officer, width, scheme):
    evaluation = lots.evaluation_of("frozen", bids=4, change=lots.ruled_out)

    page = open_page(address(evaluation), width=width, scheme=scheme, user=officer)
    open_everything(page)

    expect(page.locator("h1")).to_have_text("Evaluation of lot 1: Lot 1")
    assert_accessible(page)
    assert_fits(page)
    assert_target_sizes(page)
    assert page.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_missing_is_accessible_and_fits(open_page, officer, width):
    page = open_page(address(lots.evaluation_of(change=lots.without_a_mark)), width=width, user=officer)

    assert_accessible(page)
    assert_fits(page)
    assert_target_sizes(page)
    assert page.complaints == []


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


def test_the_ranking_leads_to_the_marks_of_a_bid(open_page, officer):
    page = open_page(address(builders.frozen_evaluation()), user=officer)

    page.click("table a:has-text('Firm 2')")

    expect(page.locator("#bid-B2")).to_be_focused()
