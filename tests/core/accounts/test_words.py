"""One word for a passphrase: on every page of accounts, in what a wrong form answers, and in every mail."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db
EMAIL = "olena@city.example"
NEW = "another four plain words for tests"
OTHER_WORD = re.compile(r"passwords?\b", re.IGNORECASE)


@pytest.fixture
def user():
    user = builders.person(email=EMAIL, password=builders.PASSPHRASE)
    TOTP.activate(user, "A" * 32)
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    builders.confirm_person(client, user)
    return client


def words_of(page):
    """What a person reads or hears of a page: its text, and the attributes that are spoken or shown."""
    html = re.sub(r"(?s)<(script|style).*?</\1>", "", page.content.decode())
    attributes = re.findall(r'(?:placeholder|title|aria-label|aria-description|alt)="([^"]*)"', html)
    return " ".join([re.sub(r"<[^>]*>", " ", html), *attributes])


def errors_of(page):
    return [error for errors in page.context["form"].errors.values() for error in errors]


def test_the_other_word_would_be_found(rf):
    from django.http import HttpResponse

    page = HttpResponse('<label for="id_password">Password</label><input name="password" placeholder="Your password">')

    assert len(OTHER_WORD.findall(words_of(page))) == 2


SIGNED_IN = (
    *("account_overview", "account_change_password", "account_reauthenticate", "account_email", "account_logout"),
    *("mfa_index", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
    "mfa_generate_recovery_codes",
)
BEFORE = (
    *("account_login", "account_recovery_login", "people:join", "account_inactive", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key_done"),
)


@pytest.mark.parametrize("route", BEFORE)
def test_a_page_before_signing_in_says_passphrase(client, route):
    page = client.get(reverse(route))

    assert (page.status_code, OTHER_WORD.findall(words_of(page))) == (200, [])


@pytest.mark.parametrize("route", SIGNED_IN)
def test_a_page_of_the_own_account_says_passphrase(signed_in, route):
    page = signed_in.get(reverse(route))

    assert (page.status_code, OTHER_WORD.findall(words_of(page))) == (200, [])


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        ({"oldpassword": "wrong"}, {"oldpassword": "This is not your present passphrase."}),
        (
            {"password1": "short", "password2": "short"},
            {"password1": "This passphrase is too short: it needs 15 characters at least."},
        ),
        ({"password2": NEW + "!"}, {"password2": "This is not the passphrase that you typed above."}),
    ],
)
def test_a_wrong_change_is_answered_in_one_word(signed_in, form, errors):
    right = {"oldpassword": builders.PASSPHRASE, "password1": NEW, "password2": NEW}

    page = signed_in.post(reverse("account_change_password"), right | form)

    assert {name: [*texts] for name, texts in page.context["form"].errors.items()} == {
        name: [text] for name, text in errors.items()
    }
    assert OTHER_WORD.findall(words_of(page)) == []


def test_a_common_passphrase_is_refused_in_one_word(signed_in, settings):
    settings.AUTH_PASSWORD_VALIDATORS = settings.AUTH_PASSWORD_VALIDATORS[1:]
    form = {"oldpassword": builders.PASSPHRASE, "password1": "password", "password2": "password"}

    page = signed_in.post(reverse("account_change_password"), form)

    assert errors_of(page) == ["This passphrase is one of those that are tried first."]


def test_a_change_is_confirmed_on_the_page_and_by_mail(signed_in, mailoutbox):
    form = {"oldpassword": builders.PASSPHRASE, "password1": NEW, "password2": NEW}

    page = signed_in.post(reverse("account_change_password"), form, follow=True)

    assert "Your passphrase was changed." in words_of(page)
    assert OTHER_WORD.findall(words_of(page)) == []
    [mail] = mailoutbox
    assert mail.subject.endswith("Your passphrase was changed")
    assert OTHER_WORD.findall(mail.subject + mail.body) == []


def test_the_way_by_a_mailed_link_says_passphrase(client, user, mailoutbox):
    done = client.post(reverse("account_reset_password"), {"email": EMAIL}, follow=True)
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True)
    wrong = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": "else"})
    changed = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    spent = client.get(link, follow=True)

    pages = [done, form, wrong, changed, spent]
    assert [OTHER_WORD.findall(words_of(page)) for page in pages] == [[], [], [], [], []]
    assert errors_of(wrong) == ["This is not the passphrase that you typed above."]
    assert "This link is no longer valid" in words_of(spent)
    texts = [mail.subject + re.sub(r"http://\S+", "", mail.body) for mail in mailoutbox]
    assert [OTHER_WORD.findall(text) for text in texts] == [[], []]
    user.refresh_from_db()
    assert user.check_password(NEW)
