"""Public keys by their fingerprints: SHA-256 of the 32 raw bytes of an Ed25519 key, as 64 hexadecimal digits."""

import hashlib
import re

RAW_SIZE = 32
GROUP = 4
_BETWEEN = re.compile(r"[\s:-]+")
_DIGITS = re.compile(r"[0-9a-f]{64}")


class NoFingerprint(ValueError):
    """What was given is no fingerprint; the text is a sentence."""


def fingerprint(public_key: bytes) -> str:
    """64 hexadecimal digits. Raises ValueError for anything but 32 bytes."""
    if len(public_key) != RAW_SIZE:
        raise ValueError(f"a public key of Ed25519 has {RAW_SIZE} bytes, not {len(public_key)}")
    return hashlib.sha256(public_key).hexdigest()


def in_groups(digits: str) -> str:
    """A fingerprint for people: sixteen groups of four."""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def read_fingerprint(text: str) -> str:
    """The 64 digits of what a person typed or pasted, with any spaces, colons, hyphens and capitals.

    Raises NoFingerprint: a part of a fingerprint is none, since others may share it.
    """
    digits = _BETWEEN.sub("", text).lower()
    if not _DIGITS.fullmatch(digits):
        raise NoFingerprint(f"A fingerprint has 64 digits from 0 to 9 and a to f; this has {len(digits)} characters.")
    return digits
