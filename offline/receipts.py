r"""The receipt of one version of a bid: what came in, when, and that the tender's log says the same (SEALING §6).

It is a signed document of `signed` with the key of the site. In it stand the entry of the log as its bytes, the proof
that this entry is in the log, and the head of the log as a note signed with the same key. So one file shows whether
a bid, its time or its envelopes were changed later: the entry and its head are the tenderer's from then on.

The nonces of the commitments are no part of it: they stand on a slip of their own, which only the tenderer keeps.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from offline import checkpoints, tree
from offline.checkpoints import CheckpointFault
from offline.reading import Fields, Problem, SignedFileFault, malformed, read_json, shortened
from offline.sealing.envelopes import NONCE_SIZE, commitment
from offline.sealing.headers import HASH_SIZE, EnvelopeKind
from offline.tree import ProofFault
from scoring import canonical

KIND = "bid-receipt/1"
SLIP_FORMAT = "evenhand-slip/1"
LEAF_KIND = "bid.submitted"
LEAF_OBJECT = "bids.bid:"


@dataclass(frozen=True, slots=True)
class ReceiptEnvelope:
    """An envelope as it came in: of which lot and part, its hash and what it commits to, as hexadecimal digits."""

    lot: str
    kind: EnvelopeKind
    sha256: str
    commitment: str


@dataclass(frozen=True, slots=True)
class ReceiptLeaf:
    """The entry of the log by its very bytes (JSON as text), its number there, and what the log is called outside."""

    body: str
    index: int
    origin: str


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """What the site confirms. Ids are text as the site writes them, hashes are hexadecimal digits.

    `facts_fingerprint`: of the facts about the parties that went in. `is_scanned`: whether a virus scanner saw the
    files. `path` and `checkpoint` lead from the entry to a signed head of the tender's log. `platform_head`: the latest
    head of the platform's log that was signed by then; empty where there is none of this key.
    """

    host: str
    tender: str
    bid: str
    supplier: str
    revision: int
    received_at: datetime
    deadline_applied: datetime
    envelopes: tuple[ReceiptEnvelope, ...]
    keyset_hash: str
    criteria_hash: str
    facts_fingerprint: str
    is_scanned: bool
    leaf: ReceiptLeaf
    path: tuple[str, ...]
    checkpoint: str
    platform_head: str


@dataclass(frozen=True, slots=True)
class SlipNonce:
    """The nonce of the commitment of one envelope, as hexadecimal digits."""

    lot: str
    kind: EnvelopeKind
    nonce: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What shows, together with a payload, that it is the one that was sealed. Whoever has it can try prices."""

    bid: str
    revision: int
    nonces: tuple[SlipNonce, ...]

    def file(self) -> bytes:
        """The bytes of the file: canonical JSON and a newline."""
        return canonical.dumps({**canonical.plain(self), "format": SLIP_FORMAT}) + b"\n"


def log_name(tender: str) -> str:
    """What a tender's log is called at its site."""
    return f"tender:{tender}"


def envelope_facts(envelopes: tuple[ReceiptEnvelope, ...]) -> list[dict[str, str]]:
    """How the entry of the log names envelopes."""
    return [{"kind": each.kind.value, "lot": each.lot, "sha256": each.sha256} for each in envelopes]


def read(document: Mapping[str, Any]) -> ReceiptDocument:
    """The document of a receipt, checked field by field. Raises SignedFileFault MALFORMED."""
    fields = Fields(dict(document), "the document")
    receipt = ReceiptDocument(
        host=fields.text("host"),
        tender=fields.text("tender"),
        bid=fields.text("bid"),
        supplier=fields.text("supplier"),
        revision=fields.whole_number("revision"),
        received_at=fields.instant("received_at"),
        deadline_applied=fields.instant("deadline_applied"),
        envelopes=tuple(_envelope(row) for row in fields.rows("envelopes")),
        keyset_hash=fields.hex_bytes("keyset_hash", HASH_SIZE).hex(),
        criteria_hash=fields.hex_bytes("criteria_hash", HASH_SIZE).hex(),
        facts_fingerprint=fields.hex_bytes("facts_fingerprint", HASH_SIZE).hex(),
        is_scanned=fields.flag("is_scanned"),
        leaf=_leaf(fields.inner("leaf")),
        path=tuple(fields.texts("path")),
        checkpoint=fields.text("checkpoint"),
        platform_head=fields.text("platform_head"),
    )
    fields.end()
    return receipt


def require_consistent(receipt: ReceiptDocument, public_key: bytes) -> None:
    """Raises SignedFileFault CONTRADICTS unless the receipt's own parts say one thing, under this key.

    In time, each envelope once, the entry is this version's, and it stands in the log whose head is signed.
    """
    if receipt.received_at > receipt.deadline_applied:
        raise _contradicts("The receipt names a time after the deadline.")
    parts = [(each.lot, each.kind) for each in receipt.envelopes]
    if not parts or len(set(parts)) < len(parts) or receipt.revision < 1:
        raise _contradicts("The receipt does not name each envelope of a version once.")
    _require_leaf(receipt)
    _require_in_log(receipt, public_key)
    if receipt.platform_head:
        head = _checkpoint(receipt.platform_head, public_key, "The head of the platform's log")
        if head.origin != f"{receipt.host}/platform":
            raise _contradicts("The head of the platform's log is that of another log.")


def _require_leaf(receipt: ReceiptDocument) -> None:
    """The entry says what the receipt says; what else stands in it (who, as a hash) is not the receipt's."""
    try:
        body = json.loads(receipt.leaf.body)
        facts = body["facts"]
        stated = {
            "kind": body["kind"],
            "object": body["object"],
            "at": datetime.fromisoformat(body["at"]),
            "revision": facts["revision"],
            "deadline": facts["deadline"],
            "envelopes": facts["envelopes"],
            "keyset_hash": facts["keyset_hash"],
            "criteria_hash": facts["criteria_hash"],
        }
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _contradicts("The entry of the log in the receipt is none of a bid that came in.") from None
    expected = {
        "kind": LEAF_KIND,
        "object": f"{LEAF_OBJECT}{receipt.bid}",
        "at": receipt.received_at,
        "revision": receipt.revision,
        "deadline": canonical.plain(receipt.deadline_applied),
        "envelopes": envelope_facts(receipt.envelopes),
        "keyset_hash": receipt.keyset_hash,
        "criteria_hash": receipt.criteria_hash,
    }
    if differing := [name for name in expected if stated[name] != expected[name]]:
        raise _contradicts(f"The entry of the log says something else than the receipt: {', '.join(differing)}.")


def _require_in_log(receipt: ReceiptDocument, public_key: bytes) -> None:
    origin = f"{receipt.host}/{log_name(receipt.tender)}"
    head = _checkpoint(receipt.checkpoint, public_key, "The head of the tender's log")
    if not receipt.leaf.origin == head.origin == origin:
        raise _contradicts("The entry, or the head, is of another log than this tender's.")
    try:
        path = [bytes.fromhex(digits) for digits in receipt.path]
        hashed = tree.leaf_hash(receipt.leaf.body.encode())
        tree.require_inclusion(hashed, receipt.leaf.index, head.size, path, head.root)
    except ProofFault as fault:
        raise _contradicts(str(fault)) from None
    except ValueError:
        raise malformed("the document/path", "is no list of hashes") from None


def _checkpoint(note: str, public_key: bytes, what: str) -> checkpoints.Checkpoint:
    try:
        return checkpoints.read_checkpoint(note, public_key)
    except CheckpointFault:
        raise _contradicts(f"{what} is not signed with the key of the receipt, or it was changed.") from None


def head_size(receipt: ReceiptDocument, public_key: bytes) -> int:
    """How many entries the log had with this one, by its signed head. Raises SignedFileFault CONTRADICTS."""
    return _checkpoint(receipt.checkpoint, public_key, "The head of the tender's log").size


def is_signed_by(note: str, public_key: bytes) -> bool:
    """Whether a head can go into a receipt of this key."""
    try:
        checkpoints.read_checkpoint(note, public_key)
    except CheckpointFault:
        return False
    return True


def read_slip(content: bytes) -> Slip:
    """A slip from its bytes. Raises SignedFileFault: NOT_JSON, DUPLICATE_KEY, UNKNOWN_VERSION, MALFORMED."""
    fields = Fields(read_json(content), "the slip")
    form = fields.text("format")
    if form != SLIP_FORMAT:
        sentence = f"The slip is of the form “{shortened(form)}”; this program knows “{SLIP_FORMAT}”."
        raise SignedFileFault(Problem.UNKNOWN_VERSION, sentence)
    nonces = []
    bid, revision = fields.text("bid"), fields.whole_number("revision")
    for row in fields.rows("nonces"):
        nonces.append(SlipNonce(row.text("lot"), _kind(row.text("kind")), row.hex_bytes("nonce", NONCE_SIZE).hex()))
        row.end()
    fields.end()
    return Slip(bid, revision, tuple(nonces))


def part_of_payload(receipt: ReceiptDocument, slip: Slip, payload_sha256: bytes) -> ReceiptEnvelope | None:
    """The envelope in which a payload of this hash was sealed; None where it was in none of them."""
    nonces = {(each.lot, each.kind): bytes.fromhex(each.nonce) for each in slip.nonces}
    for envelope in receipt.envelopes:
        nonce = nonces.get((envelope.lot, envelope.kind))
        if nonce is not None and commitment(nonce, payload_sha256).hex() == envelope.commitment:
            return envelope
    return None


def require_slip(receipt: ReceiptDocument, slip: Slip) -> None:
    """Raises SignedFileFault CONTRADICTS for the slip of another version, or one that lacks an envelope."""
    named = {(each.lot, each.kind) for each in slip.nonces}
    if (slip.bid, slip.revision) != (receipt.bid, receipt.revision):
        raise _contradicts("The slip is that of another bid or version.")
    if named != {(each.lot, each.kind) for each in receipt.envelopes} or len(named) < len(slip.nonces):
        raise _contradicts("The slip does not name the envelopes of the receipt.")


def _envelope(fields: Fields) -> ReceiptEnvelope:
    envelope = ReceiptEnvelope(
        lot=fields.text("lot"),
        kind=_kind(fields.text("kind")),
        sha256=fields.hex_bytes("sha256", HASH_SIZE).hex(),
        commitment=fields.hex_bytes("commitment", HASH_SIZE).hex(),
    )
    fields.end()
    return envelope


def _leaf(fields: Fields) -> ReceiptLeaf:
    leaf = ReceiptLeaf(fields.text("body"), fields.whole_number("index"), fields.text("origin"))
    fields.end()
    return leaf


def _kind(text: str) -> EnvelopeKind:
    try:
        return EnvelopeKind(text)
    except ValueError:
        raise malformed("kind", "names no part of a bid") from None


def _contradicts(sentence: str) -> SignedFileFault:
    return SignedFileFault(Problem.CONTRADICTS, sentence)
