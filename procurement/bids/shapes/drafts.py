"""The typed shape of a bid that is being written, for those who act for its parties."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from procurement.bids.gather.drafts import SavedPart
from procurement.bids.gather.parties import PartiesReading
from procurement.bids.models import Bid
from procurement.bids.rules.parties import PartyPart, PartyStanding
from procurement.bids.states import BidState
from procurement.tenders.models import Lot


@dataclass(frozen=True, slots=True)
class BidRowShape:
    """A bid in which your supplier leads or has a part."""

    id: UUID
    tender: UUID
    ref: str = field(metadata={"help": "Of the tender."})
    title: str = field(metadata={"help": "Of the tender."})
    lots: tuple[int, ...]
    lead: str
    state: str = field(metadata={"choices": BidState.values})
    deadline: datetime | None
    is_lead: bool = field(metadata={"help": "Whether you act for the lead: who does not, signs its part alone."})


@dataclass(frozen=True, slots=True)
class BidPartyShape:
    """A party of a bid. `terms` and `facts` are the digests that a signature names."""

    no: int
    name: str
    role: str
    share: Decimal | None = field(metadata={"help": "In percent; null for a role that has none."})
    tasks: str
    standing: str = field(metadata={"choices": [standing.value for standing in PartyStanding]})
    signed_by: str
    terms: str
    facts: str


@dataclass(frozen=True, slots=True)
class PartyReminderShape:
    """Whether a partner was asked now."""

    is_new: bool = field(metadata={"help": "False where it was asked today already, or nobody acts for it."})


@dataclass(frozen=True, slots=True)
class BidShape:
    """A bid for its lead: what is in the clear. What is offered is read part by part with the draft key."""

    id: UUID
    tender: UUID
    lots: tuple[int, ...]
    state: str = field(metadata={"choices": BidState.values})
    is_damaged: bool = field(metadata={"help": "Whether the site's copy of what came in is damaged: submit it again."})
    deadline: datetime | None
    parties: tuple[BidPartyShape, ...]
    missing: tuple[str, ...] = field(metadata={"help": "What parties and facts lack, a sentence each."})


@dataclass(frozen=True, slots=True)
class BegunBidShape:
    """A bid with its pass and key. The site keeps neither and cannot say them again."""

    id: UUID
    draft_pass: str = field(repr=False)
    draft_key: str = field(repr=False, metadata={"help": "64 hex digits, for the header `Draft-Key`."})


@dataclass(frozen=True, slots=True)
class DraftKeyShape:
    """The key of a draft. The site does not keep it."""

    draft_key: str = field(repr=False, metadata={"help": "64 hex digits, for the header `Draft-Key`."})


@dataclass(frozen=True, slots=True)
class DraftPartShape:
    """A part of a draft as it stands."""

    name: str
    no: int = field(metadata={"help": "The version; send it as `seen` with what you change. 0: not saved yet."})
    fields: Mapping[str, str] = field(repr=False)
    saved_by: str
    saved_at: datetime | None


def bid_row_shape(bid: Bid, lots: list[Lot], *, leads: bool) -> BidRowShape:
    """No query, where the bid was read with its parties."""
    return BidRowShape(
        id=bid.pk,
        tender=bid.tender_id,
        ref=bid.tender.ref,
        title=bid.tender.title,
        lots=tuple(lot.no for lot in lots),
        lead=bid.supplier.name if bid.supplier is not None else "",
        state=bid.state,
        deadline=bid.tender.deadline_at,
        is_lead=leads,
    )


def bid_shape(bid: Bid, lots: list[Lot], reading: PartiesReading, missing: list[str], *, is_damaged: bool) -> BidShape:
    return BidShape(
        id=bid.pk,
        tender=bid.tender_id,
        lots=tuple(lot.no for lot in lots),
        state=bid.state,
        is_damaged=is_damaged,
        deadline=bid.tender.deadline_at,
        parties=tuple(bid_party_shape(part) for part in reading.parts),
        missing=tuple(missing),
    )


def bid_party_shape(part: PartyPart) -> BidPartyShape:
    is_signed = part.standing is PartyStanding.SIGNED and part.spoken is not None
    return BidPartyShape(
        no=part.no,
        name=part.name,
        role=part.role,
        share=part.share,
        tasks=part.tasks,
        standing=part.standing.value,
        signed_by=part.spoken.by if is_signed and part.spoken is not None else "",
        terms=part.terms,
        facts=part.facts,
    )


def draft_part_shape(name: str, saved: SavedPart) -> DraftPartShape:
    return DraftPartShape(name=name, no=saved.no, fields=saved.fields, saved_by=saved.by, saved_at=saved.at)
