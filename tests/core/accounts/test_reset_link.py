"""Where no mail is sent an operator hands the link over: it works once, and for the one account."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.models import User
from tests import builders

pytestmark = pytest.mark.django_db
NEW_PASSPHRASE_FORM = {"password1": "another four plain words", "password2": "another four plain words"}


@pytest.fixture
def link(capsys):
    """The link for a new account without a passphrase."""
    User.objects.create_user("olena@city.example")
    call_command("reset_link", "Olena@city.example", "--site", "http://testserver/")
    return capsys.readouterr().out.strip().removeprefix("http://testserver")


def test_the_link_sets_a_passphrase_once(client, link):
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, NEW_PASSPHRASE_FORM)
    assert User.objects.get().check_password(NEW_PASSPHRASE_FORM["password1"])

    again = client.get(link, follow=True)
    assert (again.redirect_chain, "password1" in again.content.decode()) == ([], False)


def test_who_came_by_it_signs_in(client, link):
    client.post(client.get(link, follow=True).redirect_chain[-1][0], NEW_PASSPHRASE_FORM)

    page = client.post(
        reverse("account_login"), {"login": "olena@city.example", "password": NEW_PASSPHRASE_FORM["password1"]}
    )

    assert (page.status_code, page.url) == (302, "/")


@pytest.mark.parametrize("is_active", [True, False])
def test_no_link_for_an_account_that_is_missing_or_closed(is_active):
    user = builders.person(email="olena@city.example")
    User.objects.filter(pk=user.pk).update(is_active=is_active)
    asked = "olena@city.example" if not is_active else "nobody@city.example"

    with pytest.raises(CommandError, match=f"No account that is open has the address {asked}."):
        call_command("reset_link", asked)
