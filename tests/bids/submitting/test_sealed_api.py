"""A program seals a bid itself and sends it: with what it is told, piece by piece, and every way it is not taken."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import UnreadablePostError

from core import arrivals, clock
from core.models import AuditLeaf
from core.signing import services as signing
from offline import signed
from offline.sealing import bundles
from offline.sealing.headers import EnvelopeKind
from procurement.bids import store
from procurement.bids.api import submitting as api
from procurement.bids.models import Attempt, AttemptReason, BidRevision, FrozenMember, KeyOrigin, OpeningKey
from procurement.bids.queries import drafts as draft_queries
from procurement.bids.services import client_sealing, offers
from procurement.tenders import queries as tender_queries
from suppliers import services as suppliers
from tests.bids import written
from tests.bids.submitting import city_with_keys, nothing_stored, open_tender, opened, ready_bid
from tests.bids.submitting.programs import program, sealed_part
from tests.suppliers import consortia

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
KEY = "1d4b5c1e-75a0-4c43-9d2d-3f2f7a8f4c11"


@pytest.fixture
def city():
    return city_with_keys()


@pytest.fixture
def team(client, city):
    return program(client, ready_bid(city[0]))


def reason_of(answer):
    body = answer.json()
    return answer.status_code, body.get("reason"), body["detail"]


def test_a_program_learns_all_that_a_header_says(team):
    bid = team.begun.bid
    [lot] = draft_queries.lots_of(bid)
    facts = team.facts()

    keyset = facts.pop("keyset")
    assert facts == {
        "host": signing.host(),
        "tender": str(bid.tender_id),
        "bid": str(bid.pk),
        "supplier": str(bid.supplier_id),
        "revision": 1,
        "tender_version": 1,
        "criteria_hash": tender_queries.latest_version(bid.tender).digest,
        "parties": [
            {
                "no": 1,
                "name": "Clear Air",
                "id_scheme": bid.supplier.id_scheme,
                "id_value": bid.supplier.id_value,
                "role": "lead",
                "share": None,
                "tasks": "",
            }
        ],
        "parts": [{"lot": str(lot.pk), "no": 1, "kind": kind.value} for kind in EnvelopeKind],
    }
    members = FrozenMember.objects.filter(keyset__tender=bid.tender).order_by("number")
    assert [member["public_key"] for member in keyset["members"]] == [row.public_key for row in members]
    assert set(keyset["members"][0]) == {"number", "person", "role", "public_key"}  # no name


def test_facts_of_partners_stay_here(client, city):
    """The lead's program learns who is in the bid; what each has signed of itself goes to the city alone."""
    row, lead, second, _third = consortia.of_three(at=clock.db_now())
    consortia.declare(second, "corruption", at=clock.db_now())
    suppliers.register(supplier=lead, by=consortia.member(lead), at=clock.db_now())
    tender, by = open_tender(city[0]), consortia.member(lead)
    team = program(
        client,
        written.begun_bid(tender=tender, consortium=consortia.read(row), supplier=lead, by=by, at=clock.db_now()),
    )

    facts = team.facts()

    sealed_by_site = str(offers.party_facts(written.read(team.begun), at=clock.db_now()))
    parts = [[party["no"], party["role"], party["share"]] for party in facts["parties"]]
    assert parts == [[1, "lead", "60"], [2, "member", "40"], [3, "relied_subcontractor", None]]
    leaking = [str(consortia.member(second)), "corruption"]
    assert [(text in sealed_by_site, text in str(facts)) for text in leaking] == [(True, False)] * 2


def test_it_is_taken_as_it_was_sealed(team, city):
    answer = team.send(team.sealed(), KEY)

    assert (answer.status_code, answer["Location"]) == (201, team.url("bid-version-receipt", 1))
    version = BidRevision.objects.get()
    assert (answer.json()["is_sealed_by_client"], answer.json()["has_slip"]) == (True, False)
    assert {opened(row, city[1])[0].answers["text"] for row in version.envelopes.all()} == {"the price is 87654.32"}
    receipt = team.client.get(answer["Location"])
    assert signed.read(receipt.content).document["revision"] == 1
    assert team.get("bid-version-slip", 1).status_code == 404
    assert team.facts()["revision"] == 2


def test_sent_again_it_is_one_version_and_others_under_its_key_are_refused(team, move_clock):
    pairs = team.sealed()
    first = team.send(pairs, KEY)
    other = team.sealed()

    assert team.send(pairs, KEY).json() == first.json()
    assert reason_of(team.send(other, KEY))[:2] == (422, "other_content")
    move_clock(to=written.DEADLINE + timedelta(seconds=1))
    assert team.send(pairs, KEY).json() == first.json()
    assert (BidRevision.objects.count(), Attempt.objects.count()) == (1, 0)


def test_who_is_late_is_told_so_whatever_else_is_wrong(team, move_clock):
    pairs = team.sealed(revision=7)
    move_clock(to=written.DEADLINE + timedelta(seconds=1))

    with nothing_stored(team.begun):
        answer = team.send(pairs, KEY)

    attempt = Attempt.objects.get()
    assert reason_of(answer)[:2] == (409, "after_deadline")
    assert (answer.json()["attempt"], attempt.reason, attempt.bytes_in) == (str(attempt.pk), "after_deadline", 0)


def test_a_header_of_another_bid_is_named(team):
    with nothing_stored(team.begun):
        answer = team.send(team.sealed(bid="b1"), KEY)

    sentence = "The header of an envelope is not that of this bid: bid."
    assert reason_of(answer) == (409, "not_ready", sentence)
    assert answer.json()["findings"] == [sentence]


def test_keys_that_are_not_those_of_the_notice_stop_it_before_anything_is_sealed(team, rows_may_change):
    pairs = team.sealed()
    FrozenMember.objects.filter(number=1).update(public_key="ab" * 32)

    assert reason_of(team.get("bid-sealing"))[:2] == (409, "keyset_mismatch")
    assert AuditLeaf.objects.filter(kind="bid.keyset_mismatch").count() == 0  # nothing was sent yet
    assert reason_of(team.send(pairs, KEY))[:2] == (409, "keyset_mismatch")
    assert AuditLeaf.objects.filter(kind="bid.keyset_mismatch").count() == 1
    assert [attempt.reason for attempt in Attempt.objects.all()] == [AttemptReason.KEYSET_MISMATCH]


def test_a_line_that_breaks_leaves_nothing_but_the_attempt(team, monkeypatch):
    pairs = team.sealed()
    half = pairs[0][0].size // 2

    def broken(stream, _size):
        yield stream.read(half)
        raise UnreadablePostError

    monkeypatch.setattr(api, "bundles", SimpleNamespace(pieces=broken, read_head=bundles.read_head))
    with nothing_stored(team.begun):
        answer = team.send(pairs, KEY)

    attempt = Attempt.objects.get()
    assert reason_of(answer)[:2] == (400, "aborted")
    assert (attempt.reason, attempt.bytes_in) == (AttemptReason.ABORTED, half)


@pytest.mark.parametrize("cut", [1, 100_000])
def test_what_is_not_as_long_as_it_says_is_refused_before_it_is_read(team, cut):
    pairs = team.sealed()
    with nothing_stored(team.begun):
        answer = team.send(pairs, KEY, cut=min(cut, sum(len(body) for _envelope, body in pairs)))

    assert reason_of(answer)[::2] == (400, "The bundle is not as long as Content-Length says.")


def test_nothing_and_another_form_are_refused(team):
    empty = team.client.generic(
        "POST", team.url("bid-versions-sealed"), b"", content_type="application/octet-stream", headers=named()
    )
    form = team.client.post(team.url("bid-versions-sealed"), {"a": 1}, "application/json", headers=named())

    assert reason_of(empty)[::2] == (400, "This is no bundle of envelopes: The bundle ends 4 bytes too early.")
    assert form.status_code == 415


def named():
    return {"Idempotency-Key": KEY}


def test_what_is_larger_than_any_envelope_is_refused_before_it_is_read(team, monkeypatch):
    pairs = team.sealed()
    monkeypatch.setattr(client_sealing, "MOST_BYTES", 100)

    with nothing_stored(team.begun):
        assert reason_of(team.send(pairs, KEY))[:2] == (413, "too_large")
    attempt = Attempt.objects.get()
    assert (attempt.reason, attempt.bytes_in) == (AttemptReason.TOO_LARGE, 0)


def test_a_disk_without_room_is_a_fault_of_the_site(team, monkeypatch):
    pairs = team.sealed()
    monkeypatch.setattr(store, "has_room", lambda size: size < 100)
    team.client.raise_request_exception = False

    with nothing_stored(team.begun):
        answer = team.send(pairs, KEY)

    assert answer.status_code == 507
    assert Attempt.objects.get().reason == AttemptReason.SERVER_FAULT


def test_where_half_of_the_threads_are_busy_with_files_it_comes_again(team):
    pairs = team.sealed()
    with arrivals.slot("one"), arrivals.slot("another"):
        answer = team.send(pairs, KEY)

    assert (*reason_of(answer)[:2], answer["Retry-After"]) == (503, "busy", "2")
    assert team.send(pairs, KEY).status_code == 201


def test_a_large_one_is_written_piece_by_piece(team, monkeypatch):
    facts = team.facts()
    pairs = [sealed_part(facts, part, text="x" * 1_000_000) for part in facts["parts"]]
    sizes, count = [], client_sealing._CountedBodies.count

    def watched(counter, pieces):
        for piece in count(counter, pieces):
            sizes.append(len(piece))
            yield piece

    monkeypatch.setattr(client_sealing._CountedBodies, "count", watched)

    assert team.send(pairs, KEY).status_code == 201
    assert (max(sizes), sum(sizes)) == (64 * 1024, sum(len(body) for _envelope, body in pairs))


def test_nor_is_anything_taken_that_is_sealed_for_the_keys_of_a_demonstration(team, rows_may_change):
    pairs = team.sealed()
    OpeningKey.objects.update(origin=KeyOrigin.DEMONSTRATION)

    assert reason_of(team.get("bid-sealing"))[:2] == (409, "not_open")
    assert reason_of(team.send(pairs, KEY))[:2] == (409, "not_open")
    assert not BidRevision.objects.exists()
