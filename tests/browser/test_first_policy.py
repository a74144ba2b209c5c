"""A city sets itself up in the browser: from the link that `serve` prints to a policy in force, by two people.

Real pages only: accounts, second factors, an invitation, a role and both halves of the policy are typed and pressed.
"""

import io
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import call_command
from playwright.sync_api import expect

from procurement.policies.models import PolicyVersion
from tests import builders

pytestmark = pytest.mark.slow
SETUP = {
    "Name of the authority": "Brackwater",
    "Time zone": "Europe/Lisbon",
    "Language and country": "pt_PT",
    "Currency": "EUR",
    "Country of its public holidays": "PT",
    "Your name": "Ada Head",
    "Your e-mail address": "ada@city.example",
}


class Colleague:
    """Somebody with a browser, a passphrase and, once it is set up, an authenticator app."""

    def __init__(self, page, email):
        self.page, self.email, self.secret, self.counters = page, email, "", set()
        self.main = page.locator("main")

    def fill(self, **texts):
        for label, text in texts.items():
            self.page.get_by_label(label, exact=True).fill(text)

    def choose_passphrase(self):
        self.fill(**{"Passphrase": builders.PASSPHRASE, "Passphrase, again": builders.PASSPHRASE})

    def press(self, name):
        """Press a button of the page; where the site asks who is there, answer and go on."""
        self.main.get_by_role("button", name=name).first.click()
        self.confirm()

    def follow(self, name):
        """Follow the first link with this label, of the navigation or of the page."""
        self.page.get_by_role("link", name=name).first.click()
        self.confirm()

    def confirm(self):
        if "reauthenticate" not in self.page.url:
            return
        label = self.main.get_by_label("Passphrase")
        if label.count():
            label.fill(builders.PASSPHRASE)
        else:
            self.main.locator("input[name=code]").fill(self.code())
        self.main.get_by_role("button", name="Confirm").click()

    def sign_in(self):
        self.fill(**{"E-mail address": self.email, "Passphrase": builders.PASSPHRASE})
        self.main.get_by_role("button", name="Sign in", exact=True).click()

    def set_up_factor(self):
        """Read the secret from the page, as an app does, and type its code."""
        self.follow("Set up an authenticator app")
        self.secret = self.page.get_by_label("Authenticator secret").input_value()
        self.fill(**{"Authenticator code": self.code()})
        self.press("Activate")
        self.expect("Recovery codes")

    def code(self):
        """A code of the app: each step of its clock gives one, which counts once."""
        counter = next(each for each in yield_hotp_counters_from_time() if each not in self.counters)
        self.counters.add(counter)
        return format_hotp_value(hotp_value(self.secret.replace(" ", ""), counter))

    def expect(self, text):
        expect(self.page.locator("body")).to_contain_text(text)


@pytest.fixture
def silent_city(settings):
    """A site that sends no mail: the link of an invitation is shown, to be handed over."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def printed_link(site):
    out = io.StringIO()
    call_command("first_link", "--site", site, stdout=out)
    return urlsplit(out.getvalue().strip()).path


def set_up_the_city(ada):
    """The page behind the printed link, then the first sign-in."""
    ada.fill(**SETUP)
    ada.page.get_by_label("European Union").check()
    ada.choose_passphrase()
    ada.press("Begin")
    ada.sign_in()
    ada.set_up_factor()


def invite_olena(ada):
    """Home asks for a second administrator; the path of the link that is shown."""
    ada.follow("Home")
    ada.expect("Invite a second administrator")
    ada.follow("People")
    ada.follow("Invite a person")
    ada.fill(
        **{"E-mail address": "olena@city.example", "Name (optional)": "Olena Second", "Reason": "The second of us."}
    )
    for role in ("Procurement officer", "Administrator"):
        ada.page.get_by_label(role).check()
    ada.press("Invite")
    return urlsplit(ada.page.locator("#link").inner_text()).path


def enter_and_make_ada_an_officer(olena):
    """Nobody changes the own roles: the second administrator gives the first one hers."""
    olena.choose_passphrase()
    olena.press("Make the account")
    olena.sign_in()
    olena.set_up_factor()
    olena.follow("People")
    olena.follow("Ada Head")
    olena.follow("Give a role")
    olena.page.get_by_label("Procurement officer").check()
    olena.fill(Reason="She writes the policy.")
    olena.press("Give a role")
    olena.expect("The role is given.")


def test_a_city_goes_from_the_printed_link_to_a_policy_in_force(open_page, site, silent_city):
    ada = Colleague(open_page(printed_link(site)), "ada@city.example")
    set_up_the_city(ada)
    olena = Colleague(open_page(invite_olena(ada)), "olena@city.example")
    enter_and_make_ada_an_officer(olena)

    ada.follow("Policies")
    ada.press("Begin with the ready policy")
    ada.press("Save the draft")
    ada.expect("The author cannot adopt: another officer does.")
    olena.follow("Policies")
    olena.follow("Version 1")
    olena.follow("Check and adopt")
    olena.press("Adopt")
    olena.expect("In force")

    policy = PolicyVersion.objects.get()
    roles = set(policy.authority.memberships.values_list("user__email", "role"))
    assert (policy.authority.name, policy.state) == ("Brackwater", "adopted")
    assert roles == {(colleague.email, role) for colleague in (ada, olena) for role in ("administrator", "officer")}
    assert (ada.page.complaints, olena.page.complaints) == ([], [])

    visitor = open_page("/accounts/login/")
    visitor.get_by_role("link", name="Policies").click()
    visitor.get_by_role("link", name="Version 1").click()
    expect(visitor.locator("main")).to_contain_text("In force")
