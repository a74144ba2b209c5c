"""Who withdraws, confirms and reads an attempt: the lead's people; to everybody else there is no such bid."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from procurement.bids.models import AttemptReason
from procurement.bids.services.attempts import record_attempt
from tests import builders
from tests.bids import written
from tests.bids.timing.received import received

pytestmark = pytest.mark.django_db

TIMING = ("bids:withdraw", "bids:confirm", "bids:attempt", "api:bid-withdrawal", "api:bid-reconfirmation")
# route, method: anonymous, the lead's person, another supplier's, officer, auditor, administrator, opener
OUTSIDE = (404,) * 5
MATRIX = [
    ("bids:withdraw", "get", (302, 200, *OUTSIDE)),
    ("bids:withdraw", "post", (302, 302, *OUTSIDE)),
    ("bids:confirm", "get", (302, 403, *OUTSIDE)),  # nothing waits to be confirmed
    ("bids:confirm", "post", (302, 403, *OUTSIDE)),
    ("bids:attempt", "get", (302, 200, *OUTSIDE)),
    ("api:bid-withdrawal", "post", (401, 200, *OUTSIDE)),
    ("api:bid-reconfirmation", "post", (401, 403, *OUTSIDE)),
]


def test_every_route_is_tried():
    assert {route for route, *_rest in MATRIX} == set(TIMING)


@pytest.mark.parametrize(("route", "method", "expected"), MATRIX, ids=str)
def test_each_role_gets_what_the_matrix_says(client, settings, monkeypatch, route, method, expected):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: written.AT + timedelta(days=1))
    bid = received()
    late = {"reason": AttemptReason.TOO_LARGE, "started_at": written.AT, "at": written.AT}
    attempt = record_attempt(bid=bid, by=bid.begun_by, **late)
    url = reverse(route, args=[bid.pk, *([attempt.pk] if route == "bids:attempt" else [])])
    roles = ("officer", "auditor", "administrator", "opener")
    people = [builders.person(), *(builders.person(role, authority=bid.tender.authority) for role in roles)]

    statuses = []
    for person in (None, *people, bid.begun_by):  # who may do it last: nothing is left to do then
        client.logout()
        if person:
            client.force_login(person)
        statuses.append(_asked(client, method, url).status_code)

    anonymous, *others, own_bid = statuses
    assert (anonymous, own_bid, *others) == expected


def _asked(client, method, url):
    return client.get(url) if method == "get" else client.post(url, {"version": 1}, content_type="application/json")
