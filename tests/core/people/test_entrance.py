"""The pages behind a link: the first start and an invitation, for people who have no account yet."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from core import clock
from core.models import Authority, Role, User
from core.people import first_start, invitations, mails, services
from tests import builders

pytestmark = pytest.mark.django_db
PASSPHRASES = {"password1": builders.PASSPHRASE, "password2": builders.PASSPHRASE}
SETUP = PASSPHRASES | {
    "authority_name": "Brackwater",
    "id_scheme": "",
    "id_value": "",
    "zone": "Europe/Lisbon",
    "locale": "pt_PT",
    "currency": "eur",
    "basis": "net",
    "law_profile": "eu-directive/1",
    "country": "pt",
    "parts": "",
    "name": "Ada",
    "email": "Ada@city.example",
}


@pytest.fixture
def start_url():
    return reverse("people:start", args=[first_start.make_link(at=clock.db_now())])


def invite(**changes):
    values = {"email": "olena@city.example", "roles": [Role.AUDITOR], "reason": "x", "by": None, "at": clock.db_now()}
    return invitations.invite(**{"authority": builders.authority(), **values, **changes})


def sign_in(client, email):
    return client.post(reverse("account_login"), {"login": email, "password": builders.PASSPHRASE})


def test_a_site_is_set_up_without_a_shell_and_a_second_factor_is_asked_for(client, start_url):
    assert "First start" in client.get(start_url).content.decode()

    answer = client.post(start_url, SETUP)
    sign_in(client, "ada@city.example")
    after = client.get(reverse("home"))

    assert (urlsplit(answer.url).path, after.url) == (reverse("account_login"), reverse("mfa_index"))
    authority = Authority.objects.get()
    assert (authority.name, authority.currency, authority.law_profile) == ("Brackwater", "EUR", "eu-directive/1")
    assert User.objects.get().memberships.get().role == "administrator"


def test_the_link_of_the_first_start_has_ended_once_it_was_used(client, start_url):
    client.post(start_url, SETUP)

    for answer in (client.get(start_url), client.post(start_url, SETUP | {"email": "eve@city.example"})):
        assert (answer.status_code, "This link has ended" in answer.content.decode()) == (410, True)
    assert Authority.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"zone": "Europe/Atlantis"}, "is no time zone"),
        ({"country": "XX"}, "There is no list of public holidays of XX"),
        ({"id_value": "4711"}, "give both, or none"),
        ({"password2": "something else that is long"}, "This is not the passphrase that you typed above."),
        ({"password1": "short", "password2": "short"}, "This passphrase is too short"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field_and_the_link_stays(changes, sentence, client, start_url):
    page = client.post(start_url, SETUP | changes).content.decode()

    assert (sentence in page, Authority.objects.count(), User.objects.count()) == (True, 0, 0)
    assert client.post(start_url, SETUP).status_code == 302


def test_an_invited_person_makes_its_account(client):
    url = mails.invitation_path(invite(name="Olena").secret)
    page = client.get(url).content.decode()
    assert all(text in page for text in ("City of Builders", "olena@city.example", "Changes nothing.", 'value="Olena"'))

    answer = client.post(url, PASSPHRASES | {"name": "Olena K."})
    assert client.get(url).status_code == 410
    sign_in(client, "olena@city.example")

    assert urlsplit(answer.url).path == reverse("account_login")
    assert (str(User.objects.get()), client.get(reverse("home")).url) == ("Olena K.", reverse("mfa_index"))


def test_an_invitation_with_a_bad_passphrase_makes_nothing(client):
    url = mails.invitation_path(invite().secret)

    page = client.post(url, {"name": "Olena", "password1": "short", "password2": "short"}).content.decode()

    assert ("This passphrase is too short" in page, User.objects.count()) == (True, 0)


def test_a_person_with_an_account_accepts_signed_in_and_nobody_else_does(client):
    person = builders.person(email="olena@city.example")
    url = mails.invitation_path(invite().secret)

    for user in (None, builders.person()):
        if user:
            client.force_login(user)
        page = client.post(url, PASSPHRASES | {"name": "Eve"}).content.decode()
        assert "An account has this address. Sign in with it" in page
    assert not person.memberships.exists()
    client.force_login(person)
    answer = client.post(url)

    assert (answer.url, person.memberships.get().role) == (reverse("home"), "auditor")


@pytest.mark.parametrize("route", ["people:start", "people:accept"])
def test_a_wrong_secret_opens_nothing(route, client):
    answer = client.get(reverse(route, args=["wrong"]))

    assert (answer.status_code, "not valid any more" in answer.content.decode()) == (410, True)


def test_closed_accounts_do_not_accept(client):
    administrator, person = builders.person("administrator"), builders.person(email="olena@city.example")
    url = mails.invitation_path(invite().secret)
    client.force_login(person)
    services.deactivate(person=person, reason="x", by=administrator, at=builders.AT)

    client.post(url)

    assert not person.memberships.exists()
