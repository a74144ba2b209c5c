"""People over REST: read with a token, changed in a session by one who has just confirmed who it is."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from knox.models import get_token_model

from core import clock
from core.models import Invitation, Mail, Membership, Role
from core.people import factors, invitations
from tests import builders

pytestmark = pytest.mark.django_db
SILENT = "django.core.mail.backends.dummy.EmailBackend"
INVITATION = {"email": "new@city.example", "name": "Nora", "roles": ["officer", "opener"], "reason": "Her post."}


@pytest.fixture(autouse=True)
def no_factor_is_asked_for(settings):
    """These tests are not about the second factor at sign-in."""
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def city():
    return builders.authority()


@pytest.fixture
def ada(client):
    """An administrator who has just shown who it is."""
    person = builders.person("administrator", name="Ada", password=builders.PASSPHRASE)
    client.force_login(person)
    builders.confirm_person(client, person)
    return person


@pytest.fixture
def olena():
    return builders.person("officer", name="Olena", email="olena@city.example")


def send(client, name, body, *keys):
    return client.post(reverse(f"api:{name}", args=keys), body, content_type="application/json")


def act(client, person, key, **body):
    return send(client, "people-act", {"act": key, **body}, builders.authority().pk, person.pk)


def problems(answer):
    """The status, and what is to be corrected where, or the sentence."""
    body = answer.json()
    return answer.status_code, {row["pointer"]: row["detail"] for row in body.get("errors", [])} or body["detail"]


def row_of(person, city, **changes):
    row = {
        "id": str(person.pk),
        "authority": {"id": str(city.pk), "name": city.name},
        "name": person.name,
        "email": person.email,
        "roles": ["officer"],
        "is_active": True,
        "has_second_factor": False,
        "reset_waits": False,
    }
    return {**row, **changes}


def test_people_are_listed_by_token_of_the_own_authorities_alone(client, ada, olena, city):
    builders.person("officer", name="Foreign", authority=builders.authority("Another city"))
    client.logout()
    token = get_token_model().objects.create(user=ada)[1]

    answer = client.get(reverse("api:people"), headers={"Authorization": f"Token {token}"}).json()

    assert answer["results"] == [row_of(ada, city, roles=["administrator"]), row_of(olena, city)]
    assert "Foreign" not in str(answer)


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_the_same_for_many(n, client, ada, django_assert_num_queries):
    for _ in range(n):
        builders.person("officer")
    client.get(reverse("api:people"))

    with django_assert_num_queries(14):
        client.get(reverse("api:people"))


def test_a_token_changes_nothing(client, ada, olena, city):
    client.logout()
    headers = {"Authorization": f"Token {get_token_model().objects.create(user=ada)[1]}"}
    invite = reverse("api:people-invite", args=[city.pk])
    close = reverse("api:people-act", args=[city.pk, olena.pk])

    answers = [
        client.post(url, body, content_type="application/json", headers=headers)
        for url, body in ((invite, INVITATION), (close, {"act": "close", "reason": "x"}))
    ]

    assert [(answer.status_code, answer.json()["detail"]) for answer in answers] == [
        (401, "Sign in on the site: a token is not enough here.")
    ] * 2
    olena.refresh_from_db()
    assert (olena.is_active, Invitation.objects.count()) == (True, 0)


def test_a_session_that_was_left_open_changes_nothing(client, olena, city):
    client.force_login(builders.person("administrator"))

    answers = [send(client, "people-invite", INVITATION, city.pk), act(client, olena, "close", reason="x")]

    sentence = "Confirm at /accounts/reauthenticate/ that it is you, then ask again within five minutes."
    assert [problems(answer) for answer in answers] == [(403, sentence)] * 2
    assert not Invitation.objects.exists()


def test_an_invitation_is_mailed_and_its_link_is_in_no_answer(client, ada, city):
    answer = send(client, "people-invite", INVITATION, city.pk)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(Invitation.objects.get().pk),
        "authority": {"id": str(city.pk), "name": city.name},
        "email": "new@city.example",
        "name": "Nora",
        "roles": ["officer", "opener"],
        "expires_at": Invitation.objects.get().expires_at.isoformat().replace("+00:00", "Z"),
        "mailed": True,
        "link": None,
    }
    assert Mail.objects.get().invitation == Invitation.objects.get()


def test_without_mail_the_link_is_in_the_answer_once(client, ada, city, settings):
    settings.EMAIL_BACKEND = SILENT

    answer = send(client, "people-invite", INVITATION, city.pk)

    secret = answer.json()["link"].rstrip("/").rpartition("/")[2]
    assert invitations.of_secret(secret, at=clock.db_now()).email == "new@city.example"
    assert (answer.json()["mailed"], "no-store" in answer["Cache-Control"]) == (False, True)
    listed = client.get(reverse("api:people-invitations")).json()
    assert [row["email"] for row in listed["results"]] == ["new@city.example"]
    assert secret not in str(listed)


def test_what_of_an_invitation_is_to_be_corrected_is_named(client, ada, olena, city):
    taken = send(client, "people-invite", {**INVITATION, "email": olena.email}, city.pk)
    wrong = send(client, "people-invite", {**INVITATION, "roles": ["mayor"]}, city.pk)

    sentence = "This person has a role here already. Give further ones on its page."
    assert problems(taken) == (400, {"/email": sentence})
    roles = "'mayor' is none of: officer, opener, escrow, auditor, reviewer, administrator."
    assert problems(wrong) == (400, {"/roles/0": roles})


def test_an_invitation_is_withdrawn(client, ada, city):
    send(client, "people-invite", INVITATION, city.pk)
    url = reverse("api:people-invitation", args=[city.pk, Invitation.objects.get().pk])

    assert [client.delete(url).status_code for _ in range(2)] == [204, 409]


def test_roles_are_given_and_ended_and_the_answer_is_the_person(client, ada, olena, city):
    granted = act(client, olena, "grant", role="auditor", reason="Her new post.")
    ended = act(client, olena, "withdraw", role="officer", reason="Moved.")

    assert granted.json() == row_of(olena, city, roles=["officer", "auditor"])
    assert ended.json() == row_of(olena, city, roles=["auditor"])


def test_an_account_is_closed_and_opened(client, ada, olena, city):
    closed, again = (act(client, olena, "close", reason="Left.") for _ in range(2))
    opened = act(client, olena, "open", reason="Came back.")

    assert closed.json() == row_of(olena, city, is_active=False)
    assert problems(again) == (409, "This is not to be done any more: look at what is so now.")
    assert opened.json() == row_of(olena, city)


def test_a_factor_is_reset_by_two(client, ada, olena, city):
    TOTP.activate(olena, "A" * 32)
    asked = act(client, olena, "reset", reason="Phone lost.")
    alone = act(client, olena, "confirm")

    assert asked.json() == row_of(olena, city, has_second_factor=True, reset_waits=True)
    assert problems(alone) == (409, "Another administrator than the one who asked confirms a reset.")

    second = builders.person("administrator", password=builders.PASSPHRASE)
    client.force_login(second)
    builders.confirm_person(client, second)
    assert act(client, olena, "confirm").json() == row_of(olena, city)
    assert not Authenticator.objects.exists()


def test_a_reset_is_refused(client, ada, olena, city):
    TOTP.activate(olena, "A" * 32)
    values = {"person": olena, "authority": city, "reason": "Lost.", "at": clock.db_now()}
    factors.request_reset(by=builders.person("administrator"), **values)

    assert act(client, olena, "refuse").json() == row_of(olena, city, has_second_factor=True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"act": "grant", "reason": "x"}, {"/role": "Say which role."}),
        ({"act": "grant", "role": "officer", "reason": "x"}, {"/role": "Olena has this role already."}),
        ({"act": "close"}, {"/reason": "Give the reason."}),
        (
            {"act": "clsoe"},
            {"/act": "'clsoe' is none of: grant, withdraw, close, open, reset, confirm, refuse. Nearest: close."},
        ),
    ],
)
def test_what_of_an_act_is_to_be_corrected_is_named(body, expected, client, ada, olena, city):
    answer = send(client, "people-act", body, city.pk, olena.pk)

    assert problems(answer) == (400, expected)


def test_the_refusals_are_those_of_the_page(client, ada, olena, city):
    Membership.objects.create(user=olena, authority=builders.authority("Another city"), role=Role.OFFICER)

    elsewhere, itself = act(client, olena, "close", reason="x"), act(client, ada, "close", reason="x")

    sentence = "This account has a role in another authority, too. Withdraw its roles here instead."
    assert problems(elsewhere) == (403, sentence)
    assert problems(itself) == (403, "Another administrator does this to your account.")


def test_a_person_of_another_authority_is_not_there(client, ada, city):
    stranger = builders.person("officer", authority=builders.authority("Another city"))

    assert problems(act(client, stranger, "close", reason="x"))[0] == 404
