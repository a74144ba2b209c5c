"""Standards without JavaScript: searched without an account, and a need asked about whose answer fits and is accessible."""

from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import assert_usable


def test_standards_are_searched_without_an_account_and_without_javascript(open_page):
    page = open_page("/standards/", javascript=False)

    page.fill("#id_q", "charge point")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Open Charge Point Protocol").click()

    expect(page.locator("h1")).to_have_text("Open Charge Point Protocol (IEC 63584)")


def test_an_officer_asks_about_a_need_without_javascript(open_page, settings):
    settings.MFA_REQUIRED_ROLES = []
    page = open_page("/standards/advice/", user=builders.person("officer"), javascript=False)

    page.get_by_label("The need").fill("Charging points for the public, with an app.")
    page.get_by_label("Charging of vehicles").check()
    page.get_by_role("button", name="Show what applies").click()

    expect(page.locator("h1")).to_contain_text("usually apply")
    expect(page.locator("main")).to_contain_text("Every charging station is run through OCPP")


def test_the_answer_is_accessible_and_fits(open_page, settings):
    settings.MFA_REQUIRED_ROLES = []
    page = open_page("/standards/advice/", user=builders.person("officer"))
    page.get_by_label("The need").fill("LoRaWAN sensors and charging points for the public, with an app.")
    page.get_by_label("Charging of vehicles").check()
    page.get_by_label("Sensors and devices").check()
    page.get_by_role("button", name="Show what applies").click()

    assert_usable(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert_usable(page)
    assert page.complaints == []


def test_an_officer_says_what_is_known_of_a_fact(open_page, settings):
    settings.MFA_REQUIRED_ROLES = []
    page = open_page("/standards/lorawan/facts/free_to_read/", user=builders.person("officer"), width=390)
    assert_usable(page)

    page.get_by_label("It is as follows").check()
    page.get_by_label("Answer").select_option("yes")
    page.get_by_label("Source or reason").fill("The text is on the publisher's site.")
    page.get_by_role("button", name="Enter it").click()

    expect(page.locator("main")).to_contain_text("The text is on the publisher's site.")
    assert_usable(page)
