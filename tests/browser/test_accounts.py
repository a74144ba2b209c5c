"""Signing in, being refused, the second factor, one's own account and the security log in a real browser."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse

from core.accounts import limits
from core.models import SecurityEvent, SecurityKind
from core.security import writing
from procurement.web.demo import people, services
from tests import builders
from tests.browser.conftest import assert_accessible, assert_fits, assert_target_sizes

EMAIL = "olena@city.example"
WIDTHS = (1280, 390)
LOGIN, RECOVERY = reverse("account_login"), reverse("account_recovery_login")


@pytest.fixture
def officer(site, settings, monkeypatch):
    """An officer with a second factor and codes, for whom few tries a day are enough to close the account."""
    settings.MFA_REQUIRED_ROLES = []
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(limits, "ACCOUNT", {"sign_in_account": "2/1d/key"})
    cache.clear()
    user = builders.person("officer", "administrator", email=EMAIL, name="Olena Officer", password=builders.PASSPHRASE)
    TOTP.activate(user, "A" * 32)
    RecoveryCodes.activate(user)
    return user


def try_to_sign_in(page, passphrase):
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Passphrase").fill(passphrase)
    page.locator("main").get_by_role("button", name="Sign in").click()


def look_at(page):
    """Accessible, within the screen, big enough to touch, and without a complaint of the browser."""
    assert_accessible(page)
    assert_fits(page)
    assert_target_sizes(page)
    assert page.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_closed_account_names_the_ways_in_and_a_recovery_code_is_one(open_page, officer, width):
    page = open_page(LOGIN, width=width)
    look_at(page)
    try_to_sign_in(page, "not the passphrase")
    look_at(page)
    for _ in range(2):
        try_to_sign_in(page, "not the passphrase")
    assert "Too many failed tries for this account today." in page.locator("main").inner_text()
    look_at(page)

    page.get_by_role("link", name="Sign in with a recovery code").click()
    look_at(page)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Passphrase").fill(builders.PASSPHRASE)
    page.get_by_label("Recovery code").fill("00000000")
    page.locator("main").get_by_role("button", name="Sign in").click()
    assert "do not belong together" in page.locator("main").inner_text()
    look_at(page)
    page.get_by_label("Passphrase").fill(builders.PASSPHRASE)
    page.get_by_label("Recovery code").fill(RecoveryCodes.activate(officer).get_unused_codes()[0])
    page.locator("main").get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/")
    assert SecurityEvent.objects.filter(kind="code_used").count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_the_second_factor_is_asked_for_in_words(open_page, officer, width):
    page = open_page(LOGIN, width=width)
    try_to_sign_in(page, builders.PASSPHRASE)
    page.wait_for_url("**/2fa/authenticate/")
    look_at(page)
    page.locator("main").get_by_role("textbox").fill("000000")
    page.locator("main").get_by_role("button").first.click()
    page.wait_for_load_state()
    look_at(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "route", ["mfa_index", "mfa_view_recovery_codes", "account_overview", "account_change_password", "security:list"]
)
def test_pages_of_the_account_and_the_log(open_page, officer, rf, route, width):
    supplier = builders.person(name="Sam Supplier of a firm with a long name")
    for number, kind in enumerate(SecurityKind):
        user = None if kind == SecurityKind.SIGN_IN_UNKNOWN else (supplier, officer)[number % 2]
        request = rf.get("/", REMOTE_ADDR="127.0.0.1" if number % 3 else "192.0.2.9")
        for _ in range(3 if kind in writing.COUNTED else 1):
            writing.record(kind, request, user=user)

    look_at(open_page(reverse(route), width=width, user=officer))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_demonstration_opens_with_one_click_and_its_menu_leads_to_a_token(
    open_page, site, settings, width, javascript
):
    settings.DEMO, settings.MFA_REQUIRED_ROLES = True, []
    for account in services.accounts():
        builders.person(email=account.email, name=account.name, password=people.PASSPHRASE)

    page = open_page(LOGIN, width=width, javascript=javascript)
    if javascript:
        look_at(page)
    page.get_by_role("button", name="Sign in as Orla Finch").click()
    page.wait_for_url("**/")
    menu = page.locator(".menu summary")
    menu.focus()
    page.keyboard.press("Enter")
    if javascript:
        look_at(page)
    page.get_by_role("banner").get_by_role("link", name="API and tokens").click()
    page.get_by_role("button", name="Make a token").click()
    page.get_by_label("Passphrase").fill(people.PASSPHRASE)
    page.get_by_role("button", name="Confirm").click()

    token = page.locator("#token").inner_text()
    assert token in page.locator("#curl").inner_text()
    if javascript:
        look_at(page)
    page.get_by_role("button", name="Revoke").click()
    assert "no longer opens anything." in page.locator("main").inner_text()
    assert token not in page.content()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_documentation_of_the_api_is_a_page_of_the_site(open_page, officer, width):
    page = open_page(reverse("api:docs"), width=width, user=officer)

    page.locator("#operations-tenders-tenders_list").wait_for()
    assert page.get_by_role("heading", level=1).first.inner_text() == "API documentation"
    assert_fits(page)
    assert page.complaints == []
