"""A recovery code with the passphrase lets its owner in, guesses nobody's, and is nobody's way to keep the owner out."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.accounts import limits
from core.models import SecurityEvent
from tests import builders

pytestmark = pytest.mark.django_db
URL = reverse("account_recovery_login")
EMAIL = "olena@city.example"
WRONG = "00000000x"
NO_MATCH = (
    "E-mail address, passphrase and recovery code do not belong together, the code was used before, or there were too "
    "many tries today."
)
WAIT = "Too many failed tries. Wait 15 minutes, then try again."


@pytest.fixture(autouse=True)
def _cheap_hashes_and_no_limit_by_address(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {"login": None}
    monkeypatch.setattr(limits, "ACCOUNT", {"sign_in_account": "8/1d/key"})
    monkeypatch.setattr(limits, "RECOVERY_OWNER", {"recovery_owner": "4/1d/key"})
    cache.clear()


@pytest.fixture
def officer():
    user = builders.person("officer", email=EMAIL, password=builders.PASSPHRASE)
    TOTP.activate(user, "A" * 32)
    return user


@pytest.fixture
def codes(officer):
    return RecoveryCodes.activate(officer).get_unused_codes()


def try_from(address, code, passphrase=builders.PASSPHRASE, email=EMAIL, browser=None):
    """'in', or the sentence that a try from this address gets."""
    fields = {"login": email, "password": passphrase, "code": code}
    page = (browser or Client()).post(URL, fields, REMOTE_ADDR=address)
    if page.status_code == 302:
        return "in"
    return next(iter(page.context["form"].non_field_errors()))


@pytest.fixture
def besieged(codes):
    """An attacker has spent the day's tries of the account from many places."""
    for number in range(9):
        fields = {"login": EMAIL, "password": "not it"}
        page = Client().post(reverse("account_login"), fields, REMOTE_ADDR=f"198.51.100.{number}")
    assert page.context["form"].non_field_errors()[0].startswith("Too many failed tries for this account today.")


def test_the_owner_of_a_besieged_account_gets_in_from_a_new_place_with_both_factors(besieged, codes):
    browser = Client()

    assert try_from("203.0.113.7", f"{codes[0][:4]} {codes[0][4:]}", email=EMAIL.upper(), browser=browser) == "in"

    assert browser.get(reverse("home")).status_code == 200
    records = browser.session["account_authentication_methods"]
    assert [(record["method"], record.get("type")) for record in records] == [
        ("password", None),
        ("mfa", "recovery_codes"),
    ]


def test_the_device_is_known_from_then_on(besieged, codes):
    browser = Client()
    try_from("203.0.113.7", codes[0], browser=browser)
    browser.post(reverse("account_logout"))

    page = browser.post(reverse("account_login"), {"login": EMAIL, "password": builders.PASSPHRASE})

    assert (page.status_code, page.url) == (302, reverse("mfa_authenticate"))


def test_a_code_works_once(codes):
    assert [try_from(f"203.0.113.{number}", codes[0]) for number in (1, 2)] == ["in", NO_MATCH]
    assert try_from("203.0.113.3", codes[1]) == "in"


def test_every_failure_has_one_answer_and_uses_up_no_code(codes):
    builders.person("officer", email="plain@city.example", password=builders.PASSPHRASE)
    closed = builders.person("officer", email="closed@city.example", password=builders.PASSPHRASE)
    closed_code = RecoveryCodes.activate(closed).get_unused_codes()[0]
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)

    answers = {
        "wrong passphrase": try_from("203.0.113.1", codes[0], "not it"),
        "wrong code": try_from("203.0.113.2", WRONG),
        "both wrong": try_from("203.0.113.3", WRONG, "not it"),
        "no account": try_from("203.0.113.4", codes[0], email="nobody@city.example"),
        "no second factor": try_from("203.0.113.5", codes[0], email="plain@city.example"),
        "closed account": try_from("203.0.113.6", closed_code, email="closed@city.example"),
    }

    assert set(answers.values()) == {NO_MATCH}, answers
    assert (
        RecoveryCodes(Authenticator.objects.get(user__email=EMAIL, type="recovery_codes")).get_unused_codes() == codes
    )


def test_five_tries_from_one_place_then_it_waits_whatever_it_knows(codes):
    answers = [try_from("203.0.113.1", WRONG, "not it") for _ in range(5)]

    assert answers == [NO_MATCH] * 5
    assert try_from("203.0.113.1", codes[0]) == WAIT
    assert try_from("203.0.113.2", codes[0]) == "in"


def test_whoever_does_not_know_the_passphrase_keeps_nobody_out(codes):
    for number in range(20):
        assert try_from(f"198.51.100.{number}", WRONG, "not it") == NO_MATCH

    assert try_from("203.0.113.7", codes[0]) == "in"


def test_whoever_knows_the_passphrase_guesses_no_code_and_is_not_told_that_it_is_over(codes):
    answers = [try_from(f"198.51.100.{number}", WRONG) for number in range(4)]

    assert [*answers, try_from("198.51.100.9", codes[0])] == [NO_MATCH] * 5


def test_a_new_passphrase_opens_the_way_again(codes):
    for number in range(5):
        try_from(f"198.51.100.{number}", WRONG)
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": EMAIL})
    [link] = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    form_data = {"password1": "another four plain words", "password2": "another four plain words"}
    browser.post(browser.get(link, follow=True).redirect_chain[-1][0], form_data)

    assert try_from("203.0.113.7", codes[0], "another four plain words") == "in"


def test_signing_in_so_counts_as_no_failure(codes):
    assert [try_from("203.0.113.1", code) for code in codes[:7]] == ["in"] * 7


def test_a_failure_costs_as_many_queries_whatever_was_wrong(codes, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    builders.person("officer", email="plain@city.example", password=builders.PASSPHRASE)
    tries = [
        {"passphrase": "not it"},
        {"code": WRONG},
        {"email": "nobody@city.example"},
        {"email": "plain@city.example"},
    ]
    counts = []
    for number, wrong in enumerate(tries):
        with CaptureQueriesContext(connection) as queries:
            try_from(f"203.0.113.{number}", **{"code": codes[0], **wrong})
        counts.append(len(queries))

    assert len(set(counts)) == 1, counts


def test_the_log_says_who_got_in_how_and_who_did_not(codes):
    try_from("203.0.113.1", WRONG)
    try_from("203.0.113.1", WRONG, email="nobody@city.example")
    try_from("203.0.113.1", codes[0])

    events = SecurityEvent.objects.order_by("pk").select_related("trace__user")
    assert [(event.kind, event.trace.user and event.trace.user.email) for event in events] == [
        ("recovery_failed", EMAIL),
        ("recovery_failed", None),
        ("code_used", EMAIL),
        ("signed_in_new_device", EMAIL),
    ]


def test_the_page_of_signing_in_leads_here(client):
    assert f'href="{URL}"' in client.get(reverse("account_login")).content.decode()


def test_what_was_typed_is_not_shown_again(client, codes):
    page = client.post(URL, {"login": EMAIL, "password": "my secret words", "code": WRONG}).content.decode()

    assert EMAIL in page
    assert "my secret words" not in page
