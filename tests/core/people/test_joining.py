"""An account that somebody makes alone: by a mailed link, with no role, and telling nobody who has an account."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

from core import clock
from core.models import AuditLeaf, User
from core.people import joining
from core.people.refusals import PeopleRefused, StaleInvitation
from tests import builders

pytestmark = pytest.mark.django_db
ADDRESS = "nadia@firm.example"
FORM = {"name": "Nadia Berg", "password1": builders.PASSPHRASE, "password2": builders.PASSPHRASE}


def ask(client, address=ADDRESS, going_to=""):
    return client.post(reverse("people:join") + (f"?next={going_to}" if going_to else ""), {"email": address})


def link_in(mail):
    return re.search(r"http://testserver(/people/join/\S+)", mail.body)[1]


def test_a_person_makes_an_account_goes_on_where_it_was_and_holds_no_role(client, mailoutbox):
    ask(client, "Nadia@Firm.example", going_to="/tenders/")
    before = list(User.objects.all())
    link = link_in(mailoutbox[0])
    page = client.get(link)
    response = client.post(link, FORM)

    assert before == []
    assert ADDRESS in page.content.decode()
    person = User.objects.get()
    assert (response.url, client.session["_auth_user_id"]) == ("/tenders/", str(person.pk))
    assert (person.email, person.name, person.memberships.count()) == (ADDRESS, "Nadia Berg", 0)
    assert [leaf.kind for leaf in AuditLeaf.objects.all()] == ["account.created"]


def test_whoever_asks_does_not_learn_whether_there_is_an_account(client, mailoutbox):
    builders.person(email="known@firm.example")

    unknown, known = ask(client, ADDRESS), ask(client, "known@firm.example")

    assert (
        known.content.decode().replace("known@firm.example", ADDRESS).split("<body")[1]
        == (unknown.content.decode().split("<body")[1])
    )
    assert [(mail.to, "/people/join/" in mail.body) for mail in mailoutbox] == [
        ([ADDRESS], True),
        (["known@firm.example"], False),
    ]
    assert mailoutbox[1].subject.endswith("You have an account already")


def test_the_fourth_mail_to_one_address_within_an_hour_is_not_sent(client, mailoutbox):
    for _ in range(4):
        last = ask(client)
    ask(client, "another@firm.example")

    assert [mail.to[0] for mail in mailoutbox] == [ADDRESS] * 3 + ["another@firm.example"]
    assert "We mail a link to this address, three within an hour at most." in last.content.decode()


def test_a_link_opens_one_account_once(client):
    link = reverse("people:join-link", args=[joining.make_link(ADDRESS)])
    client.post(link, FORM)

    again = client.post(link, FORM | {"name": "Somebody else"})

    assert again.status_code == 410
    assert "the account is there. Sign in." in again.content.decode()
    assert [person.name for person in User.objects.all()] == ["Nadia Berg"]


@pytest.mark.parametrize("broken", ["", "x", "another text"])
def test_a_link_that_was_changed_opens_nothing(client, broken):
    link = joining.make_link(ADDRESS) + broken if broken else signing.dumps([ADDRESS, ""], salt="another")

    page = client.get(reverse("people:join-link", args=[link]))

    assert page.status_code == 410
    assert ADDRESS not in page.content.decode()


def test_a_link_ends_after_a_day(monkeypatch):
    link = joining.make_link(ADDRESS)
    assert joining.read_link(link) == (ADDRESS, "")

    monkeypatch.setattr("django.core.signing.time.time", (clock.db_now() + timedelta(hours=25)).timestamp)

    with pytest.raises(StaleInvitation, match="not valid any more"):
        joining.read_link(link)


@pytest.mark.parametrize("outside", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "tenders/"])
def test_nobody_is_sent_to_another_site(client, mailoutbox, outside):
    ask(client, going_to=outside)
    client.force_login(builders.person())
    signed_in = client.get(reverse("people:join"), {"next": outside})

    assert signed_in.url == reverse("home")
    client.logout()
    response = client.post(link_in(mailoutbox[0]), FORM)
    assert response.url == reverse("home")


def test_one_who_is_signed_in_goes_on_at_once(client):
    client.force_login(builders.person())

    assert client.get(reverse("people:join"), {"next": "/tenders/"}).url == "/tenders/"


def test_an_account_needs_a_name():
    with pytest.raises(PeopleRefused, match="Say what your name is") as refused:
        joining.make_account(email=ADDRESS, name=" ", passphrase=builders.PASSPHRASE, at=builders.AT)

    assert (refused.value.field, User.objects.count()) == ("name", 0)


def test_two_who_open_one_link_at_once_make_one_account():
    joining.make_account(email=ADDRESS, name="Nadia", passphrase=builders.PASSPHRASE, at=builders.AT)

    with pytest.raises(StaleInvitation):
        joining.make_account(email=ADDRESS, name="Other", passphrase=builders.PASSPHRASE, at=builders.AT)

    assert [person.name for person in User.objects.all()] == ["Nadia"]
    assert AuditLeaf.objects.count() == 1


def test_where_no_mail_is_sent_the_page_says_whom_to_ask(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    page, sent = client.get(reverse("people:join")), ask(client)

    for answer in (page, sent):
        assert "This site sends no mail" in answer.content.decode()
        assert "<form" not in answer.content.decode().split("<main")[1]


def test_a_wrong_address_is_said_beside_the_field(client, mailoutbox):
    page = ask(client, "nadia at firm")

    assert 'id="id_email_error"' in page.content.decode()
    assert mailoutbox == []
