"""What each party of a bid said to its part, and whether that stands. Pure.

A signature is for the part and the facts as they were read: where either is another now, nobody has signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.canon import digest


class PartyStanding(StrEnum):
    """How a party stands to its part."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    CHANGED = "changed"
    FACTS_CHANGED = "facts_changed"
    TAKEN_BACK = "taken_back"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class SignedPart:
    """The latest thing that a party said, and the digests of what it then read."""

    act: str
    terms_digest: str
    facts_digest: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PartyPart:
    """A party as its part is now. `terms` and `facts`: digests of its role, share, tasks and lots, and of its facts.

    `is_elsewhere`: another bid for the lot binds it, and counts before this one. To the lead it has not signed then:
    only its own people learn why.
    """

    no: int
    name: str
    role: str
    share: Decimal | None
    tasks: str
    is_lead: bool
    terms: str
    facts: str
    spoken: SignedPart | None
    is_elsewhere: bool = False

    @property
    def standing(self) -> PartyStanding:
        standing = standing_of(self.spoken, self.terms, self.facts)
        return PartyStanding.UNSIGNED if self.is_elsewhere and standing is PartyStanding.SIGNED else standing


def terms_digest(role: str, share: Decimal | None, tasks: str, lots: Iterable[int]) -> str:
    """SHA-256 of a part as it is read, in hex, with the lots of the bid; equal shares are equal however stored."""
    written = None if share is None else f"{share.normalize():f}"
    return digest({"role": role, "share": written, "tasks": tasks, "lots": sorted(lots)})


def standing_of(spoken: SignedPart | None, terms: str, facts: str) -> PartyStanding:
    """What the latest word of a party means for its part as it is now."""
    if spoken is None:
        return PartyStanding.UNSIGNED
    if spoken.act != PartyStanding.SIGNED:
        return PartyStanding(spoken.act)
    if spoken.terms_digest != terms:
        return PartyStanding.CHANGED
    return PartyStanding.SIGNED if spoken.facts_digest == facts else PartyStanding.FACTS_CHANGED
