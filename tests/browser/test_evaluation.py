"""The page of an evaluation in a real browser: with everything opened, it is accessible and fits."""

import pytest
from django.urls import reverse

from tests import builders
from tests.browser.conftest import SCHEMES, WIDTHS, axe, fits, targets
from tests.evaluations import lots


@pytest.fixture
def officer(site, settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.person("officer")


def address(evaluation):
    return reverse("evaluations:detail", args=[evaluation.pk])


def open_everything(page):
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_result_with_every_trace_open_is_accessible_and_fits(open_page, officer, width, scheme):
    evaluation = lots.told("frozen", bids=4, change=lots.ruled_out)

    page = open_page(address(evaluation), width=width, scheme=scheme, user=officer)
    open_everything(page)

    assert page.text_content("h1") == "Evaluation of lot 1: Lot 1"
    axe(page)
    fits(page)
    targets(page)
    assert page.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_missing_is_accessible_and_fits(open_page, officer, width):
    page = open_page(address(lots.told(change=lots.without_a_mark)), width=width, user=officer)

    axe(page)
    fits(page)
    targets(page)
    assert page.complaints == []


def test_an_officer_evaluates_without_javascript(open_page, officer):
    page = open_page(address(builders.evaluation_at("priced")), user=officer, javascript=False)

    page.click("text=Evaluate and freeze")

    assert "Evaluated and frozen." in page.text_content("main")
    assert page.text_content("#ranking") == "Ranking"


def test_a_rerun_without_a_reason_says_so_accessibly(open_page, officer):
    page = open_page(address(builders.frozen_evaluation()), user=officer)
    page.click("summary:has-text('Evaluate again')")
    page.click("button:has-text('Evaluate again')")

    assert page.text_content("h1") == "Evaluate again"
    assert page.text_content(".error-summary h2") == "There is a problem"
    axe(page)
    fits(page)


def test_the_ranking_leads_to_the_marks_of_a_bid(open_page, officer):
    page = open_page(address(builders.frozen_evaluation()), user=officer)

    page.click("table a:has-text('Firm 2')")

    assert page.evaluate("document.activeElement.id") == "bid-B2"
