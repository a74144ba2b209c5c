"""Studies of methods in a real browser: choosing a method, following the rates, with and without scripts."""

import pytest
from playwright.sync_api import expect

from core import jobs
from procurement.studies import queries, services
from tests import builders
from tests.browser.conftest import assert_accessible, assert_usable_wide_and_narrow_light_and_dark

NEW = "/tenders/studies/new/"


@pytest.fixture
def officer(site, settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.person("officer", name="Ada Officer")


def test_the_pages_are_accessible_and_fit(open_page, officer):
    study = builders.simulated_study()
    services.choose(study=study, after=0, candidate="B", reason="The law asks for it.", by=officer, at=builders.AT)
    waiting = builders.requested_study(title="Waiting")
    builders.open_draft(title="A draft that may refer to it")

    for path in ("/tenders/studies/", NEW, f"/tenders/studies/{study.pk}/", f"/tenders/studies/{waiting.pk}/"):
        page = open_page(path, user=officer)
        assert_usable_wide_and_narrow_light_and_dark(page)


def test_choosing_a_method_brings_its_fields_and_keeps_what_was_typed(open_page, officer):
    page = open_page(NEW, user=officer)
    page.fill("#id_a-p_Pmin", "60")
    page.select_option("#id_b-formula", "base_relative")
    page.fill("#id_b-p_B", "90000")
    page.select_option("#id_b-formula", "below_base")

    expect(page.locator("#method-B .about")).to_contain_text("1 - (price / B)")
    expect(page.locator("#id_b-p_B")).to_have_value("90000")  # htmx sets it a moment after the rest
    expect(page.locator("#id_a-p_Pmin")).to_have_value("60")
    assert_accessible(page)
    assert page.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_study_is_made_with_and_without_scripts(open_page, officer, javascript):
    page = open_page(NEW, user=officer, javascript=javascript)
    page.fill("#id_title", "Parking sensors")
    page.select_option("#id_b-formula", "log_lowest")
    expect(page.locator("#show")).to_be_visible(visible=not javascript)
    if not javascript:
        page.click("#show")
    page.fill("#id_b-p_A", "3")
    page.click("main form .actions button >> nth=0")
    expect(page.locator(".error-summary li")).to_have_count(2)  # the bounds of method A
    page.fill("#id_a-p_Pmin", "60000")
    page.fill("#id_a-p_Pmax", "140000")
    page.click("main form .actions button >> nth=0")

    expect(page.locator("h1")).to_have_text("Parking sensors")
    expect(page.locator(".methods .card")).to_have_count(2)


def test_the_rates_appear_by_themselves_when_they_are_ready(open_page, officer):
    study = builders.requested_study()
    page = open_page(f"/tenders/studies/{study.pk}/", user=officer)
    expect(page.locator("#rates-state svg")).to_have_count(0)

    jobs.run(queries.simulation_of(study).pk, services.simulate_study)

    expect(page.locator("#rates-state svg").first).to_be_visible()
    assert_accessible(page)
    assert page.complaints == []
