"""The source's own decisions, as rows."""

from collections.abc import Mapping

from procurement.bids.models import Bid, SourceAward
from procurement.opendata import process as facts
from procurement.opendata.store.saving import amount_or_none, save
from procurement.tenders.models import Lot, Tender


def save_awards(tender: Tender, process: facts.SourceProcess, lots: Mapping[str, Lot], bids: Mapping[str, Bid]) -> None:
    rows = [
        SourceAward(
            tender=tender,
            no=number,
            lot=lots[award.lot] if award.lot else None,
            bid=bids[award.bid] if award.bid else None,
            source_key=award.key,
            status=award.status,
            decided_at=award.date,
            amount=amount_or_none(award.amount),
            currency=award.currency or "",
            suppliers=[
                {"name": party.name, "id_scheme": party.id_scheme, "id_value": party.id_value}
                for party in award.suppliers
            ],
            ground=award.note,
        )
        for number, award in enumerate(process.awards, start=1)
    ]
    save(SourceAward, rows)
