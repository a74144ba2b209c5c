"""A receipt as a site makes it: envelopes, a log with entries before this one, a signed head."""

import hashlib
from datetime import UTC, datetime

from offline import checkpoints, receipts, signed, tree
from offline.checkpoints import Checkpoint
from offline.receipts import ReceiptDocument, ReceiptEnvelope, ReceiptLeaf, Slip, SlipNonce
from offline.sealing.envelopes import commitment
from offline.sealing.headers import EnvelopeKind
from scoring import canonical
from tests.offline.samples import KEY

HOST, TENDER, BID, LOT = "city.example", "5f0c", "b1d0", "10t1"
RECEIVED = datetime(2026, 12, 3, 9, 30, 0, 123456, tzinfo=UTC)
DEADLINE = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
PAYLOADS = {EnvelopeKind.TECHNICAL: b"how it is done", EnvelopeKind.PRICE: b"87654.32"}
NONCES = {EnvelopeKind.TECHNICAL: bytes([7]) * 32, EnvelopeKind.PRICE: bytes([8]) * 32}
ENVELOPES = tuple(
    ReceiptEnvelope(
        LOT,
        kind,
        hashlib.sha256(kind.encode()).hexdigest(),
        commitment(NONCES[kind], hashlib.sha256(PAYLOADS[kind]).digest()).hex(),
    )
    for kind in EnvelopeKind
)
SLIP = Slip(BID, 2, tuple(SlipNonce(LOT, kind, NONCES[kind].hex()) for kind in EnvelopeKind))
FACTS = {
    "was": "submitted",
    "now": "submitted",
    "revision": 2,
    "deadline": canonical.plain(DEADLINE),
    "envelopes": receipts.envelope_facts(ENVELOPES),
    "keyset_hash": "aa" * 32,
    "criteria_hash": "bb" * 32,
}
BEFORE = [tree.leaf_hash(b"published"), tree.leaf_hash(b"another bid"), tree.leaf_hash(b"version 1")]


def body(**changed) -> str:
    """The entry of the log, with what a test changes in it."""
    leaf = {
        "v": 1,
        "kind": "bid.submitted",
        "object": f"bids.bid:{BID}",
        "at": RECEIVED.isoformat(),
        "by": "cc" * 32,
        "facts": FACTS,
    }
    return canonical.dumps(leaf | changed).decode()


def note(size, root, key=KEY, origin=f"{HOST}/tender:{TENDER}"):
    return checkpoints.sign_checkpoint(Checkpoint(origin, size, root), HOST, key)


def receipt(*, leaf_body=None, key=KEY, **changed) -> ReceiptDocument:
    """A receipt whose entry is number 3 of its log; `changed` fields are as a test wants them."""
    leaf_body = leaf_body or body()
    before = tree.frontier_of(BEFORE)
    after = before.append(tree.leaf_hash(leaf_body.encode()))
    fields = {
        "host": HOST,
        "tender": TENDER,
        "bid": BID,
        "supplier": "5a11",
        "revision": 2,
        "received_at": RECEIVED,
        "deadline_applied": DEADLINE,
        "envelopes": ENVELOPES,
        "keyset_hash": "aa" * 32,
        "criteria_hash": "bb" * 32,
        "facts_fingerprint": "dd" * 32,
        "is_scanned": False,
        "leaf": ReceiptLeaf(leaf_body, 3, f"{HOST}/tender:{TENDER}"),
        "path": tuple(step.hex() for step in before.path_of_next()),
        "checkpoint": note(after.size, after.root(), key),
        "platform_head": note(40, bytes(32), key, f"{HOST}/platform"),
    }
    return ReceiptDocument(**fields | changed)


def receipt_file(document=None, key=KEY) -> bytes:
    return signed.sign(receipts.KIND, document or receipt(), key).file()
