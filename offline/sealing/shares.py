r"""A key in two halves for every pair of members: both together are the key, one alone is nothing.

    s_i random, s_j = key XOR s_i
    wrap  = HPKE base mode (RFC 9180; X25519, HKDF-SHA256, AES-256-GCM), info = "bid-wrap@v1\0" | hh | canon([i,j,r])
    check = SHA-256("bid-share@v1\0" | s_r): tells a wrong share from a broken seal

`hh` is the hash of the envelope's header, r the member whom the share is for.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from offline.reading import Fields, malformed
from offline.sealing.headers import HASH_SIZE
from offline.sealing.keysets import Keyset
from scoring import canonical

KEY_SIZE = 32
WRAP_SIZE = 80  # 32 bytes of the sender's key, the share, 16 of the tag
_INFO = b"bid-wrap@v1\x00"
_CHECK = b"bid-share@v1\x00"
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class ShareFault(ValueError):
    """A share that does not belong here; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """The share of one member in one pair, closed under the member's key."""

    pair: tuple[int, int]
    member: int
    closed: bytes
    check: bytes

    def as_json(self) -> dict[str, Any]:
        return {"check": self.check.hex(), "closed": self.closed.hex(), "member": self.member, "pair": list(self.pair)}


def read_wrap(fields: Fields) -> Wrap:
    """Raises SignedFileFault."""
    pair = fields.whole_numbers("pair")
    member = fields.whole_number("member")
    closed, check = fields.hex_bytes("closed", WRAP_SIZE), fields.hex_bytes("check", HASH_SIZE)
    fields.end()
    if len(pair) != 2 or pair[0] >= pair[1] or member not in pair:
        raise malformed("the wrap/pair", "is no pair with its member")
    return Wrap((pair[0], pair[1]), member, closed, check)


def split(
    key: bytes, keyset: Keyset, header_digest: bytes, *, random: Callable[[int], bytes] = os.urandom
) -> tuple[Wrap, ...]:
    """Halves of a key for every pair, two wraps each, in the order of the pairs."""
    wraps = []
    for low, high in keyset.pairs:
        half = random(KEY_SIZE)
        for member, share in ((low, half), (high, _xor(key, half))):
            public_key = X25519PublicKey.from_public_bytes(keyset.member(member).public_key)
            closed = SUITE.encrypt(share, public_key, info=_info(header_digest, (low, high), member))
            wraps.append(Wrap((low, high), member, closed, check_of(share)))
    return tuple(wraps)


def open_wrap(wrap: Wrap, private_key: X25519PrivateKey, header_digest: bytes) -> bytes:
    """The share in a wrap. Raises ShareFault: another key, another header, or a byte of it was changed."""
    try:
        share = SUITE.decrypt(wrap.closed, private_key, info=_info(header_digest, wrap.pair, wrap.member))
    except (InvalidTag, ValueError):
        raise ShareFault("This key does not open this share, or the share was changed.") from None
    require_share(share, wrap)
    return share


def check_of(share: bytes) -> bytes:
    """What lets anybody see, once a share is there, that it is the one that was made."""
    return hashlib.sha256(_CHECK + share).digest()


def require_share(share: bytes, wrap: Wrap) -> None:
    """Raises ShareFault unless the share is the one of this wrap."""
    if len(share) != KEY_SIZE or not compare_digest(check_of(share), wrap.check):
        raise ShareFault("This is not the share that was made for this envelope.")


def combine(shares: Mapping[int, bytes], pair: tuple[int, int]) -> bytes:
    """The key of both halves of a pair, by member. Raises ShareFault where one is missing."""
    if missing := [member for member in pair if member not in shares]:
        raise ShareFault(f"The half of member {missing[0]} is missing.")
    return _xor(shares[pair[0]], shares[pair[1]])


def _info(header_digest: bytes, pair: tuple[int, int], member: int) -> bytes:
    return _INFO + header_digest + canonical.dumps([*pair, member])


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
