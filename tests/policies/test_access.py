"""Who sees, writes, discusses and adopts a version, in each state; and the doors."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from core.access import Refused
from core.states import Owner
from procurement.policies import access, queries, services
from procurement.policies.access import PolicyAction
from procurement.policies.states import POLICY_STATES
from tests import builders
from tests.policies import policies

pytestmark = pytest.mark.django_db

OFFICER = "An officer of the authority does this."
HIDDEN = "Drafts and superseded versions are for people of the authority."
SIGN_IN = "Sign in to comment."
NOT_NOW = "Comments are taken while a version is in consultation."
NO_DRAFT = "Only a draft is changed."
NO_ANSWER = "Comments are answered while the version is in consultation."
AUTHOR = "The author cannot adopt: another officer does."


def answers(user, version):
    return {action.value: str(access.may(user, action, version).why) or "yes" for action in PolicyAction}


def test_in_a_draft_officers_write_and_another_than_the_author_adopts_the_first():
    version = policies.draft(by=(author := policies.officer(policies.city())))
    second = policies.officer(version.authority)

    assert answers(author, version) == {
        "see": "yes",
        "change": "yes",
        "open_consultation": "yes",
        "comment": NOT_NOW,
        "answer": NO_ANSWER,
        "revise": NO_ANSWER,
        "adopt": AUTHOR,
    }
    assert answers(second, version)["adopt"] == "yes"


@pytest.mark.parametrize("role", ["auditor", "reviewer", "administrator", "opener"])
def test_others_of_the_authority_read_a_draft(role):
    version = policies.draft()

    decisions = answers(builders.person(role, authority=version.authority), version)

    assert decisions == {
        "see": "yes",
        "change": OFFICER,
        "open_consultation": OFFICER,
        "comment": NOT_NOW,
        "answer": NO_ANSWER,
        "revise": NO_ANSWER,
        "adopt": OFFICER,
    }


def test_strangers_do_not_see_a_draft():
    version = policies.draft()
    stranger = builders.person("officer", authority=builders.authority("Elsewhere"))

    assert [answers(user, version)["see"] for user in (stranger, builders.person(), AnonymousUser())] == [HIDDEN] * 3


def test_in_consultation_any_account_comments_and_everybody_reads():
    version = policies.in_consultation()

    assert answers(builders.person(), version) == {
        "see": "yes",
        "change": NO_DRAFT,
        "open_consultation": NO_DRAFT,
        "comment": "yes",
        "answer": OFFICER,
        "revise": OFFICER,
        "adopt": OFFICER,
    }
    assert (answers(AnonymousUser(), version)["see"], answers(AnonymousUser(), version)["comment"]) == ("yes", SIGN_IN)
    assert answers(policies.officer(version.authority), version)["answer"] == "yes"


def test_in_force_it_is_read_and_nothing_else():
    version = policies.in_force()

    decisions = answers(policies.officer(version.authority), version)

    assert decisions | {"see": "", "adopt": ""} == {
        "see": "",
        "change": NO_DRAFT,
        "open_consultation": NO_DRAFT,
        "comment": NOT_NOW,
        "answer": NO_ANSWER,
        "revise": NO_ANSWER,
        "adopt": "",
    }
    assert decisions["adopt"] == "This version has been adopted already."
    assert answers(AnonymousUser(), version)["see"] == "yes"


def test_a_later_draft_is_not_adopted_without_consultation():
    version = policies.next_draft()

    why = answers(policies.officer(version.authority), version)["adopt"]

    assert why == "Only the first version is adopted without a consultation."


def test_a_list_holds_what_is_public_and_all_of_ones_own_authority():
    mine, other = policies.city(), policies.city("Elsewhere")
    current, following = policies.in_force(mine), None
    following = services.begin_next(authority=mine, by=policies.officer(mine), at=policies.AT)
    public = policies.in_consultation(other)

    assert set(queries.visible_to(policies.officer(mine))) == {current, following, public}
    assert set(queries.visible_to(policies.officer(other))) == {current, public}
    assert set(queries.visible_to(AnonymousUser())) == {current, public}


def test_the_door_hides_what_one_may_not_see_and_refuses_what_one_may_not_do():
    version = policies.draft()

    with pytest.raises(Http404):
        access.door(AnonymousUser(), version.pk)
    with pytest.raises(Refused, match=OFFICER):
        access.door(builders.person("auditor", authority=version.authority), version.pk, PolicyAction.CHANGE)
    assert access.door(policies.officer(version.authority), version.pk, PolicyAction.CHANGE) == version


def test_the_door_to_a_comment_is_for_those_who_answer():
    entry = policies.comment(policies.in_consultation())

    with pytest.raises(Refused, match=OFFICER):
        access.comment_door(entry.by, entry.pk)
    with pytest.raises(Http404):
        access.comment_door(entry.by, entry.consultation.pk)
    assert access.comment_door(policies.officer(entry.consultation.version.authority), entry.pk) == entry


def test_an_officer_begins_its_own_authoritys_policy():
    city = policies.city()

    assert access.may_begin(policies.officer(city), city)
    assert str(access.may_begin(builders.person(), city).why) == "An officer of the authority begins its policy."
    assert access.authority_door(policies.officer(city), city.pk) == city
    with pytest.raises(Http404):
        access.authority_door(builders.person(), city.pk)


def test_every_owner_has_its_rule():
    version = policies.draft(by=(author := policies.officer(policies.city())))

    assert set(access.OWNERS) == {state.owner for state in POLICY_STATES.values()}
    assert [bool(rule(author, version)) for rule in access.OWNERS.values()] == [True, False, False]
    assert access.OWNERS[Owner.SECOND_OFFICER](policies.officer(version.authority), version)
