r"""Proof that somebody has an opening key: what was closed for the key comes back as a hash, bound to host and person.

    context = canon({challenge, host, opener})
    closed  = HPKE(public key, r32, info = "key-proof@v1\0" | context)
    answer  = SHA-256("key-proof-answer@v1\0" | r32 | context)

The label is fixed here and in the browser and never taken from the site; else a challenge could open shares of bids.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from offline.sealing.shares import SUITE
from scoring import canonical

SECRET_SIZE = 32
_INFO = b"key-proof@v1\x00"
_ANSWER = b"key-proof-answer@v1\x00"


class NoProof(ValueError):
    """A key that cannot be asked, or a challenge that was not for this key; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is sent (`context`, `closed`), and the only thing that is kept: the hash of the right answer."""

    context: bytes
    closed: bytes
    expected: bytes


def make_challenge(
    public_key: bytes, *, challenge: str, host: str, opener: str, random: Callable[[int], bytes] = os.urandom
) -> Challenge:
    """Raises NoProof for a key to which nothing can be closed (all zeros, another length)."""
    context = canonical.dumps({"challenge": challenge, "host": host, "opener": opener})
    secret = random(SECRET_SIZE)
    try:
        closed = SUITE.encrypt(secret, X25519PublicKey.from_public_bytes(public_key), info=_INFO + context)
    except ValueError:
        raise NoProof("This is no public key that works.") from None
    return Challenge(context, closed, hashlib.sha256(_answer(secret, context)).digest())


def answer_challenge(closed: bytes, context: bytes, key: X25519PrivateKey) -> bytes:
    """What the holder of the key sends back. Raises NoProof where the challenge was not for this key."""
    try:
        secret = SUITE.decrypt(closed, key, info=_INFO + context)
    except (InvalidTag, ValueError):
        raise NoProof("This challenge is not for this key.") from None
    return _answer(secret, context)


def _answer(secret: bytes, context: bytes) -> bytes:
    return hashlib.sha256(_ANSWER + secret + context).digest()
