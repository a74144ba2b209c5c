r"""A document with its signature: one envelope for whatever the platform signs (receipts, checkpoints, share codes).

The file is JSON: `{"document": …, "format": "evenhand-signed/1", "key": …, "kind": …, "signature": …}`. `key` is the
public half of Ed25519 and `signature` its 64 bytes, both as hexadecimal digits. What is signed (RFC 8032, pure):

    "evenhand-signed@v1\0" | kind | "\0" | canonical JSON of the document

The prefix keeps a signature of one kind from passing for another's, or for any other use of the key: text of a C2SP
signed note has no NUL. The signature is over the meaning: spaces and the order of names in the file do not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from offline import keys
from offline.reading import Fields, Problem, SignedFileFault, read_json, shortened
from scoring import canonical

FORMAT = "evenhand-signed/1"
PREFIX = b"evenhand-signed@v1\x00"
SIGNATURE_SIZE = 64


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed document as its file states it; whether the signature fits says `require_unchanged`."""

    kind: str
    document: Mapping[str, Any]
    public_key: bytes
    signature: bytes

    @property
    def fingerprint(self) -> str:
        return keys.fingerprint(self.public_key)

    def file(self) -> bytes:
        """The bytes of the file: canonical JSON and a newline."""
        envelope = {
            "document": self.document,
            "format": FORMAT,
            "key": self.public_key.hex(),
            "kind": self.kind,
            "signature": self.signature.hex(),
        }
        return canonical.dumps(envelope) + b"\n"


def bytes_to_sign(kind: str, document: Mapping[str, Any]) -> bytes:
    """Raises TypeError for a value without a canonical form, ValueError for a kind that is no short ASCII name."""
    if not kind or not kind.isascii() or not kind.isprintable():
        raise ValueError("a kind is a short name in ASCII")
    return PREFIX + kind.encode() + b"\x00" + canonical.dumps(document)


def sign(kind: str, document: object, key: Ed25519PrivateKey) -> Signed:
    """Sign a document: a mapping or a dataclass that `scoring.canonical` knows."""
    plain = canonical.plain(document)
    return Signed(kind, plain, key.public_key().public_bytes_raw(), key.sign(bytes_to_sign(kind, plain)))


def read(content: bytes) -> Signed:
    """The signed document of a file, its signature not looked at yet.

    Raises SignedFileFault: NOT_JSON, DUPLICATE_KEY, UNKNOWN_VERSION, MALFORMED.
    """
    envelope = Fields(read_json(content), "the file")
    form = envelope.text("format")
    if form != FORMAT:
        sentence = f"The file is of the form “{shortened(form)}”; this program knows “{FORMAT}”."
        raise SignedFileFault(Problem.UNKNOWN_VERSION, sentence)
    signed = Signed(
        envelope.text("kind"),
        envelope.object("document"),
        envelope.hex_bytes("key", keys.RAW_SIZE),
        envelope.hex_bytes("signature", SIGNATURE_SIZE),
    )
    envelope.end()
    return signed


def require_key(signed: Signed, fingerprint: str) -> None:
    """Raises SignedFileFault WRONG_KEY unless the file names the key of this fingerprint."""
    require_public_key(signed.public_key, fingerprint)


def require_public_key(public_key: bytes, fingerprint: str) -> None:
    """Raises SignedFileFault WRONG_KEY unless this public key has this fingerprint."""
    if (other := keys.fingerprint(public_key)) != fingerprint:
        sentence = (
            f"The file was signed with another key: its fingerprint is {keys.in_groups(other)}, "
            f"not {keys.in_groups(fingerprint)}."
        )
        raise SignedFileFault(Problem.WRONG_KEY, sentence)


def require_unchanged(signed: Signed) -> None:
    """Raises SignedFileFault CHANGED unless the signature is that of the named key over this very document."""
    try:
        message = bytes_to_sign(signed.kind, signed.document)
        Ed25519PublicKey.from_public_bytes(signed.public_key).verify(signed.signature, message)
        is_as_written = canonical.plain(signed.document) == signed.document  # text in normal form C
    except (InvalidSignature, TypeError, ValueError):
        is_as_written = False
    if not is_as_written:
        sentence = "The document was changed after it was signed, or the signature belongs to another document."
        raise SignedFileFault(Problem.CHANGED, sentence)
