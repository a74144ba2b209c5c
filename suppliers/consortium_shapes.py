"""The typed shape of what is shown of consortia, to their parties alone; pages and API are made from it.

A party has a number in its consortium. Its id, and that of its supplier, are in none of this.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConsortiumRowShape:
    """A consortium in the list of whoever acts for one of its parties, or is asked to be one."""

    id: UUID
    name: str
    lead: str
    role: str = field(metadata={"help": "Of your part: lead, member, relied_subcontractor or other_subcontractor."})
    state: str = field(metadata={"help": "Of your part: invited or joined."})
    has_signed: bool = field(metadata={"help": "Whether your part is signed as it is now."})


@dataclass(frozen=True, slots=True)
class PartShape:
    """What a party is to do. `version` names it when it is signed or changed."""

    no: int
    name: str
    role: str
    share: Decimal | None = field(metadata={"help": "In percent; null: not said yet, or a role that has none."})
    tasks: str
    version: int
    state: str = field(metadata={"help": "invited or joined."})
    signed_at: datetime | None = field(metadata={"help": "Null: nobody has signed this version."})
    signed_by: str
    is_yours: bool


@dataclass(frozen=True, slots=True)
class OwnPartShape:
    """Your own part, before and after you have signed it."""

    consortium: UUID
    name: str
    lead: str
    part: PartShape
    declarations: int = field(metadata={"help": "Your declarations that are true on the day."})
    declarations_ended: int
    also_in: tuple[str, ...] = field(metadata={"help": "Your other consortia, by name."})


@dataclass(frozen=True, slots=True)
class LackShape:
    """One thing that is missing before the consortium can bid."""

    kind: str
    member: str
    code: str
    title: str
    ends: str | None = field(metadata={"help": "The last day of a record that ends too early."})
    sentence: str


@dataclass(frozen=True, slots=True)
class CoverageCellShape:
    """How one party stands to a capability: covers, adds, below, ends, lacks, lends_nothing or not_joined."""

    no: int
    state: str
    amount: Decimal | None
    ends: str | None


@dataclass(frozen=True, slots=True)
class CapabilityRowShape:
    """A capability across the parties, in their order."""

    code: str
    title: str
    unit: str
    total: Decimal | None
    cells: tuple[CoverageCellShape, ...]


@dataclass(frozen=True, slots=True)
class DeclaredShape:
    """How many of the grounds for exclusion a party has declared, and how many of these are true on the day."""

    no: int
    live: int
    asked: int


@dataclass(frozen=True, slots=True)
class ConsortiumShape:
    """A consortium as its parties see it on a day."""

    id: UUID
    name: str
    lead: str
    state: str
    on: str
    parties: tuple[PartShape, ...]
    shares: Decimal = field(metadata={"help": "The exact sum of the shares that are said."})
    declared: tuple[DeclaredShape, ...]
    capabilities: tuple[CapabilityRowShape, ...]
    missing: tuple[LackShape, ...]


@dataclass(frozen=True, slots=True)
class SentInvitationShape:
    """That an address was asked. `link`: to hand over where the site sends no mail, else empty."""

    no: int
    is_mailed: bool
    link: str


def iso(day: date | None) -> str | None:
    """A day as the API writes it."""
    return day.isoformat() if day else None
