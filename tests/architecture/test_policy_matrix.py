"""Route x role x state of policies: who gets what. A new route of theirs fails here until it has a row."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.clock import db_now
from procurement.policies import services
from procurement.policies.states import PolicyState
from tests import builders
from tests.architecture.test_access_matrix import (
    ACCEPTED,
    ANYBODY,
    DONE,
    HIDDEN,
    REFUSED,
    ROLES,
    SEES,
    SIGN_IN,
    UNKNOWN,
    Row,
    effect,
    routes,
    undone,
)
from tests.policies import policies

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = (SEES,) * 6
API_INSIDE = (HIDDEN, HIDDEN, SEES, SEES, SEES, HIDDEN)
HIDDEN_DRAFT = (SIGN_IN, HIDDEN, SEES, REFUSED, REFUSED, HIDDEN)
OFFICER_SEES = (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, REFUSED)
OFFICER_DOES = (SIGN_IN, REFUSED, DONE, REFUSED, REFUSED, REFUSED)
PERIOD = {"start": "2026-03-02", "end": "2026-03-31"}
NOBODY = (SIGN_IN, *[REFUSED] * 5)

READERS = ("reviewer", "opener")  # they read and comment as an administrator does

#                                    anonymous  supplier  officer  auditor  administrator  foreign officer
MATRIX = [
    Row("policies:list", "", OPEN_TO_ALL),
    Row("policies:begin", "city", (SIGN_IN, HIDDEN, DONE, HIDDEN, HIDDEN, HIDDEN), "post"),
    Row("policies:detail", "draft", API_INSIDE),
    Row("policies:detail", "consulting", OPEN_TO_ALL),
    Row("policies:detail", "adopted", OPEN_TO_ALL),
    Row("policies:detail", "superseded", API_INSIDE),
    Row("policies:differences", "next", API_INSIDE),
    Row("policies:change", "draft", HIDDEN_DRAFT),
    Row("policies:change", "consulting", NOBODY),
    Row("policies:change", "draft", HIDDEN_DRAFT, "post"),  # an empty form comes back
    Row("policies:consult", "draft", HIDDEN_DRAFT),
    Row("policies:consult", "adopted", NOBODY, "post"),
    Row("policies:comment", "consulting", (SIGN_IN, *[SEES] * 5)),
    Row("policies:comment", "consulting", (SIGN_IN, *[DONE] * 5), "post", {"text": "Twelve points would do."}),
    Row("policies:comment", "adopted", NOBODY),
    Row("policies:answer", "comment", OFFICER_SEES),
    Row("policies:answer", "comment", OFFICER_DOES, "post", {"verdict": "declined", "text": "It stays."}),
    Row("policies:revise", "consulting", OFFICER_DOES, "post"),
    Row("policies:adopt", "draft", HIDDEN_DRAFT),
    Row("policies:adopt", "consulting", OFFICER_SEES, "post", {"review_date": "2027-01-01"}),  # it is still open
    Row("policies:adopt", "adopted", NOBODY, "post"),
    Row("reports:request-policy", "adopted", (SIGN_IN, REFUSED, SEES, SEES, REFUSED, REFUSED)),
    Row("reports:request-policy", "adopted", (SIGN_IN, REFUSED, DONE, DONE, REFUSED, REFUSED), "post", PERIOD),
    Row("reports:request-policy", "consulting", NOBODY, "post", PERIOD),
    Row("reports:request-policy", "draft", (SIGN_IN, HIDDEN, REFUSED, REFUSED, REFUSED, HIDDEN), "post", PERIOD),
    Row("reports:request-policy", "superseded", (SIGN_IN, HIDDEN, DONE, DONE, REFUSED, HIDDEN), "post", PERIOD),
    Row("api:policy-reports", "adopted", (UNKNOWN, REFUSED, ACCEPTED, ACCEPTED, REFUSED, REFUSED), "post", PERIOD),
    Row("api:policies", "", OPEN_TO_ALL),
    Row("api:policy", "draft", API_INSIDE),
    Row("api:policy", "consulting", OPEN_TO_ALL),
    Row("api:policy", "adopted", OPEN_TO_ALL),
]


def test_every_route_of_policies_is_in_the_matrix():
    assert {name for name in routes() if name.startswith(("policies:", "api:polic", "reports:request-policy"))} == {
        row.route for row in MATRIX
    }


def object_of(about, city):
    """What the address of a row names."""
    if about == "city":
        return city
    if about == "next":
        return policies.next_draft(city)
    if about in {"consulting", "comment"}:
        now = db_now()
        version = policies.in_consultation(city, closes_at=now + timedelta(days=30), at=now)
        return policies.comment(version, at=now) if about == "comment" else version
    version = {"draft": policies.draft}.get(about, policies.in_force)(city)
    if about == PolicyState.SUPERSEDED:
        following = services.begin_next(authority=city, by=policies.officer(city), at=policies.AT)
        policies.adopted(policies.open_for_comments(following))
    return version


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.route} {row.about}".strip())
def test_each_role_gets_what_the_matrix_says(row, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    city = policies.city("City of Matrix")
    inside = ("officer", "auditor", "administrator", *READERS)
    people = {role: builders.person(role, authority=city) for role in inside}
    people["foreign"] = builders.person("officer", authority=builders.authority("Another city"))
    people["supplier"] = builders.person()
    url = reverse(row.route, args=[object_of(row.about, city).pk] if row.about else [])

    options = {"content_type": "application/json"} if row.route.startswith("api:") and row.method == "post" else {}
    effects = {}
    for role in (*ROLES, *READERS):
        with undone():
            client.cookies.clear()
            if role != ANYBODY:
                client.force_login(people[role])
            effects[role] = effect(getattr(client, row.method)(url, row.data or {}, **options))

    expected = dict(zip(ROLES, row.expected, strict=True))
    assert effects == expected | dict.fromkeys(READERS, expected["administrator"])
