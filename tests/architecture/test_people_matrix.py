"""Route x role of the pages about people and about the settings of an authority. A new route of theirs fails here until it has a row."""

import pytest
from django.urls import reverse

from core import authorities, clock
from core.models import Role
from core.people import invitations
from tests import builders
from tests.architecture.test_access_matrix import (
    AGAIN,
    ANYBODY,
    DONE,
    GONE,
    MAKES,
    REFUSED,
    ROLES,
    SEES,
    SIGN_IN,
    UNKNOWN,
    effect,
    routes,
    undone,
)

pytestmark = pytest.mark.django_db
# Addresses that end with a secret: whoever has it is let in (tests/core/people/test_entrance.py).
BY_SECRET = {"people:start", "people:accept", "people:join-link"}
INVITATION = {"email": "new@city.example", "roles": ["officer"], "reason": "x"}
#           anonymous  supplier  officer  auditor  administrator  foreign officer
SEEN = (SIGN_IN, REFUSED, REFUSED, REFUSED, SEES, REFUSED)
API_SEEN = (UNKNOWN, REFUSED, REFUSED, REFUSED, SEES, REFUSED)
DOES = (SIGN_IN, REFUSED, REFUSED, REFUSED, DONE, REFUSED)
# (route, what the address names after the authority, method, data, what each role gets)
ROWS = [
    ("people:join", (), "get", {}, (SEES, *[DONE] * 5)),
    ("people:join", (), "post", {"email": "new@firm.example"}, (SEES, *[DONE] * 5)),
    ("authority:settings", (), "get", {}, (SIGN_IN, REFUSED, SEES, SEES, SEES, REFUSED)),
    ("authority:step", ("profile",), "get", {}, SEEN),
    ("authority:step", ("profile",), "post", {"law_profile": "own/1"}, DOES),
    ("people:list", (), "get", {}, SEEN),
    ("people:invite", (), "get", {}, SEEN),
    ("people:invite", (), "post", INVITATION, DOES),
    ("people:withdraw-invitation", ("invitation",), "post", {}, DOES),
    ("people:invitation-link", ("invitation",), "post", {}, SEEN),
    ("people:person", ("person",), "get", {}, SEEN),
    ("people:act", ("person", "grant"), "get", {}, SEEN),
    ("people:act", ("person", "grant"), "post", {"role": "auditor", "reason": "x"}, DOES),
    ("people:act", ("person", "withdraw"), "post", {"role": "officer", "reason": "x"}, DOES),
    ("people:act", ("person", "close"), "post", {"reason": "x"}, DOES),
    ("api:people", (), "get", {}, API_SEEN),
    ("api:people-invitations", (), "get", {}, API_SEEN),
    ("api:people-invite", (), "post", INVITATION, (UNKNOWN, *[REFUSED] * 3, MAKES, REFUSED)),
    ("api:people-invitation", ("invitation",), "delete", {}, (UNKNOWN, *[REFUSED] * 3, GONE, REFUSED)),
    ("api:people-act", ("person",), "post", {"act": "close", "reason": "x"}, API_SEEN),
    ("authorities:list", (), "get", {}, SEEN),
    ("authorities:detail", ("unowned",), "get", {}, SEEN),
    ("authorities:adopt", ("unowned",), "get", {}, SEEN),
    ("authorities:adopt", ("unowned",), "post", {"reason": "x"}, DOES),
    ("authorities:tell-apart", ("waiting",), "get", {}, SEEN),
    ("authorities:tell-apart", ("waiting",), "post", {"reason": "x"}, DOES),
    ("authorities:merge", ("waiting", "city"), "get", {}, SEEN),
    ("authorities:merge", ("waiting", "city"), "post", {"reason": "x"}, DOES),
]
ASKS_AGAIN = {
    "people:invite",
    "people:invitation-link",
    "people:act",
    "authorities:adopt",
    "authorities:tell-apart",
    "authorities:merge",
}
STARTS = ("people:", "authority:", "authorities:", "api:people")
LISTS = {"people:join", "people:list", "api:people", "api:people-invitations"}


@pytest.fixture
def people(settings):
    settings.MFA_REQUIRED_ROLES = []
    city = builders.authority("City of Matrix")
    known = {
        role: builders.person(role, authority=city, password=builders.PASSPHRASE)
        for role in ("officer", "auditor", "administrator")
    }
    other = builders.authority("Another city")
    known |= {"supplier": builders.person(password=builders.PASSPHRASE)}
    return known | {"foreign": builders.person("officer", authority=other, password=builders.PASSPHRASE)}


def address(route, rest, people):
    """The address about the officer of the city, or an invitation into it."""
    city = people["officer"].memberships.get().authority
    if route.startswith("authorities:"):
        name = "Harbour Board" if "unowned" in rest else city.name
        keys = {"city": city.pk}
        return reverse(route, args=[keys.get(part) or authorities.of_organisation(name=name).pk for part in rest])
    if route in LISTS:
        return reverse(route)
    if "invitation" in rest:
        values = {"email": "waits@city.example", "roles": [Role.AUDITOR], "reason": "x", "by": None}
        rest = [invitations.invite(authority=city, at=clock.db_now(), **values).invitation.pk]
    named = [people["officer"].pk if part == "person" else part for part in rest]
    return reverse(route, args=[city.pk, *named])


def in_json(route):
    return {"content_type": "application/json"} if route.startswith("api:") else {}


def effects(row, people, client, *, fresh):
    route, rest, method, data, _ = row
    url, seen = address(route, rest, people), []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != ANYBODY:
                client.force_login(people[role])
                if fresh:
                    builders.confirm_person(client, people[role])
            seen.append(effect(getattr(client, method)(url, data, **in_json(route))))
    return tuple(seen)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]} {row[0]} {' '.join(row[1])}".strip())
def test_each_role_gets_what_the_row_says(row, people, client):
    assert effects(row, people, client, fresh=True) == row[-1]


@pytest.mark.parametrize("row", [row for row in ROWS if row[0] in ASKS_AGAIN], ids=lambda row: f"{row[2]} {row[1]}")
def test_a_session_that_was_left_open_gives_nobody_a_role(row, people, client):
    assert effects(row, people, client, fresh=False) == (SIGN_IN, *[AGAIN] * 5)


def test_every_route_about_people_has_a_row():
    assert {name for name in routes() if name.startswith(STARTS)} == BY_SECRET | {row[0] for row in ROWS}
