"""How long a proof of an opening key counts, how keys are ordered in a set, and which keys make one (SEALING §2)."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from offline.sealing.keysets import FEWEST_MEMBERS, KeyRole

LASTS = {KeyRole.OPENER: timedelta(days=90), KeyRole.ESCROW: timedelta(days=365)}
SERVES = timedelta(days=365)  # then its holder is asked for a new one; no key ends by itself
REMINDED = timedelta(days=7)  # before a proof ends, and before the deadline of a tender
ALARMED = timedelta(days=1)  # before the deadline
FEWEST_IN_DATE = 2  # two open
CHALLENGE_LASTS = timedelta(minutes=10)


def ends_at(role: str, proved_at: datetime) -> datetime:
    """When the proof of a key of this role counts no more."""
    return proved_at + LASTS[KeyRole(role)]


def is_in_date(role: str, proved_at: datetime | None, at: datetime) -> bool:
    """Whether the key was proved, and that counts still."""
    return proved_at is not None and at < ends_at(role, proved_at)


def make_a_set(roles: Collection[str]) -> bool:
    """Whether keys of these roles, each of another person, may open together: three, and a spare key among them."""
    return len(roles) >= FEWEST_MEMBERS and KeyRole.ESCROW.value in roles


def set_digest(public_keys: Iterable[bytes]) -> str:
    """What names a set of keys, whatever tender it is for: SHA-256 over the public keys in their order, as hex."""
    return hashlib.sha256(b"opening-keys@v1\x00" + b"".join(public_keys)).hexdigest()
