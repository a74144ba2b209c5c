"""Everybody reads standards; officers say what their authority knows; the adviser is for officers and auditors."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from procurement.planning import access
from procurement.planning.access import StandardAction
from tests import builders

pytestmark = pytest.mark.django_db

WHY = "An officer of the authority says what it knows of a standard."
ASK = "The adviser is for officers, and for auditors who read what they wrote."


def answers(user):
    return [str(access.may(user, action, builders.authority()).why) or "yes" for action in StandardAction]


def test_an_officer_enters_disputes_and_withdraws():
    assert answers(builders.person("officer")) == ["yes"] * 4


@pytest.mark.parametrize("roles", [(), ("auditor",), ("administrator",), ("opener",), ("reviewer",)])
def test_everybody_else_reads(roles):
    assert answers(builders.person(*roles)) == ["yes", WHY, WHY, WHY]


def test_without_an_account_one_reads():
    assert answers(AnonymousUser()) == ["yes", WHY, WHY, WHY]


def test_an_officer_of_another_authority_reads():
    assert answers(builders.person("officer", authority=builders.authority("Elsewhere"))) == ["yes", WHY, WHY, WHY]


@pytest.mark.parametrize(("roles", "why"), [(("officer",), ""), (("auditor",), ""), ((), ASK), (("opener",), ASK)])
def test_officers_and_auditors_ask_the_adviser(roles, why):
    assert str(access.may_ask(builders.person(*roles)).why) == why


def test_there_is_a_door_to_what_the_catalogue_has():
    assert access.door("gbfs").id == "gbfs"
    with pytest.raises(Http404):
        access.door("no-such-standard")
