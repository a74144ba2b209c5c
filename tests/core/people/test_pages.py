"""The pages of people: listed, invited, given and withdrawn roles, closed and let in again, each after a check."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from core import clock
from core.models import Invitation, Mail, Membership, Role, User
from core.people import factors, invitations
from tests import builders

pytestmark = pytest.mark.django_db
SILENT = "django.core.mail.backends.dummy.EmailBackend"


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
    return enter(client, builders.person("administrator", name="Ada", password=builders.PASSPHRASE))


def enter(client, user):
    client.force_login(user)
    builders.confirm_person(client, user)
    return user


def act_url(person, key, city=None):
    return reverse("people:act", args=[(city or builders.authority()).pk, person.pk, key])


def do(client, person, key, **data):
    return client.post(act_url(person, key), {"reason": "x", **data}, follow=True).content.decode()


def text_of(client, url):
    return client.get(url).content.decode()


def roles_of(person):
    return set(Membership.objects.filter(user=person).values_list("role", flat=True))


def test_the_list_has_the_people_of_the_own_authorities_alone(client, ada, city):
    olena = builders.person("officer", "opener", name="Olena")
    builders.person("officer", name="Foreign Person", authority=builders.authority("Another city"))
    supplier = builders.person(name="Supplier Person")

    page = text_of(client, reverse("people:list"))

    assert all(
        text in page for text in ("City of Builders", "Ada", "Olena", olena.email, "Procurement officer, Opener")
    )
    assert all(text not in page for text in ("Foreign Person", "Another city", "Supplier Person", supplier.email))
    assert "There is one administrator only" in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_many(people, client, ada, django_assert_num_queries):
    for _ in range(people):
        builders.person("officer")
    text_of(client, reverse("people:list"))

    with django_assert_num_queries(12):
        text_of(client, reverse("people:list"))


def test_home_asks_for_a_second_administrator(client, ada):
    assert "Invite a second administrator" in text_of(client, reverse("home"))

    builders.person("administrator")

    assert "Invite a second administrator" not in text_of(client, reverse("home"))


def test_a_person_is_invited_by_mail(client, ada, city):
    url = reverse("people:invite", args=[city.pk])
    assert "Runs the authority&#x27;s tenders" in text_of(client, url)
    data = {"email": "olena@city.example", "name": "Olena", "roles": ["officer"], "reason": "Her post."}

    page = client.post(url, data, follow=True).content.decode()

    assert "The invitation goes to olena@city.example by mail." in page
    assert ("Mail waits" in page, "/people/invitation/" in page) == (True, False)
    assert Mail.objects.get().invitation.email == "olena@city.example"


def test_without_mail_the_link_is_shown_once(client, ada, city, settings):
    settings.EMAIL_BACKEND = SILENT
    data = {"email": "olena@city.example", "roles": ["officer"], "reason": "Her post."}

    answer = client.post(reverse("people:invite", args=[city.pk]), data)

    secret = re.search(r"/people/invitation/([\w-]{43})/", answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    assert secret not in text_of(client, reverse("people:list"))


def test_what_is_refused_stands_beside_its_field(client, ada, city):
    builders.person("officer", email="here@city.example")
    data = {"email": "here@city.example", "roles": ["officer"], "reason": "x"}

    page = client.post(reverse("people:invite", args=[city.pk]), data).content.decode()

    assert ("This person has a role here already" in page, Invitation.objects.count()) == (True, 0)


def test_an_invitation_is_withdrawn_once(client, ada, city):
    values = {"authority": city, "email": "olena@city.example", "roles": [Role.OFFICER], "reason": "x", "by": ada}
    invitation = invitations.invite(**values, at=clock.db_now()).invitation
    url = reverse("people:withdraw-invitation", args=[city.pk, invitation.pk])

    pages = [client.post(url, follow=True).content.decode() for _ in range(2)]

    assert ["is withdrawn" in page for page in pages] == [True, False]
    assert "This invitation waits no more." in pages[1]


def test_a_role_is_given_and_withdrawn(client, ada):
    olena = builders.person("auditor", name="Olena")
    check = text_of(client, act_url(olena, "grant"))
    assert ('value="officer"' in check, 'value="auditor"' in check) == (True, False)

    after = do(client, olena, "grant", role="officer")
    assert ("The role is given." in after, roles_of(olena)) == (True, {"officer", "auditor"})
    do(client, olena, "withdraw", role="officer")
    assert roles_of(olena) == {"auditor"}
    last_page = do(client, olena, "withdraw", role="auditor")

    assert ("The role has ended." in last_page, "Invite a person" in last_page) == (True, True)


def test_a_role_needs_a_reason_and_one_that_is_to_be_had(client, ada):
    olena = builders.person("auditor")

    pages = [do(client, olena, "grant", role="officer", reason=""), do(client, olena, "grant", role="auditor")]

    assert (["There is a problem" in page or "Error:" in page for page in pages], roles_of(olena)) == (
        [True, True],
        {"auditor"},
    )


def test_an_account_is_closed_and_opened(client, ada):
    olena = builders.person("officer")

    closed = do(client, olena, "close")
    assert ("This account is closed" in closed, User.objects.get(pk=olena.pk).is_active) == (True, False)
    again = do(client, olena, "close")
    do(client, olena, "open")

    assert "This is not to be done any more" in again
    assert User.objects.get(pk=olena.pk).is_active


def test_a_link_to_a_new_passphrase_is_offered_where_no_mail_is_sent_alone(client, ada, settings):
    olena = builders.person("officer")
    assert "This is not to be done any more" in do(client, olena, "link")

    settings.EMAIL_BACKEND = SILENT
    page = do(client, olena, "link")

    assert re.search(r"http://testserver/accounts/password/reset/key/\w+-[\w-]+/", page)


def test_a_factor_is_reset_by_two(client, ada):
    olena = builders.person("officer", name="Olena")
    TOTP.activate(olena, "A" * 32)
    do(client, olena, "reset", reason="Phone lost.")
    waits = text_of(client, reverse("people:person", args=[builders.authority().pk, olena.pk]))
    assert ("Ada asked on" in waits, "Phone lost." in waits) == (True, True)
    assert "Another administrator than the one who asked" in do(client, olena, "confirm")
    assert Authenticator.objects.filter(user=olena).exists()

    enter(client, builders.person("administrator", password=builders.PASSPHRASE))
    assert "Reset waits for a second administrator" in text_of(client, reverse("people:list"))
    page = do(client, olena, "confirm")

    assert ("The second factor is gone." in page, Authenticator.objects.filter(user=olena).exists()) == (True, False)


def test_a_reset_is_refused(client, ada):
    olena = builders.person("officer")
    TOTP.activate(olena, "A" * 32)
    factors.request_reset(
        person=olena, authority=builders.authority(), reason="x", by=builders.person("administrator"), at=clock.db_now()
    )

    assert "The reset is refused." in do(client, olena, "refuse")
    assert Authenticator.objects.filter(user=olena).exists()


def test_what_touches_an_account_with_a_role_elsewhere_says_why_not(client, ada, city):
    olena = builders.person("officer")
    Membership.objects.create(user=olena, authority=builders.authority("Another city"), role="officer")

    page = text_of(client, reverse("people:person", args=[city.pk, olena.pk]))

    assert "This account has a role in another authority, too." in page
    assert client.post(act_url(olena, "close"), {"reason": "x"}).status_code == 403
    assert User.objects.get(pk=olena.pk).is_active


def test_the_own_account_is_left_to_another(client, ada):
    assert client.post(act_url(ada, "grant"), {"reason": "x", "role": "officer"}).status_code == 403
    assert roles_of(ada) == {"administrator"}


def test_the_last_administrator_stays(client, ada):
    other = builders.person("administrator", authority=builders.authority())
    User.objects.filter(pk=ada.pk).update(is_active=True)
    do(client, other, "withdraw", role="administrator")

    assert (roles_of(other), roles_of(ada)) == (set(), {"administrator"})


def test_a_person_without_a_role_here_and_an_act_that_is_none_are_not_there(client, ada):
    foreign = builders.person("officer", authority=builders.authority("Another city"))
    olena = builders.person("officer")

    assert client.get(reverse("people:person", args=[builders.authority().pk, foreign.pk])).status_code == 404
    assert client.get(act_url(olena, "promote")).status_code == 404
