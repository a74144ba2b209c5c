"""Opening keys and keysets as pages and programs read them. No private half stands here but one's own, locked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from offline.sealing.headers import SUITE
from procurement.bids.models import FrozenKeyset, FrozenMember, KeyChallenge, KeyOrigin, OpeningKey
from procurement.bids.rules import opening_keys as rules


@dataclass(frozen=True, slots=True)
class OpeningKeyShape:
    """A key of one's own. `ends_at`: until when its proof counts; null before the first."""

    id: UUID
    authority: UUID
    authority_name: str
    role: str
    public_key: str
    fingerprint: str = field(metadata={"help": "SHA-256 of the 32 bytes of the public half, as hexadecimal digits."})
    origin: str
    made_at: datetime
    proved_at: datetime | None
    ends_at: datetime | None
    retired_at: datetime | None
    locked_half: str = field(metadata={"help": "The private half, locked by its holder (EOK1), hexadecimal; or empty."})


@dataclass(frozen=True, slots=True)
class KeyChallengeShape:
    """A question that the key answers once, within ten minutes."""

    id: UUID
    context: str = field(metadata={"help": "Canonical JSON: challenge, host, opener."})
    closed: str = field(metadata={"help": "32 bytes closed for the key with HPKE, as hexadecimal digits."})
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ClosedHalfShape:
    """The half of one pair, closed for the key."""

    low: int
    high: int
    closed: str
    check: str


@dataclass(frozen=True, slots=True)
class RehearsalShape:
    """The test bid that waits for the halves of a key."""

    id: UUID
    header: str = field(metadata={"help": "The header of the test envelope, in its canonical bytes."})
    member: int
    halves: tuple[ClosedHalfShape, ...]
    is_waiting: bool = field(metadata={"help": "False once the halves of this key are there."})


@dataclass(frozen=True, slots=True)
class KeyPersonShape:
    """A person who is to have a key, and how far it is."""

    name: str
    role: str
    stage: str
    fingerprint: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class AuthorityKeysShape:
    """How far an authority is with its opening keys. `missing`: why nothing is published, a sentence each."""

    people: tuple[KeyPersonShape, ...]
    missing: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class KeysetMemberShape:
    """A member of a tender's keyset; which person it is is not published."""

    number: int
    role: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KeysetShape:
    """Whose keys open the bids of a tender, any two of them together."""

    version: int
    digest: str
    suite: str
    frozen_at: datetime
    members: tuple[KeysetMemberShape, ...]
    is_demonstration: bool = field(metadata={"help": "Whether passphrases of these keys are printed for everybody."})


def opening_key(key: OpeningKey) -> OpeningKeyShape:
    """No query for a key with its authority."""
    return OpeningKeyShape(
        id=key.pk,
        authority=key.authority_id,
        authority_name=key.authority.name,
        role=key.role,
        public_key=key.public_key,
        fingerprint=key.fingerprint,
        origin=key.origin,
        made_at=key.made_at,
        proved_at=key.proved_at,
        ends_at=rules.ends_at(key.role, key.proved_at) if key.proved_at else None,
        retired_at=key.retired_at,
        locked_half=bytes(key.wrapped).hex() if key.wrapped else "",
    )


def challenge(row: KeyChallenge) -> KeyChallengeShape:
    return KeyChallengeShape(row.pk, bytes(row.context).decode(), bytes(row.closed).hex(), row.ends_at)


def keyset(frozen: FrozenKeyset, members: Iterable[FrozenMember]) -> KeysetShape:
    """No query for members with their keys."""
    rows = list(members)
    return KeysetShape(
        version=frozen.version,
        digest=frozen.digest,
        suite=SUITE,
        frozen_at=frozen.frozen_at,
        members=tuple(KeysetMemberShape(row.number, row.role, row.fingerprint) for row in rows),
        is_demonstration=any(row.key.origin == KeyOrigin.DEMONSTRATION for row in rows),
    )
