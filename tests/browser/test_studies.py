"""Studies of methods in a real browser: choosing a method, following the rates, with and without scripts."""

import pytest

from core import jobs
from procurement.studies import queries, services
from tests import builders
from tests.browser.conftest import SCHEMES, WIDTHS, axe, fits, targets

NEW = "/tenders/studies/new/"


@pytest.fixture
def officer(site, settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.person("officer", name="Ada Officer")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible_and_fit(open_page, officer, width, scheme):
    study = builders.simulated_study()
    services.choose(study=study, candidate="B", reason="The law asks for it.", by=officer, at=builders.AT)
    waiting = builders.requested_study(title="Waiting")
    builders.open_draft(title="A draft that may refer to it")

    for path in ("/tenders/studies/", NEW, f"/tenders/studies/{study.pk}/", f"/tenders/studies/{waiting.pk}/"):
        page = open_page(path, width=width, scheme=scheme, user=officer)
        axe(page)
        fits(page)
        targets(page)
        assert page.complaints == []


def test_choosing_a_method_brings_its_fields_and_keeps_what_was_typed(open_page, officer):
    page = open_page(NEW, user=officer)
    page.fill("#id_a-p_Pmin", "60")
    page.select_option("#id_b-formula", "base_relative")
    page.fill("#id_b-p_B", "90000")
    page.select_option("#id_b-formula", "below_base")
    page.wait_for_function("document.querySelector('#method-B .about').textContent.includes('1 - (price / B)')")

    assert page.input_value("#id_b-p_B") == "90000"
    assert page.input_value("#id_a-p_Pmin") == "60"
    axe(page)
    assert page.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_study_is_made_with_and_without_scripts(open_page, officer, javascript):
    page = open_page(NEW, user=officer, javascript=javascript)
    page.fill("#id_title", "Parking sensors")
    page.select_option("#id_b-formula", "log_lowest")
    assert page.is_visible("#show") is not javascript
    if not javascript:
        page.click("#show")
    page.fill("#id_b-p_A", "3")
    page.click("main form .actions button >> nth=0")
    assert page.locator(".error-summary li").count() == 2  # the bounds of method A
    page.fill("#id_a-p_Pmin", "60000")
    page.fill("#id_a-p_Pmax", "140000")
    page.click("main form .actions button >> nth=0")

    assert page.text_content("h1") == "Parking sensors"
    assert page.locator(".methods .card").count() == 2


def test_the_rates_appear_by_themselves_when_they_are_ready(open_page, officer):
    study = builders.requested_study()
    page = open_page(f"/tenders/studies/{study.pk}/", user=officer)
    assert page.locator("#rates-state svg").count() == 0

    jobs.run(queries.simulation_of(study).pk, services.simulate_study)

    page.wait_for_selector("#rates-state svg", timeout=6000)
    axe(page)
    assert page.complaints == []
