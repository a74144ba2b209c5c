"""Who sees and does what of an opening, page by page: holders of keys, officers, auditors; nobody else finds it."""

import pytest
from django.urls import reverse

from tests import builders
from tests.architecture.own_matrices import OPENINGS
from tests.architecture.test_access_matrix import routes
from tests.bids.opening.ceremony import call, waiting
from tests.bids.opening.conftest import a_week_before

__all__ = ["a_week_before"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]

PREFIXES = ("bids:opening",)
PEOPLE = ("anonymous", "holder", "officer", "auditor", "administrator", "reviewer", "supplier", "foreign")
OUTSIDE = (404,) * 4
UNSHOWN = (302, *(403,) * 7)  # these people have no passphrase, so none has shown again who it is
MATRIX = {  # once the opening is called; in the order of PEOPLE
    ("bids:opening", "get"): (302, 200, 200, 200, *OUTSIDE),
    ("bids:opening-call", "post"): (302, 302, 302, 403, *OUTSIDE),
    ("bids:opening-ask-again", "post"): (302, 302, 302, 403, *OUTSIDE),
    ("bids:opening-resume", "post"): (302, 302, 302, 403, *OUTSIDE),
    ("bids:opening-record", "get"): (302, 404, 404, 404, *OUTSIDE),  # there is none yet
    ("bids:opening-prices", "get"): (302, 404, 404, 404, *OUTSIDE),  # sealed still
    ("bids:opening-lost-keys", "get"): UNSHOWN,
    ("bids:opening-lost-keys", "post"): UNSHOWN,
    ("bids:opening-new-bids", "post"): UNSHOWN,
    ("bids:opening-half", "get"): (302, 302, 403, 403, *OUTSIDE),  # to the second factor
    ("bids:opening-by-key", "get"): (302, 302, 403, 403, *OUTSIDE),
    ("bids:opening-by-key", "post"): (302, 302, 403, 403, *OUTSIDE),
    ("bids:opening-by-tool", "get"): (302, 302, 403, 403, *OUTSIDE),
    ("bids:opening-by-tool", "post"): (302, 302, 403, 403, *OUTSIDE),
    ("bids:opening-questions-file", "post"): (302, 302, 403, 403, *OUTSIDE),
    ("bids:opening-questions", "post"): (302, 409, 403, 403, *OUTSIDE),  # without a second factor
    ("bids:opening-halves", "post"): (302, 409, 403, 403, *OUTSIDE),
}

BY_PROGRAM = {
    "api:tender-opening": (401, 200, 200, 200, *OUTSIDE),
    "api:tender-opening-record": (401, 404, 404, 404, *OUTSIDE),  # there is none yet
    "api:tender-opened-prices": (401, 404, 404, 404, *OUTSIDE),  # sealed still
}


def test_each_role_gets_what_the_matrix_says(client, settings, move_clock):
    settings.MFA_REQUIRED_ROLES = []
    ceremony = waiting(move_clock)
    call(ceremony)
    city = ceremony.tender.authority
    people = {
        "holder": ceremony.keys[0].holder,
        "supplier": ceremony.begun[0].bid.begun_by,
        "foreign": builders.person("officer", authority=builders.authority("Elsewhere")),
        **{role: builders.person(role, authority=city) for role in ("officer", "auditor", "administrator", "reviewer")},
    }

    statuses = {}
    for route, method in [*MATRIX, *((route, "get") for route in BY_PROGRAM)]:
        row, parts = [], ["both"] if route == "api:tender-opening-record" else []
        for name in PEOPLE:
            client.logout()
            if name in people:
                client.force_login(people[name])
            row.append(getattr(client, method)(reverse(route, args=[ceremony.tender.pk, *parts])).status_code)
        statuses[route, method] = tuple(row)

    assert statuses == MATRIX | {(route, "get"): row for route, row in BY_PROGRAM.items()}


def test_every_route_of_an_opening_has_a_row():
    assert {name for name in routes() if name.startswith(PREFIXES)} == {route for route, _method in MATRIX}
    by_program = {name for name in routes() if name.startswith(OPENINGS)}
    assert by_program == {*BY_PROGRAM, "api:tender-opening-keys"}  # the keys have a matrix of their own
