"""Somebody makes an account alone, on a phone and wide."""

import re

import pytest

from tests import builders
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_account_is_made_on_a_phone_and_its_pages_are_usable(open_page, mailoutbox, site):
    page = open_page("/accounts/login/", width=390)
    page.get_by_role("link", name="Suppliers make their own").click()
    assert_usable_wide_and_narrow_light_and_dark(page)
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_label("Your e-mail address").fill("nadia@firm.example")
    page.get_by_role("button", name="Mail the link").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    assert_usable_wide_and_narrow_light_and_dark(page)

    page.goto(re.search(r"http://\S+/people/join/\S+", mailoutbox[0].body)[0])
    assert_usable_wide_and_narrow_light_and_dark(page)
    page.get_by_label("Your name").fill("Nadia Berg")
    page.get_by_label("Passphrase", exact=True).fill(builders.PASSPHRASE)
    page.get_by_label("Passphrase, again").fill(builders.PASSPHRASE)
    page.get_by_role("button", name="Make the account").click()

    page.wait_for_url(site + "/")
    assert "Nadia Berg" in page.locator("header").inner_text()
