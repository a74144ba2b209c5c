"""Opening keys over REST: the whole way from no key to a tender's keyset, and what is refused to whom."""

import json

import pytest
from django.urls import reverse

from core.accounts.tokens import Token
from offline.sealing.keysets import KeyRole
from offline.sealing.opening_keys import Cost, Derivation, make_private_key, wrap_key
from offline.sealing.proofs import answer_challenge
from procurement.bids.models import KeyOrigin, OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.services import keys, rehearsals
from procurement.tenders import services
from tests import builders
from tests.bids.keys import PRIVATE, halves_of, holder, proved_key, proved_keys, ready_keys
from tests.tenders import written

pytestmark = pytest.mark.django_db
QUICK = Cost(Derivation.ARGON2ID, 19_456, 1, 1)


@pytest.fixture(autouse=True)
def _no_factors(settings):
    settings.MFA_REQUIRED_ROLES = []


def call(client, person, method, route, *args, **body):
    client.force_login(person)
    address = reverse(f"api:{route}", args=args)
    return getattr(client, method)(address, json.dumps(body) if body else None, content_type="application/json")


def call_confirmed(client, person, method, route, *args, **body):
    """The same by one who has just shown again who it is."""
    client.force_login(person)
    builders.confirm_person(client, person)
    address = reverse(f"api:{route}", args=args)
    return getattr(client, method)(address, json.dumps(body) if body else None, content_type="application/json")


def call_with_token(client, person, method, route, *args, session_of=None, **body):
    """The same with a token; `session_of`: in the browser of somebody who has just confirmed who it is."""
    _row, text = Token.objects.create(user=person)
    if session_of is not None:
        client.force_login(session_of)
        builders.confirm_person(client, session_of)
    address, headers = reverse(f"api:{route}", args=args), {"Authorization": f"Token {text}"}
    content = json.dumps(body) if body else None
    return getattr(client, method)(address, content, content_type="application/json", headers=headers)


def made_key_of(private, *, wrapped):
    """A key of this private half, kept here locked."""
    return keys.make_key(
        holder=holder(password=builders.PASSPHRASE),
        authority=builders.authority(),
        role=KeyRole.OPENER,
        public_key=private.public_key().public_bytes_raw(),
        wrapped=wrapped,
        origin=KeyOrigin.PROGRAM,
        at=builders.AT,
    )


def sent_halves(halves):
    return [{"low": low, "high": high, "share": share.hex()} for (low, high), share in halves.items()]


def test_a_program_makes_proves_locks_and_retires_a_key(client):
    person, city, private = holder(password=builders.PASSPHRASE), builders.authority(), make_private_key()
    public = private.public_key().public_bytes_raw()
    first, again = (wrap_key(private, word, QUICK).file().hex() for word in ("AAAA", "BBBB"))

    answer = call(
        client, person, "post", "opening-keys", authority=str(city.pk), public_key=public.hex(), locked_half=first
    )
    key = answer.json()
    question = call(client, person, "post", "opening-key-challenge", key["id"]).json()
    proof = answer_challenge(bytes.fromhex(question["closed"]), question["context"].encode(), private)
    proved = call(
        client, person, "post", "opening-key-proof", key["id"], challenge=question["id"], answer=proof.hex()
    ).json()
    locked = call_confirmed(client, person, "put", "opening-key-lock", key["id"], locked_half=again).json()
    listed = call(client, person, "get", "opening-keys").json()["results"]
    retired = call_confirmed(client, person, "delete", "opening-key", key["id"])

    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert (key["role"], key["origin"], key["locked_half"], key["proved_at"]) == ("opener", "program", first, None)
    assert (proved["proved_at"] is None, locked["locked_half"], listed) == (False, again, [locked])
    assert (retired.status_code, queries.key_in_use(person, city)) == (204, None)


def test_what_a_service_refuses_is_a_conflict_with_its_sentence(client):
    mine = proved_key()
    question = call(client, mine.holder, "post", "opening-key-challenge", mine.key.pk).json()
    proof = {"challenge": question["id"], "answer": "00" * 32}

    made_key = call(
        client,
        mine.holder,
        "post",
        "opening-keys",
        authority=str(mine.key.authority_id),
        public_key=make_private_key().public_key().public_bytes_raw().hex(),
    )
    answers = [call(client, mine.holder, "post", "opening-key-proof", mine.key.pk, **proof) for _ in range(2)]

    assert (made_key.status_code, made_key.json()["detail"]) == (
        409,
        "You have a key that works. Retire it before you make another.",
    )
    assert [answer.status_code for answer in answers] == [409, 409]
    assert [answer.json()["detail"] for answer in answers] == [
        "This is not the answer of this key.",
        "This question was answered already, or its ten minutes are over. Ask for a new one.",
    ]


def test_a_stolen_token_reads_a_key_and_neither_overwrites_nor_retires_it(client):
    private = make_private_key()
    kept, junk = (wrap_key(private, word, QUICK).file() for word in ("AAAA", "BBBB"))
    mine = made_key_of(private, wrapped=kept)
    thief = builders.person(password=builders.PASSPHRASE)

    read = call_with_token(client, mine.holder, "get", "opening-key", mine.pk)
    answers = [
        call_with_token(client, mine.holder, method, route, mine.pk, session_of=browser, **body)
        for browser in (None, thief)
        for method, route, body in (
            ("put", "opening-key-lock", {"locked_half": junk.hex()}),
            ("delete", "opening-key", {}),
        )
    ]

    assert (read.status_code, [answer.status_code for answer in answers]) == (200, [401, 401, 404, 404])
    row = OpeningKey.objects.get(pk=mine.pk)
    assert (bytes(row.wrapped), row.retired_at) == (kept, None)


def test_an_open_session_alone_neither_overwrites_nor_retires_a_key(client):
    private = make_private_key()
    kept, other = (wrap_key(private, word, QUICK).file() for word in ("AAAA", "BBBB"))
    mine = made_key_of(private, wrapped=kept)
    officer = builders.person("officer")

    answers = [
        call(client, mine.holder, "put", "opening-key-lock", mine.pk, locked_half=other.hex()),
        call(client, mine.holder, "delete", "opening-key", mine.pk),
        call(client, officer, "delete", "opening-key", mine.pk),
    ]

    sentence = "Confirm at /accounts/reauthenticate/ that it is you, then ask again within five minutes."
    assert [(answer.status_code, answer.json()["detail"]) for answer in answers] == [(403, sentence)] * 3
    row = OpeningKey.objects.get(pk=mine.pk)
    assert (bytes(row.wrapped), row.retired_at) == (kept, None)


def test_a_rehearsal_is_read_and_answered(client):
    keys_of_city = proved_keys(builders.authority())
    first = keys_of_city[0]
    read = call(client, first.holder, "get", "opening-key-rehearsal", first.key.pk).json()
    rehearsal = rehearsals.open_rehearsal_of(first.key, first.key.proved_at)
    halves = halves_of(rehearsal, first)

    wrong = call(
        client,
        first.holder,
        "post",
        "opening-key-rehearsal",
        first.key.pk,
        halves=sent_halves(halves | {(1, 2): halves[1, 3]}),
    )
    sent = [
        call(
            client,
            mine.holder,
            "post",
            "opening-key-rehearsal",
            mine.key.pk,
            halves=sent_halves(halves_of(rehearsal, mine)),
        )
        for mine in keys_of_city
    ]
    after = call(client, first.holder, "get", "opening-key-rehearsal", first.key.pk)

    assert [(half["low"], half["high"]) for half in read["halves"]] == [(1, 2), (1, 3)]
    assert (read["member"], read["is_waiting"]) == (1, True)
    assert (wrong.status_code, "pair 1 and 2" in wrong.json()["detail"]) == (409, True)
    assert [answer.json() for answer in sent] == [{"done": False}, {"done": False}, {"done": True}]
    assert after.status_code == 404


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("get", "opening-key"),
        ("put", "opening-key-lock"),
        ("post", "opening-key-challenge"),
        ("post", "opening-key-proof"),
        ("get", "opening-key-rehearsal"),
        ("post", "opening-key-rehearsal"),
    ],
)
def test_a_key_is_used_by_nobody_else(client, method, route):
    mine = proved_key()
    officer, opener, stranger = (
        builders.person("officer"),
        holder(),
        builders.person("officer", authority=builders.authority("Elsewhere")),
    )

    statuses = [call(client, person, method, route, mine.key.pk).status_code for person in (officer, opener, stranger)]

    assert statuses == [404 if route == "opening-key" else 403, 404, 404]


def test_an_officer_retires_the_key_of_who_has_left_and_sees_no_locked_half(client):
    mine, officer = proved_key(), builders.person("officer", password=builders.PASSPHRASE)

    seen = call(client, officer, "get", "authority-opening-keys", mine.key.authority_id)
    retired = call_confirmed(client, officer, "delete", "opening-key", mine.key.pk)

    assert seen.json()["people"][0]["fingerprint"] == mine.key.fingerprint
    assert "locked_half" not in seen.content.decode()
    assert (retired.status_code, OpeningKey.objects.get().retired_by) == (204, officer)


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 200), ("auditor", 200), ("opener", 200), ("escrow", 200), ("reviewer", 404), ("administrator", 404)],
)
def test_who_sees_how_far_the_keys_are(client, role, status):
    answer = call(client, builders.person(role), "get", "authority-opening-keys", builders.authority().pk)

    assert answer.status_code == status


def test_everybody_reads_whose_keys_open_a_published_tender_and_nobody_who_that_is(client):
    tender = written.in_review(with_keys=False)
    keys_of_city = ready_keys(tender.authority)
    officer = builders.person("officer", authority=tender.authority)
    before = call(client, officer, "get", "tender-opening-keys", tender.pk).status_code

    services.publish(tender=tender, by=officer, at=written.AT)
    answer = call(client, builders.person(), "get", "tender-opening-keys", tender.pk)

    shape = answer.json()
    assert (before, answer.status_code) == (404, 200)
    assert shape["members"] == [
        {"number": number, "role": mine.key.role, "fingerprint": mine.key.fingerprint}
        for number, mine in enumerate(keys_of_city, start=1)
    ]
    assert (shape["digest"], shape["is_demonstration"]) == (queries.latest_keyset(tender).digest, False)
    texts = [text for mine in keys_of_city for text in (mine.holder.name, mine.holder.email, str(mine.holder.pk))]
    assert [text for text in texts if text in answer.content.decode()] == []
    assert PRIVATE[keys_of_city[0].key.public_key].private_bytes_raw().hex() not in answer.content.decode()
