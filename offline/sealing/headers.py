r"""The header of an envelope: what was sealed, for which tender, under which keys. Readable, and bound to the key.

Its hash goes into the derivation of the key and into every share, so a header that was changed opens nothing.
"""

import hashlib
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from offline.reading import Fields, Problem, SignedFileFault, malformed, read_json, shortened
from scoring import canonical

FORMAT = "SB1"
SUITE = "X25519-HKDF-SHA256-AES-256-GCM"
HASH_SIZE = 32


class EnvelopeKind(StrEnum):
    """The two parts of a bid: the price of a tender with two envelopes is opened after quality is locked."""

    TECHNICAL = "technical"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Header:
    """What the envelope of one lot and part is. Ids are text as the site writes them; hashes are bytes."""

    host: str
    tender: str
    lot: str
    kind: EnvelopeKind
    bid: str
    supplier: str
    revision: int
    criteria_hash: bytes
    keyset_hash: bytes
    commitment: bytes

    def as_json(self) -> dict[str, Any]:
        """With the version of the format and the suite, hashes as hexadecimal digits."""
        hashes = {name: getattr(self, name).hex() for name in ("criteria_hash", "keyset_hash", "commitment")}
        return {**asdict(self), **hashes, "kind": self.kind.value, "suite": SUITE, "v": FORMAT}

    def canon(self) -> bytes:
        """The bytes that are hashed and stored."""
        return canonical.dumps(self.as_json())

    def digest(self) -> bytes:
        """`hh` of the specification: what binds key and shares to this header."""
        return hashlib.sha256(self.canon()).digest()


def read_header(content: bytes) -> Header:
    """A header from its bytes. Raises SignedFileFault, also where another text of the same meaning stands there."""
    fields = Fields(read_json(content), "the header")
    form, suite = fields.text("v"), fields.text("suite")
    if (form, suite) != (FORMAT, SUITE):
        other = f"{shortened(form)} {shortened(suite)}"
        sentence = f"The envelope is of the form “{other}”; this program knows “{FORMAT} {SUITE}”."
        raise SignedFileFault(Problem.UNKNOWN_VERSION, sentence)
    header = Header(
        host=fields.text("host"),
        tender=fields.text("tender"),
        lot=fields.text("lot"),
        kind=_kind(fields.text("kind")),
        bid=fields.text("bid"),
        supplier=fields.text("supplier"),
        revision=fields.whole_number("revision"),
        criteria_hash=fields.hex_bytes("criteria_hash", HASH_SIZE),
        keyset_hash=fields.hex_bytes("keyset_hash", HASH_SIZE),
        commitment=fields.hex_bytes("commitment", HASH_SIZE),
    )
    fields.end()
    if header.canon() != content:
        raise malformed("the header", "is not written in its canonical form")
    return header


def _kind(text: str) -> EnvelopeKind:
    try:
        return EnvelopeKind(text)
    except ValueError:
        raise malformed("the header/kind", "names no part of a bid") from None
