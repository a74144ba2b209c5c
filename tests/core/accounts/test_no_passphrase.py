"""One without a passphrase is not asked for one, over and over: the page says how to come by one."""

import pytest
from django.urls import reverse
from knox.models import get_token_model

from tests import builders

pytestmark = pytest.mark.django_db
ASKING = ["account_email", "account_reauthenticate"]


@pytest.fixture
def person():
    row = builders.person()
    assert not row.has_usable_password()
    return row


@pytest.mark.parametrize("name", ASKING)
def test_it_reads_what_to_do_instead_of_being_sent_round(client, person, name):
    client.force_login(person)

    page = client.get(reverse(name))

    assert (page.status_code, page["Cache-Control"].split(",")[0]) == (403, "max-age=0")
    text = page.content.decode()
    assert "Choose a passphrase first" in text
    assert f'href="{reverse("account_reset_password")}"' in text
    assert client.get(reverse("account_reset_password")).status_code == 200


@pytest.mark.parametrize("name", ASKING)
def test_where_no_mail_is_sent_it_says_whom_to_ask(client, person, settings, name):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    client.force_login(person)

    text = client.get(reverse(name)).content.decode()

    assert "This site sends no mail. Ask whoever runs it for a link to choose one." in text
    assert reverse("account_reset_password") not in text


def test_tokens_are_made_by_nobody_without_a_passphrase(client, person):
    client.force_login(person)

    page = client.post(reverse("account_tokens"))

    assert (page.status_code, get_token_model().objects.count()) == (403, 0)


def test_whoever_has_a_passphrase_is_asked_for_it(client):
    row = builders.person(password=builders.PASSPHRASE)
    client.force_login(row)

    assert client.get(reverse("account_reauthenticate")).status_code == 200
    assert client.get(reverse("account_email")).url.startswith(reverse("account_reauthenticate"))


def test_a_stranger_signs_in_first(client):
    assert client.get(reverse("account_reauthenticate")).url.startswith(reverse("account_login"))
