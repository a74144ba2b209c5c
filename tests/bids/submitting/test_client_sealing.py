"""A bid that its sender has sealed: what is taken, what is stored, and each way in which it can be another's."""

from dataclasses import replace
from io import BytesIO

import pytest

from core import clock
from core.signing import services as signing
from offline import signed
from offline.sealing import envelopes
from offline.sealing.headers import EnvelopeKind, Header
from offline.sealing.payloads import Manifest, Payload
from procurement.bids.models import AttemptReason, BidRevision, SubmissionWork
from procurement.bids.queries import drafts as draft_queries
from procurement.bids.queries import keys as key_queries
from procurement.bids.services import client_sealing, keysets
from procurement.bids.services.client_sealing import SentEnvelope, is_size_of_body
from procurement.bids.services.submission import OtherContent, SubmissionRefused
from procurement.tenders import queries as tender_queries
from tests.bids.submitting import city_with_keys, objects, opened, ready_bid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
KEY = "0123456789abcdef"


def sealed_elsewhere(begun, kind=EnvelopeKind.PRICE, answers=None, manifest=None, **changed):
    """(the envelope, its body) as a program of the team makes them."""
    bid = begun.bid
    header = Header(
        host=signing.host(),
        tender=str(bid.tender_id),
        lot=str(draft_queries.lots_of(bid)[0].pk),
        kind=kind,
        bid=str(bid.pk),
        supplier=str(bid.supplier_id),
        revision=1,
        criteria_hash=bytes.fromhex(tender_queries.latest_version(bid.tender).digest),
        keyset_hash=bytes(32),
        commitment=bytes(32),
    )
    keyset = keysets.keyset_of(key_queries.latest_keyset(bid.tender))
    body = BytesIO()
    payload = Payload(manifest or Manifest(answers or {"price": "5"}))
    sealed = envelopes.seal(payload, replace(header, **changed), keyset, body)
    return sealed.envelope, body.getvalue()


def sent(envelope, body):
    return SentEnvelope(envelope.header.canon(), [wrap.as_json() for wrap in envelope.wraps], [body])


def both(begun, **changed):
    return [sealed_elsewhere(begun, kind, **changed) for kind in EnvelopeKind]


def send(begun, *pairs, key=KEY):
    return client_sealing.receive_sealed(
        bid=begun.bid,
        envelopes=[sent(*pair) for pair in pairs],
        idem_key=key,
        by=begun.bid.begun_by,
        at=clock.db_now(),
    )


def refusal(begun, *pairs):
    with pytest.raises(SubmissionRefused) as error:
        send(begun, *pairs)
    assert (BidRevision.objects.count(), SubmissionWork.objects.count(), objects()) == (0, 0, [])
    return error.value.findings[0], error.value.reason


def test_it_is_stored_as_it_was_sealed_and_has_a_receipt_without_a_slip():
    city, holder_keys = city_with_keys()
    begun = ready_bid(city)

    revision = send(begun, *both(begun))

    assert (revision.number, revision.sealed_by_client, revision.receipt.sealed_slip) == (1, True, None)
    assert [opened(row, holder_keys)[0].answers for row in revision.envelopes.all()] == [{"price": "5"}] * 2
    assert signed.read(revision.receipt.text.encode()).document["revision"] == 1


def test_sent_again_it_is_one_bid_and_another_one_under_its_key_is_refused():
    begun = ready_bid()
    pairs = both(begun)
    revision = send(begun, *pairs)

    assert send(begun, *pairs) == revision
    with pytest.raises(OtherContent):
        send(begun, *both(begun))
    assert (BidRevision.objects.count(), len(objects())) == (1, 2)


@pytest.mark.parametrize(
    ("changed", "named", "reason"),
    [
        ({"host": "other.example"}, "host", None),
        ({"tender": "5f0c"}, "tender", None),
        ({"bid": "b1"}, "bid", None),
        ({"supplier": "s1"}, "supplier", None),
        ({"revision": 2}, "revision", None),
        ({"criteria_hash": bytes(32)}, "criteria_hash", None),
    ],
)
def test_an_envelope_of_another_bid_is_refused(changed, named, reason):
    begun = ready_bid()

    sentence = f"The header of an envelope is not that of this bid: {named}."
    assert refusal(begun, *both(begun, **changed)) == (sentence, reason)


def test_an_envelope_for_other_keys_is_refused():
    begun = ready_bid()
    (technical, body), price = both(begun)
    other = replace(technical, header=replace(technical.header, keyset_hash=bytes(32)))

    sentence, reason = refusal(begun, (other, body), price)

    assert (sentence, reason) == (
        "The header of an envelope is not that of this bid: keyset_hash.",
        AttemptReason.KEYSET_MISMATCH,
    )


def test_each_part_of_each_lot_comes_once():
    begun = ready_bid()
    technical, price = both(begun)

    for pairs in ((technical,), (technical, technical), (technical, price, price)):
        assert refusal(begun, *pairs)[0] == "Both parts of each lot that the bid is for are sent once."


def test_a_half_that_is_missing_or_doubled_is_refused():
    begun = ready_bid()
    (technical, body), price = both(begun)

    for wraps in (technical.wraps[1:], (*technical.wraps[1:], technical.wraps[1])):
        sentence, _reason = refusal(begun, (replace(technical, wraps=wraps), body), price)
        assert sentence == "An envelope does not have a half for each member of each pair."


def test_a_body_that_was_cut_or_has_more_is_refused():
    begun = ready_bid()
    (technical, body), price = both(begun)

    for cut in (body[:-1], body + b"x", b""):
        assert refusal(begun, (technical, cut), price)[0] == "The length of an envelope is none that sealing makes."


def test_what_is_too_large_is_refused_on_the_way(monkeypatch):
    begun = ready_bid()
    monkeypatch.setattr(client_sealing, "MOST_BYTES", 100)

    assert refusal(begun, *both(begun)) == ("An envelope is too large.", AttemptReason.TOO_LARGE)


def test_what_is_no_header_is_said():
    begun = ready_bid()
    with pytest.raises(SubmissionRefused, match="An envelope cannot be read: The file is not JSON"):
        client_sealing.receive_sealed(
            bid=begun.bid,
            envelopes=[SentEnvelope(b"no", [], [])],
            idem_key=KEY,
            by=begun.bid.begun_by,
            at=clock.db_now(),
        )


@pytest.mark.parametrize("length", [0, 1, 5_000, 16_343, 16_344, 16_345, 70_000])
def test_every_length_that_sealing_makes_is_known(length):
    body = BytesIO()
    from tests.offline.sealing.samples import HEADER, keyset

    envelopes.seal(Payload(Manifest({"text": "x" * length})), HEADER, keyset(), body)

    assert is_size_of_body(len(body.getvalue()))
    assert not is_size_of_body(len(body.getvalue()) + 1)
