"""No session becomes an account: whoever finds a signed-in browser knows neither passphrase nor second factor."""

import re
import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from knox.models import get_token_model

from core.models import User
from tests import builders

Token = get_token_model()

pytestmark = pytest.mark.django_db
STRANGER = "stranger@elsewhere.example"


@pytest.fixture(autouse=True)
def _nobody_needs_a_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def administrator():
    return builders.person("administrator", email="ada@city.example", password=builders.PASSPHRASE)


def reset_links(client, address):
    """The links that a request for a new passphrase mails to this address."""
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": address})
    return [link for sent in mail.outbox for link in re.findall(r"http://\S+/password/reset/key/\S+", sent.body)]


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_send"])
def test_an_address_written_in_a_found_session_gets_no_link_to_a_new_passphrase(client, administrator, action):
    client.force_login(administrator)

    client.post(reverse("account_email"), {"email": STRANGER, "action_add": ""})
    client.post(reverse("account_email"), {"email": STRANGER, action: ""})
    client.logout()

    assert reset_links(client, STRANGER) == []
    administrator.refresh_from_db()
    assert administrator.email == "ada@city.example"


def test_an_address_planted_before_gets_no_link_signs_in_nobody_and_hears_nothing(client, administrator):
    EmailAddress.objects.create(user=administrator, email=STRANGER, verified=True, primary=True)

    assert reset_links(client, STRANGER) == []
    client.post(reverse("account_login"), {"login": STRANGER, "password": builders.PASSPHRASE})
    assert client.get(reverse("home")).status_code == 302
    assert {to for sent in mail.outbox for to in sent.to} == {STRANGER}
    assert [sent.subject for sent in mail.outbox] == ["[testserver] Unknown Account"]


def test_a_new_passphrase_is_asked_for_by_the_address_of_the_account(client, administrator):
    [link] = reset_links(client, "Ada@City.Example")

    assert [sent.to for sent in mail.outbox] == [["ada@city.example"]]
    page = client.get(link, follow=True)
    form = {"password1": "another four plain words", "password2": "another four plain words"}
    client.post(page.redirect_chain[-1][0], form)
    administrator.refresh_from_db()
    assert administrator.check_password("another four plain words")


def test_the_page_asks_for_the_passphrase_before_it_shows_its_form(client, administrator):
    client.force_login(administrator)
    ask = {"email": "ada@other.example"}

    stale = client.post(reverse("account_email"), ask)
    assert (stale.status_code, stale.url) == (302, "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F")
    assert mail.outbox == []

    # What was asked for goes on where it stopped, once the person has shown who it is.
    client.post(stale.url, {"password": "not the passphrase"})
    assert mail.outbox == []
    client.post(stale.url, {"password": builders.PASSPHRASE})
    assert [sent.to for sent in mail.outbox] == [["ada@city.example"], ["ada@other.example"]]


@pytest.fixture
def asked(client, administrator):
    """(the link in the mail to the new address, the mails) after a change was asked for."""
    client.force_login(administrator)
    builders.confirm_person(client, administrator)
    client.post(reverse("account_email"), {"email": "Ada@Other.example"})
    sent = list(mail.outbox)
    mail.outbox.clear()
    return re.findall(r"http://testserver(/accounts/email/confirm/\S+)", sent[-1].body)[0], sent


def test_the_address_changes_when_the_mailed_link_is_opened_and_the_old_one_is_told(client, administrator, asked):
    link, sent = asked
    assert [(mail.to, mail.subject) for mail in sent] == [
        (["ada@city.example"], "[testserver] A new e-mail address was asked for"),
        (["ada@other.example"], "[testserver] Confirm your new e-mail address"),
    ]
    assert "change your e-mail address to ada@other.example" in sent[0].body
    client.logout()

    assert client.get(link).status_code == 200
    assert addresses_of(administrator) == ("ada@city.example", [])  # looking changes nothing
    assert client.post(link).status_code == 302
    assert addresses_of(administrator) == ("ada@other.example", [])
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["ada@city.example"], "[testserver] Your e-mail address was changed")
    ]
    assert reset_links(client, "ada@city.example") == []
    assert len(reset_links(client, "ada@other.example")) == 1


def addresses_of(user):
    user.refresh_from_db()
    return user.email, list(EmailAddress.objects.filter(user=user))


def opened_twice(client, administrator, link):
    client.post(link)


def after_a_new_passphrase(client, administrator, link):
    administrator.set_password("another four plain words")
    administrator.save()


def after_the_account_was_closed(client, administrator, link):
    User.objects.filter(pk=administrator.pk).update(is_active=False)


def when_the_address_was_taken(client, administrator, link):
    builders.person(email="ada@other.example")


SIGN_IN_AGAIN = "This link is no longer valid. Sign in and ask for the change again."


@pytest.mark.parametrize(
    ("meanwhile", "why", "address"),
    [
        (opened_twice, SIGN_IN_AGAIN, "ada@other.example"),
        (
            after_a_new_passphrase,
            "The passphrase was changed since. Sign in and ask for the change again.",
            "ada@city.example",
        ),
        (after_the_account_was_closed, SIGN_IN_AGAIN, "ada@city.example"),
        (when_the_address_was_taken, "Another account has this address.", "ada@city.example"),
    ],
)
def test_a_stale_link_changes_nothing_and_says_why(client, administrator, asked, meanwhile, why, address):
    meanwhile(client, administrator, asked[0])

    page = client.post(asked[0])

    assert (page.status_code, addresses_of(administrator)[0]) == (410, address)
    assert why in page.content.decode()


def test_a_link_ends_after_a_day_and_none_can_be_written_by_hand(client, administrator, asked):
    with time_machine.travel(time.time() + 24 * 3600 + 1):
        assert client.post(asked[0]).status_code == 410
    assert client.post(asked[0].replace("confirm/", "confirm/x")).status_code == 410
    assert addresses_of(administrator)[0] == "ada@city.example"


def test_nobody_learns_whether_an_address_is_taken(client, administrator):
    builders.person(email="grace@city.example")
    client.force_login(administrator)
    builders.confirm_person(client, administrator)

    pages = [client.post(reverse("account_email"), {"email": f"{name}@city.example"}) for name in ("grace", "free")]

    assert [page.status_code for page in pages] == [302, 302]
    assert [sent.to for sent in mail.outbox] == [["ada@city.example"], ["ada@city.example"], ["free@city.example"]]


def test_the_page_shows_the_address_that_counts(client, administrator):
    client.force_login(administrator)
    builders.confirm_person(client, administrator)

    assert "Your address is <strong>ada@city.example</strong>." in client.get(reverse("account_email")).content.decode()


def test_where_no_mail_is_sent_the_page_offers_no_form(client, administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    client.force_login(administrator)
    builders.confirm_person(client, administrator)

    page = client.post(reverse("account_email"), {"email": "ada@other.example"}).content.decode()

    assert "This site sends no mail" in page
    assert "Mail the link" not in page


def test_a_new_passphrase_ends_the_other_sessions_and_all_tokens(client, administrator):
    browsers = [client, Client(), Client()]
    for browser in browsers:
        browser.force_login(administrator)
    _row, token = Token.objects.create(user=administrator)
    form = {"oldpassword": builders.PASSPHRASE, "password1": "another four plain words"}

    client.post(reverse("account_change_password"), form | {"password2": form["password1"]})

    assert [browser.get(reverse("home")).status_code for browser in browsers] == [200, 302, 302]
    assert Client().get(reverse("api:tenders"), headers={"Authorization": f"Token {token}"}).status_code == 401
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["ada@city.example"], "[testserver] Your passphrase was changed")
    ]


def test_saving_anything_else_ends_no_token(administrator):
    Token.objects.create(user=administrator)

    administrator.name = "Ada"
    administrator.save()

    assert Token.objects.filter(user=administrator).count() == 1


def test_a_mail_that_cannot_be_sent_stops_nothing(client, administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.force_login(administrator)
    form = {"oldpassword": builders.PASSPHRASE, "password1": "another four plain words"}

    page = client.post(reverse("account_change_password"), form | {"password2": form["password1"]})

    administrator.refresh_from_db()
    assert (page.status_code, administrator.check_password("another four plain words")) == (302, True)
