"""The marks that a file states."""

from collections.abc import Mapping
from datetime import datetime

from core.fields import exact_text
from procurement.bids.models import Bid
from procurement.evaluations.models import Consensus
from procurement.opendata import process as facts
from procurement.opendata.store.saving import save
from procurement.tenders.models import Criterion, Lot


def save_marks(
    process: facts.SourceProcess,
    lots: Mapping[str, Lot],
    bids: Mapping[str, Bid],
    criteria: Mapping[str, Criterion],
    at: datetime,
) -> None:
    """The marks that the file states, as consensus without individual ones; a missing one is no row."""
    by_key = {criterion.key: criterion for criterion in process.criteria}
    rows = []
    for bid in process.bids:
        for key, value in bid.marks.items():
            if value is None:
                continue
            label = next((level.label for level in by_key[key].levels if level.value == value), "")
            for offer in bid.offers:
                if bid.counted and offer.counted and offer.lot in by_key[key].lots:
                    reason = bid.reasons.get(key) or f"Stated in the imported file: {label or value}"
                    row = Consensus(
                        lot=lots[offer.lot],
                        bid=bids[bid.key],
                        criterion=criteria[key],
                        value=exact_text(value),
                        reason=reason,
                        at=at,
                    )
                    rows.append(row)
    save(Consensus, rows)
