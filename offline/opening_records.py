"""The record of an opening: who opened which part of the bids, and what came of each envelope (SEALING §8, §10).

It is a signed document of `signed` with the key of the site. As in a receipt, the line of the tender's log with which
the opening was closed stands in it as its bytes, with the proof that this line is in the log and the signed head of
that log. The line says of every envelope what the record says. Suppliers stand in it by their numbers B1, B2, …
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from offline import checkpoints, tree
from offline.checkpoints import Checkpoint, CheckpointFault
from offline.reading import Fields, Problem, SignedFileFault, shortened
from offline.receipts import ReceiptLeaf, log_name
from offline.sealing.headers import HASH_SIZE
from offline.tree import ProofFault

KIND = "bid-opening/1"
LEAF_KIND = "opening.closed"
PARTS = ("both", "technical", "price")
OPENED, SEAL_BROKEN, MISSING = "opened", "seal_broken", "missing"
OUTCOMES = (OPENED, SEAL_BROKEN, MISSING)


@dataclass(frozen=True, slots=True)
class RecordPerson:
    """Who gave a half, and how: `way` browser, program or server; `factor` what the person showed before; the key."""

    name: str
    role: str
    fingerprint: str
    way: str
    factor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordEnvelope:
    """What came of one envelope of a bid. `fault`: why it could not be read; empty where it was."""

    lot: str
    kind: str
    sha256: str
    outcome: str
    fault: str


@dataclass(frozen=True, slots=True)
class RecordBid:
    """A bid that was to be opened, by its number, and the line of the log that says that it came in."""

    alias: str
    bid: str
    revision: int
    received_at: datetime
    leaf_index: int
    is_unconfirmed: bool
    envelopes: tuple[RecordEnvelope, ...]


@dataclass(frozen=True, slots=True)
class RecordAttempt:
    """What was sent and not taken, and why."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordNote:
    """What was not as it should be around the bids: its kind, and what it is about."""

    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class OpeningDocument:
    """What the site records. `persons` is empty where no bid had come in: nobody's key was needed."""

    host: str
    tender: str
    part: str
    deadline: datetime
    called_at: datetime
    closed_at: datetime
    persons: tuple[RecordPerson, ...]
    bids: tuple[RecordBid, ...]
    attempts: tuple[RecordAttempt, ...]
    notes: tuple[RecordNote, ...]
    keyset_hash: str
    leaf: ReceiptLeaf
    path: tuple[str, ...]
    checkpoint: str
    platform_head: str


def leaf_facts(bids: tuple[RecordBid, ...], notes: tuple[RecordNote, ...]) -> dict[str, Any]:
    """How the line of the log names what came of the envelopes."""
    results = [
        {
            "alias": bid.alias,
            "bid": bid.bid,
            "revision": bid.revision,
            "lot": envelope.lot,
            "kind": envelope.kind,
            "sha256": envelope.sha256,
            "outcome": envelope.outcome,
            "fault": envelope.fault,
        }
        for bid in bids
        for envelope in bid.envelopes
    ]
    return {"results": results, "notes": [{"about": note.about, "kind": note.kind} for note in notes]}


def read(document: Mapping[str, Any]) -> OpeningDocument:
    """The document of a record, checked field by field. Raises SignedFileFault MALFORMED."""
    fields = Fields(dict(document), "the document")
    record = OpeningDocument(
        host=fields.text("host"),
        tender=fields.text("tender"),
        part=fields.text("part"),
        deadline=fields.instant("deadline"),
        called_at=fields.instant("called_at"),
        closed_at=fields.instant("closed_at"),
        persons=tuple(map(_person, fields.rows("persons"))),
        bids=tuple(map(_bid, fields.rows("bids"))),
        attempts=tuple(map(_attempt, fields.rows("attempts"))),
        notes=tuple(map(_note, fields.rows("notes"))),
        keyset_hash=fields.hex_bytes("keyset_hash", HASH_SIZE).hex(),
        leaf=_leaf(fields.inner("leaf")),
        path=tuple(fields.texts("path")),
        checkpoint=fields.text("checkpoint"),
        platform_head=fields.text("platform_head"),
    )
    fields.end()
    return record


def require_consistent(record: OpeningDocument, public_key: bytes) -> None:
    """Raises SignedFileFault CONTRADICTS unless the record's own parts say one thing, under this key.

    Opened after the deadline, by two, each envelope once; the line is that of this opening and stands in the log whose
    head is signed.
    """
    if record.part not in PARTS or record.closed_at < record.called_at or record.called_at <= record.deadline:
        raise contradicts("The record names a part or times that cannot be.")
    if len(record.persons) != (2 if record.bids else 0):
        raise contradicts("The record does not name two persons.")
    if len({person.fingerprint for person in record.persons}) < len(record.persons):
        raise contradicts("The record names one key twice.")
    keys = [(bid.bid, envelope.lot, envelope.kind) for bid in record.bids for envelope in bid.envelopes]
    if len(set(keys)) < len(keys) or any(not bid.envelopes for bid in record.bids):
        raise contradicts("The record does not name each envelope of a bid once.")
    _require_outcomes(record)
    _require_leaf(record)
    head = head_of(record, public_key)
    try:
        steps = tuple(bytes.fromhex(step) for step in record.path)
        tree.require_inclusion(
            tree.leaf_hash(record.leaf.body.encode()), record.leaf.index, head.size, steps, head.root
        )
    except (ProofFault, ValueError):
        raise contradicts("The line of the log is not in the log whose head is signed.") from None


def head_of(record: OpeningDocument, public_key: bytes) -> Checkpoint:
    """The signed head of the tender's log with the line of the opening. Raises SignedFileFault CONTRADICTS."""
    try:
        head = checkpoints.read_checkpoint(record.checkpoint, public_key)
    except CheckpointFault:
        raise contradicts("The head of the log is not signed with the key of the record, or it was changed.") from None
    if head.origin != record.leaf.origin or head.origin != f"{record.host}/{log_name(record.tender)}":
        raise contradicts("The head in the record is that of another log.")
    return head


def contradicts(sentence: str) -> SignedFileFault:
    return SignedFileFault(Problem.CONTRADICTS, sentence)


def _require_outcomes(record: OpeningDocument) -> None:
    for bid in record.bids:
        for envelope in bid.envelopes:
            if envelope.outcome not in OUTCOMES or (envelope.outcome == OPENED) != (envelope.fault == ""):
                raise contradicts(f"The record does not say what came of {shortened(bid.alias)}.")


def _require_leaf(record: OpeningDocument) -> None:
    """The line says what the record says of every envelope; who gave the halves stands there as hashes."""
    try:
        body = json.loads(record.leaf.body)
        facts = body["facts"]
        stated = body["kind"], datetime.fromisoformat(body["at"]), facts["part"], facts["results"], facts["notes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise contradicts("The line of the log in the record is none of an opening.") from None
    expected = leaf_facts(record.bids, record.notes)
    if stated != (LEAF_KIND, record.closed_at, record.part, expected["results"], expected["notes"]):
        raise contradicts("The line of the log says something else than the record.")


def _person(fields: Fields) -> RecordPerson:
    person = RecordPerson(
        name=fields.text("name"),
        role=fields.text("role"),
        fingerprint=fields.hex_bytes("fingerprint", HASH_SIZE).hex(),
        way=fields.text("way"),
        factor=fields.text("factor"),
        at=fields.instant("at"),
    )
    fields.end()
    return person


def _bid(fields: Fields) -> RecordBid:
    bid = RecordBid(
        alias=fields.text("alias"),
        bid=fields.text("bid"),
        revision=fields.whole_number("revision"),
        received_at=fields.instant("received_at"),
        leaf_index=fields.whole_number("leaf_index"),
        is_unconfirmed=fields.flag("is_unconfirmed"),
        envelopes=tuple(map(_envelope, fields.rows("envelopes"))),
    )
    fields.end()
    return bid


def _envelope(fields: Fields) -> RecordEnvelope:
    envelope = RecordEnvelope(
        fields.text("lot"), fields.text("kind"), fields.text("sha256"), fields.text("outcome"), fields.text("fault")
    )
    fields.end()
    return envelope


def _attempt(fields: Fields) -> RecordAttempt:
    attempt = RecordAttempt(fields.text("reason"), fields.instant("at"))
    fields.end()
    return attempt


def _note(fields: Fields) -> RecordNote:
    note = RecordNote(fields.text("kind"), fields.text("about"))
    fields.end()
    return note


def _leaf(fields: Fields) -> ReceiptLeaf:
    leaf = ReceiptLeaf(fields.text("body"), fields.whole_number("index"), fields.text("origin"))
    fields.end()
    return leaf
