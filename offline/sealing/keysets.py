"""Who may open a tender's bids: the keys of at least three persons, any two of whom open together."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from offline.sealing.headers import SUITE
from scoring import canonical

RAW_SIZE = 32
FEWEST_MEMBERS = 3


class KeyRole(StrEnum):
    OPENER = "opener"
    ESCROW = "escrow"


class KeysetFault(ValueError):
    """A keyset that must not be; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Member:
    """One holder of a key. `person` is the site's id; `number` orders members and names them in shares."""

    number: int
    person: str
    role: KeyRole
    public_key: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the 32 bytes, as hexadecimal digits."""
        return hashlib.sha256(self.public_key).hexdigest()


@dataclass(frozen=True, slots=True)
class Keyset:
    """The members of one version of a tender's keyset, by their numbers."""

    tender: str
    version: int
    members: tuple[Member, ...]

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Every two members, by number, the lower first: each pair opens."""
        return tuple(combinations((member.number for member in self.members), 2))

    def member(self, number: int) -> Member:
        """Raises KeyError where no member has this number."""
        return {member.number: member for member in self.members}[number]

    def digest(self) -> bytes:
        """What notice, log, headers and receipts name: SHA-256 over members, pairs, suite, tender and version."""
        members = [
            {
                "number": member.number,
                "person": member.person,
                "public_key": member.public_key.hex(),
                "role": member.role.value,
            }
            for member in self.members
        ]
        stated = {
            "members": members,
            "pairs": [list(pair) for pair in self.pairs],
            "suite": SUITE,
            "tender": self.tender,
            "version": self.version,
        }
        return hashlib.sha256(canonical.dumps(stated)).digest()


def make_keyset(tender: str, version: int, members: Iterable[Member]) -> Keyset:
    """The keyset of these members. Raises KeysetFault unless they are three persons, each with one key."""
    ordered = tuple(sorted(members, key=lambda member: member.number))
    if len({member.person for member in ordered}) < FEWEST_MEMBERS:
        raise KeysetFault(f"A keyset has keys of at least {FEWEST_MEMBERS} persons.")
    for what in ("number", "person", "public_key"):
        if len({getattr(member, what) for member in ordered}) < len(ordered):
            raise KeysetFault(f"Two members have one {what.replace('_', ' ')}.")
    if any(len(member.public_key) != RAW_SIZE for member in ordered):
        raise KeysetFault(f"A public key of X25519 has {RAW_SIZE} bytes.")
    return Keyset(tender, version, ordered)
