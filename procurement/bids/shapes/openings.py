"""The record of an opening for papers and programs: the signed record, who the bids are of, and what they cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings

from core.models import AuditLeaf
from core.uptime import queries as uptime
from offline import keys, opening_records
from offline.opening_records import OPENED, OpeningDocument, RecordBid
from procurement.bids.models import AttemptReason, Opening
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import openings as opening_queries
from procurement.bids.states import EnvelopeFault, FactorKind, KeyWay, OpeningLeafKind, OpeningPart, RecordFault


@dataclass(frozen=True, slots=True)
class OpenerShape:
    """Who gave a half, when and how; `factor`: what the person showed before."""

    name: str
    role: str
    at: datetime
    way: KeyWay
    factor: FactorKind


@dataclass(frozen=True, slots=True)
class OpenedPriceShape:
    """The sum of the priced lines of a bid in one currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class RecordedBidShape:
    """A bid by its number. `name`: who leads it, empty where the bid is not in the database any more. `fault`: why it
    cannot be read. `prices`: empty as long as they are sealed.
    """

    alias: str
    name: str
    received_at: datetime
    is_unconfirmed: bool
    fault: EnvelopeFault | None
    line: int
    prices: tuple[OpenedPriceShape, ...]


@dataclass(frozen=True, slots=True)
class RecordedAttemptShape:
    """What was sent and not taken, and why."""

    reason: AttemptReason
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordedNoteShape:
    """What is not as it should be; `about`: the number of a bid, or a line of the log."""

    kind: RecordFault
    about: str


@dataclass(frozen=True, slots=True)
class RecordedOpeningShape:
    """What was recorded of an opening.

    `basis`: of prices, net or gross of VAT. `refusals`: attempts to open in the log before the deadline. `outages`: of
    the site, by its ledger, from the publication to the deadline; `made_good`: how many moved the deadline.
    `rehearsed_at`: when every pair of the tender's keys was tried out last; None where that is not known any more.
    `line`: of the record in the log of the tender, from 1; `key`: the fingerprint of the key that signed.
    """

    authority: str
    zone: str
    is_demonstration: bool
    ref: str
    title: str
    part: OpeningPart
    basis: str
    deadline: datetime
    called_at: datetime
    closed_at: datetime
    openers: tuple[OpenerShape, ...]
    bids: tuple[RecordedBidShape, ...]
    attempts: tuple[RecordedAttemptShape, ...]
    notes: tuple[RecordedNoteShape, ...]
    refusals: int
    outages: int
    made_good: int
    rehearsed_at: datetime | None
    line: int
    log_size: int
    log_root: str
    key: str


def recorded_opening(opening: Opening) -> RecordedOpeningShape:
    """What was recorded of a closed opening. Ten queries.

    Raises SignedFileFault where the site's copy of the record is not the one that it signed.
    """
    tender = opening.tender
    record, key = opening_queries.read_record(opening)
    head = opening_records.head_of(record, key)
    return RecordedOpeningShape(
        authority=tender.authority.name,
        zone=tender.authority.zone,
        is_demonstration=settings.DEMO,
        ref=tender.ref,
        title=tender.title,
        part=OpeningPart(record.part),
        basis=tender.basis,
        deadline=record.deadline,
        called_at=record.called_at,
        closed_at=record.closed_at,
        openers=tuple(
            OpenerShape(each.name, each.role, each.at, KeyWay(each.way), FactorKind(each.factor))
            for each in record.persons
        ),
        bids=_bids(opening, record),
        attempts=tuple(RecordedAttemptShape(AttemptReason(each.reason), each.at) for each in record.attempts),
        notes=tuple(RecordedNoteShape(RecordFault(each.kind), each.about) for each in record.notes),
        refusals=_refusals_before(opening, record.deadline),
        outages=len(uptime.outages_between(tender.published_at or record.called_at, record.deadline)),
        made_good=tender.outage_extensions.count(),
        rehearsed_at=_rehearsed_at(opening),
        line=record.leaf.index + 1,
        log_size=head.size,
        log_root=head.root.hex(),
        key=keys.fingerprint(key),
    )


def _bids(opening: Opening, record: OpeningDocument) -> tuple[RecordedBidShape, ...]:
    names = opening_queries.names_of_bids(opening.tender)
    sums = {} if record.part == OpeningPart.TECHNICAL else opening_queries.price_sums_of(opening.tender)
    return tuple(_bid(each, names, sums.get(each.bid, {})) for each in record.bids)


def _bid(bid: RecordBid, names: Mapping[str, str], sums: Mapping[str, Decimal]) -> RecordedBidShape:
    faults = [envelope.fault for envelope in bid.envelopes if envelope.outcome != OPENED]
    return RecordedBidShape(
        alias=bid.alias,
        name=names.get(bid.bid, ""),
        received_at=bid.received_at,
        is_unconfirmed=bid.is_unconfirmed,
        fault=EnvelopeFault(faults[0]) if faults else None,
        line=bid.leaf_index + 1,
        prices=() if faults else tuple(OpenedPriceShape(amount, currency) for currency, amount in sums.items()),
    )


def _rehearsed_at(opening: Opening) -> datetime | None:
    """When all keys of the tender's keyset were last tried out in pairs before the opening. Three queries."""
    frozen = {member.key_id for member in key_queries.members_of(opening.keyset)}
    for rehearsal in key_queries.done_rehearsals(opening.tender.authority):
        tried = {member.key_id for member in rehearsal.members.all()}
        if rehearsal.done_at and rehearsal.done_at <= opening.called_at and frozen <= tried:
            return rehearsal.done_at
    return None


def _refusals_before(opening: Opening, deadline: datetime) -> int:
    """How many attempts to open the log holds before the deadline. One query."""
    leaves = AuditLeaf.objects.filter(log=opening.audit_origin, kind=OpeningLeafKind.REFUSED, at__lte=deadline)
    return leaves.count()


@dataclass(frozen=True, slots=True)
class KeyHolderShape:
    """Somebody whose key opens the bids, by the keyset of the notice."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class GivenHalfShape:
    """Who gave a half of the opening that is under way, when and how."""

    name: str
    at: datetime
    way: KeyWay
    factor: FactorKind


@dataclass(frozen=True, slots=True)
class OpeningStandingShape:
    """How far the opening of a tender is. Before the deadline it is the same whether bids came in or not.

    `obstacles`: what keeps prices sealed. `records`: of each part that is closed.
    """

    tender: UUID
    stage: str
    part: OpeningPart
    deadline: datetime | None
    holders: tuple[KeyHolderShape, ...]
    halves: tuple[GivenHalfShape, ...]
    obstacles: tuple[str, ...]
    records: tuple[RecordedOpeningShape, ...]
