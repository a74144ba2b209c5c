"""The pages of suppliers, wide and narrow, light and dark: of their people, of officers, of one who is nothing yet."""

import pytest
from django.urls import reverse

from suppliers import services
from tests import builders
from tests.browser.conftest import assert_usable_wide_and_narrow_light_and_dark
from tests.suppliers import making

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Niedersächsische Pegelmesstechnik- und Wasserwirtschaftsgesellschaft mbH"


@pytest.fixture
def jonas(settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.person(name="Jonas Wray", password=builders.PASSPHRASE)


@pytest.fixture
def supplier(jonas):
    """With facts that are true, end soon and have ended, one declared ground, and somebody invited."""
    row = making.supplier(members=[jonas, builders.person(name="Aoife Brennan")], name=LONG)
    making.declare(row, by=jonas, codes=["fraud"], answer="yes")
    for name, days in (("ISO/IEC 27001", 13), ("Insurance for professional liability", -3), ("ISO 9001", 200)):
        making.certificate(row, by=jonas, name=name, days=days)
    services.invite_member(supplier=row, email="new@firm.example", by=jonas, at=builders.AT)
    return row


PAGES = [
    ("home", ()),
    ("our:facts", ()),
    ("our:confirm", ()),
    ("our:kind", ("declarations",)),
    ("our:kind", ("certificates",)),
    ("our:kind", ("policies",)),
    ("our:topic", ("convictions",)),
    ("our:new", ("capabilities",)),
    ("our:new", ("people",)),
    ("our:fact", ("certificates", 1)),
    ("our:withdraw", ("certificates", 1)),
    ("our:members", ()),
    ("our:invite", ()),
    ("our:organisation", ()),
    ("our:details", ()),
    ("our:identifier", ()),
    ("our:erase", ()),
]


@pytest.mark.parametrize(("name", "args"), PAGES, ids=[" ".join([name, *map(str, args)]) for name, args in PAGES])
def test_a_page_of_an_organisation_is_usable(open_page, supplier, jonas, name, args):
    assert_usable_wide_and_narrow_light_and_dark(open_page(reverse(name, args=args), user=jonas))


def test_what_is_wrong_is_led_to_from_the_top(open_page, supplier, jonas):
    page = open_page(reverse("our:topic", args=["insolvency"]), user=jonas, width=390)
    page.locator("#id_answer-bankruptcy_0").check()
    page.get_by_role("button", name="Sign and save").click()

    page.get_by_role("link", name="Say what happened").click()

    assert page.evaluate("document.activeElement.id") == "id_text-bankruptcy"
    assert_usable_wide_and_narrow_light_and_dark(page)


def test_the_pages_of_officers_are_usable(open_page, settings):
    settings.MFA_REQUIRED_ROLES = []
    officer = builders.person("officer")
    waiting = making.supplier(name=LONG, state="submitted")
    heard = making.supplier(name="Heard", members=[builders.person()])
    services.hear(supplier=heard, reason="Late.", answers_until=builders.AT.replace(day=20), by=officer, at=builders.AT)

    for path in (
        reverse("home"),
        reverse("suppliers:list"),
        reverse("suppliers:detail", args=[waiting.pk]),
        reverse("suppliers:act", args=[waiting.pk, "reject"]),
        reverse("suppliers:detail", args=[heard.pk]),
        reverse("suppliers:act", args=[heard.pk, "suspend"]),
    ):
        assert_usable_wide_and_narrow_light_and_dark(open_page(path, user=officer))


def test_one_who_is_nothing_yet_is_led_to_registering(open_page, settings):
    nadia = builders.person(name="Nadia Berg")
    page = open_page(reverse("home"), user=nadia, width=390)

    page.get_by_role("link", name="Register your organisation").click()

    page.wait_for_url("**/our/register/")
    assert_usable_wide_and_narrow_light_and_dark(page)
