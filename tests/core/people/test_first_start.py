"""The first start: a link of a day makes the authority and its administrator; then no link does."""

from datetime import timedelta

import pytest

from core.law.services import LawRefused
from core.law.status import status_of
from core.models import AuditLeaf, Authority, SetupLink, User
from core.people import first_start
from core.people.first_start import AuthoritySetup
from core.people.refusals import PeopleRefused, StaleInvitation
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT
SETUP = {
    "name": "Brackwater",
    "id_scheme": "EXAMPLE-REG",
    "id_value": "4711",
    "zone": "Europe/Berlin",
    "locale": "de_DE",
    "currency": "EUR",
    "basis": "net",
    "law_profile": "de-gwb/1",
    "country": "DE",
    "parts": ("BY",),
}


def begin(secret, at=AT, email="ada@city.example", **changes):
    link = first_start.of_secret(secret, at=at)
    who = {"email": email, "name": "Ada", "passphrase": builders.PASSPHRASE, "at": at}
    return first_start.begin(link=link, setup=AuthoritySetup(**SETUP | changes), **who)


def test_a_link_makes_the_authority_and_its_administrator():
    person = begin(first_start.make_link(at=AT))

    authority = Authority.objects.get()
    fields = {name: getattr(authority, name) for name in SETUP if name not in {"country", "parts"}}
    assert fields == {name: value for name, value in SETUP.items() if name in fields}
    assert [(row.user, row.authority, row.role) for row in authority.memberships.all()] == [
        (person, authority, "administrator")
    ]
    assert [task.kind for task in status_of(authority, AT.date()).tasks] == ["confirm_profile", "confirm_year"]
    assert set(AuditLeaf.objects.values_list("kind", flat=True)) == {
        "account.created",
        "authority.created",
        "authority.settled",
        "authority.law_chosen",
        "membership.granted",
        "calendar.started",
        "calendar.year_added",
    }


def test_a_link_ends_with_use_a_newer_one_a_day_and_the_first_administrator():
    old, new = first_start.make_link(at=AT), first_start.make_link(at=AT)
    with pytest.raises(StaleInvitation):
        first_start.of_secret(old, at=AT)
    with pytest.raises(StaleInvitation):
        first_start.of_secret(new, at=AT + timedelta(hours=24))
    assert first_start.of_secret(new, at=AT + timedelta(hours=23, minutes=59)).used_at is None

    builders.person("administrator")

    with pytest.raises(StaleInvitation):
        first_start.of_secret(new, at=AT)
    with pytest.raises(PeopleRefused, match="has an administrator"):
        first_start.make_link(at=AT)


def test_two_who_have_the_link_make_one_authority():
    secret = first_start.make_link(at=AT)
    link = first_start.of_secret(secret, at=AT)
    begin(secret)

    with pytest.raises(StaleInvitation):
        first_start.begin(
            link=link,
            setup=AuthoritySetup(**SETUP),
            email="eve@city.example",
            name="Eve",
            passphrase=builders.PASSPHRASE,
            at=AT,
        )
    assert Authority.objects.count() == 1


def test_the_secret_is_stored_nowhere():
    secret = first_start.make_link(at=AT)

    assert secret not in str(SetupLink.objects.values().get())


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"name": " "}, PeopleRefused, "authority_name"),
        ({"zone": "Europe/Atlantis"}, LawRefused, "zone"),
        ({"law_profile": "none/1"}, LawRefused, "law_profile"),
        ({"id_scheme": ""}, PeopleRefused, "id_value"),
        ({"email": "taken@city.example"}, PeopleRefused, "email"),
    ],
)
def test_what_is_not_right_makes_nothing_and_the_link_stays(changes, refusal, field):
    builders.person(email="taken@city.example")
    secret = first_start.make_link(at=AT)

    with pytest.raises(refusal) as refused:
        begin(secret, **changes)

    assert refused.value.field == field
    assert (Authority.objects.count(), User.objects.count(), AuditLeaf.objects.count()) == (0, 1, 0)
    assert begin(secret)


def test_an_authority_that_an_import_made_is_taken_and_one_with_members_is_not():
    imported = builders.authority("Brackwater", id_scheme="EXAMPLE-REG", id_value="4711")
    officer = builders.person("officer", authority=imported)
    secret = first_start.make_link(at=AT)
    with pytest.raises(PeopleRefused, match="Another authority has this identifier"):
        begin(secret)

    officer.memberships.all().delete()
    person = begin(secret)

    assert list(imported.memberships.values_list("user", flat=True)) == [person.pk]
    assert Authority.objects.count() == 1
