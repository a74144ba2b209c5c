"""What Home says of policies: who has to do what about them, and by when."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.assembly import Task
from procurement.policies import home
from tests import builders
from tests.policies import policies
from tests.policies.policies import AT, CLOSES, LATER

pytestmark = pytest.mark.django_db


def tasks(user, now):
    section = home.waiting(user, now)
    return section.tasks if section else ()


def notes(user, now):
    return [(task.tag, task.note, task.act) for task in tasks(user, now)]


def test_an_officer_sees_until_when_a_version_is_discussed():
    version = policies.in_consultation()
    url = reverse("policies:detail", args=[version.pk])

    assert tasks(policies.officer(version.authority), AT) == (
        Task(
            "Policy, version 1",
            url,
            "City of Policies",
            "Comments until 23 Mar 2026, 12:00\N{NO-BREAK SPACE}Lisbon, UTC+00:00",
            "In consultation",
            "accent",
        ),
    )


def test_comments_wait_for_an_officer_to_answer_and_then_for_the_adoption():
    version = policies.in_consultation()
    entry = policies.comment(version)
    officer = policies.officer(version.authority)

    before = notes(officer, CLOSES)
    policies.answer(entry)

    assert before == [("Consultation over", "1 comment unanswered", "Answer")]
    assert notes(officer, CLOSES) == [("Consultation over", "every comment answered", "Adopt or revise")]


def test_a_reviewer_sees_it_too_and_is_not_asked_to_act():
    version = policies.in_consultation()
    policies.comment(version)

    [(tag, note, act)] = notes(builders.person("reviewer", authority=version.authority), LATER)

    assert (tag, note, act) == ("Consultation over", "1 comment unanswered", "")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (91, []),
        (90, [("Review near", "To be reviewed by 31 Aug 2026", "Review it")]),
        (0, [("Review near", "To be reviewed by 31 Aug 2026", "Review it")]),
        (-1, [("Review overdue", "To be reviewed by 31 Aug 2026", "Review it")]),
    ],
)
def test_a_review_is_named_ninety_days_before_and_when_it_is_late(days, expected):
    version = policies.in_force(review=date(2026, 8, 31))
    noon = AT.replace(month=8, day=31)

    assert notes(policies.officer(version.authority), noon - timedelta(days=days)) == expected


@pytest.mark.parametrize("roles", [(), ("auditor",), ("administrator",)])
def test_nobody_else_has_anything_to_do(roles):
    version = policies.in_consultation()
    person = builders.person(*roles, authority=version.authority)

    assert home.waiting(person, AT) is None


def test_the_policy_of_another_authority_is_not_named():
    policies.in_consultation()

    assert home.waiting(policies.officer(policies.city("Another City")), AT) is None


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_one_query_however_many_comments_there_are(count, django_assert_num_queries):
    version = policies.in_consultation()
    for _ in range(count):
        policies.comment(version)
    officer = policies.officer(version.authority)
    list(officer.memberships.all())
    tasks(officer, AT)

    with django_assert_num_queries(1):
        [(_tag, note, _act)] = notes(officer, AT)

    assert note.endswith(f" · {count} comment{'s' if count > 1 else ''} unanswered")
