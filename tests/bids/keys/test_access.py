"""Who makes, uses, sees and retires opening keys: by role, and for another authority nobody."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from core.access import Refused
from procurement.bids.access import key_rules as access
from procurement.bids.access.key_rules import KeyAction, KeysAction
from procurement.bids.services import keys
from tests import builders
from tests.bids.keys import made_key

pytestmark = pytest.mark.django_db
MATRIX = {  # role: (make a key, see how far all are, ask for keys; of another's key: see, use, retire)
    "opener": (True, True, False, False, False, False),
    "escrow": (True, True, False, False, False, False),
    "officer": (False, True, True, True, False, True),
    "auditor": (False, True, False, False, False, False),
    "administrator": (False, False, False, False, False, False),
    "reviewer": (False, False, False, False, False, False),
}


def answers(user, key):
    authority = builders.authority()
    keys_ = [bool(access.may_keys(user, action, authority)) for action in KeysAction]
    return (*keys_, *(bool(access.may_key(user, action, key)) for action in KeyAction))


@pytest.mark.parametrize("role", MATRIX)
def test_what_each_role_may_with_the_keys_of_others(role):
    key = made_key(at=builders.AT).key

    assert answers(builders.person(role), key) == MATRIX[role]
    assert answers(builders.person(role, authority=builders.authority("Elsewhere")), key) == (False,) * 6


def test_without_a_role_or_an_account_nothing_is_possible():
    key = made_key(at=builders.AT).key

    assert answers(builders.person(), key) == answers(AnonymousUser(), key) == (False,) * 6


def test_a_holder_may_everything_with_its_own_key_until_it_is_retired():
    mine = made_key(at=builders.AT)

    in_use = answers(mine.holder, mine.key)
    keys.retire_key(key=mine.key, by=mine.holder, at=builders.AT)

    assert (in_use, answers(mine.holder, mine.key)) == (
        (True, True, False, True, True, True),
        (True, True, False, True, False, False),
    )


def test_who_has_lost_the_role_uses_the_key_no_more():
    mine = made_key(at=builders.AT)
    mine.holder.memberships.all().delete()

    assert answers(type(mine.holder).objects.get(pk=mine.holder.pk), mine.key) == (
        False,
        False,
        False,
        True,
        False,
        True,
    )


def test_a_door_shows_nothing_to_strangers_and_says_why_to_others():
    mine = made_key(at=builders.AT)
    officer, stranger = (
        builders.person("officer"),
        builders.person("officer", authority=builders.authority("Elsewhere")),
    )

    assert access.key_door(officer, mine.key.pk, KeyAction.RETIRE) == mine.key
    with pytest.raises(Refused, match="another person's"):
        access.key_door(officer, mine.key.pk, KeyAction.USE)
    with pytest.raises(Http404):
        access.key_door(stranger, mine.key.pk)
    with pytest.raises(Http404):
        access.keys_door(stranger, builders.authority().pk, KeysAction.SEE)
    with pytest.raises(Refused, match="An opener, or the keeper of the spare key"):
        access.keys_door(officer, builders.authority().pk)
