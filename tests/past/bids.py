"""Bids from plain data: parties, prices, answers, claims and offers, received before the deadline and then opened."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core import states as mover
from procurement.bids.models import (
    Bid,
    BidParty,
    Claim,
    KpiCommitment,
    PriceLine,
    RequirementResponse,
    SourceAward,
    SourceFinding,
)
from procurement.bids.states import BID_STATES, BidState, SourceFindingKind
from procurement.tenders.models import KpiTemplate, Lot, Origin, Requirement, Tender, TenderInterface
from procurement.web.demo.tables import Officers, TomlTable
from suppliers.models import Supplier
from tests.past.tenders import instant


def insert(tender: Tender, data: TomlTable, *, suppliers: Mapping[str, Supplier], officers: Officers) -> list[Bid]:
    """Insert the bids in the order of the data as B1, B2, … Effects: rows: opened if imported, else drafts."""
    rows = data.get("bids", ())
    bids = [
        _bid(tender, alias(number, len(rows)), row, suppliers, officers) for number, row in enumerate(rows, start=1)
    ]
    if tender.origin == Origin.IMPORTED:
        _findings(tender, bids)
        _awards(tender, data, bids)
    return bids


def alias(number: int, count: int) -> str:
    """B1 of nine, B01 of ten: aliases sort as the numbers do."""
    return f"B{number:0{len(str(count))}}"


def submit(bids: list[Bid], *, officers: Officers) -> None:
    """Each bid comes in at its time. Effects: as the mover's."""
    for bid in bids:
        mover.move(bid, "submit", table=BID_STATES, by=None, at=bid.submitted_at or officers.at)


def open_all(tender: Tender, bids: list[Bid], *, officers: Officers) -> None:
    """The opening is recorded for each bid at the tender's opening. Effects: as the mover's."""
    for bid in bids:
        mover.move(bid, "record_opening", table=BID_STATES, by=officers.officer, at=tender.state_at)


def _bid(tender: Tender, alias: str, data: TomlTable, suppliers: Mapping[str, Supplier], officers: Officers) -> Bid:
    submitted = instant(data["submitted"], officers.at)
    bid = Bid.objects.create(
        tender=tender,
        alias=alias,
        state=BidState.OPENED if tender.origin == Origin.IMPORTED else BidState.DRAFT,
        state_at=submitted,
        submitted_at=submitted,
        **{key: data[key] for key in ("source_key", "source_status", "source_note") if key in data},
    )
    lots = {str(lot.no): lot for lot in Lot.objects.filter(tender=tender)}
    offered = {no: lot for no, lot in lots.items() if no in data["prices"]}
    bid.lots.set(offered.values())
    for no, lot in offered.items():
        _prices(bid, lot, data["prices"][no])
    _parties(bid, data, suppliers)
    _answers(bid, data)
    return bid


def _findings(tender: Tender, bids: list[Bid]) -> None:
    """A bid without a price is one that the source leaves out."""
    left_out = [bid for bid in bids if not bid.lots.exists()]
    SourceFinding.objects.bulk_create(
        SourceFinding(tender=tender, no=no, kind=SourceFindingKind.LEFT_OUT, bid=bid, sentence=bid.source_note)
        for no, bid in enumerate(left_out, start=1)
    )


def _awards(tender: Tender, data: TomlTable, bids: list[Bid]) -> None:
    """The source's own decisions, each about the lot of its number, else about the only one."""
    lots = {lot.no: lot for lot in Lot.objects.filter(tender=tender)}
    by_alias = {bid.alias: bid for bid in bids}
    SourceAward.objects.bulk_create(
        SourceAward(
            tender=tender,
            no=no,
            lot=lots[award.get("lot", 1)],
            bid=by_alias.get(award.get("bid", "")),
            source_key=award["key"],
            status=award["status"],
            decided_at=instant(award["at"], tender.state_at) if "at" in award else None,
            amount=Decimal(award["amount"]) if "amount" in award else None,
            currency=tender.currency,
            suppliers=award.get("suppliers", []),
            ground=award.get("ground", ""),
        )
        for no, award in enumerate(data.get("awards", ()), start=1)
    )


def _prices(bid: Bid, lot: Lot, amounts: Mapping[str, str]) -> None:
    PriceLine.objects.bulk_create(
        PriceLine(bid=bid, lot=lot, element=element, amount=Decimal(amount), currency=bid.tender.currency)
        for element, amount in amounts.items()
    )


def _parties(bid: Bid, data: TomlTable, suppliers: Mapping[str, Supplier]) -> None:
    """A party is a registered supplier, by its key, or an organisation as the bid names it. The first is the lead."""
    for number, party in enumerate(data["parties"], start=1):
        supplier = suppliers.get(party.get("supplier", ""))
        fields = ("name", "id_scheme", "id_value", "country", "size")
        known: dict[str, Any] = {} if supplier is None else {key: getattr(supplier, key) for key in fields}
        BidParty.objects.create(
            bid=bid,
            supplier=supplier,
            no=number,
            role=party.get("role", "lead" if number == 1 else "member"),
            share=Decimal(party["share"]) if "share" in party else None,
            **known,
            **{key: party[key] for key in fields if key in party},
        )


def _answers(bid: Bid, data: TomlTable) -> None:
    tender = bid.tender
    interfaces = {row.code: row for row in TenderInterface.objects.filter(tender=tender)}
    for code, claim in data.get("claims", {}).items():
        interface = interfaces[code]
        Claim.objects.create(
            bid=bid,
            interface=interface,
            standard_id=claim.get("standard", interface.standard_id),
            standard_version=claim.get("version", interface.standard_version),
            statement=claim["statement"],
        )
    kpis = {row.code: row for row in KpiTemplate.objects.filter(tender=tender)}
    for code, target in data.get("offers", {}).items():
        KpiCommitment.objects.create(bid=bid, kpi=kpis[code], target=target)
    requirements = {row.key: row for row in Requirement.objects.filter(tender=tender)}
    for key, value in data.get("answers", {}).items():
        RequirementResponse.objects.create(bid=bid, requirement=requirements[key], value=value)
