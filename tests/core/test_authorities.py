"""Which authority an organisation is, and who decides where a file does not say it."""

import pytest
from django.core.exceptions import ValidationError

from core import access, authorities
from core.identity import organisation_key
from core.models import AuditLeaf, Authority, Membership, Role
from tests import builders
from tests.builders import AT

pytestmark = pytest.mark.django_db


def city(**values):
    return Authority.objects.create(**{"name": "City Council", **values})


def of(name="City Council", **identifier):
    return authorities.of_organisation(name=name, **identifier)


@pytest.mark.parametrize(
    ("organisation", "other", "same"),
    [
        (("A", "XX", "1"), ("B", "XX", "1"), True),
        (("A", "XX", "1"), ("A", "YY", "1"), False),
        (("A", "", "1"), ("B", "", "1"), False),
        (("A", "", "1"), ("A", "", "2"), True),
        (("A", "XX", ""), ("A", "", ""), True),
        (("A", "XX", "1"), ("A", "", ""), False),
        (("A", "", ""), ("a", "", ""), False),
    ],
)
def test_one_organisation_is_scheme_with_identifier_else_the_exact_name(organisation, other, same):
    assert (organisation_key(*organisation) == organisation_key(*other)) is same


def test_scheme_and_identifier_find_the_authority_under_any_name():
    known = city(id_scheme="XX", id_value="1")
    person = builders.person("officer", authority=known)

    assert of("The Council of the City", id_scheme="XX", id_value="1") == known
    assert access.holds(person, Role.OFFICER, known.pk)


def test_an_identifier_without_its_scheme_finds_nobody():
    known = city(id_scheme="", id_value="ORG-0001")

    other = of("Hospital Trust", id_value="ORG-0001")

    assert (other.name, other.id_value, other == known) == ("Hospital Trust", "", False)


def test_a_name_joins_the_authority_that_has_neither_identifier_nor_members():
    first = of()

    assert of() == first
    assert (first.same_name_as, Authority.objects.count()) == (None, 1)


@pytest.mark.parametrize("namesake", [{"id_scheme": "XX", "id_value": "1"}, {"id_value": "ORG-0001"}])
def test_a_name_does_not_join_an_authority_with_an_identifier(namesake):
    known = city(**namesake)

    waiting = of()

    assert (waiting.same_name_as, authorities.waiting(), of()) == (known, [waiting], waiting)


def test_a_name_does_not_join_an_authority_with_members():
    known = city()
    builders.person("officer", authority=known)

    waiting = of()

    assert (waiting.same_name_as, of()) == (known, waiting)


def test_nobody_is_a_member_of_an_authority_that_waits():
    waiting = city(same_name_as=city())
    person = builders.person()

    with pytest.raises(ValidationError, match="Adopt it or merge it before it has members"):
        Membership.objects.create(user=person, authority=waiting, role=Role.OFFICER)
    Membership.objects.bulk_create([Membership(user=person, authority=waiting, role=Role.OFFICER)])

    assert access.roles_of(person) == {}


def test_an_adopted_authority_is_one_like_any_other():
    known = city()
    waiting = city(same_name_as=known)

    authorities.adopt(authority=waiting, by=None, at=AT)
    person = builders.person("officer", authority=waiting)

    assert (waiting.same_name_as, authorities.waiting()) == (None, [])
    assert access.roles_of(person) == {str(waiting.pk): {"officer"}}
    [leaf] = AuditLeaf.objects.filter(kind="authority.adopted")
    assert f'"same_name_as":"{known.pk}"' in leaf.body
    with pytest.raises(authorities.NotWaiting, match="City Council does not wait"):
        authorities.adopt(authority=waiting, by=None, at=AT)


def test_a_name_that_is_not_there_is_told_the_nearest():
    for name in ("Northport City Council", "Northport Harbour", "Southmere Trust"):
        Authority.objects.create(name=name)

    with pytest.raises(authorities.UnknownAuthority) as refused:
        authorities.named("northport city counsil")

    assert str(refused.value) == (
        "No authority is named 'northport city counsil'. The nearest names: "
        "'Northport City Council', 'Northport Harbour'."
    )
    assert refused.value.absent


def test_a_name_or_id_finds_one_that_waits_for_nobody():
    known = city()
    waiting = city(same_name_as=known)

    assert (authorities.named("City Council"), authorities.named(str(waiting.pk))) == (known, waiting)


def test_a_name_of_several_asks_for_an_id():
    ids = sorted(str(city().pk) for _ in range(2))

    with pytest.raises(authorities.UnknownAuthority) as refused:
        authorities.named("City Council")

    assert str(refused.value) == f"2 authorities are named 'City Council'. Give the id of one: {', '.join(ids)}."
    assert not refused.value.absent


def test_an_id_of_nobody_is_refused():
    with pytest.raises(authorities.UnknownAuthority, match="No authority has the id 0000"):
        authorities.named("00000000-0000-0000-0000-000000000000")
