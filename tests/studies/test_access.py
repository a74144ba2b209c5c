"""Who may make, see, choose from and simulate a study, with the reason."""

import re
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from core.access import Refused
from procurement.studies import access, queries
from procurement.studies.access import StudyAction
from tests import builders

pytestmark = pytest.mark.django_db

HIDDEN = "Studies of methods are for officers and auditors of the authority."


def answers(user):
    study = builders.method_study()
    return [str(access.may(user, action, study).why) or "yes" for action in StudyAction]


def test_an_officer_of_the_authority_sees_chooses_has_it_simulated_and_lets_drafts_refer_to_it():
    assert answers(builders.person("officer")) == ["yes"] * 4


def test_an_auditor_reads_and_changes_nothing():
    assert answers(builders.person("auditor")) == [
        "yes",
        "An officer of the authority chooses; auditors change nothing.",
        "An officer of the authority has it simulated; auditors change nothing.",
        "An officer of the authority lets a draft refer to it; auditors change nothing.",
    ]


@pytest.mark.parametrize("roles", [(), ("administrator",), ("opener",), ("reviewer",)])
def test_no_other_role_sees_anything(roles):
    assert answers(builders.person(*roles)) == [HIDDEN] * 4


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_another_authority_sees_nothing(role):
    assert answers(builders.person(role, authority=builders.authority("Elsewhere"))) == [HIDDEN] * 4


def test_before_signing_in_nothing_is_seen():
    assert answers(AnonymousUser()) == [HIDDEN] * 4


def test_only_officers_make_studies():
    assert access.may_create(builders.person("officer"))
    assert str(access.may_create(builders.person("auditor")).why) == "An officer makes a study; auditors read it."


def test_the_door_hides_what_one_may_not_see_and_says_why_one_may_not_act():
    study = builders.method_study()

    assert access.door(builders.person("auditor"), study.pk) == study
    with pytest.raises(Refused, match="auditors change nothing"):
        access.door(builders.person("auditor"), study.pk, StudyAction.CHOOSE)
    for user, pk in ((builders.person(), study.pk), (builders.person("officer"), UUID(int=1))):
        with pytest.raises(Http404):
            access.door(user, pk)


def test_the_list_holds_the_studies_of_ones_own_authorities():
    mine, other = builders.method_study(), builders.method_study(authority=builders.authority("Elsewhere"))

    assert [row.pk for row in queries.page(queries.visible_to(builders.person("auditor"))).rows] == [mine.pk]
    assert other.pk not in {row.pk for row in queries.page(queries.visible_to(builders.person("officer"))).rows}
    assert queries.page(queries.visible_to(builders.person())).rows == []


def test_pages_follow_each_other():
    for number in range(5):
        builders.method_study(seed=number)
    studies = queries.visible_to(builders.person("officer"))

    first = queries.page(studies, size=2)
    second = queries.page(studies, before=first.next_before, size=2)
    third = queries.page(studies, before=second.next_before, size=2)

    assert [[row.no for row in page.rows] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.next_before is None


@pytest.mark.parametrize("query", ["", "before=3", "before=1"])
def test_page_and_api_list_the_same_studies(client, settings, query):
    settings.MFA_REQUIRED_ROLES = []
    for number in range(4):
        builders.method_study(seed=number)
    client.force_login(builders.person("auditor"))

    on_page = re.findall(
        r'<th scope="row"><a href="/tenders/studies/([0-9a-f-]{36})/"',
        client.get(f"/tenders/studies/?{query}").content.decode(),
    )

    assert on_page == [row["id"] for row in client.get(f"/api/v1/method-studies/?{query}").json()["results"]]
