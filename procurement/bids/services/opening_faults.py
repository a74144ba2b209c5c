"""What is not as it should be around an opening, beyond the envelopes: in the log, the receipts, the rows of bids.

Whoever rules the database can change any of them. What was signed shows it: the heads of the log and the receipts.
None of it keeps a bid from being opened; each is named in the record.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from uuid import UUID

from core.models import AuditCheckpoint, AuditLeaf, AuditLog
from core.signing import queries as key_queries
from core.signing.documents import read_own
from offline import receipts, tree
from offline.checkpoints import CheckpointFault, read_checkpoint
from offline.opening_log import LoggedBids
from offline.opening_records import RecordNote
from offline.reading import SignedFileFault
from offline.receipts import ReceiptDocument
from offline.sealing.payloads import manifest_of
from procurement.bids.models import (
    Bid,
    BidParty,
    BidReceipt,
    BidRevision,
    OpenedAnswers,
    Opening,
    OpeningResult,
)
from procurement.bids.rules.sealed_parties import read_parties
from procurement.bids.states import BidState, EnvelopeOutcome, RecordFault
from procurement.tenders.models import Tender

SEALED = (BidState.SUBMITTED, BidState.NEEDS_RECONFIRMATION)
_PARTY_FIELDS = ("no", "name", "id_scheme", "id_value", "role")


def signed_receipts(tender: Tender) -> dict[UUID, ReceiptDocument]:
    """{version: its receipt}, of those whose copy here bears a signature of the site. Two queries."""
    ours = key_queries.public_keys()
    documents = {}
    for revision, text in BidReceipt.objects.filter(revision__bid__tender=tender).values_list("revision_id", "text"):
        with suppress(SignedFileFault):
            documents[revision], _key = read_own(text, receipts, ours)
    return documents


def notes_of(opening: Opening, logged: LoggedBids) -> tuple[RecordNote, ...]:
    """Everything that is not as it should be, in a fixed order; `about` is the number of a bid, or a line of the log.

    Bids are still sealed by their state, or opened where their prices are opened now.
    """
    tender = opening.tender
    receipts_by_version = signed_receipts(tender)
    notes = [
        *_of_log(tender, receipts_by_version),
        *_of_versions(tender, logged),
        *_of_receipts(tender, logged, receipts_by_version),
        *_of_states(tender, logged),
        *_of_parties(opening),
    ]
    return tuple(RecordNote(kind.value, about) for kind, about in dict.fromkeys(notes))


Note = tuple[RecordFault, str]


def _of_log(tender: Tender, documents: Mapping[UUID, ReceiptDocument]) -> Iterator[Note]:
    """Each line has its own hash, none is missing, and the log has been what its signed heads say."""
    origin = f"tender:{tender.pk}"
    roots = dict(_signed_heads(origin, documents))
    count, grown = 0, tree.Frontier()
    for index, body, hash_ in (
        AuditLeaf.objects.filter(log=origin).order_by("index").values_list("index", "body", "hash")
    ):
        if index != count or tree.leaf_hash(body.encode()).hex() != hash_:
            yield RecordFault.LOG_CHANGED, str(index)
        count, grown = index + 1, grown.append(tree.leaf_hash(body.encode()))
        if roots.pop(grown.size, grown.root()) != grown.root():
            yield RecordFault.HEAD_DIFFERS, str(grown.size)
    for size in sorted(roots):
        yield RecordFault.HEAD_DIFFERS, str(size)
    head = AuditLog.objects.get(pk=origin)
    if (head.size, head.root) != (grown.size, grown.root().hex()):
        yield RecordFault.LOG_CHANGED, str(head.size)


def _signed_heads(origin: str, documents: Mapping[UUID, ReceiptDocument]) -> Iterator[tuple[int, bytes]]:
    """(size, root) of every head of this log that was signed, as the site keeps it."""
    keys = [bytes.fromhex(key) for key in key_queries.public_keys()]
    notes = [*AuditCheckpoint.objects.filter(log=origin).values_list("note", flat=True)]
    for note in [*notes, *(document.checkpoint for document in documents.values())]:
        for key in keys:
            try:
                head = read_checkpoint(note, key)
            except CheckpointFault:
                continue
            yield head.size, head.root
            break


def _of_versions(tender: Tender, logged: LoggedBids) -> Iterator[Note]:
    """What stands in the table of versions and did not come in by the log: it was put there."""
    versions = BidRevision.objects.filter(bid__tender=tender).order_by("received_at", "pk")
    for bid, alias, number in versions.values_list("bid_id", "bid__alias", "number"):
        if (str(bid), number) not in logged.versions:
            yield RecordFault.VERSION_NOT_IN_LOG, f"{alias} {number}"


def _of_receipts(tender: Tender, logged: LoggedBids, documents: Mapping[UUID, ReceiptDocument]) -> Iterator[Note]:
    """The copies here; the supplier has its own, and that one counts."""
    revisions = {
        (str(bid), number): pk
        for pk, bid, number in BidRevision.objects.filter(bid__tender=tender).values_list("pk", "bid_id", "number")
    }
    there = set(BidReceipt.objects.filter(revision__bid__tender=tender).values_list("revision_id", flat=True))
    aliases = logged.aliases()
    for version in logged.to_open:
        pk = revisions.get((version.bid, version.revision))
        if pk is None:
            continue
        if pk not in there:
            yield RecordFault.RECEIPT_GONE, aliases[version.bid]
        elif pk not in documents:
            yield RecordFault.RECEIPT_CHANGED, aliases[version.bid]


def _of_states(tender: Tender, logged: LoggedBids) -> Iterator[Note]:
    """A bid that the log says is in must be so in its table, and the other way round."""
    aliases = logged.aliases()
    bids = Bid.objects.filter(tender=tender, begun_at__isnull=False).order_by("begun_at", "pk")
    over = {BidState.OPENED, BidState.UNREADABLE}
    for bid in bids:
        is_in = str(bid.pk) in aliases
        if bid.state not in over and is_in != (bid.state in SEALED):
            yield RecordFault.STATE_DIFFERS, aliases.get(str(bid.pk), bid.alias)


def _of_parties(opening: Opening) -> Iterator[Note]:
    """Who was sealed as being in a bid, beside the rows of its parties."""
    opened = OpeningResult.objects.filter(opening=opening, kind="technical", outcome=EnvelopeOutcome.OPENED)
    rows: dict[UUID | None, list[dict[str, object]]] = {}
    for row in BidParty.objects.filter(bid__tender=opening.tender_id).order_by("bid", "no"):
        rows.setdefault(row.bid_id, []).append({name: getattr(row, name) for name in _PARTY_FIELDS})
    for answers in OpenedAnswers.objects.filter(result__in=opened).select_related("result"):
        if _sealed_parties(answers.manifest) != rows.get(answers.result.bid_id, []):
            yield RecordFault.PARTIES_DIFFER, answers.result.alias


def _sealed_parties(manifest: str) -> list[dict[str, object]] | None:
    """None for what names parties in no form that is known; nothing that was sealed keeps an opening from its end."""
    try:
        parties = read_parties(manifest_of(manifest.encode()).answers)
    except ValueError:
        return None
    return [{name: getattr(party, name) for name in _PARTY_FIELDS} for party in parties]
