"""Who asks for another's opening key leaves a leaf in the platform's log, once a minute; its holder leaves none."""

import json

import pytest
from django.core.cache import cache
from django.urls import reverse

from core import clock
from core.models import AuditLeaf
from offline.sealing.keysets import KeyRole
from procurement.bids.services import keys
from tests import builders
from tests.bids.keys import holder, made_key, proved_key

pytestmark = pytest.mark.django_db
PAGES = [
    "key",
    "key-new",
    "key-prove",
    "key-file",
    "key-sheet",
    "key-tool",
]
SENT = ["key-make", "key-questions", "key-answers", "key-rewrap", "key-questions-file"]


@pytest.fixture(autouse=True)
def _nothing_counted_before(settings):
    settings.MFA_REQUIRED_ROLES = []
    cache.clear()


@pytest.fixture
def key():
    return proved_key().key


def asked(client, person, name, pk, method="get", **body):
    client.force_login(person)
    content = json.dumps(body) if name.startswith("api:") and method != "get" else (body or None)
    return getattr(client, method)(reverse(name, args=[pk]), content, content_type="application/json").status_code


def leaves():
    """[(log, object, facts)] of every refused reading of a key."""
    rows = AuditLeaf.objects.filter(kind="key.reading_refused").order_by("pk")
    bodies = [(row.log_id, json.loads(row.body)) for row in rows]
    return [(log, body["object"], body["facts"]) for log, body in bodies]


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("get", "opening-key"),
        ("delete", "opening-key"),
        ("post", "opening-key-challenge"),
        ("post", "opening-key-proof"),
        ("get", "opening-key-rehearsal"),
        ("post", "opening-key-rehearsal"),
    ],
)
def test_over_rest_a_stranger_leaves_a_leaf_that_names_the_key_and_nobody(client, key, method, route):
    stranger = builders.person("opener", authority=builders.authority("Elsewhere"))

    statuses = [asked(client, stranger, f"api:{route}", key.pk, method) for _ in range(3)]

    assert statuses == [404] * 3
    assert leaves() == [("platform", f"bids.openingkey:{key.pk}", {"route": f"api:{route}"})]
    assert str(stranger.pk) not in AuditLeaf.objects.get(kind="key.reading_refused").body


@pytest.mark.parametrize("role", ["officer", "opener", "auditor"])
def test_a_colleague_who_asks_for_the_locked_half_leaves_one_too(client, key, role):
    assert asked(client, builders.person(role), "api:opening-key", key.pk) == 404

    assert leaves() == [("platform", f"bids.openingkey:{key.pk}", {"route": "api:opening-key"})]


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_keys_of_an_authority_where_one_has_none_leave_one(client, key, name):
    officer = builders.person("officer")

    statuses = [asked(client, officer, f"bids:{name}", key.authority_id) for _ in range(2)]

    assert statuses == [404, 404]
    assert leaves() == [("platform", f"core.authority:{key.authority_id}", {"route": f"bids:{name}"})]


@pytest.mark.parametrize("name", SENT)
def test_what_is_sent_to_these_pages_leaves_one_too(client, key, name):
    client.force_login(builders.person())

    answer = client.post(reverse(f"bids:{name}", args=[key.authority_id]))

    assert answer.status_code == 404
    assert leaves() == [("platform", f"core.authority:{key.authority_id}", {"route": f"bids:{name}"})]


def test_how_far_the_keys_of_an_authority_are_is_refused_with_a_leaf(client, key):
    assert asked(client, builders.person(), "api:authority-opening-keys", key.authority_id) == 404

    assert leaves() == [("platform", f"core.authority:{key.authority_id}", {"route": "api:authority-opening-keys"})]


def test_each_person_and_each_key_leaves_its_own(client, key):
    other = proved_key().key
    for person in (builders.person(), builders.person()):
        for row in (key, other):
            asked(client, person, "api:opening-key", row.pk)

    assert sorted(subject for _log, subject, _facts in leaves()) == sorted(
        [f"bids.openingkey:{row.pk}" for row in (key, other)] * 2
    )


def test_one_s_own_key_leaves_none(client, key):
    statuses = [
        asked(client, key.holder, "api:opening-key-rehearsal", key.pk),  # none waits
        asked(client, key.holder, "bids:key-new", key.authority_id),  # one works already
        asked(client, holder(KeyRole.ESCROW), "bids:key-file", key.authority_id),  # has none yet
    ]

    assert (statuses, leaves()) == ([404] * 3, [])


def test_who_has_lost_the_role_asks_for_its_own_key(client, key):
    key.holder.memberships.all().delete()

    assert (asked(client, key.holder, "bids:key", key.authority_id), leaves()) == (404, [])


def test_an_officer_who_may_retire_a_key_and_was_late_leaves_none(client, key):
    officer = builders.person("officer")
    not_confirmed = asked(client, officer, "api:opening-key", key.pk, "delete")
    keys.retire_key(key=key, by=key.holder, at=clock.db_now())
    retired_already = asked(client, officer, "api:opening-key", key.pk, "delete")

    assert (not_confirmed, retired_already, leaves()) == (403, 403, [])


def test_asking_holders_for_their_keys_shows_none(client, key):
    client.force_login(builders.person("auditor"))

    answer = client.post(reverse("bids:keys-ask", args=[key.authority_id]))

    assert (answer.status_code, leaves()) == (403, [])


def test_a_guess_of_what_is_not_there_fills_no_log(client):
    nowhere = builders.authority("Elsewhere")  # that there is such an authority is no secret; it has no key
    mine = made_key()

    statuses = [
        asked(client, builders.person(), "api:opening-key", mine.key.authority_id),
        asked(client, builders.person(), "bids:key", nowhere.pk),
    ]

    assert (statuses, leaves()) == ([404, 404], [])
