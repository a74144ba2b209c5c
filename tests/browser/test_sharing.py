"""Share codes in the browser: made, looked up by keyboard and without JavaScript, usable on a phone and in the dark."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from core.signing import services as signing
from suppliers import services
from suppliers.models import ShareCode, ShareCodeLookup
from tests import builders
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark
from tests.suppliers import firms
from tests.suppliers.firms import manager_of


@pytest.fixture
def people(site, settings):
    """The manager of a supplier with a long name and facts that live, end soon and ended; a partner; an officer."""
    settings.MFA_REQUIRED_ROLES = []
    now = datetime.now(UTC)
    name = "Niedersächsische Pegelmesstechnik- und Wasserwirtschaftsgesellschaft mbH"
    supplier = firms.approved(name=name, country="DE", id_scheme="XX-REG", id_value="S-1002")
    firms.with_one_of_each(supplier, at=now)
    for title, days in (("ISO/IEC 27001", 9), ("Insurance for professional liability", -2)):
        entry = firms.certificate(name=title, expires_date=(now + timedelta(days=days)).date())
        firms.enter(supplier, entry, at=now)
    services.make_share_code(supplier=supplier, by=manager_of(supplier), at=now)
    signing.rotate(by=None, at=now)
    return {
        "owner": manager_of(supplier),
        "partner": manager_of(firms.firm(name="Brackwater Sensors")),
        "officer": builders.person("officer", authority=builders.authority("City of Larkmouth")),
    }


def test_the_box_and_its_pages_are_usable(people, open_page):
    for name in ("our:facts", "our:share-code", "our:share-code-end"):
        assert_usable_wide_and_narrow_light_and_dark(open_page(reverse(name), user=people["owner"]))


def test_a_code_is_looked_up_by_keyboard_without_javascript(people, open_page):
    page = open_page(reverse("sharing:look-up"), user=people["partner"], javascript=False)

    page.get_by_label("Share code").focus()
    page.keyboard.type(ShareCode.objects.get().code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.wait_for_url("**/share-codes/*-*/")

    assert page.locator("h1").inner_text().startswith("1 of 7 facts of Niedersächsische")
    with page.expect_download() as download:
        page.get_by_role("link", name="The signed file").click()
    assert download.value.suggested_filename == "share-code.json"


def test_what_a_code_opens_is_usable(people, open_page):
    page = open_page(reverse("sharing:look-up"), user=people["officer"])
    assert_usable_wide_and_narrow_light_and_dark(page)
    page.get_by_label("Share code").fill("K7QM-2TXD-94RA")
    page.get_by_role("button", name="Look up").click()
    assert_usable_wide_and_narrow_light_and_dark(page)
    page.get_by_label("Share code").fill(ShareCode.objects.get().code)
    page.get_by_role("button", name="Look up").click()
    page.wait_for_url("**/share-codes/*-*/")

    assert_usable_wide_and_narrow_light_and_dark(page)
    assert str(ShareCodeLookup.objects.get().organisation) == "City of Larkmouth"


def test_the_site_about_itself_is_usable(people, open_page):
    for person in (None, people["owner"]):
        assert_usable_wide_and_narrow_light_and_dark(open_page(reverse("about:page"), user=person))
