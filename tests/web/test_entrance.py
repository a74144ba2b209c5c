"""One click on the sign-in page: in a demonstration, on its machine, for its accounts, and for nobody else."""

from html import unescape

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import SecurityEvent, User
from procurement.web.demo import people, services
from tests import builders

pytestmark = pytest.mark.django_db
LOGIN, CLICK = reverse("account_login"), reverse("demo-sign-in")
OFFICER = "officer@city.example"
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True
    settings.MFA_REQUIRED_ROLES = []
    settings.ALLOWED_HOSTS = ["localhost", "city.example"]
    cache.clear()


@pytest.fixture
def accounts():
    """The demonstration's accounts, with the passphrase that is printed."""
    for account in services.accounts():
        builders.person(email=account.email, name=account.name, password=people.PASSPHRASE)
    return services.accounts()


@pytest.fixture
def stranger():
    """Somebody with an account of the same site, and even with the printed passphrase."""
    return builders.person("administrator", email="petra@city.example", name="Petra", password=people.PASSPHRASE)


def leaks(page, accounts):
    """What of the accounts a page tells."""
    text = unescape(page.content.decode())
    signs = [CLICK, people.PASSPHRASE, *(word for account in accounts for word in (account.email, account.name))]
    return [sign for sign in signs if sign in text]


def is_signed_in(client):
    return SESSION_KEY in client.session


def kinds():
    return sorted(SecurityEvent.objects.values_list("kind", flat=True))


def test_the_sign_in_page_lists_the_accounts_and_no_other(client, accounts, stranger):
    page = client.get(LOGIN, **HERE)

    [offer] = page.context["offers"]
    assert [(choice.email, choice.name, choice.sees) for choice in offer.choices] == [
        (account.email, account.name, account.sees) for account in accounts
    ]
    text = unescape(page.content.decode())
    assert [account.email for account in accounts if f'value="{account.email}"' not in text] == []
    assert (stranger.email in text, people.PASSPHRASE in text) == (False, False)


def test_each_account_opens_with_one_click(client, accounts):
    signed_in = {}
    for account in accounts:
        answer = client.post(CLICK, {"account": account.email}, **HERE)
        signed_in[account.email] = (
            answer.status_code,
            answer.url,
            User.objects.get(pk=client.session[SESSION_KEY]).email,
        )
        client.logout()

    assert signed_in == {account.email: (302, "/", account.email) for account in accounts}
    assert kinds() == sorted(["signed_in_new_device"] * len(accounts) + ["signed_out"] * len(accounts))


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/tenders/?state=open", "/tenders/?state=open"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
    ],
)
def test_a_click_leads_to_the_page_that_was_asked_for_on_this_site(client, accounts, wanted, reached):
    page = client.get(LOGIN, {"next": "/tenders/"}, **HERE)
    answer = client.post(CLICK, {"account": OFFICER, "next": wanted}, **HERE)

    assert page.content.decode().count('name="next" value="/tenders/"') == 2
    assert answer.url == reached


FROM_ELSEWHERE = [
    {"REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "localhost:8000"},
    {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "city.example"},
    HERE | {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
    HERE | {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    HERE | {"HTTP_FORWARDED": "for=127.0.0.1"},
]


@pytest.mark.parametrize("place", FROM_ELSEWHERE)
def test_from_elsewhere_nothing_is_shown_and_nothing_opens(client, accounts, place):
    page = client.get(LOGIN, **place)
    answer = client.post(CLICK, {"account": OFFICER}, **place)

    assert (page.status_code, page.context["offers"], leaks(page, accounts)) == (200, [], [])
    assert (answer.status_code, is_signed_in(client), leaks(answer, accounts)) == (403, False, [])
    assert kinds() == ["refused"]


def test_outside_a_demonstration_nothing_is_shown_and_nothing_opens(client, accounts, settings):
    """The accounts are there, as in a database that was a demonstration once."""
    settings.DEMO = False

    page = client.get(LOGIN, **HERE)
    answer = client.post(CLICK, {"account": OFFICER}, **HERE)

    assert (page.status_code, page.context["offers"], leaks(page, accounts)) == (200, [], [])
    assert (answer.status_code, is_signed_in(client), leaks(answer, accounts)) == (403, False, [])
    assert kinds() == ["refused"]


@pytest.mark.parametrize("email", ["petra@city.example", "nobody@city.example", "", "Officer@city.example", "%"])
def test_no_other_account_opens(client, accounts, stranger, email):
    answer = client.post(CLICK, {"account": email}, **HERE)

    assert (answer.status_code, is_signed_in(client), kinds()) == (403, False, ["refused"])


def test_an_account_whose_passphrase_was_changed_asks_for_it(client, accounts):
    officer = User.objects.get(email=OFFICER)
    officer.set_password("another four plain words for tests")
    officer.save()

    answer = client.post(CLICK, {"account": OFFICER}, **HERE)

    assert (answer.status_code, is_signed_in(client)) == (403, False)


def test_an_account_that_was_switched_off_is_not_listed_and_does_not_open(client, accounts):
    User.objects.filter(email=OFFICER).update(is_active=False)

    [offer] = client.get(LOGIN, **HERE).context["offers"]
    answer = client.post(CLICK, {"account": OFFICER}, **HERE)

    assert OFFICER not in {choice.email for choice in offer.choices}
    assert (answer.status_code, is_signed_in(client)) == (403, False)


def test_a_second_factor_is_still_asked_for(client, accounts):
    TOTP.activate(User.objects.get(email=OFFICER), "A" * 32)

    answer = client.post(CLICK, {"account": OFFICER}, **HERE)

    assert (answer.url, is_signed_in(client)) == (reverse("mfa_authenticate"), False)


def test_another_site_cannot_click(accounts):
    careful = Client(enforce_csrf_checks=True)

    answer = careful.post(CLICK, {"account": OFFICER}, **HERE)

    assert (answer.status_code, is_signed_in(careful)) == (403, False)


def test_a_link_does_not_sign_in(client, accounts):
    answer = client.get(CLICK, {"account": OFFICER}, **HERE)

    assert (answer.status_code, is_signed_in(client)) == (405, False)


def test_before_the_demonstration_is_loaded_nothing_is_listed(client):
    assert client.get(LOGIN, **HERE).context["offers"] == []


def test_a_click_does_not_count_as_having_just_shown_who_one_is(client, accounts):
    client.post(CLICK, {"account": OFFICER}, **HERE)

    answer = client.post(reverse("account_tokens"), **HERE)

    assert answer.url.startswith(reverse("account_reauthenticate"))
