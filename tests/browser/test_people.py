"""People in a real browser: the first start, an invitation, and the administrator's pages, also without JavaScript."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from core import authorities, clock
from core.models import Authority, Role, User
from core.people import factors, first_start, invitations, mails
from procurement.tenders.models import Tender
from tests import builders
from tests.browser.conftest import assert_accessible
from tests.browser.test_accounts import WIDTHS, look_at


@pytest.fixture
def ada(site, settings):
    """An administrator of a city with an officer who lost the phone, and an invitation that waits."""
    settings.MFA_REQUIRED_ROLES = []
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ada = builders.person("administrator", name="Ada Head", password=builders.PASSPHRASE)
    olena = builders.person("officer", "opener", name="Olena Officer", email="olena@city.example")
    TOTP.activate(olena, "A" * 32)
    invitations.invite(**invitation(), by=ada)
    reset = {"person": olena, "authority": builders.authority(), "reason": "Phone lost.", "at": clock.db_now()}
    factors.request_reset(by=builders.person("administrator", name="Bo Second"), **reset)
    return ada


def invitation():
    roles = [Role.AUDITOR, Role.REVIEWER]
    values = {"email": "new@city.example", "roles": roles, "reason": "Her post.", "at": clock.db_now()}
    return {"authority": builders.authority(), **values}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_site_is_set_up_by_its_link(open_page, site, width):
    page = open_page(reverse("people:start", args=[first_start.make_link(at=clock.db_now())]), width=width)
    look_at(page)
    page.get_by_role("button", name="Begin").click()
    look_at(page)
    for label, text in (
        ("Name of the authority", "Brackwater"),
        ("Time zone", "Europe/Lisbon"),
        ("Language and country", "pt_PT"),
        ("Currency", "EUR"),
        ("Country of its public holidays", "PT"),
        ("Your name", "Ada"),
        ("Your e-mail address", "ada@city.example"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_label("European Union").check()
    page.get_by_label("Passphrase", exact=True).fill(builders.PASSPHRASE)
    page.get_by_label("Passphrase, again").fill(builders.PASSPHRASE)
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("E-mail address").fill("ada@city.example")
    page.get_by_label("Passphrase").fill(builders.PASSPHRASE)
    page.locator("main").get_by_role("button", name="Sign in").click()

    assert "second factor" in page.locator("main").inner_text()
    assert Authority.objects.get().name == "Brackwater"


def test_an_invited_person_enters_without_javascript(open_page, site):
    path = mails.invitation_path(invitations.invite(**invitation(), by=None).secret)
    page = open_page(path, width=390, javascript=False)
    page.get_by_label("Your name").fill("Nora New")
    page.get_by_label("Passphrase", exact=True).fill(builders.PASSPHRASE)
    page.get_by_label("Passphrase, again").fill(builders.PASSPHRASE)
    page.get_by_role("button", name="Make the account").click()

    assert "Your account is ready." in page.locator("body").inner_text()
    assert_accessible(open_page(path, width=390))  # it has ended
    assert User.objects.get(email="new@city.example").memberships.count() == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_an_administrator(open_page, ada, width):
    look_at(open_page(mails.invitation_path(invitations.invite(**invitation(), by=None).secret), width=width))
    page = open_page(reverse("people:list"), user=ada, width=width)
    look_at(page)
    page.get_by_role("link", name="Invite a person").click()
    look_at(page)
    page.get_by_role("button", name="Invite").click()
    look_at(page)
    page.goto(page.url.split("/people/")[0] + reverse("people:list"))
    page.get_by_role("link", name="Olena Officer").click()
    look_at(page)
    page.get_by_role("link", name="Give a role").click()
    look_at(page)
    page.go_back()
    page.get_by_role("link", name="Confirm the reset").click()
    look_at(page)
    page.get_by_role("button", name="Confirm the reset").click()
    assert "The second factor is gone." in page.locator("body").inner_text()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_settings_of_an_authority(open_page, ada, width):
    page = open_page(reverse("people:list"), user=ada, width=width)
    page.get_by_role("link", name="Settings, law, calendar").click()
    look_at(page)
    page.get_by_role("link", name="Start a calendar").click()
    page.get_by_label("Country", exact=True).fill("PT")
    page.get_by_role("button", name="Save").click()
    look_at(page)
    page.get_by_role("link", name="Declare a day").click()
    page.get_by_role("button", name="Save").click()
    look_at(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_authorities_that_nobody_looks_after(open_page, ada, width):
    """Home leads to the one that waits; it is merged after a page to check, another one is adopted."""
    for name in ("Harbour Board", "City of Builders"):
        tender = builders.tender_at("opened", authority=builders.authority("Elsewhere"))
        Tender.objects.filter(pk=tender.pk).update(authority=authorities.of_organisation(name=name))
    page = open_page(reverse("home"), user=ada, width=width)
    page.get_by_role("link", name="Decide").click()
    look_at(page)
    page.get_by_role("link", name="merge it").click()
    look_at(page)
    page.get_by_label("Reason").fill("The same council.")
    page.get_by_role("button", name="Merge it").click()
    look_at(page)
    page.get_by_role("link", name="Harbour Board").click()
    page.get_by_role("link", name="Adopt it").click()
    page.get_by_role("button", name="Adopt it").click()
    look_at(page)  # without a reason
    page.get_by_label("Reason").fill("We run the harbour.")
    page.get_by_role("button", name="Adopt it").click()

    assert "You are the administrator of Harbour Board." in page.locator("body").inner_text()
    assert builders.authority().tenders.count() == 1


def test_the_link_of_a_mail_that_waits_is_shown_to_one_who_confirms_who_it_is(open_page, ada, site):
    page = open_page(reverse("account_login"), width=390)
    page.get_by_label("E-mail address").fill(ada.email)
    page.get_by_label("Passphrase").fill(builders.PASSPHRASE)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="People").first.click()
    page.get_by_role("button", name="Show the link").click()
    page.get_by_label("Passphrase").fill(builders.PASSPHRASE)
    page.get_by_role("button", name="Confirm").click()

    assert "/people/invitation/" in page.locator("#link").inner_text()
