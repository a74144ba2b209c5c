"""Reads of what a receipt names; no visibility applied: only for a receipt that a key of this site signed."""

from dataclasses import dataclass
from uuid import UUID

from core.models import AuditLeaf, AuditLog
from procurement.bids.models import (
    Bid,
    BidRevision,
    EnvelopeCheck,
    EnvelopeCondition,
    Reconfirmation,
    SealedEnvelope,
)
from procurement.tenders.models import TenderVersion


@dataclass(frozen=True, slots=True)
class EnvelopeRow:
    """An envelope as it is stored: lot and kind as a receipt writes them, and its hash.

    `is_damaged`: its file was not whole when it was read last.
    """

    lot: str
    kind: str
    sha256: str
    is_damaged: bool


@dataclass(frozen=True, slots=True)
class ReceiptReading:
    """What is kept of a version of a bid. `latest`: the number of the last version; 0 where there is none.

    `confirmed_no`: the number of the tender's version for which this one was confirmed last; 0 for none.
    """

    state: str
    latest: int
    confirmed_no: int
    envelopes: tuple[EnvelopeRow, ...]


NOTHING = ReceiptReading("", 0, 0, ())


def read_receipt(bid: str, number: int) -> ReceiptReading:
    """Of a bid by the text of its id; of one that is not there nothing is kept. Four queries."""
    if (pk := _uuid(bid)) is None or (row := Bid.objects.filter(pk=pk).only("state").first()) is None:
        return NOTHING
    numbers = BidRevision.objects.filter(bid=pk).order_by("-number").values_list("number", flat=True)
    envelopes = SealedEnvelope.objects.filter(revision__bid=pk, revision__number=number)
    confirmed = Reconfirmation.objects.filter(revision__bid=pk, revision__number=number).order_by("-tender_version__no")
    return ReceiptReading(
        state=row.state,
        latest=numbers.first() or 0,
        confirmed_no=confirmed.values_list("tender_version__no", flat=True).first() or 0,
        envelopes=tuple(
            EnvelopeRow(str(row.lot_id), row.kind, row.sha256, is_damaged=_is_damaged(row))
            for row in envelopes.select_related("last_check")
        ),
    )


def _is_damaged(envelope: SealedEnvelope) -> bool:
    check: EnvelopeCheck | None = getattr(envelope, "last_check", None)
    return check is not None and check.condition != EnvelopeCondition.INTACT


def line_of(log: AuditLog, index: int) -> str:
    """The bytes of a leaf as text; empty where there is none. One query."""
    return AuditLeaf.objects.filter(log=log, index=index).values_list("body", flat=True).first() or ""


def version_digests(tender: str) -> dict[int, str]:
    """{number: digest} of the versions of a tender by the text of its id. One query."""
    pk = _uuid(tender)
    return dict(TenderVersion.objects.filter(tender=pk).values_list("no", "digest")) if pk else {}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
