"""Route x role of opening keys over REST. A new route fails here until it has a row."""

import json

import pytest
from django.urls import reverse

from tests import builders
from tests.architecture.own_matrices import KEYS
from tests.architecture.test_access_matrix import routes
from tests.bids.keys import proved_key

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "nobody", "holder", "opener", "escrow", "officer", "auditor", "administrator", "foreign")
OF_KEY = (401, 404, 200, 404, 404, 403, 404, 404, 404)
ROWS = {  # (route, method): what each role gets, in the order of ROLES
    ("opening-keys", "get"): (401, *[200] * 8),
    ("opening-keys", "post"): (401, 404, 409, 409, 409, 403, 403, 404, 404),  # the public half works for nobody
    ("opening-key", "get"): (401, 404, 200, 404, 404, 404, 404, 404, 404),
    ("opening-key", "delete"): (401, 404, 204, 404, 404, 204, 404, 404, 404),
    ("opening-key-lock", "put"): tuple(409 if status == 200 else status for status in OF_KEY),
    ("opening-key-challenge", "post"): tuple(201 if status == 200 else status for status in OF_KEY),
    ("opening-key-proof", "post"): (401, 404, 404, 404, 404, 403, 404, 404, 404),  # there is no such question
    ("opening-key-rehearsal", "get"): (401, 404, 404, 404, 404, 403, 404, 404, 404),  # none waits
    ("opening-key-rehearsal", "post"): (401, 404, 404, 404, 404, 403, 404, 404, 404),
    ("authority-opening-keys", "get"): (401, 404, 200, 200, 200, 200, 200, 404, 404),
    ("tender-opening-keys", "get"): (401, *[200] * 8),
}
BODIES = {
    "opening-keys": {"public_key": "00" * 32},
    "opening-key-lock": {"locked_half": "00"},
    "opening-key-proof": {"challenge": "00000000-0000-0000-0000-000000000001", "answer": "00"},
    "opening-key-rehearsal": {"halves": []},
}


def person_of(role, mine):
    if role == "holder":
        mine.holder.set_password(builders.PASSPHRASE)
        mine.holder.save()
        return mine.holder
    if role == "foreign":
        return builders.person("officer", authority=builders.authority("Elsewhere"), password=builders.PASSPHRASE)
    return builders.person(*([] if role == "nobody" else [role]), password=builders.PASSPHRASE)


def address_of(route, mine):
    if route == "tender-opening-keys":
        return reverse(f"api:{route}", args=[builders.tender_at("open").pk])
    about = {"opening-keys": [], "authority-opening-keys": [mine.key.authority_id]}.get(route, [mine.key.pk])
    return reverse(f"api:{route}", args=about)


@pytest.mark.parametrize(("route", "method"), ROWS)
@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_gets(client, settings, route, method, role):
    settings.MFA_REQUIRED_ROLES = []
    mine = proved_key()
    if role != "anonymous":
        person = person_of(role, mine)
        client.force_login(person)
        builders.confirm_person(client, person)  # roles are compared here
    body = BODIES.get(route, {}) if method in {"post", "put"} else None
    if route == "opening-keys" and method == "post":
        body = body | {"authority": str(mine.key.authority_id)}

    answer = getattr(client, method)(
        address_of(route, mine), json.dumps(body) if body is not None else None, content_type="application/json"
    )

    assert answer.status_code == ROWS[route, method][ROLES.index(role)]


def test_every_route_of_keys_has_a_row():
    assert {route for route in routes() if route.startswith(KEYS)} == {f"api:{route}" for route, _method in ROWS}
