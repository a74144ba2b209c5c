"""Nobody guesses a passphrase, and nobody keeps its owner out by guessing."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.accounts import limits
from tests import builders

pytestmark = pytest.mark.django_db
WAIT = "Too many failed tries. Wait 15 minutes, then try again."
TODAY = "Too many failed tries for this account today."
EMAIL = "olena@city.example"


PUBLISHED = dict(limits.PLACE), dict(limits.ACCOUNT)  # before a test makes them fewer


@pytest.fixture(autouse=True)
def _few_tries(settings, monkeypatch):
    """Eight a day stand for fifty: each try costs a hash."""
    settings.MFA_REQUIRED_ROLES = []
    settings.ACCOUNT_RATE_LIMITS = {"login": None}
    monkeypatch.setattr(limits, "ACCOUNT", {"sign_in_account": "8/1d/key"})
    cache.clear()


def test_five_in_a_quarter_of_an_hour_from_one_place_and_fifty_a_day_from_all():
    assert PUBLISHED == ({"sign_in_place": "5/900s/key"}, {"sign_in_account": "50/1d/key"})


@pytest.fixture
def officer():
    return builders.person("officer", email=EMAIL, password=builders.PASSPHRASE)


def try_from(address, passphrase="not the passphrase", browser=None):
    """'in', or the sentence that a try from this address gets."""
    fields = {"login": EMAIL.upper(), "password": passphrase}
    page = (browser or Client()).post(reverse("account_login"), fields, REMOTE_ADDR=address)
    if page.status_code == 302:
        return "in"
    return next(iter(page.context["form"].non_field_errors()))


def test_five_failures_from_one_place_make_it_wait_and_no_other(officer):
    answers = [try_from("192.0.2.1") for _ in range(6)]

    assert [answer == WAIT for answer in answers] == [False] * 5 + [True]
    assert try_from("192.0.2.1", builders.PASSPHRASE) == WAIT
    assert try_from("192.0.2.2", builders.PASSPHRASE) == "in"


def test_signing_in_counts_as_no_failure(officer):
    assert [try_from("192.0.2.1", builders.PASSPHRASE) for _ in range(9)] == ["in"] * 9


@pytest.fixture
def besieged(officer):
    """The officer's own browser, used before; then an attacker spends the day's tries from many places."""
    browser = Client()
    assert try_from("192.0.2.1", builders.PASSPHRASE, browser) == "in"
    browser.post(reverse("account_logout"))
    for number in range(8):
        try_from(f"198.51.100.{number}")
    return browser


def test_after_the_day_s_failures_a_new_place_is_refused_whatever_it_knows(besieged):
    assert try_from("198.51.100.99").startswith(TODAY)
    assert try_from("203.0.113.7", builders.PASSPHRASE).startswith(TODAY)


def test_a_known_device_signs_in_all_the_same_from_wherever_it_is(besieged):
    assert try_from("203.0.113.7", builders.PASSPHRASE, besieged) == "in"


def test_a_known_device_has_five_tries_of_its_own(besieged):
    answers = [try_from("203.0.113.7", browser=besieged) for _ in range(6)]

    assert [answer == WAIT for answer in answers] == [False] * 5 + [True]


def test_a_device_is_known_for_those_who_signed_in_on_it_alone(besieged):
    stranger = Client()
    builders.person(email="eve@city.example", password=builders.PASSPHRASE)
    stranger.post(reverse("account_login"), {"login": "eve@city.example", "password": builders.PASSPHRASE})
    stranger.post(reverse("account_logout"))

    assert try_from("203.0.113.7", builders.PASSPHRASE, stranger).startswith(TODAY)


def test_a_cookie_written_by_hand_makes_no_device_known(besieged):
    forged = Client()
    forged.cookies["device"] = besieged.cookies["device"].value.swapcase()

    assert try_from("203.0.113.7", builders.PASSPHRASE, forged).startswith(TODAY)


def test_the_mailed_link_lets_the_owner_in_from_anywhere(besieged):
    elsewhere = Client()
    elsewhere.post(reverse("account_reset_password"), {"email": EMAIL})
    [link] = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    form = {"password1": "another four plain words", "password2": "another four plain words"}
    elsewhere.post(elsewhere.get(link, follow=True).redirect_chain[-1][0], form)

    assert try_from("203.0.113.7", "another four plain words", elsewhere) == "in"


def test_an_account_that_does_not_exist_is_refused_in_the_same_words():
    assert [try_from("192.0.2.1") == WAIT for _ in range(6)] == [False] * 5 + [True]


def test_the_passphrase_alone_makes_no_device_known_where_a_factor_is_asked_for(officer):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(officer, "A" * 32)
    browser = Client()

    assert try_from("192.0.2.1", builders.PASSPHRASE, browser) == "in"  # as far as the page that asks for the code
    assert "device" not in browser.cookies
