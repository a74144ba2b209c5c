"""An amendment, the page before its publication and the versions that everybody reads, in a browser."""

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders.sections import Contract, Purchase
from tests import builders
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark
from tests.tenders import written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _april(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: written.AMENDED_AT)


def changes():
    return written.changed(Contract, months=30), written.changed(Purchase, title="Lamps that can be mended")


@pytest.mark.parametrize("route", ["amendment", "amendment-publish"])
def test_officers_read_an_amendment_on_every_screen(open_page, route):
    tender = written.published()
    written.amending(tender, *changes())
    officer = builders.person("officer", authority=tender.authority)

    page = open_page(reverse(f"tenders:{route}", args=[tender.pk]), user=officer)

    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert_usable_wide_and_narrow_light_and_dark(page)


@pytest.mark.parametrize(("route", "rest"), [("versions", []), ("version", [2])])
def test_everybody_reads_versions_on_every_screen(open_page, route, rest):
    tender = written.published()
    written.amended(tender, *changes())

    page = open_page(reverse(f"tenders:{route}", args=[tender.pk, *rest]))

    assert_usable_wide_and_narrow_light_and_dark(page)
