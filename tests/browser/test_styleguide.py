import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from core.models import User
from tests.browser.conftest import assert_accessible, assert_fits, assert_usable_wide_and_narrow_light_and_dark

PUBLIC = ["/styleguide", "/styleguide?errors=1", "/accounts/login/", "/accounts/password/reset/"]
SIGNED_IN = {
    "/accounts/password/change/": "Change the passphrase",
    "/accounts/logout/": "Sign out",
    "/accounts/2fa/": "Second factor",
    "/accounts/2fa/totp/activate/": "Activate Authenticator App",
    "/accounts/reauthenticate/": "Confirm that it is you",
}


@pytest.fixture
def officer(site):
    return User.objects.create_user("officer@city.example", "a long enough passphrase", name="Ada Officer")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_accessible_and_fits(open_page, path):
    page = open_page(path)

    assert page.answer.status == 200
    assert_usable_wide_and_narrow_light_and_dark(page)


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_page_of_the_account_is_accessible_and_fits(open_page, officer, path):
    page = open_page(path, user=officer)

    expect(page.locator("h1")).to_have_text(SIGNED_IN[path])
    assert_usable_wide_and_narrow_light_and_dark(page)


def test_the_page_fits_the_narrowest_phone(open_page):
    assert_fits(open_page("/styleguide?errors=1", width=320))


def test_a_missing_page_says_so_accessibly(open_page):
    page = open_page("/there-is-no-such-page")

    assert page.answer.status == 404
    expect(page.locator("h1")).to_have_text("Page not found")
    assert_accessible(page)


def test_nothing_comes_from_another_host(open_page, site):
    page = open_page("/styleguide")
    page.evaluate("document.fonts.ready.then(() => true)")
    requests = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")

    assert [url for url in requests if not url.startswith((site, "data:"))] == []
    assert any(url.endswith("/fonts/source-sans-regular.woff2") for url in requests)
    assert page.evaluate("document.fonts.check('16px \"Source Sans Pro\"')")


def test_htmx_runs_without_a_style_of_its_own(open_page):
    page = open_page("/styleguide")

    assert page.evaluate("htmx.config.includeIndicatorStyles") is False
    assert page.evaluate("htmx.config.allowEval") is False
    assert page.evaluate("document.querySelectorAll('style').length") == 0


def test_the_first_tab_stop_leads_to_the_content(open_page):
    page = open_page("/styleguide")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_form_that_comes_back_puts_the_reader_at_its_summary(open_page):
    page = open_page("/styleguide?errors=1")
    expect(page.locator(".error-summary[autofocus]")).to_be_focused()

    page.click(".error-summary a >> nth=1")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile("#id_method_0$"))


def test_signing_in_works_without_javascript(open_page, officer):
    page = open_page("/accounts/login/?next=/accounts/2fa/", javascript=False)
    page.fill("#id_login", "officer@city.example")
    page.fill("#id_password", "a long enough passphrase")
    page.click("main button")

    expect(page.locator("h1")).to_have_text("Second factor")
    expect(page.get_by_role("banner")).to_contain_text("Ada Officer")


def test_recovery_codes_come_with_the_authenticator_and_their_pages_are_accessible(open_page, officer):
    page = open_page("/accounts/2fa/totp/activate/", user=officer)
    secret = page.input_value("#authenticator_secret")
    page.fill("#id_code", format_hotp_value(hotp_value(secret, yield_hotp_counters_from_time().__next__())))
    page.click("main button")

    expect(page.locator("h1")).to_have_text("Recovery codes")
    assert_accessible(page)
    page.goto(page.url.split("/accounts/")[0] + "/accounts/2fa/")
    expect(page.locator("main")).to_contain_text("10 codes are left.")
    assert_accessible(page)


def test_a_wrong_password_leads_to_an_error_summary(open_page, officer):
    page = open_page("/accounts/login/")
    page.fill("#id_login", "officer@city.example")
    page.fill("#id_password", "not the passphrase at all")
    page.click("main button")

    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator(".error-summary")).to_contain_text("not correct")
    assert_accessible(page)
