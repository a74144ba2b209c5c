"""Authorities that nobody looks after: who decides about them, and what adopting one does."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core import audit, authorities
from core.models import AuditLeaf, AuditSecret, Authority, Membership, Notice
from core.ownership import access, services
from core.ownership.access import OwnershipAction
from core.people.refusals import PeopleRefused
from tests import builders
from tests.builders import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def unowned():
    return authorities.of_organisation(name="Harbour Board")


@pytest.fixture
def ada():
    return builders.person("administrator", name="Ada")


def decision(user, action, authority):
    return access.may(user, action, access.ownership_of(authority))


def take(authority, person, **changes):
    values = {"administrator": person, "reason": "Her board.", "by": person, "at": AT}
    services.take_over(authority=authority, **{**values, **changes})


def waiting_for(city):
    """An authority with the name of the city, in which somebody works."""
    builders.person("officer", authority=city)
    waiting = authorities.of_organisation(name=city.name)
    assert waiting.same_name_as == city
    return waiting


@pytest.mark.parametrize("action", [OwnershipAction.ADOPT, OwnershipAction.MERGE])
def test_an_administrator_of_any_authority_decides_about_one_without_members(action, unowned, ada):
    others = [AnonymousUser(), builders.person(), builders.person("officer"), builders.person("auditor")]

    assert [bool(decision(person, action, unowned)) for person in (ada, *others)] == [True, *[False] * 4]


@pytest.mark.parametrize("action", OwnershipAction)
def test_nobody_takes_over_an_authority_with_members(action, unowned, ada):
    builders.person("officer", authority=unowned)

    refused = decision(ada, action, unowned)

    assert (refused.ok, refused.why) == (False, "People look after this authority. Its administrators invite others.")
    assert list(access.decided_by(ada)) == []


@pytest.mark.parametrize("action", OwnershipAction)
def test_one_with_the_name_of_another_is_decided_by_the_administrators_of_that_one_alone(action, ada):
    city = builders.authority("Brackwater")
    waiting = waiting_for(city)
    mayor = builders.person("administrator", authority=city)

    assert [bool(decision(person, action, waiting)) for person in (ada, mayor)] == [False, True]
    assert "the administrators of that one decide" in decision(ada, action, waiting).why
    assert [list(access.decided_by(person)) for person in (ada, mayor)] == [[], [waiting]]


def test_one_with_the_name_of_another_that_nobody_looks_after_is_decided_by_any_administrator(ada):
    known = Authority.objects.create(name="Brackwater", id_scheme="XX", id_value="1")
    waiting = authorities.of_organisation(name="Brackwater")

    assert decision(ada, OwnershipAction.TELL_APART, waiting)
    assert set(access.decided_by(ada)) == {known, waiting}


def test_there_is_nothing_to_tell_one_of_its_name_alone_apart_from(unowned, ada):
    assert "a name of its own" in decision(ada, OwnershipAction.TELL_APART, unowned).why


def test_tenders_go_to_an_authority_that_one_administers_alone(ada):
    assert access.may_receive(ada, builders.authority())
    assert not access.may_receive(ada, builders.authority("Another"))
    assert not access.may_receive(builders.person("officer"), builders.authority())


def test_whoever_adopts_is_its_administrator_and_the_others_are_told(unowned, ada):
    other = builders.person("administrator", authority=builders.authority("Another"))
    builders.person("officer")

    take(unowned, ada)

    assert list(Membership.objects.filter(authority=unowned).values_list("user", "role")) == [(ada.pk, "administrator")]
    leaves = AuditLeaf.objects.order_by("index")
    assert [leaf.kind for leaf in leaves] == ["authority.adopted", "membership.granted"]
    assert list(AuditSecret.objects.filter(field="reason").values_list("value", flat=True)) == ["Her board."]
    [notice] = Notice.objects.all()
    assert (notice.user, notice.facts) == (other, {"name": "Ada", "authority": "Harbour Board"})


def test_one_that_waits_is_another_than_its_namesake_once_it_is_adopted(ada):
    waiting = waiting_for(builders.authority())

    take(waiting, ada)

    waiting.refresh_from_db()
    assert (waiting.same_name_as, waiting.memberships.get().user) == (None, ada)


def test_a_second_one_comes_too_late(unowned, ada):
    take(unowned, ada)

    with pytest.raises(PeopleRefused, match="People look after Harbour Board"):
        take(unowned, builders.person("administrator"))
    assert AuditLeaf.objects.count() == 2


@pytest.mark.parametrize(("changes", "sentence"), [({"reason": " "}, "Give the reason"), ({}, "account is closed")])
def test_no_reason_or_a_closed_account_adopts_nothing(changes, sentence, unowned, ada):
    ada.is_active = bool(changes)

    with pytest.raises(PeopleRefused, match=sentence):
        take(unowned, ada, **changes)
    assert not unowned.memberships.exists()
    assert not audit.AuditLeaf.objects.exists()
