"""Files that prove something about a log by its signed heads: that a line stands in it, that it only grew.

    {"format": "evenhand-log-proof/1", "kind": "inclusion", "key": …, "checkpoint": note, "leaf": {"body", "index"},
     "path": [hash, …]}
    {"format": "evenhand-log-proof/1", "kind": "consistency", "key": …, "old_key": …, "old_checkpoint": note,
     "checkpoint": note, "path": [hash, …]}

Only the heads are signed: everything else follows from them, or does not. `key` is the public half that signed the
head, `old_key` that of the earlier one, as hexadecimal digits: a platform changes its key at times. Hashes are 32 bytes
as hexadecimal digits, the nearest to the leaf first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from offline import keys, tree
from offline.checkpoints import Checkpoint, CheckpointFault, read_checkpoint
from offline.reading import Fields, Problem, SignedFileFault, malformed, read_json, shortened
from scoring import canonical

FORMAT = "evenhand-log-proof/1"
INCLUSION, CONSISTENCY = "inclusion", "consistency"


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That a line stands in a log. `body`: the bytes of the line as text; `index` counts from 0."""

    public_key: bytes
    note: str
    index: int
    body: str
    path: tuple[bytes, ...]

    def file(self) -> bytes:
        """The bytes of the file: canonical JSON and a newline."""
        leaf = {"body": self.body, "index": self.index}
        return _file(INCLUSION, self.public_key, self.path, {"checkpoint": self.note, "leaf": leaf})

    def checked(self) -> Checkpoint:
        """The signed head in which the line stands. Raises SignedFileFault CHANGED."""
        head = _head(self.note, self.public_key)
        try:
            tree.require_inclusion(tree.leaf_hash(self.body.encode()), self.index, head.size, self.path, head.root)
        except tree.ProofFault as fault:
            raise SignedFileFault(Problem.CHANGED, str(fault)) from None
        return head


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That a log of one head begins with all that an earlier head stands for."""

    public_key: bytes
    old_public_key: bytes
    old_note: str
    note: str
    path: tuple[bytes, ...]

    def file(self) -> bytes:
        """The bytes of the file: canonical JSON and a newline."""
        old_key = self.old_public_key.hex()
        notes = {"checkpoint": self.note, "old_checkpoint": self.old_note, "old_key": old_key}
        return _file(CONSISTENCY, self.public_key, self.path, notes)

    def checked(self) -> tuple[Checkpoint, Checkpoint]:
        """The earlier and the later head. Raises SignedFileFault CHANGED."""
        old, new = _head(self.old_note, self.old_public_key), _head(self.note, self.public_key)
        if old.origin != new.origin:
            sentence = f"The heads are of two logs: {shortened(old.origin)} and {shortened(new.origin)}."
            raise SignedFileFault(Problem.CHANGED, sentence)
        try:
            tree.require_consistency(old.size, old.root, new.size, new.root, self.path)
        except tree.ProofFault as fault:
            raise SignedFileFault(Problem.CHANGED, str(fault)) from None
        return old, new


def is_log_proof(content: bytes) -> bool:
    """Whether a file says that it is one; nothing of it is checked. False for what is no JSON."""
    try:
        value = read_json(content)
    except SignedFileFault:
        return False
    return isinstance(value, dict) and str(value.get("format", "")).startswith("evenhand-log-proof/")


def read(content: bytes) -> InclusionProof | ConsistencyProof:
    """The proof of a file, not checked yet.

    Raises SignedFileFault: NOT_JSON, DUPLICATE_KEY, UNKNOWN_VERSION, UNKNOWN_KIND, MALFORMED.
    """
    fields = Fields(read_json(content), "the file")
    form = fields.text("format")
    if form != FORMAT:
        sentence = f"The file is of the form “{shortened(form)}”; this program knows “{FORMAT}”."
        raise SignedFileFault(Problem.UNKNOWN_VERSION, sentence)
    kind, public_key = fields.text("kind"), fields.hex_bytes("key", keys.RAW_SIZE)
    path = tuple(_hash(digits) for digits in fields.texts("path"))
    proof: InclusionProof | ConsistencyProof
    if kind == INCLUSION:
        leaf = fields.inner("leaf")
        proof = InclusionProof(
            public_key, fields.text("checkpoint"), leaf.whole_number("index"), leaf.text("body"), path
        )
        leaf.end()
    elif kind == CONSISTENCY:
        old_key = fields.hex_bytes("old_key", keys.RAW_SIZE)
        proof = ConsistencyProof(public_key, old_key, fields.text("old_checkpoint"), fields.text("checkpoint"), path)
    else:
        raise SignedFileFault(Problem.UNKNOWN_KIND, f"This program knows no proof called “{shortened(kind)}”.")
    fields.end()
    return proof


def _head(note: str, public_key: bytes) -> Checkpoint:
    try:
        return read_checkpoint(note, public_key)
    except CheckpointFault as fault:
        raise SignedFileFault(Problem.CHANGED, str(fault)) from None


def _file(kind: str, public_key: bytes, path: Sequence[bytes], rest: Mapping[str, Any]) -> bytes:
    hashes = [hash_.hex() for hash_ in path]
    return canonical.dumps({"format": FORMAT, "kind": kind, "key": public_key.hex(), "path": hashes, **rest}) + b"\n"


def _hash(digits: str) -> bytes:
    try:
        hash_ = bytes.fromhex(digits)
    except ValueError:
        hash_ = b""
    if len(hash_) != tree.HASH_SIZE or hash_.hex() != digits:
        raise malformed("the file/path", "has something that is no hash")
    return hash_
