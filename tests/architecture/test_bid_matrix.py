"""Route x role of bids that are being written. A new route of theirs fails here until it has a row."""

import pytest
from django.urls import reverse

from procurement.bids.views import drafting as views
from tests import builders
from tests.architecture.own_matrices import PAPERS
from tests.architecture.test_access_matrix import (
    DONE,
    HIDDEN,
    REFUSED,
    SEES,
    SIGN_IN,
    effect,
    routes,
    undone,
)
from tests.bids import written
from tests.suppliers import consortia

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "lead", "partner", "rival", "officer", "auditor", "administrator")
# Of whom other matrices say more: sections, files, keys, submission.
OWN_MATRICES = (
    "bids:answers",
    "bids:prices",
    "bids:performance",
    "bids:claims",
    "bids:file",
    "bids:upload",
    "bids:key",
)
OWN_MATRICES += ("bids:withdraw", "bids:confirm", "bids:attempt", "bids:opening")


@pytest.fixture
def begun(db, settings):
    written.set_clock(settings)
    return written.begun_together()


@pytest.fixture
def people(begun, settings):
    settings.MFA_REQUIRED_ROLES = []
    owner = begun.bid.tender.authority
    partner = begun.bid.parties.get(no=2).supplier
    return {
        "lead": begun.bid.begun_by,
        "partner": consortia.member(partner),
        "rival": written.person_of(written.firm(name="Rival")),
        **{role: builders.person(role, authority=owner) for role in ("officer", "auditor", "administrator")},
    }


#             anonymous  lead   partner  rival   officer auditor administrator
OF_LEAD = (SIGN_IN, SEES, REFUSED, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
OF_NOBODY = (SIGN_IN, HIDDEN, REFUSED, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
LEAD_DOES = (SIGN_IN, DONE, REFUSED, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
PARTNER_SEES = (SIGN_IN, REFUSED, SEES, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
PARTNER_DOES = (SIGN_IN, REFUSED, DONE, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
BEGINS = (SIGN_IN, SEES, SEES, SEES, DONE, DONE, DONE)  # who acts for no supplier is sent to registering one
ROWS = [
    ("bids:list", "", "get", (SIGN_IN, *[SEES] * 6)),
    ("bids:begin", "tender", "get", BEGINS),
    ("bids:tasks", "bid", "get", (SIGN_IN, DONE, REFUSED, *[HIDDEN] * 4)),  # the pass is shown first
    ("bids:check", "bid", "get", OF_LEAD),
    ("bids:lots", "bid", "get", OF_LEAD),
    ("bids:pass", "bid", "get", OF_LEAD),
    ("bids:pass", "bid", "post", LEAD_DOES),
    ("bids:pass-file", "bid", "get", OF_LEAD),
    ("bids:unlock", "bid", "post", OF_LEAD),  # without the pass: asked for it again
    ("bids:begin-again", "bid", "get", OF_LEAD),
    ("bids:begin-again", "bid", "post", LEAD_DOES),
    ("bids:give-up", "bid", "get", OF_LEAD),
    ("bids:give-up", "bid", "post", LEAD_DOES),
    ("bids:parties", "bid", "get", OF_LEAD),
    ("bids:ask", "party", "post", LEAD_DOES),
    ("bids:facts", "bid", "get", OF_LEAD),
    ("bids:facts", "bid", "post", LEAD_DOES),
    ("bids:sign", "bid", "get", PARTNER_SEES),
    ("bids:sign", "bid", "post", PARTNER_DOES),
    ("bids:take-back", "bid", "post", PARTNER_DOES),
    ("bids:decline", "bid", "post", PARTNER_DOES),
    ("bids:submit", "bid", "post", LEAD_DOES),  # without a key: to the check
    ("bids:receipt", "version", "get", OF_NOBODY),  # nothing came in yet
    ("bids:receipt-file", "version", "get", OF_NOBODY),
    ("bids:receipt-slip", "version", "get", OF_NOBODY),
    ("reports:request-receipt", "version", "post", OF_NOBODY),
    ("reports:receipt", "version", "get", OF_NOBODY),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]} {row[0]}")
def test_each_role_gets_what_the_row_says(row, begun, people, client):
    route, about, method, expected = row
    keys = {
        "": [],
        "tender": [begun.bid.tender_id],
        "bid": [begun.bid.pk],
        "party": [begun.bid.pk, 2],
        "version": [begun.bid.pk, 1],
    }
    url, effects = reverse(route, args=keys[about]), []
    for role in ROLES:
        with undone():
            client.cookies.clear()
            if role != "anonymous":
                client.force_login(people[role])
            client.cookies[views.cookie_name(begun.bid)] = begun.draft_key.raw.hex()  # a stolen one opens nothing more
            effects.append(effect(getattr(client, method)(url)))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_a_foreign_bid_is_as_one_that_is_not_there(begun, people, client):
    client.force_login(people["rival"])
    answers = [client.get(reverse("bids:tasks", args=[pk])) for pk in (begun.bid.pk, begun.bid.tender_id)]

    assert [answer.status_code for answer in answers] == [HIDDEN, HIDDEN]
    bodies = [
        answer.content.replace(str(pk).encode(), b"")
        for answer, pk in zip(answers, (begun.bid.pk, begun.bid.tender_id), strict=True)
    ]
    assert len(bodies[0]) == len(bodies[1])


def test_every_route_of_bids_has_a_row():
    ours = ("bids:", *PAPERS)
    brought = {name for name in routes() if name.startswith(ours) and not name.startswith(OWN_MATRICES)}

    assert brought == {row[0] for row in ROWS}
