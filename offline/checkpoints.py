"""The head of a log as a signed text that leaves the machine, in the form of C2SP signed-note and tlog-checkpoint.

    <origin>
    <number of leaves>
    <root in base64>

    — <name of the key> <base64 of 4 bytes of the key's hash and 64 of the signature>

The name of a key is the host. Two signed heads of one size with different roots prove that a log was rewritten.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from offline import tree

_ED25519 = b"\x01"  # the kind of signature, in the hash of a key
_DASH = "— "
_KEY_HASH, _SIGNATURE = 4, 64
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class CheckpointFault(ValueError):
    """A text that is no checkpoint, or not one of this key; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign_checkpoint(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey) -> str:
    """The note with one signature. Raises CheckpointFault for an origin or a name that no note can hold."""
    if not checkpoint.origin or not checkpoint.origin.isprintable():
        raise CheckpointFault("The origin of a log is one line of text.")
    if not name or "+" in name or not name.isprintable() or any(map(str.isspace, name)):
        raise CheckpointFault("The name of a key has no spaces and no plus sign.")
    public_key = key.public_key().public_bytes_raw()
    signature = key_hash(name, public_key) + key.sign(checkpoint.text().encode())
    return f"{checkpoint.text()}\n{_DASH}{name} {base64.b64encode(signature).decode()}\n"


def read_checkpoint(note: str, public_key: bytes) -> Checkpoint:
    """The checkpoint of a note that this key signed, whoever else did. Raises CheckpointFault."""
    text, separator, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not separator or len(lines) < 3 or not _SIZE.fullmatch(lines[1]):
        raise CheckpointFault("This is no checkpoint of a log.")
    root = _decode(lines[2])
    if len(root) != tree.HASH_SIZE:
        raise CheckpointFault("This is no checkpoint of a log.")
    if not any(_is_signed(line, f"{text}\n".encode(), public_key) for line in signatures.splitlines()):
        raise CheckpointFault("The checkpoint is not signed with this key, or it was changed.")
    return Checkpoint(lines[0], int(lines[1]), root)


def key_hash(name: str, public_key: bytes) -> bytes:
    """What tells in a note which key a signature is of; no proof of anything."""
    return hashlib.sha256(f"{name}\n".encode() + _ED25519 + public_key).digest()[:_KEY_HASH]


def _is_signed(line: str, message: bytes, public_key: bytes) -> bool:
    if not line.startswith(_DASH):
        return False
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    signature = _decode(encoded)
    if len(signature) != _KEY_HASH + _SIGNATURE or signature[:_KEY_HASH] != key_hash(name, public_key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature[_KEY_HASH:], message)
    except InvalidSignature:
        return False
    return True


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
