"""An opening key under its passphrase: the wrapped form EOK1, 136 bytes, made in a browser or by this program.

    0   "EOK1"     4 derivation: 1 PBKDF2-SHA-512, 2 argon2id     5 u32 rounds | memory in KiB     9 u16 0 | passes
    11  u8 0 | lanes     12 salt16     28 iv12     40 public key 32
    72  AES-256-GCM(derived key, iv, private key as PKCS #8 (48 bytes), associated data = bytes 0 to 71) = 64

All numbers big-endian. The public half stands in the head: it tells a wrong file from a wrong passphrase.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from hmac import compare_digest
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from offline.sealing.passphrases import normal_form

MAGIC = b"EOK1"
SIZE, HEAD_SIZE, KEY_SIZE = 136, 72, 32
SALT_SIZE, IV_SIZE = 16, 12
PKCS8 = bytes.fromhex("302e020100300506032b656e04220420")  # what stands before the 32 bytes of a private key
ROUNDS = range(600_000, 10_000_001)
MEMORY, PASSES, LANES = range(19_456, 1_048_577), range(1, 21), range(1, 17)


class Derivation(IntEnum):
    PBKDF2_SHA512 = 1
    ARGON2ID = 2


class NoOpeningKey(ValueError):
    """Bytes that are no wrapped key; the text is a sentence."""


class WrongPassphrase(ValueError):
    """The passphrase is another's, or a byte of the file was changed: nobody can tell which."""


class _Deriving(Protocol):
    def derive(self, key_material: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear a guess is: rounds of PBKDF2, or KiB, passes and lanes of argon2id."""

    derivation: Derivation
    work: int
    passes: int = 0
    lanes: int = 0

    def head(self) -> bytes:
        return bytes([self.derivation]) + self.work.to_bytes(4) + self.passes.to_bytes(2) + bytes([self.lanes])

    def require_in_range(self) -> None:
        """Raises NoOpeningKey: too little protects nothing, too much stops the machine that opens it."""
        if self.derivation is Derivation.PBKDF2_SHA512:
            fits = self.work in ROUNDS and not self.passes and not self.lanes
        else:
            fits = self.work in MEMORY and self.passes in PASSES and self.lanes in LANES
        if not fits:
            raise NoOpeningKey("The key file asks for a derivation outside the limits.")

    def derive(self, passphrase: str, salt: bytes) -> bytes:
        """The key that wraps. Some tenths of a second, on purpose."""
        kdf: _Deriving
        if self.derivation is Derivation.PBKDF2_SHA512:
            kdf = PBKDF2HMAC(SHA512(), KEY_SIZE, salt, self.work)
        else:
            kdf = Argon2id(salt=salt, length=KEY_SIZE, iterations=self.passes, lanes=self.lanes, memory_cost=self.work)
        return kdf.derive(normal_form(passphrase).encode())


BROWSER_COST = Cost(Derivation.PBKDF2_SHA512, 1_000_000)
PROGRAM_COST = Cost(Derivation.ARGON2ID, 262_144, 3, 4)


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A wrapped key as its file states it."""

    cost: Cost
    salt: bytes
    iv: bytes
    public_key: bytes
    closed: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public half, as hexadecimal digits."""
        return hashlib.sha256(self.public_key).hexdigest()

    def head(self) -> bytes:
        return MAGIC + self.cost.head() + self.salt + self.iv + self.public_key

    def file(self) -> bytes:
        return self.head() + self.closed


def make_private_key() -> X25519PrivateKey:
    """A new key whose first byte is not zero: some browsers refuse those, one of 256."""
    while True:
        key = X25519PrivateKey.generate()
        if key.private_bytes_raw()[0]:
            return key


def wrap_key(
    key: X25519PrivateKey, passphrase: str, cost: Cost = PROGRAM_COST, *, random: Callable[[int], bytes] = os.urandom
) -> WrappedKey:
    """Close a private key under a passphrase. Raises NoOpeningKey for an empty passphrase or a cost out of range."""
    if not normal_form(passphrase):
        raise NoOpeningKey("A key needs a passphrase.")
    cost.require_in_range()
    salt, iv = random(SALT_SIZE), random(IV_SIZE)
    head = WrappedKey(cost, salt, iv, key.public_key().public_bytes_raw(), b"").head()
    closed = AESGCM(cost.derive(passphrase, salt)).encrypt(iv, PKCS8 + key.private_bytes_raw(), head)
    return WrappedKey(cost, salt, iv, key.public_key().public_bytes_raw(), closed)


def read_wrapped_key(content: bytes) -> WrappedKey:
    """Raises NoOpeningKey: another file, another version, or a derivation outside the limits."""
    if len(content) != SIZE or content[:4] != MAGIC:
        raise NoOpeningKey("This is no key file, or it was cut off.")
    try:
        derivation = Derivation(content[4])
    except ValueError:
        raise NoOpeningKey("The key file is of a later version.") from None
    cost = Cost(derivation, int.from_bytes(content[5:9]), int.from_bytes(content[9:11]), content[11])
    cost.require_in_range()
    return WrappedKey(cost, content[12:28], content[28:40], content[40:HEAD_SIZE], content[HEAD_SIZE:])


def unwrap_key(wrapped: WrappedKey, passphrase: str) -> X25519PrivateKey:
    """The private key. Raises WrongPassphrase, also where a byte of the file was changed."""
    if not normal_form(passphrase):
        raise WrongPassphrase("Type the passphrase.")
    try:
        plain = AESGCM(wrapped.cost.derive(passphrase, wrapped.salt)).decrypt(
            wrapped.iv, wrapped.closed, wrapped.head()
        )
    except InvalidTag:
        raise WrongPassphrase("That is not the passphrase of this key, or the file was changed.") from None
    key = X25519PrivateKey.from_private_bytes(plain[len(PKCS8) :])
    is_whole = plain.startswith(PKCS8) and compare_digest(key.public_key().public_bytes_raw(), wrapped.public_key)
    if not is_whole:
        raise WrongPassphrase("The key file holds another key than it says.")
    return key
