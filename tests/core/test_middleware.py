"""A role that asks for a second factor opens nothing without one: pages lead to the set-up, the API refuses."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from core.middleware import lacks_second_factor
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    settings.MFA_REQUIRED_ROLES = ["officer", "opener", "escrow", "auditor", "reviewer", "administrator"]


def with_factor(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "not read here"})
    return user


@pytest.mark.parametrize(
    ("roles", "lacks"),
    [
        (["officer"], True),
        (["opener"], True),
        (["auditor"], True),
        (["administrator", "auditor"], True),
        (["administrator"], True),
        (["reviewer"], True),
        ([], False),
    ],
)
def test_who_lacks_a_second_factor(roles, lacks):
    assert lacks_second_factor(builders.person(*roles)) is lacks


@pytest.mark.parametrize("role", ["officer", "opener", "escrow", "auditor", "reviewer", "administrator"])
def test_a_page_sends_such_a_person_to_the_set_up_and_says_why(client, role):
    client.force_login(builders.person(role))

    response = client.get(reverse("tenders:list"), follow=True)

    assert response.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Your role needs a second factor. Set one up to go on." in response.content.decode()


@pytest.mark.parametrize("route", ["mfa_index", "account_logout", "healthz"])
def test_what_leads_to_a_second_factor_stays_open(client, route):
    client.force_login(builders.person("officer"))

    assert client.get(reverse(route)).status_code == 200


def test_an_address_that_nobody_confirmed_keeps_nobody_from_a_second_factor(client):
    officer = builders.person("officer")
    client.force_login(officer)
    builders.confirm_person(client, officer)

    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_with_a_second_factor_every_page_opens(client):
    client.force_login(with_factor(builders.person("officer")))

    assert client.get(reverse("tenders:list")).status_code == 200


def test_one_whose_roles_do_not_ask_for_it_is_left_alone(client):
    client.force_login(builders.person())

    assert client.get(reverse("home")).status_code == 200


def test_nobody_is_asked_where_the_settings_ask_nobody(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(builders.person("officer"))

    assert client.get(reverse("home")).status_code == 200


def test_the_api_refuses_with_the_reason(client):
    client.force_login(builders.person("auditor"))

    response = client.get(reverse("api:tenders"))

    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")
    assert response.json() == {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "detail": "Your role needs a second factor. Sign in on the site and set one up.",
        "instance": "/api/v1/tenders/",
    }


def test_the_api_makes_no_token_for_one_without_a_second_factor(client):
    user = builders.person("officer")
    client.force_login(user)

    assert client.post(reverse("api:tokens")).status_code == 403
    assert user.auth_token_set.count() == 0


def test_the_api_opens_with_a_second_factor(client):
    client.force_login(with_factor(builders.person("auditor")))

    assert client.get(reverse("api:tenders")).status_code == 200


def test_what_a_signed_in_person_sees_is_kept_nowhere(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    login = client.get(reverse("account_login"))
    client.force_login(builders.person("officer"))

    pages = [client.get(reverse(name)) for name in ("home", "tenders:list", "reports:list", "api:tenders")]

    assert [page["Cache-Control"] for page in pages] == ["private, no-store"] * 4
    assert "private, no-store" not in login.get("Cache-Control", "")
