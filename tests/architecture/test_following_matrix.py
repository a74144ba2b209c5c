"""Route x role of what follows tenders: feed and calendar are open to everybody, watch lists to their person alone."""

import pytest
from django.urls import reverse

from tests import builders
from tests.architecture.own_matrices import FOLLOWED
from tests.architecture.test_access_matrix import (
    ANYBODY,
    DONE,
    GONE,
    HIDDEN,
    MAKES,
    ROLES,
    SEES,
    SIGN_IN,
    UNKNOWN,
    effect,
    routes,
    undone,
)

pytestmark = pytest.mark.django_db
KEPT = {"name": "More lamps", "query": "q=lamps"}
TO_ALL = (SEES,) * 6


def account(status):
    return (SIGN_IN, *[status] * 5)


def token(status):
    return (UNKNOWN, *[status] * 5)


# (route, method, what it is about, data, what each role gets)
TRIED = [
    ("tenders:feed", "get", "", {}, TO_ALL),
    ("tenders:calendar", "get", "", {}, TO_ALL),
    ("tenders:tender-calendar", "get", "open", {}, TO_ALL),
    ("tenders:tender-calendar", "get", "draft", {}, (HIDDEN,) * 6),  # a calendar is read without an account
    ("tenders:watch-lists", "get", "", {}, account(SEES)),
    ("tenders:watch-lists", "post", "", KEPT, account(DONE)),
    ("tenders:watch-list-rename", "post", "of another", KEPT, account(HIDDEN)),
    ("tenders:watch-list-rename", "post", "mine", KEPT, account(DONE)),
    ("tenders:watch-list-delete", "post", "of another", {}, account(HIDDEN)),
    ("tenders:watch-list-delete", "post", "mine", {}, account(DONE)),
    ("api:watch-lists", "get", "", {}, token(SEES)),
    ("api:watch-lists", "post", "", KEPT, token(MAKES)),
    ("api:watch-list", "patch", "of another", KEPT, token(HIDDEN)),
    ("api:watch-list", "patch", "mine", KEPT, token(SEES)),
    ("api:watch-list", "delete", "of another", {}, token(HIDDEN)),
    ("api:watch-list", "delete", "mine", {}, token(GONE)),
]


def test_every_route_that_follows_tenders_is_tried_here():
    assert {name for name in routes() if name.startswith(FOLLOWED)} == {route for route, *_rest in TRIED}


def arguments(about, user, city):
    if about in {"open", "draft"}:
        return [builders.tender_at(about, authority=city).pk]
    return [builders.watch_list(by=user if about == "mine" and user else builders.person()).pk] if about else []


@pytest.mark.parametrize(("route", "method", "about", "data", "expected"), TRIED)
def test_each_role_gets_what_the_matrix_says(route, method, about, data, expected, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    city = builders.authority("City of Matrix")
    people = {role: builders.person(role, authority=city) for role in ("officer", "auditor", "administrator")}
    people |= {"supplier": builders.person(), "foreign": builders.person("officer", authority=builders.authority("X"))}
    options = {"content_type": "application/json"} if route.startswith("api:") else {}

    effects = []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != ANYBODY:
                client.force_login(people[role])
            url = reverse(route, args=arguments(about, people.get(role), city))
            effects.append(effect(getattr(client, method)(url, data, **options)))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))
