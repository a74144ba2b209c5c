r"""An envelope SB1: one payload, closed once, opened by two members together (SEALING §3).

    commitment = SHA-256("bid-commit@v1\0" | nonce32 | SHA-256(payload))
    inner      = nonce32 | u64 length of the payload | payload | zeros up to the padded length
    key32, base12, kc32 = HKDF-Expand-SHA512(DEK, "bid-seal@v1+AEAD_AES_256_GCM\0" | salt24 | hh, 76 bytes)
    body       = salt24 | kc32 | chunks of 16 KiB under AES-256-GCM, nonce = base12 XOR number; the last is shorter
    envelope   = SHA-256("bid-envelope@v1\0" | SHA-256(canon({header, wraps})) | SHA-256(body))

The header feeds the key, so a payload is read twice: hashed, then encrypted. The nonce of the commitment stays with the
tenderer: whoever has it can try prices against the commitment, so no database keeps it.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from offline.sealing import shares
from offline.sealing.headers import Header
from offline.sealing.keysets import Keyset
from offline.sealing.padding import padded_length
from offline.sealing.payloads import Payload
from offline.sealing.shares import Wrap
from scoring import canonical

NONCE_SIZE, SALT_SIZE, KEY_SIZE, BASE_SIZE, TAG_SIZE = 32, 24, 32, 12, 16
LENGTH_SIZE = 8
CHUNK = 16 * 1024
_COMMIT = b"bid-commit@v1\x00"
_SEAL = b"bid-seal@v1+AEAD_AES_256_GCM\x00"
_ENVELOPE = b"bid-envelope@v1\x00"
Random = Callable[[int], bytes]


class SealBroken(ValueError):
    """An envelope that does not open; the text is a sentence. What was written until then counts for nothing."""


class PayloadChanged(RuntimeError):
    """The payload was another when it was read the second time: nothing was sealed."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed envelope but for its body. `size` and `body_sha256` are of the body; `sha256` is of all of it."""

    header: Header
    wraps: tuple[Wrap, ...]
    size: int
    body_sha256: bytes

    @property
    def sha256(self) -> bytes:
        return envelope_digest(self.header, self.wraps, self.body_sha256)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope, and the nonce of its commitment, which only the tenderer keeps."""

    envelope: Envelope
    nonce: bytes


def commitment(nonce: bytes, payload_sha256: bytes) -> bytes:
    """What binds the tenderer to a payload without a word about it."""
    return hashlib.sha256(_COMMIT + nonce + payload_sha256).digest()


def envelope_digest(header: Header, wraps: Iterable[Wrap], body_sha256: bytes) -> bytes:
    """What receipts, leaves and opening records call an envelope."""
    head = canonical.dumps({"header": header.as_json(), "wraps": [wrap.as_json() for wrap in wraps]})
    return hashlib.sha256(_ENVELOPE + hashlib.sha256(head).digest() + body_sha256).digest()


def seal(payload: Payload, header: Header, keyset: Keyset, body: BinaryIO, *, random: Random = os.urandom) -> Sealed:
    """Close a payload for every pair of a keyset and write the body; the header's commitment is made here.

    Raises PayloadChanged where the payload is not twice the same. Effects: `body` is written from where it stands.
    """
    nonce, key, salt = random(NONCE_SIZE), random(KEY_SIZE), random(SALT_SIZE)
    payload_sha256 = _digest(payload.pieces())
    bound = replace(header, commitment=commitment(nonce, payload_sha256), keyset_hash=keyset.digest())
    keys = _derive(key, salt, bound.digest())
    again = hashlib.sha256()
    digest, size = hashlib.sha256(), 0
    for piece in _closed(salt, keys, _inner(nonce, payload, again)):
        digest.update(piece)
        size += len(piece)
        body.write(piece)
    if again.digest() != payload_sha256:
        raise PayloadChanged("the payload was read differently the second time")
    wraps = shares.split(key, keyset, bound.digest(), random=random)
    return Sealed(Envelope(bound, wraps, size, digest.digest()), nonce)


def open_envelope(header: Header, key: bytes, body: BinaryIO, payload: BinaryIO) -> bytes:
    """Write the payload of an envelope and return the nonce of its commitment.

    `key` is what two shares make together. Raises SealBroken, with part of the payload perhaps written: it counts for
    nothing, since only the end shows that the whole is what was committed to.
    """
    salt, committed = _exactly(body, SALT_SIZE), _exactly(body, KEY_SIZE)
    keys = _derive(key, salt, header.digest())
    if not compare_digest(keys.commitment, committed):
        raise SealBroken("The two halves do not make the key of this envelope.")
    inner = _Inner(payload)
    for piece in _chunks(keys, body):
        inner.take(piece)
    nonce, payload_sha256 = inner.end()
    if not compare_digest(commitment(nonce, payload_sha256), header.commitment):
        raise SealBroken("The content is not what the header commits to.")
    return nonce


@dataclass(frozen=True, slots=True)
class _Keys:
    cipher: AESGCM
    base: bytes
    commitment: bytes

    def nonce(self, number: int) -> bytes:
        return (int.from_bytes(self.base) ^ number).to_bytes(BASE_SIZE)


def _derive(key: bytes, salt: bytes, header_digest: bytes) -> _Keys:
    length = KEY_SIZE + BASE_SIZE + KEY_SIZE
    out = HKDFExpand(SHA512(), length, _SEAL + salt + header_digest).derive(key)
    return _Keys(AESGCM(out[:KEY_SIZE]), out[KEY_SIZE : KEY_SIZE + BASE_SIZE], out[KEY_SIZE + BASE_SIZE :])


def _inner(nonce: bytes, payload: Payload, digest: "hashlib._Hash") -> Iterator[bytes]:
    """The plain text, piece by piece; `digest` sees the payload. Raises PayloadChanged for another length."""
    length = payload.length
    yield nonce + length.to_bytes(LENGTH_SIZE)
    left = length
    for piece in payload.pieces():
        left -= len(piece)
        if left < 0:
            break
        digest.update(piece)
        yield piece
    if left:
        raise PayloadChanged("the payload is not as long as its manifest says")
    length_of_all = NONCE_SIZE + LENGTH_SIZE + length
    zeros = padded_length(length_of_all) - length_of_all
    while zeros > 0:
        yield bytes(min(zeros, CHUNK))
        zeros -= CHUNK


def _closed(salt: bytes, keys: _Keys, plain: Iterator[bytes]) -> Iterator[bytes]:
    """The body: chunks of one size, the last one shorter, empty where the text ends with a chunk."""
    yield salt + keys.commitment
    number, waiting = 0, bytearray()
    for piece in plain:
        waiting += piece
        full = len(waiting) // CHUNK * CHUNK
        for start in range(0, full, CHUNK):
            yield keys.cipher.encrypt(keys.nonce(number), bytes(waiting[start : start + CHUNK]), None)
            number += 1
        del waiting[:full]
    yield keys.cipher.encrypt(keys.nonce(number), bytes(waiting), None)


def _chunks(keys: _Keys, body: BinaryIO) -> Iterator[bytes]:
    """The plain text up to the first short chunk; more behind it would be part of that chunk, and break it."""
    number, closed = 0, _up_to(body, CHUNK + TAG_SIZE)
    while True:
        try:
            plain = keys.cipher.decrypt(keys.nonce(number), closed, None)
        except (InvalidTag, ValueError):
            raise SealBroken(f"Chunk {number} of the envelope was changed, or is missing.") from None
        yield plain
        if len(plain) < CHUNK:
            break
        number, closed = number + 1, _up_to(body, CHUNK + TAG_SIZE)


class _Inner:
    """Takes the plain text apart: nonce, length, payload, and zeros, as many as the length asks for."""

    def __init__(self, payload: BinaryIO) -> None:
        self._payload, self._digest = payload, hashlib.sha256()
        self._head = b""
        self._left = self._zeros = 0

    def take(self, piece: bytes) -> None:
        if len(self._head) < NONCE_SIZE + LENGTH_SIZE:
            self._head += piece[: NONCE_SIZE + LENGTH_SIZE]
            piece = piece[NONCE_SIZE + LENGTH_SIZE :]
            self._left = int.from_bytes(self._head[NONCE_SIZE:])
            length_of_all = NONCE_SIZE + LENGTH_SIZE + self._left
            self._zeros = padded_length(length_of_all) - length_of_all
        content, rest = piece[: self._left], piece[self._left :]
        self._payload.write(content)
        self._digest.update(content)
        self._left -= len(content)
        self._zeros -= len(rest)
        if rest.strip(b"\x00"):
            raise SealBroken("The padding of the envelope holds something.")

    def end(self) -> tuple[bytes, bytes]:
        """The nonce and the digest of the payload."""
        if len(self._head) < NONCE_SIZE + LENGTH_SIZE or self._left or self._zeros:
            raise SealBroken("The content is not as long as it says.")
        return self._head[:NONCE_SIZE], self._digest.digest()


def _digest(pieces: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _up_to(body: BinaryIO, count: int) -> bytes:
    content = body.read(count)
    while len(content) < count and (more := body.read(count - len(content))):
        content += more
    return content


def _exactly(body: BinaryIO, count: int) -> bytes:
    content = _up_to(body, count)
    if len(content) < count:
        raise SealBroken("The envelope was cut off.")
    return content
