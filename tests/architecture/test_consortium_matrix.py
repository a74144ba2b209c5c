"""Route x role of consortia and of taking over an ESPD response. A new route of theirs fails here until it has a row."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from suppliers import services
from suppliers.services import Part
from tests import builders
from tests.architecture.test_access_matrix import (
    DONE,
    GONE,
    HIDDEN,
    INVALID,
    REFUSED,
    SEES,
    SIGN_IN,
    UNKNOWN,
    effect,
    routes,
    undone,
)
from tests.suppliers import making

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "nobody", "lead", "partner", "rival", "officer", "auditor")
STARTS = ("consortia:", "espd:", "api:consorti", "api:espd")


@pytest.fixture
def people(settings):
    settings.MFA_REQUIRED_ROLES = []
    known = {role: builders.person() for role in ("nobody", "lead", "partner", "rival")}
    return known | {role: builders.person(role) for role in ("officer", "auditor")}


@pytest.fixture
def consortium(people):
    """The lead has signed nothing yet; the partner is asked as party 2."""
    firms = {name: making.supplier(members=[people[name]], name=name.title()) for name in ("lead", "partner", "rival")}
    at, by = clock.db_now(), people["lead"]
    row = services.form_consortium(lead=firms["lead"], name="Flood watch", by=by, at=at)
    part = Part("member", Decimal(20), "Alarms")
    services.invite_supplier(consortium=row, supplier=firms["partner"], part=part, by=by, at=at)
    return row


# What an address names after the consortium is the number of the partner's party.
#            anonymous nobody lead partner rival officer auditor
OF_LEAD = (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, HIDDEN, HIDDEN)
LEAD_DOES = (SIGN_IN, HIDDEN, DONE, REFUSED, HIDDEN, HIDDEN, HIDDEN)
OF_PARTIES = (SIGN_IN, HIDDEN, SEES, SEES, HIDDEN, HIDDEN, HIDDEN)
NOT_YET = (SIGN_IN, HIDDEN, REFUSED, REFUSED, HIDDEN, HIDDEN, HIDDEN)  # the lead stays, the partner has not signed
OF_SUPPLIERS = (SIGN_IN, REFUSED, SEES, SEES, SEES, REFUSED, REFUSED)
SUPPLIERS_DO = (SIGN_IN, REFUSED, DONE, DONE, DONE, REFUSED, REFUSED)
API_LEAD = (UNKNOWN, HIDDEN, SEES, REFUSED, HIDDEN, HIDDEN, HIDDEN)
NOBODY = (UNKNOWN, *[HIDDEN] * 6)  # it is named by a supplier, and this is the id of a consortium
WHY = {"reason": "It is over."}
ROWS = [
    ("consortia:list", 0, "get", {}, (SIGN_IN, *[SEES] * 6)),
    ("consortia:new", 0, "get", {}, OF_SUPPLIERS),
    ("consortia:detail", 1, "get", {}, (SIGN_IN, HIDDEN, SEES, DONE, HIDDEN, HIDDEN, HIDDEN)),
    ("consortia:invite", 1, "get", {}, OF_LEAD),
    ("consortia:dissolve", 1, "get", {}, OF_LEAD),
    ("consortia:dissolve", 1, "post", WHY, LEAD_DOES),
    ("consortia:part", 1, "get", {}, OF_PARTIES),
    ("consortia:sign", 1, "post", {"seen": 1}, (SIGN_IN, HIDDEN, DONE, DONE, HIDDEN, HIDDEN, HIDDEN)),
    ("consortia:decline", 1, "post", {}, (SIGN_IN, HIDDEN, REFUSED, DONE, HIDDEN, HIDDEN, HIDDEN)),
    ("consortia:take-back", 1, "post", {}, LEAD_DOES),
    ("consortia:leave", 1, "get", {}, NOT_YET),
    ("consortia:leave", 1, "post", {}, NOT_YET),
    ("consortia:change-part", 2, "get", {}, OF_LEAD),
    ("consortia:uninvite", 2, "post", {}, LEAD_DOES),
    ("consortia:remove", 2, "get", {}, OF_LEAD),
    ("espd:upload", 0, "get", {}, OF_SUPPLIERS),
    ("espd:check", 0, "post", {}, SUPPLIERS_DO),
    ("espd:sign", 0, "post", {}, SUPPLIERS_DO),
    ("api:consortium", 1, "get", {}, API_LEAD),
    ("api:consortium-dissolution", 1, "post", WHY, (UNKNOWN, HIDDEN, GONE, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:consortium-invitations", 1, "post", {}, (UNKNOWN, HIDDEN, INVALID, REFUSED, HIDDEN, HIDDEN, HIDDEN)),
    ("api:consortium-removal", 2, "post", WHY, API_LEAD),
    ("api:espd", 1, "post", {}, NOBODY),
    ("api:espd-declarations", 1, "post", {}, NOBODY),
]
# By supplier and consortium, or by another verb: tests/suppliers/test_consortium_api.py
OWN_TESTS = {"api:consortium-part", "api:consortium-departure", "api:consortium-party"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]} {row[0]}")
def test_each_role_gets_what_the_row_says(row, consortium, people, client):
    route, depth, method, data, expected = row
    url, effects = reverse(route, args=[consortium.pk, 2][:depth]), []
    options = {"content_type": "application/json"} if route.startswith("api:") and method == "post" else {}
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != "anonymous":
                client.force_login(people[role])
            effects.append(effect(getattr(client, method)(url, data, **options)))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_every_route_of_consortia_has_a_row():
    assert {name for name in routes() if name.startswith(STARTS)} == OWN_TESTS | {row[0] for row in ROWS}
