"""API tokens: made in a session, shown once, kept hashed, for their owner alone, until they expire."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from knox.models import get_token_model

from tests import builders

Token = get_token_model()
pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return builders.person(password=builders.PASSPHRASE)


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    builders.confirm_person(client, user)
    return client


def created_token(client):
    return client.post(reverse("api:tokens")).json()


def bearer(token):
    return {"Authorization": f"Token {token}"}


def test_a_token_opens_the_api_without_a_session(signed_in, client):
    token = created_token(signed_in)["token"]
    client.logout()

    refused = client.get(reverse("api:reports"))
    assert (refused.status_code, refused.json()["detail"]) == (
        401,
        "Send a token, as 'Authorization: Token …'. It is made on the site, under API and tokens.",
    )
    assert client.get(reverse("api:reports"), headers=bearer(token)).status_code == 200


def test_a_token_is_shown_once_and_kept_hashed(signed_in, user):
    answer = created_token(signed_in)

    row = Token.objects.get(user=user)
    assert set(answer) == {"key", "created", "expiry", "token"}
    assert answer["token"].startswith(answer["key"])
    assert answer["token"] not in {row.digest, row.token_key}
    [listed] = signed_in.get(reverse("api:tokens")).json()["results"]
    assert listed == {key: answer[key] for key in ("key", "created", "expiry")}


@pytest.mark.parametrize("password", [builders.PASSPHRASE, None])
def test_a_session_alone_makes_no_token(client, password):
    user = builders.person(password=password)
    client.force_login(user)

    answer = client.post(reverse("api:tokens"))

    assert (answer.status_code, Token.objects.count()) == (403, 0)
    assert answer.json()["detail"] == (
        "Confirm at /accounts/reauthenticate/ that it is you, then ask again within five minutes."
    )


def test_a_token_lives_for_thirty_days(signed_in, user):
    token = created_token(signed_in)["token"]
    signed_in.logout()

    row = Token.objects.get(user=user)
    assert abs(row.expiry - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)
    with time_machine.travel(row.expiry + timedelta(seconds=1)):
        response = signed_in.get(reverse("api:tenders"), headers=bearer(token))
    assert (response.status_code, Token.objects.count()) == (401, 0)


def test_tokens_are_listed_newest_first_and_one_s_own_only(signed_in):
    Token.objects.create(user=builders.person())
    first, second = created_token(signed_in), created_token(signed_in)

    keys = [row["key"] for row in signed_in.get(reverse("api:tokens")).json()["results"]]

    assert keys == [second["key"], first["key"]]


def test_a_token_cannot_make_list_or_revoke_tokens(signed_in, user):
    token = created_token(signed_in)
    signed_in.logout()

    answers = [
        signed_in.get(reverse("api:tokens"), headers=bearer(token["token"])),
        signed_in.post(reverse("api:tokens"), headers=bearer(token["token"])),
        signed_in.delete(reverse("api:token", args=[token["key"]]), headers=bearer(token["token"])),
    ]

    assert [(answer.status_code, answer.json()["detail"]) for answer in answers] == [
        (401, "Sign in on the site: a token is not enough here.")
    ] * 3
    assert Token.objects.filter(user=user).count() == 1


def test_a_revoked_token_opens_nothing(signed_in):
    token = created_token(signed_in)

    assert signed_in.delete(reverse("api:token", args=[token["key"]])).status_code == 204
    signed_in.logout()
    assert signed_in.get(reverse("api:tenders"), headers=bearer(token["token"])).status_code == 401


def test_a_token_of_somebody_else_is_as_missing_as_one_that_does_not_exist(signed_in):
    row, _ = Token.objects.create(user=builders.person())

    answers = [signed_in.delete(reverse("api:token", args=[key])) for key in (row.token_key, "abcdefgh")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Token.objects.filter(pk=row.pk).exists()


def test_a_token_of_an_account_that_was_switched_off_opens_nothing(signed_in, user):
    token = created_token(signed_in)["token"]
    signed_in.logout()
    user.is_active = False
    user.save()

    assert signed_in.get(reverse("api:tenders"), headers=bearer(token)).status_code == 401


def test_making_a_token_from_another_site_is_refused(user):
    from django.test import Client

    careful = Client(enforce_csrf_checks=True)
    careful.force_login(user)

    response = careful.post(reverse("api:tokens"))

    assert (response.status_code, Token.objects.count()) == (403, 0)
    assert "CSRF" in response.json()["detail"]
