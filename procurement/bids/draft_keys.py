"""The key of a draft, made of a pass that only the bid's team has; what is sealed under it. No database (ADR 0057).

    draft key = Argon2id(normal form of the pass, salt of the draft; 64 MiB, 3 passes, 1 lane), 32 bytes
    subkey    = HKDF-SHA256(draft key, info = "draft@v1" NUL purpose), 32 bytes
    column    = nonce12 | AES-256-GCM under the subkey, AAD = purpose NUL bid id NUL name

The site derives the key once per device, keeps it for the request alone and stores its check, which tells the right
key from another and opens nothing.
"""

import os
from enum import Enum
from hmac import compare_digest
from typing import NoReturn
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from core.outages import OutOfOrder
from offline.sealing.passphrases import LENGTH, make_passphrase, normal_form

KEY_SIZE, SALT_SIZE, NONCE_SIZE = 32, 16, 12
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1
_INFO = b"draft@v1\x00"
NUL = b"\x00"


class Purpose(Enum):
    """What a subkey is for; none opens what another sealed."""

    CHECK = b"check"
    PART = b"part"
    PASS = b"pass"
    SLIP = b"slip"
    IDEM = b"idem"
    DIGEST = b"digest"


class WrongDraftKey(OutOfOrder, ValueError):
    """The key is another draft's, or what is stored was changed. Says nothing of either.

    Whoever reaches a draft brought a key that fits it, so where nothing expects this, it is what is stored.
    """

    for_operator = "A part of a draft does not open: its row was changed, or an older one stands in its place."

    def __init__(self) -> None:
        super().__init__(
            _(
                "A part of this draft does not open with the key of this device. Load the page again. If it stays so, "
                "what is stored was damaged, and whoever runs the site has to put it back from a backup. A version "
                "that came in before is not touched by that."
            )
        )


class DraftKey:
    """The key of one draft. It shows itself nowhere: not in a log, not in an error report, not in a pickle."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_SIZE:
            raise WrongDraftKey
        self._raw = bytes(raw)

    def __repr__(self) -> str:
        return "DraftKey()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A draft key is kept by its team alone.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DraftKey) and compare_digest(self._raw, other._raw)

    def __hash__(self) -> int:
        return hash(self.check())

    @property
    def raw(self) -> bytes:
        """The 32 bytes: for files (`core.sealed_file`) and for whoever gives the key to its owner, for nothing else."""
        return self._raw

    def subkey(self, purpose: Purpose) -> bytes:
        return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=_INFO + purpose.value).derive(self._raw)

    def check(self) -> bytes:
        """What the draft's row stores, to tell this key from another."""
        return self.subkey(Purpose.CHECK)

    def fits(self, check: bytes) -> bool:
        """Whether the stored check is this key's; takes the same time for every answer."""
        return compare_digest(self.check(), bytes(check))

    def seal(self, purpose: Purpose, bid: UUID, name: str, content: bytes) -> bytes:
        """A column of this bid under the subkey of the purpose."""
        nonce = os.urandom(NONCE_SIZE)
        return nonce + AESGCM(self.subkey(purpose)).encrypt(nonce, content, _associated(purpose, bid, name))

    def open(self, purpose: Purpose, bid: UUID, name: str, sealed: bytes) -> bytes:
        """What was sealed. Raises WrongDraftKey, also where it was sealed for another bid, name or purpose."""
        nonce, closed = bytes(sealed[:NONCE_SIZE]), bytes(sealed[NONCE_SIZE:])
        try:
            return AESGCM(self.subkey(purpose)).decrypt(nonce, closed, _associated(purpose, bid, name))
        except (InvalidTag, ValueError):
            raise WrongDraftKey from None


def make_pass() -> str:
    """A new draft pass: sixteen characters in four groups, 80 bits."""
    return make_passphrase()


def make_salt() -> bytes:
    return os.urandom(SALT_SIZE)


def is_pass(typed: str) -> bool:
    """Whether this can be a draft pass at all, in any spelling: what cannot is not worth the derivation."""
    normal = normal_form(typed)
    return len(normal) == LENGTH and normal.isascii() and normal.isalnum()


def derive(draft_pass: str, salt: bytes) -> DraftKey:
    """The key that a pass makes with a draft's salt, whatever the pass is spelled like. Takes 64 MiB and a moment."""
    secret = normal_form(draft_pass).encode()
    return DraftKey(
        hash_secret_raw(
            secret,
            bytes(salt),
            time_cost=PASSES,
            memory_cost=MEMORY_KIB,
            parallelism=LANES,
            hash_len=KEY_SIZE,
            type=Type.ID,
        )
    )


def _associated(purpose: Purpose, bid: UUID, name: str) -> bytes:
    return NUL.join((purpose.value, str(bid).encode(), name.encode()))
