"""Who looks after people: administrators of the authority, never of another, never the own account."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core.models import Membership
from core.people.access import OF_ACCOUNT, PeopleAction, may
from tests import builders

pytestmark = pytest.mark.django_db
ABOUT_ROLES = [PeopleAction.GRANT, PeopleAction.WITHDRAW]


@pytest.mark.parametrize("action", PeopleAction)
def test_only_an_administrator_of_the_authority_does_anything(action):
    city, other = builders.authority(), builders.authority("Other")
    askers = [AnonymousUser(), builders.person(), builders.person("officer"), builders.person("auditor")]
    askers.append(builders.person("administrator", authority=other))

    assert [bool(may(asker, action, city)) for asker in askers] == [False] * 5
    assert may(builders.person("administrator"), action, city)


@pytest.mark.parametrize("action", sorted(OF_ACCOUNT) + ABOUT_ROLES)
def test_nobody_acts_on_the_own_account(action):
    administrator = builders.person("administrator")

    decision = may(administrator, action, builders.authority(), administrator)

    assert (decision.ok, decision.why) == (False, "Another administrator does this to your account.")


@pytest.mark.parametrize("action", sorted(OF_ACCOUNT))
def test_an_account_with_a_role_elsewhere_is_not_touched_but_its_roles_here_are(action):
    city, other = builders.authority(), builders.authority("Other")
    administrator, person = builders.person("administrator"), builders.person("officer")
    assert may(administrator, action, city, person)

    Membership.objects.create(user=person, authority=other, role="officer")

    decision = may(administrator, action, city, person)
    assert (decision.ok, decision.why) == (
        False,
        "This account has a role in another authority, too. Withdraw its roles here instead.",
    )
    assert all(may(administrator, about, city, person) for about in ABOUT_ROLES)


def test_an_administrator_of_both_authorities_does_touch_it():
    city, other = builders.authority(), builders.authority("Other")
    administrator, person = builders.person("administrator"), builders.person("officer")
    for user, role in ((administrator, "administrator"), (person, "officer")):
        Membership.objects.create(user=user, authority=other, role=role)

    assert may(administrator, PeopleAction.CLOSE, city, person)
