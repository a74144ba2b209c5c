"""Route x role of the files of a bid. Whoever does not act for its lead learns nothing, not that there is a file."""

import pytest
from django.urls import reverse

from procurement.bids.views.drafting import cookie_name
from tests import builders
from tests.architecture.test_access_matrix import HIDDEN, SEES, SIGN_IN, effect, routes, undone
from tests.bids import written
from tests.bids.files import sent

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "lead", "rival", "officer", "opener", "auditor", "administrator")
NOBODY_ELSE = (HIDDEN,) * 5
ROWS = [
    ("bids:files", "get", (SIGN_IN, SEES, *NOBODY_ELSE)),
    ("bids:files", "post", (SIGN_IN, 422, *NOBODY_ELSE)),  # without a file
    ("bids:file", "get", (SIGN_IN, SEES, *NOBODY_ELSE)),
    ("bids:file", "post", (SIGN_IN, "done and sent on", *NOBODY_ELSE)),
    ("bids:upload", "options", (SIGN_IN, 204, *NOBODY_ELSE)),
    ("bids:upload", "post", (SIGN_IN, 400, *NOBODY_ELSE)),
    ("bids:upload-piece", "head", (SIGN_IN, SEES, *NOBODY_ELSE)),
    ("bids:upload-piece", "patch", (SIGN_IN, 415, *NOBODY_ELSE)),
    ("bids:upload-piece", "delete", (SIGN_IN, 204, *NOBODY_ELSE)),
]


@pytest.fixture
def team(settings, monkeypatch):
    monkeypatch.setattr("core.clock.db_now", lambda: written.AT)
    settings.BIDS_FREE_BYTES, settings.MFA_REQUIRED_ROLES = 0, []
    return sent.team()


@pytest.fixture
def people(team):
    owner, inside = team.bid.tender.authority, ("officer", "opener", "auditor", "administrator")
    return {
        "lead": team.bid.begun_by,
        "rival": written.person_of(written.firm(name="Rival")),
        **{role: builders.person(role, authority=owner) for role in inside},
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[1]} {row[0]}")
def test_each_role_gets_what_the_row_says(row, team, people, client):
    route, method, expected = row
    file = team.sent(b"content")
    of_file = route in {"bids:file", "bids:upload-piece"}
    url, effects = reverse(route, args=[team.bid.pk, *([file.pk] if of_file else [])]), []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != "anonymous":
                client.force_login(people[role])
            client.cookies[cookie_name(team.bid)] = team.key.raw.hex()  # a stolen one opens nothing more
            effects.append(effect(getattr(client, method)(url, headers={"Tus-Resumable": "1.0.0"})))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_every_route_of_files_has_a_row():
    brought = {name for name in routes() if name.startswith(("bids:file", "bids:upload"))}

    assert brought == {row[0] for row in ROWS}
