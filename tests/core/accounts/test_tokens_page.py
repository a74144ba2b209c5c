"""API and tokens: made by one who has just shown who it is, shown once, listed by its first characters, revoked."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import get_token_model

from core.models import SecurityEvent
from tests import builders

Token = get_token_model()
pytestmark = pytest.mark.django_db
URL = reverse("account_tokens")


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def user():
    return builders.person("officer", password=builders.PASSPHRASE)


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    builders.confirm_person(client, user)
    return client


def part(page, element):
    """The text of an element by its id, None where it is not there."""
    match = re.search(rf'id="{element}">([^<]*)<', page.content.decode())
    return unescape(match[1]) if match else None


def kinds():
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_a_token_is_made_shown_once_and_opens_the_api(signed_in, user):
    created = signed_in.post(URL)
    again = signed_in.get(URL)

    token = part(created, "token")
    [row] = Token.objects.filter(user=user)
    assert token.startswith(row.token_key)
    assert (token in again.content.decode(), row.digest in created.content.decode()) == (False, False)
    assert row.token_key in again.content.decode()
    assert "no-store" in created["Cache-Control"]
    assert kinds() == ["token_made"]
    assert Client().get("/api/v1/", headers={"Authorization": f"Token {token}"}).status_code == 200


def test_the_line_for_the_shell_is_ready(signed_in):
    assert part(signed_in.get(URL), "curl") == ('curl --header "Authorization: Token …" http://testserver/api/v1/')

    created = signed_in.post(URL)

    line = part(created, "curl")
    assert line == f'curl --header "Authorization: Token {part(created, "token")}" http://testserver/api/v1/'


def test_a_token_is_revoked_by_a_button(signed_in, user):
    token = part(signed_in.post(URL), "token")
    [row] = Token.objects.filter(user=user)

    page = signed_in.post(reverse("account_revoke_token", args=[row.token_key]), follow=True)

    assert f"The token that begins with {row.token_key} no longer opens anything." in page.content.decode()
    assert "You have none." in page.content.decode()
    assert kinds() == ["token_made", "token_revoked"]
    assert Client().get("/api/v1/", headers={"Authorization": f"Token {token}"}).status_code == 401


def test_a_found_session_is_asked_who_it_is_and_then_goes_on(client, user):
    client.force_login(user)

    asked = client.post(URL)
    assert (Token.objects.count(), kinds()) == (0, [])
    created = client.post(asked.url, {"password": builders.PASSPHRASE}, follow=True)

    assert part(created, "token").startswith(Token.objects.get(user=user).token_key)


def test_tokens_of_others_are_neither_listed_nor_revoked(signed_in):
    row, text = Token.objects.create(user=builders.person())

    page = signed_in.get(URL)
    answers = [signed_in.post(reverse("account_revoke_token", args=[key])) for key in (row.token_key, "abcdefgh")]

    assert [secret for secret in (row.token_key, text) if secret in page.content.decode()] == []
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (Token.objects.filter(pk=row.pk).exists(), kinds()) == (True, [])


def test_who_lacks_a_second_factor_makes_none_and_reads_why(signed_in, settings):
    settings.MFA_REQUIRED_ROLES = ["officer"]

    page, answer = signed_in.get(URL), signed_in.post(URL)

    assert "Your role needs a second factor" in page.content.decode()
    assert (answer.status_code, Token.objects.count()) == (403, 0)


def test_a_link_revokes_nothing(signed_in, user):
    row, _ = Token.objects.create(user=user)

    answer = signed_in.get(reverse("account_revoke_token", args=[row.token_key]))

    assert (answer.status_code, Token.objects.count()) == (405, 1)


def test_another_site_makes_and_revokes_nothing(user):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(user)
    row, _ = Token.objects.create(user=user)

    answers = [careful.post(URL), careful.post(reverse("account_revoke_token", args=[row.token_key]))]

    assert ([answer.status_code for answer in answers], Token.objects.count()) == ([403, 403], 1)


def test_menu_and_foot_lead_to_the_documentation(signed_in, client):
    page = signed_in.get(reverse("account_overview")).content.decode()

    menu, foot = page.partition("</header>")[0], page.partition("<footer")[2]
    assert [url for url in (URL, reverse("api:docs")) if f'href="{url}"' not in menu] == []
    assert f'href="{reverse("api:docs")}"' in foot
    client.logout()
    assert reverse("api:docs") not in client.get(reverse("account_login")).content.decode()
