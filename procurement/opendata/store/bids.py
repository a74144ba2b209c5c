"""Bids with their parties, prices, quantities and answers."""

from collections.abc import Mapping
from datetime import datetime

from core.fields import exact_text
from procurement.bids.models import Bid, BidLot, BidParty, PriceLine, Quantity, RequirementResponse
from procurement.bids.states import BidState
from procurement.opendata import process as facts
from procurement.opendata.store.lots import PRICE
from procurement.opendata.store.saving import amount_or_none, save
from procurement.tenders.models import Lot, Requirement, Tender


def save_bids(tender: Tender, process: facts.SourceProcess, lots: Mapping[str, Lot], at: datetime) -> dict[str, Bid]:
    width = len(str(len(process.bids)))
    rows = {
        bid.key: Bid(
            tender=tender,
            alias=f"B{number:0{width}}",
            state=BidState.OPENED,
            state_at=at,
            submitted_at=_submission_time(bid),
            source_key=bid.key,
            source_status=bid.status,
        )
        for number, bid in enumerate(process.bids, start=1)
    }
    save(Bid, rows.values())
    links = [
        BidLot(bid=rows[bid.key], lot=lots[offer.lot], submitted_at=offer.date or bid.date)
        for bid in process.bids
        for offer in bid.offers
        if bid.counted and offer.counted
    ]
    save(BidLot, links)
    parties = [
        BidParty(
            bid=rows[bid.key],
            no=number,
            name=party.name,
            id_scheme=party.id_scheme,
            id_value=party.id_value,
            size=party.size or "unknown",
            country=party.country,
            share=party.share,
            role="lead" if number == 1 else "member",
        )
        for bid in process.bids
        for number, party in enumerate(bid.tenderers, start=1)
    ]
    save(BidParty, parties)
    return rows


def _submission_time(bid: facts.SourceBid) -> datetime | None:
    """When the bid came in: at the date of its offers where they have one and the same, else at its own."""
    dates = {offer.date for offer in bid.offers}
    return dates.pop() or bid.date if len(dates) == 1 else bid.date


def save_prices(process: facts.SourceProcess, lots: Mapping[str, Lot], bids: Mapping[str, Bid]) -> None:
    rows = []
    for bid in process.bids:
        for offer in bid.offers:
            amounts = offer.elements or {PRICE: offer.price, **offer.costs}
            rows += [
                PriceLine(
                    bid=bids[bid.key],
                    lot=lots[offer.lot],
                    element=element,
                    amount=amount_or_none(amount),
                    currency=offer.currency or process.currency or "",
                )
                for element, amount in amounts.items()
            ]
    save(PriceLine, rows)
    save(Quantity, _quantities(process, lots, bids))


def _quantities(process: facts.SourceProcess, lots: Mapping[str, Lot], bids: Mapping[str, Bid]) -> list[Quantity]:
    return [
        Quantity(bid=bids[bid.key], lot=lots[offer.lot], code=code, value=exact_text(value))
        for bid in process.bids
        for offer in bid.offers
        for code, value in offer.quantities.items()
        if value is not None
    ]


def save_answers(
    process: facts.SourceProcess, bids: Mapping[str, Bid], requirements: Mapping[str, Requirement]
) -> None:
    rows = [
        RequirementResponse(
            bid=bids[bid.key], requirement=requirements[answer.requirement], value=answer.value, note=answer.note
        )
        for bid in process.bids
        for answer in bid.answers
    ]
    save(RequirementResponse, rows)
