"""A bid is submitted: what is stored, what its receipt says, and what keeps it out."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import AuditLeaf, AuditLog, AuditSecret
from core.signing import services as signing
from offline import signed
from offline.verifying import Beside, verify
from procurement.bids import store
from procurement.bids.draft_keys import DraftKey, WrongDraftKey
from procurement.bids.gather import drafts
from procurement.bids.models import (
    AttemptReason,
    BidReceipt,
    BidRevision,
    DraftPart,
    SealedEnvelope,
    SubmissionWork,
)
from procurement.bids.services import receiving, sealing, submitting
from procurement.bids.services.submission import (
    DraftKeyMissing,
    OtherContent,
    SubmissionOvertaken,
    SubmissionRefused,
    SubmissionRunning,
)
from procurement.tenders import queries as tender_queries
from procurement.tenders import services as tenders
from suppliers import services as suppliers
from tests import builders
from tests.bids import written
from tests.bids.submitting import (
    PRICE,
    city_with_keys,
    complete,
    nothing_stored,
    objects,
    open_tender,
    opened,
    payload_of,
    prepared,
    ready_bid,
    refused,
    submitted,
)
from tests.suppliers import consortia

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
KEY = "0123456789abcdef"


def receive(ready):
    return submitting.receive_bid(prepared=ready, by=ready.bid.begun_by)


def test_a_bid_is_sealed_stored_and_received():
    city, holder_keys = city_with_keys()
    begun = ready_bid(city)
    before = clock.db_now()

    revision = submitted(begun)

    bid = written.read(begun)
    assert (bid.state, bid.submitted_at) == ("submitted", revision.received_at)
    assert before < revision.received_at < clock.db_now()
    assert (revision.number, revision.deadline_at) == (1, bid.tender.deadline_at)
    rows = list(SealedEnvelope.objects.filter(revision=revision).order_by("kind"))
    assert [row.kind for row in rows] == ["price", "technical"]
    assert objects() == sorted(row.object_name for row in rows)
    price, technical = (opened(row, holder_keys)[0].answers for row in rows)
    assert [row["price"] for row in price["offer"]["prices"]] == [PRICE.replace(",", "")] * len(
        price["offer"]["prices"]
    )
    assert (technical["parties"][0]["name"], "87654" in json.dumps(technical)) == ("Clear Air", False)
    assert SubmissionWork.objects.count() == 0


def test_the_receipt_verifies_without_the_site_and_says_what_came_in():
    city, holder_keys = city_with_keys()
    begun = ready_bid(city)

    revision = submitted(begun)

    text = BidReceipt.objects.get(revision=revision).text.encode()
    slip = sealing.opened_slip(begun.bid, 1, bytes(revision.receipt.sealed_slip), begun.draft_key)
    envelope = SealedEnvelope.objects.get(revision=revision, kind="price")
    payload = sha256(payload_of(envelope, holder_keys)).digest()
    fingerprint = signed.read(text).fingerprint
    beside = Beside(slip, {"price": payload})
    verdict = verify(text, fingerprint=fingerprint, on=revision.received_at.date(), beside=beside)
    assert (verdict.problem, verdict.is_from_key) == (None, True), verdict.sentences
    assert f"Receipt for version 1 of bid {begun.bid.pk}." in verdict.sentences
    assert f"price is what was sealed: price part of lot {envelope.lot_id}." in verdict.sentences
    document = signed.read(text).document
    assert document["received_at"] == revision.received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_the_receipt_names_the_head_of_the_log_with_its_own_entry():
    begun = ready_bid()

    revision = submitted(begun)

    head = AuditLog.objects.get(origin=f"tender:{begun.bid.tender_id}")
    leaf = revision.receipt.leaf
    document = signed.read(revision.receipt.text.encode()).document
    assert (leaf.index, head.size) == (document["leaf"]["index"], leaf.index + 1)
    assert document["checkpoint"].splitlines()[1] == str(head.size)
    assert document["leaf"]["body"] == leaf.body


def test_the_leaf_names_neither_the_supplier_nor_a_person_nor_a_price():
    begun = ready_bid()

    body = submitted(begun).receipt.leaf.body

    facts = json.loads(body)["facts"]
    assert set(facts) == {"was", "now", "revision", "deadline", "envelopes", "keyset_hash", "criteria_hash"}
    lead = begun.bid.supplier
    for telling in (lead.name, str(lead.pk), str(begun.bid.begun_by_id), begun.bid.alias, "87654"):
        assert telling not in body


def test_nothing_that_is_stored_shows_a_price_or_a_nonce():
    begun = ready_bid()

    revision = submitted(begun)

    slip = json.loads(sealing.opened_slip(begun.bid, 1, bytes(revision.receipt.sealed_slip), begun.draft_key))
    secrets_of_bid = [nonce["nonce"] for nonce in slip["nonces"]] + [PRICE, "87654.32", begun.draft_key.raw.hex()]
    texts = [revision.receipt.text, *SealedEnvelope.objects.values_list("header", flat=True)]
    texts += [
        *SealedEnvelope.objects.values_list("wraps", flat=True),
        *AuditSecret.objects.values_list("value", flat=True),
    ]
    stored = "".join(texts).encode() + bytes(revision.receipt.sealed_slip)
    stored += b"".join(path.read_bytes() for path in store.root().rglob("*") if path.is_file())
    for secret in secrets_of_bid:
        assert (secret.encode() in stored, bytes.fromhex(secret) in stored if len(secret) == 64 else False) == (
            False,
            False,
        )
    with pytest.raises(WrongDraftKey):
        sealing.opened_slip(begun.bid, 1, bytes(revision.receipt.sealed_slip), DraftKey(bytes(32)))


def test_submitting_again_makes_the_next_version_and_keeps_the_first():
    begun = ready_bid()
    first = submitted(begun)
    dearer(begun)

    second = submitted(begun)

    assert (first.number, second.number) == (1, 2)
    assert second.received_at > first.received_at
    assert written.read(begun).submitted_at == second.received_at
    assert len(objects()) == 4
    facts = json.loads(second.receipt.leaf.body)["facts"]
    assert (facts["was"], facts["now"], facts["revision"]) == ("submitted", "submitted", 2)


def dearer(begun):
    """Another price in the draft."""
    fields = dict.fromkeys(drafts.draft_of(begun.bid, begun.draft_key).fields("prices"), "99999.00")
    written.saved(begun, "prices", fields, at=clock.db_now())


def test_the_same_key_gives_the_same_receipt_also_after_the_deadline(move_clock):
    begun = ready_bid()
    revision = submitted(begun, key=KEY)

    assert submitted(begun, key=KEY) == revision
    move_clock(to=written.DEADLINE + timedelta(hours=1))
    assert submitted(begun, key=KEY) == revision
    assert (BidRevision.objects.count(), len(objects())) == (1, 2)


def test_the_same_key_with_another_content_is_refused():
    begun = ready_bid()
    submitted(begun, key=KEY)
    dearer(begun)

    with nothing_stored(begun), pytest.raises(OtherContent):
        submitted(begun, key=KEY)


def test_without_the_draft_s_key_nothing_is_compared_or_sealed():
    begun = ready_bid()
    submitted(begun, key=KEY)

    with nothing_stored(begun), pytest.raises(DraftKeyMissing):
        submitting.prepare_submission(
            bid=begun.bid, draft_key=None, idem_key=KEY, by=begun.bid.begun_by, at=clock.db_now()
        )


def test_a_submission_that_runs_is_not_begun_again_until_its_lease_ends(move_clock):
    begun = ready_bid()
    running = prepared(begun, key=KEY)

    with pytest.raises(SubmissionRunning) as error:
        prepared(begun, key=KEY)

    assert 80 < error.value.retry_after <= 90
    assert len(objects()) == 2
    move_clock(seconds=91)
    again = prepared(begun, key=KEY)
    revision = receive(again)
    assert receive(running) == revision  # the same content with the same key: it was received, by the other
    assert sorted(row.object_name for row in revision.envelopes.all()) == sorted(again.work.object_names)
    assert set(running.work.object_names) < set(objects())  # the collector's


def test_of_two_submissions_of_one_bid_the_first_to_be_received_counts():
    begun = ready_bid()
    slow, quick = prepared(begun), prepared(begun)
    receive(quick)

    with pytest.raises(SubmissionOvertaken, match="Somebody of your team"):
        receive(slow)

    assert (BidRevision.objects.count(), SubmissionWork.objects.count()) == (1, 0)
    assert objects() == sorted(quick.work.object_names)


def test_a_bid_at_the_deadline_is_in_time_and_a_microsecond_later_it_is_not():
    tender = ready_bid().bid.tender
    deadline = tender.deadline_at

    assert receiving._require_open(tender, deadline) == deadline
    with pytest.raises(SubmissionRefused) as error:
        receiving._require_open(tender, deadline + timedelta(microseconds=1))
    assert error.value.findings == ["The deadline was 20 April 2026, 11:00:00 UTC, by the time of the server."]
    assert error.value.reason == AttemptReason.AFTER_DEADLINE


def test_after_the_deadline_nothing_is_taken(move_clock):
    begun = ready_bid()
    move_clock(to=written.DEADLINE + timedelta(seconds=1))

    sentences, reason = refused(begun)

    assert sentences == ["The deadline was 20 April 2026, 11:00:00 UTC, by the time of the server."]
    assert reason == AttemptReason.AFTER_DEADLINE


def test_a_deadline_that_passes_while_the_bid_is_sealed_keeps_it_out_and_drops_what_was_sealed(move_clock):
    begun = ready_bid()
    ready = prepared(begun)
    move_clock(to=written.DEADLINE + timedelta(seconds=1))

    with pytest.raises(SubmissionRefused) as error:
        receive(ready)

    assert error.value.reason == AttemptReason.AFTER_DEADLINE
    assert (objects(), SubmissionWork.objects.count(), BidRevision.objects.count()) == ([], 0, 0)


def test_a_tender_that_was_closed_while_the_bid_is_sealed_keeps_it_out(move_clock):
    begun = ready_bid()
    ready = prepared(begun)
    tenders.tick(tender=begun.bid.tender, at=written.DEADLINE)

    with pytest.raises(SubmissionRefused) as error:
        receive(ready)

    assert (error.value.reason, objects()) == (AttemptReason.AFTER_DEADLINE, [])


def test_a_suspended_tender_takes_nothing():
    begun = ready_bid()
    ready = prepared(begun)
    officer = builders.person("officer", authority=begun.bid.tender.authority)
    tenders.suspend(tender=begun.bid.tender, why="A question is open.", by=officer, at=clock.db_now())

    assert refused(begun) == (["The tender is suspended: it takes no bids until it goes on."], AttemptReason.NOT_OPEN)
    with pytest.raises(SubmissionRefused, match="suspended"):
        receive(ready)


def test_what_is_not_answered_is_named():
    begun = ready_bid()
    written.saved(begun, "answers", {"R1": ""}, at=clock.db_now())

    assert refused(begun) == (["R1 Each lantern reports a fault within an hour.: R1 is not answered."], None)


def test_a_party_that_has_not_signed_is_named():
    begun = consortium_bid()
    party = begun.bid.parties.get(role="member")

    sentences, reason = refused(begun)

    assert (f"{party.name} has not signed its part." in sentences, reason) == (True, None)


def test_a_draft_that_was_changed_in_the_database_is_not_sealed(rows_may_change):
    begun = ready_bid()
    DraftPart.objects.filter(draft=begun.bid.pk).update(sealed=b"exchanged" * 9)

    with nothing_stored(begun), pytest.raises(WrongDraftKey):
        submitted(begun)


def test_receiving_takes_as_many_queries_for_two_lots_as_for_one():
    city, _keys = city_with_keys()
    signing.begin(at=clock.db_now())
    tender = open_tender(city)
    counts = []
    for place, lots in enumerate((tender_queries.lots_of(tender)[:1], tender_queries.lots_of(tender))):
        ready = prepared(ready_bid(city, tender=tender, lots=lots, name=f"Firm {place}"))
        with CaptureQueriesContext(connection) as queries:
            receive(ready)
        counts.append([query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]])
    more = 2 if connection.vendor == "postgresql" else 0  # how long it waits for the lock, and the lock itself
    assert (len(counts[0]), len(counts[1])) == (19 + more, 19 + more)


def consortium_bid():
    """A bid that a consortium of three is to submit; nobody but the lead has said anything."""
    row, lead, _second, _third = consortia.of_three()
    suppliers.register(supplier=lead, by=consortia.member(lead), at=builders.AT)
    city, _keys = city_with_keys()
    tender = open_tender(city)
    begun = written.begun_bid(
        tender=tender, supplier=lead, consortium=consortia.read(row), by=consortia.member(lead), at=clock.db_now()
    )
    return complete(begun)


def test_while_the_clock_is_behind_the_log_nothing_is_received():
    begun = ready_bid()
    origin = begun.bid.audit_origin
    AuditLeaf.objects.create(
        log_id=origin,
        index=AuditLog.objects.get(pk=origin).size,
        body="{}",
        hash="0" * 64,
        kind="tender.suspended",
        at=clock.db_now() + timedelta(hours=2),
    )

    findings, reason = refused(begun)

    assert findings == [
        "The clock of this site went back, so nothing is received. Whoever runs the site has to mend it."
    ]
    assert reason == AttemptReason.SERVER_FAULT
