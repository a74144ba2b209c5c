"""Who holds what, and the answers that carry a reason."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy

from core import access
from core.access import YES, Decision, Refused, no
from core.models import Membership, Role
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.authority("City")


@pytest.fixture
def other():
    return builders.authority("Other city")


@pytest.fixture
def user(city, other):
    """An officer and opener in one city, an auditor in another."""
    user = builders.person("officer", "opener", authority=city)
    Membership.objects.create(user=user, authority=other, role=Role.AUDITOR)
    return user


def test_a_decision_is_true_or_says_why():
    assert (bool(YES), YES.why) == (True, "")
    assert (bool(no("Bids are sealed.")), no("Bids are sealed.").why) == (False, "Bids are sealed.")
    assert no("a") == Decision(ok=False, why="a")


def test_requiring_a_yes_passes_and_a_no_raises_its_reason():
    access.require(YES)

    with pytest.raises(Refused, match=r"^Bids are sealed until the opening.$"):
        access.require(no(gettext_lazy("Bids are sealed until the opening.")))


def test_roles_are_known_by_authority(user, city, other):
    assert access.roles_of(user) == {str(city.pk): {"officer", "opener"}, str(other.pk): {"auditor"}}


def test_roles_are_read_once_for_a_request(user, city, django_assert_num_queries):
    with django_assert_num_queries(1):
        answers = [access.holds(user, role, city.pk) for role in Role]
        answers += [access.holds_any(user, Role.AUDITOR), bool(access.authorities_with(user, Role.OFFICER))]

    assert answers == [True, True, False, False, False, False, True, True]


def test_a_role_counts_in_its_own_authority_only(user, city, other):
    assert (access.holds(user, Role.OFFICER, city.pk), access.holds(user, Role.OFFICER, other.pk)) == (True, False)
    assert (access.holds(user, Role.AUDITOR, city.pk), access.holds(user, Role.AUDITOR, other.pk)) == (False, True)
    assert access.holds(user, Role.OFFICER, str(city.pk))


def test_holding_a_role_anywhere(user):
    assert {role for role in Role if access.holds_any(user, role)} == {Role.OFFICER, Role.OPENER, Role.AUDITOR}


def test_authorities_with_one_of_several_roles_are_sorted(user, city, other):
    assert access.authorities_with(user, Role.OFFICER) == [city.pk]
    assert access.authorities_with(user, Role.OFFICER, Role.AUDITOR) == sorted([city.pk, other.pk])
    assert access.authorities_with(user, Role.REVIEWER) == []


def test_the_anonymous_hold_nothing_and_cost_no_query(city, django_assert_num_queries):
    nobody = AnonymousUser()

    with django_assert_num_queries(0):
        assert access.roles_of(nobody) == {}
        assert not access.holds(nobody, Role.OFFICER, city.pk)
        assert access.authorities_with(nobody, Role.OFFICER) == []


def test_an_account_that_is_switched_off_holds_nothing(user, city):
    user.is_active = False

    assert not access.holds(user, Role.OFFICER, city.pk)


def test_nothing_is_granted_past_the_roles(user):
    assert (user.is_staff, user.is_superuser, user.has_perm("tenders.view_tender"), user.has_module_perms("core")) == (
        False,
        False,
        False,
        False,
    )


# --- the officers and auditors of an authority ---


@pytest.mark.parametrize(
    ("role", "officer", "reader"),
    [("officer", "", ""), ("auditor", "no", ""), ("opener", "no", "no"), ("administrator", "no", "no")],
)
def test_officers_act_and_auditors_read(city, role, officer, reader):
    person = builders.person(role, authority=city)

    assert access.officer_of(person, city.pk, "no").why == officer
    assert access.officer_or_auditor_of(person, city.pk, "no").why == reader


def test_a_role_in_another_authority_is_none_here(city, other):
    person = builders.person("officer", "auditor", authority=other)

    assert access.officer_of(person, city.pk, "Officers only.") == no("Officers only.")
    assert access.officer_or_auditor_of(person, city.pk, "Readers only.") == no("Readers only.")


def test_whoever_is_not_signed_in_is_neither(city, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert access.officer_or_auditor_of(AnonymousUser(), city.pk, "no") == no("no")
