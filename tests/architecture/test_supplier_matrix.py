"""Route x role of the pages about suppliers: one's own, and those of officers. A new route fails here until it has a row."""

import pytest
from django.urls import reverse

from core import clock
from suppliers import services
from tests import builders
from tests.architecture.test_access_matrix import (
    AGAIN as ASKED_AGAIN,
)
from tests.architecture.test_access_matrix import (
    DONE,
    HIDDEN,
    MAKES,
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
ROLES = ("anonymous", "nobody", "member", "manager", "rival", "officer", "auditor", "administrator")
PASS = builders.PASSPHRASE
# Whoever acts for no supplier is led to registering one; an address of one's own never names whose it is.
OF_OWN = (SIGN_IN, DONE, SEES, SEES, SEES, DONE, DONE, DONE)
OF_OWN_POST = (SIGN_IN, *[DONE] * 7)
MANAGERS = (SIGN_IN, DONE, REFUSED, SEES, SEES, DONE, DONE, DONE)
MANAGERS_POST = (SIGN_IN, DONE, REFUSED, DONE, DONE, DONE, DONE, DONE)
#          anonymous nobody member manager rival officer auditor administrator
OF_FACT = (SIGN_IN, DONE, SEES, SEES, HIDDEN, DONE, DONE, DONE)
OF_FACT_POST = (SIGN_IN, DONE, DONE, DONE, HIDDEN, DONE, DONE, DONE)
OF_MEMBER = (SIGN_IN, DONE, REFUSED, SEES, HIDDEN, DONE, DONE, DONE)
EVERYBODY = (SIGN_IN, *[SEES] * 7)
OFFICERS = (SIGN_IN, *[REFUSED] * 4, SEES, REFUSED, REFUSED)
DETAIL = (SIGN_IN, HIDDEN, SEES, SEES, HIDDEN, SEES, HIDDEN, HIDDEN)
DECIDES = (SIGN_IN, HIDDEN, REFUSED, REFUSED, HIDDEN, SEES, HIDDEN, HIDDEN)
DECIDES_POST = (SIGN_IN, HIDDEN, REFUSED, REFUSED, HIDDEN, DONE, HIDDEN, HIDDEN)
CERTIFICATE = {"name": "ISO 9001", "seen": "0"}
ROWS = [
    ("our:register", (), "get", {}, EVERYBODY),
    ("our:register", (), "post", {"name": "Berg", "country": "DE"}, OF_OWN_POST),
    ("our:register-identifier", (), "get", {}, OF_OWN_POST),  # led to the first form
    ("our:register-size", (), "get", {}, OF_OWN_POST),
    ("our:register-check", (), "get", {}, OF_OWN_POST),
    ("our:check-number", (), "get", {"id_scheme": "DE-VAT", "id_value": "1"}, EVERYBODY),
    ("our:registered", (), "get", {}, OF_OWN),
    ("our:acting", (), "get", {}, OF_OWN),
    ("our:facts", (), "get", {}, OF_OWN),
    ("our:confirm", (), "get", {}, OF_OWN),
    ("our:confirm", (), "post", {}, OF_OWN_POST),
    ("our:topic", ("convictions",), "get", {}, OF_OWN),
    ("our:topic", ("convictions",), "post", {"answer-fraud": "no"}, OF_OWN_POST),
    ("our:kind", ("certificates",), "get", {}, OF_OWN),
    ("our:new", ("certificates",), "get", {}, OF_OWN),
    ("our:new", ("certificates",), "post", CERTIFICATE, OF_OWN_POST),
    ("our:fact", ("certificates", 1), "get", {}, OF_FACT),
    ("our:replace", ("certificates", 1), "get", {}, OF_FACT),
    ("our:replace", ("certificates", 1), "post", CERTIFICATE | {"seen": "1"}, OF_FACT_POST),
    ("our:withdraw", ("certificates", 1), "get", {}, OF_FACT),
    ("our:withdraw", ("certificates", 1), "post", {"seen": "1"}, OF_FACT_POST),
    ("our:evidence", ("certificates", 1, 1), "get", {}, (SIGN_IN, DONE, HIDDEN, HIDDEN, HIDDEN, DONE, DONE, DONE)),
    ("our:members", (), "get", {}, OF_OWN),
    ("our:invite", (), "get", {}, MANAGERS),
    ("our:invite", (), "post", {"email": "new@firm.example", "role": "member"}, MANAGERS_POST),
    ("our:invitation-withdraw", ("invitation",), "post", {}, MANAGERS_POST),
    ("our:invitation-link", ("invitation",), "post", {}, (SIGN_IN, DONE, REFUSED, SEES, HIDDEN, DONE, DONE, DONE)),
    ("our:member", ("manager",), "get", {}, OF_MEMBER),
    ("our:member", ("member",), "post", {"role": "manager"}, (SIGN_IN, DONE, SEES, DONE, HIDDEN, DONE, DONE, DONE)),
    ("our:member-remove", ("manager",), "post", {}, (SIGN_IN, DONE, REFUSED, DONE, HIDDEN, DONE, DONE, DONE)),
    ("our:organisation", (), "get", {}, OF_OWN),
    ("our:details", (), "get", {}, MANAGERS),
    ("our:details", (), "post", {"name": "Berg", "country": "DE", "size": "small"}, MANAGERS_POST),
    ("our:identifier", (), "get", {}, MANAGERS),
    ("our:identifier", (), "post", {"id_scheme": "other", "other_scheme": "X", "id_value": "7"}, MANAGERS_POST),
    ("our:hand-in", (), "post", {}, (SIGN_IN, DONE, REFUSED, REFUSED, REFUSED, DONE, DONE, DONE)),  # it is no draft
    ("our:hearing", (), "get", {}, OF_OWN_POST),  # nobody is heard
    ("our:export", (), "get", {}, OF_OWN),
    ("our:erase", (), "get", {}, MANAGERS),
    ("suppliers:list", (), "get", {}, OFFICERS),
    ("suppliers:detail", ("supplier",), "get", {}, DETAIL),
    ("suppliers:act", ("supplier", "approve"), "get", {}, DECIDES),
    ("suppliers:act", ("supplier", "approve"), "post", {"sure": "on"}, DECIDES_POST),
    ("suppliers:act", ("supplier", "return"), "post", {"reason": "Which one is it?"}, DECIDES_POST),
    ("suppliers:act", ("supplier", "reject"), "post", {"reason": "There is none."}, DECIDES_POST),
]
API = {"content_type": "application/json"}
# (route, what the address names after the supplier, method, data, what each role gets)
#           anonymous nobody member manager rival officer auditor administrator
MINE = (UNKNOWN, HIDDEN, SEES, SEES, HIDDEN, REFUSED, HIDDEN, HIDDEN)
SEEN = (UNKNOWN, HIDDEN, SEES, SEES, HIDDEN, SEES, HIDDEN, HIDDEN)
OF_MANAGER = (UNKNOWN, HIDDEN, REFUSED, SEES, HIDDEN, REFUSED, HIDDEN, HIDDEN)
OF_OFFICER = (UNKNOWN, HIDDEN, REFUSED, REFUSED, HIDDEN, SEES, HIDDEN, HIDDEN)
AGAIN = (UNKNOWN, HIDDEN, REFUSED, REFUSED, HIDDEN, REFUSED, HIDDEN, HIDDEN)  # asked to show anew who it is
REGISTERED = {"name": "Berg", "country": "DE", "size": "small", "id_scheme": "DE-VAT", "id_value": "DE136695976"}
CONTENT = {"after": 1, "content": {"name": "ISO 27001"}}
API_ROWS = [
    ("api:suppliers", None, "get", {}, (UNKNOWN, *[SEES] * 7)),
    ("api:suppliers", None, "post", REGISTERED, (UNKNOWN, *[MAKES] * 7)),
    ("api:suppliers-all", None, "get", {}, (UNKNOWN, *[REFUSED] * 4, SEES, REFUSED, REFUSED)),
    ("api:supplier", (), "get", {}, SEEN),
    ("api:supplier-details", (), "put", {"name": "Berg", "country": "DE", "size": "small"}, OF_MANAGER),
    ("api:supplier-identifier", (), "put", {"id_scheme": "X", "id_value": "7"}, OF_MANAGER),
    ("api:supplier-act", (), "post", {"act": "approve"}, OF_OFFICER),
    ("api:supplier-act", (), "post", {"act": "reject", "reason": "There is none."}, OF_OFFICER),
    ("api:supplier-hearing", (), "get", {}, (UNKNOWN, *[HIDDEN] * 7)),
    ("api:supplier-hearing", (), "post", {"text": "No."}, (UNKNOWN, *[HIDDEN] * 4, REFUSED, HIDDEN, HIDDEN)),
    ("api:supplier-export", (), "get", {}, MINE),
    ("api:supplier-facts", (), "get", {}, MINE),
    ("api:supplier-declarations", (), "put", {"declarations": [{"code": "fraud", "answer": "no"}]}, MINE),
    ("api:supplier-confirmation", (), "post", {}, MINE),
    ("api:supplier-fact", ("certificates", 1), "get", {}, MINE),
    ("api:supplier-fact", ("certificates", 1), "put", CONTENT, tuple(MAKES if it == SEES else it for it in MINE)),
    ("api:supplier-withdrawal", ("certificates", 1), "post", {"after": 1}, MINE),
    ("api:supplier-members", (), "get", {}, MINE),
    ("api:supplier-invitations", (), "get", {}, MINE),
    ("api:supplier-invite", (), "post", {"email": "new@firm.example", "role": "member"}, AGAIN),
    ("api:supplier-member", ("member",), "put", {"role": "manager"}, AGAIN),
    ("api:supplier-member", ("member",), "delete", {}, AGAIN),
]
OWN_TESTS = {"api:supplier-evidence"}  # takes a file: tests/suppliers/test_api.py
OF_SHARING = {
    "our:share-code",
    "our:share-code-end",
    "our:share-code-file",
    "api:supplier-share-code",
}  # test_sharing_*
OWN_TESTS |= OF_SHARING | {"api:supplier-consortia"}  # tests/suppliers/test_consort*
STARTS = ("our:", "suppliers:", "api:supplier")


@pytest.fixture
def people(settings):
    settings.MFA_REQUIRED_ROLES = []
    known = {role: builders.person(password=PASS) for role in ("nobody", "manager", "member", "rival")}
    return known | {role: builders.person(role, password=PASS) for role in ("officer", "auditor", "administrator")}


@pytest.fixture
def supplier(people):
    row = making.supplier(members=[people["manager"], people["member"]], state="submitted")
    making.supplier(members=[people["rival"]], name="Rival", state="submitted")
    making.certificate(row, by=people["member"])
    return row


def address(route, rest, supplier, people):
    def named(part):
        if part == "invitation":
            email, manager = "waits@firm.example", people["manager"]
            new = services.invite_member(supplier=supplier, email=email, by=manager, at=clock.db_now())
            return new.invitation.pk
        return {"supplier": supplier.pk, "manager": people["manager"].pk, "member": people["member"].pk}.get(part, part)

    return reverse(route, args=[named(part) for part in rest])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]} {row[0]} {' '.join(map(str, row[1]))}".strip())
def test_each_role_gets_what_the_row_says(row, supplier, people, client):
    route, rest, method, data, expected = row
    making.supplier(members=[people["manager"]], name="Spare", state="draft") if route == "our:acting" else None
    url, effects = address(route, rest, supplier, people), []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != "anonymous":
                client.force_login(people[role])
                builders.confirm_person(client, people[role])
            effects.append(effect(getattr(client, method)(url, data)))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))


@pytest.mark.parametrize("route", ["our:invite", "our:member", "our:member-remove", "our:invitation-link"])
def test_a_session_that_was_left_open_lets_nobody_in(route, supplier, people, client):
    rest = {"our:invite": (), "our:invitation-link": ("invitation",)}.get(route, ("member",))
    client.force_login(people["manager"])

    assert effect(client.post(address(route, rest, supplier, people))) == ASKED_AGAIN


@pytest.mark.parametrize("row", API_ROWS, ids=lambda row: f"{row[2]} {row[0]} {row[3].get('act', '')}".strip())
def test_each_role_gets_over_rest_what_the_row_says(row, supplier, people, client):
    route, rest, method, data, expected = row
    named = [people["member"].pk if part == "member" else part for part in rest or ()]
    url, effects = reverse(route, args=[] if rest is None else [supplier.pk, *named]), []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != "anonymous":
                client.force_login(people[role])
            effects.append(effect(getattr(client, method)(url, data, **({} if method == "get" else API))))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_every_route_about_suppliers_has_a_row():
    assert {name for name in routes() if name.startswith(STARTS)} == OWN_TESTS | {row[0] for row in (*ROWS, *API_ROWS)}
