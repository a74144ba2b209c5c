"""Who is in a bid, with what each can show on the day of the deadline and whether it has signed that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from core.canon import digest
from core.law.days import day_of
from procurement.bids.gather.one_bid import ALLOW
from procurement.bids.models import Bid, BidParty
from procurement.bids.queries import other_bids
from procurement.bids.queries.other_bids import OtherBid
from procurement.bids.rules.parties import PartyPart, PartyStanding, SignedPart, terms_digest
from procurement.tenders.sections import TenderContent
from suppliers import gather as supplier_gather
from suppliers import queries as supplier_queries
from suppliers.queries import SupplierFacts
from suppliers.rules.coverage import (
    CapabilityFact,
    DeclaredFact,
    Lack,
    LackKind,
    PartyFacts,
    Required,
    RequiredCapability,
    missing_of,
)
from suppliers.rules.facts import Fact, live_on


@dataclass(frozen=True, slots=True)
class PartiesReading:
    """The parties of a bid by number; what they lack on the day of the deadline; the facts of each by its number.

    `waiting`: facts of the lead that nobody has confirmed for this bid as they are now. `double`: another bid for the
    lot binds the lead, and the tender takes each in one: said to the lead's people alone.
    """

    on: date
    parts: tuple[PartyPart, ...]
    lacks: tuple[Lack, ...]
    facts: Mapping[int, tuple[Fact, ...]]
    waiting: bool
    double: bool = False

    @property
    def lead(self) -> PartyPart:
        return next(part for part in self.parts if part.is_lead)

    @property
    def unsigned(self) -> tuple[PartyPart, ...]:
        """The partners whose signature is missing."""
        return tuple(part for part in self.parts if not part.is_lead and part.standing is not PartyStanding.SIGNED)

    @property
    def is_complete(self) -> bool:
        return not self.lacks and not self.waiting and not self.double


def parties_of(bid: Bid, content: TenderContent) -> PartiesReading:
    """As the bid is now. Six queries, where it was read with its parties and its lots are at hand."""
    on = deadline_day(bid)
    parties = list(bid.parties.all())
    known = supplier_queries.facts_of_all([party.supplier for party in parties if party.supplier is not None])
    live = {party.no: _live(known, party, on) for party in parties}
    bound = _bound(bid, content, [party.supplier_id for party in parties])
    lots = _lot_numbers(bid)
    parts = tuple(_in_place(_part(bid, party, live[party.no], lots), bound.get(party.supplier_id)) for party in parties)
    facts = [
        _facts(party, part, known.get(party.supplier_id or UUID(int=0)), on)
        for party, part in zip(parties, parts, strict=True)
    ]
    alone = len(parts) == 1
    return PartiesReading(
        on=on,
        parts=parts,
        lacks=tuple(_for_bid(missing_of(facts, required_of(content, lots), on), alone=alone)),
        facts={no: supplier_gather.facts(rows) for no, rows in live.items()},
        waiting=next(part for part in parts if part.is_lead).standing is not PartyStanding.SIGNED,
        double=bid.supplier_id in bound,
    )


def other_bid_of(bid: Bid, party: BidParty, content: TenderContent) -> OtherBid | None:
    """The other bid for a lot of this one that keeps the party from signing; None where the tender takes both.

    For the party's own people alone. At most one query.
    """
    return _bound(bid, content, [party.supplier_id]).get(party.supplier_id)


def _bound(bid: Bid, content: TenderContent, suppliers: Sequence[UUID | None]) -> Mapping[UUID | None, OtherBid]:
    if content.panel.member_in_two_bids == ALLOW:
        return {}
    return other_bids.bound_elsewhere(bid, suppliers)


def _in_place(part: PartyPart, other: OtherBid | None) -> PartyPart:
    """A partner's signature stands unless another bid for the lot is in, or was signed later. The lead's own place in
    another bid is no signature that is missing.
    """
    if other is None or part.is_lead or part.spoken is None:
        return part
    return replace(part, is_elsewhere=other.is_in or other.at > part.spoken.at)


def part_of(bid: Bid, party: BidParty) -> PartyPart:
    """One party's part with the digest of its facts on the day of the deadline. Six queries."""
    known = supplier_queries.facts_of_all([party.supplier]) if party.supplier is not None else {}
    return _part(bid, party, _live(known, party, deadline_day(bid)), _lot_numbers(bid))


def deadline_day(bid: Bid) -> date:
    """The day of the deadline where the authority is; facts are looked at on it."""
    tender = bid.tender
    return day_of(tender.deadline_at or bid.state_at, tender.authority.zone)


def facts_digest(facts: SupplierFacts) -> str:
    """SHA-256 over the facts that go in, in hex: what the payload and the receipt name."""
    return digest(sorted(supplier_gather.fact_digest(row) for row in facts))


def required_of(content: TenderContent, lots: Iterable[int]) -> Required:
    """What the tender asks of whoever bids for these lots."""
    chosen, bidders = set(lots), content.bidders
    terms = [term.code for term in bidders.selection if term.lot is None or term.lot in chosen]
    asked = [row for row in bidders.capabilities if row.lot is None or row.lot in chosen]
    return Required(
        declarations=tuple(dict.fromkeys((*bidders.exclusion, *terms))),
        capabilities=tuple(
            RequiredCapability(row.code, row.title, _decimal(row.minimum), row.unit, row.additive) for row in asked
        ),
    )


def _lot_numbers(bid: Bid) -> list[int]:
    return [lot.no for lot in bid.lots.all()]


def _live(known: Mapping[UUID, SupplierFacts], party: BidParty, on: date) -> SupplierFacts:
    facts = known.get(party.supplier_id) if party.supplier_id is not None else None
    return supplier_queries.only_live(facts, on) if facts is not None else SupplierFacts()


def _part(bid: Bid, party: BidParty, live: SupplierFacts, lots: Iterable[int]) -> PartyPart:
    latest = max(party.signatures.all(), key=lambda row: row.pk, default=None)
    spoken = None
    if latest is not None:
        spoken = SignedPart(latest.act, latest.terms_digest, latest.facts_digest, str(latest.by), latest.at)
    return PartyPart(
        no=party.no,
        name=party.name,
        role=party.role,
        share=party.share,
        tasks=party.tasks,
        is_lead=party.supplier_id == bid.supplier_id,
        terms=terms_digest(party.role, party.share, party.tasks, lots),
        facts=facts_digest(live),
        spoken=spoken,
    )


def _facts(party: BidParty, part: PartyPart, known: SupplierFacts | None, on: date) -> PartyFacts:
    """As the rules of suppliers read a party: what is issued after the day is left out, what ended is there."""
    rows = known or SupplierFacts()
    return PartyFacts(
        key=str(party.no),
        name=party.name,
        role=party.role,
        share=party.share,
        has_consented=part.is_lead or part.standing is PartyStanding.SIGNED,
        declarations=tuple(
            DeclaredFact(row.code, row.expires_date)
            for row in rows.declarations
            if row.expires_date is not None and live_on(row.issued_date, None, on)
        ),
        capabilities=tuple(
            CapabilityFact(row.code, row.amount, row.unit or row.currency, row.expires_date, row.title)
            for row in rows.capabilities
            if live_on(row.issued_date, None, on)
        ),
    )


def _for_bid(lacks: Sequence[Lack], *, alone: bool) -> Iterable[Lack]:
    """Of who bids alone no share is asked: it does all of it."""
    shares = {LackKind.SHARE_UNKNOWN, LackKind.SHARE_SUM}
    return (lack for lack in lacks if not (alone and lack.kind in shares))


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
