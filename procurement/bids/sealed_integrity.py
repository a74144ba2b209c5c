"""What came in sealed, for `manage.py verify`: each version with its envelopes and a receipt that fits the log."""

from collections import Counter
from collections.abc import Collection, Iterator

from core.models import AuditLeaf
from core.signing import queries as key_queries
from core.signing.documents import read_own
from core.verification import Checked
from offline import opening_records, receipts
from offline.reading import SignedFileFault
from offline.sealing.headers import EnvelopeKind
from procurement.bids import store
from procurement.bids.models import (
    BidReceipt,
    BidRevision,
    EnvelopeCondition,
    OpenedFile,
    Opening,
    OpeningRecord,
    SealedEnvelope,
)
from procurement.bids.services.envelope_checks import condition_of
from procurement.bids.states import OpeningState

CHUNK = 200  # rows read at once
_BODY_FAULTS = {
    EnvelopeCondition.MISSING: "The envelope {name} is missing.",
    EnvelopeCondition.CHANGED: "The envelope {name} was changed.",
    EnvelopeCondition.UNREADABLE: "The envelope {name} cannot be read.",
}


def check_versions() -> Iterator[Checked]:
    """Every version: both parts of each of its lots, each with the size of its row; a receipt; the leaf it names."""
    versions = BidRevision.objects.order_by("pk").select_related("receipt__leaf").prefetch_related("envelopes")
    ours = key_queries.public_keys()
    for version in versions.iterator(CHUNK):
        yield Checked(str(version.pk), (*_missing_parts(version), *_receipt_faults(version, ours)))
    yield from _leaves_without_version()


def check_envelopes() -> Iterator[Checked]:
    """Every envelope's body by its SHA-256: each is read, so this takes as long as the disk."""
    for envelope in SealedEnvelope.objects.order_by("pk").iterator(CHUNK):
        sentence = _BODY_FAULTS.get(condition_of(envelope))
        yield Checked(str(envelope.pk), (sentence.format(name=envelope.object_name),) if sentence else ())


def check_openings() -> Iterator[Checked]:
    """Every closed opening has a signed record that fits its leaf; every file of an opened bid lies in the store."""
    ours = key_queries.public_keys()
    for opening in Opening.objects.filter(state=OpeningState.CLOSED).order_by("pk").select_related("record__leaf"):
        yield Checked(str(opening.pk), tuple(_record_faults(opening, ours)))
    for row in OpenedFile.objects.order_by("pk").iterator(CHUNK):
        is_there = store.opened_path(row.object_name).is_file()
        yield Checked(str(row.pk), () if is_there else (f"The opened file {row.object_name} is missing.",))


def _record_faults(opening: Opening, ours: Collection[str]) -> Iterator[str]:
    try:
        record = opening.record
        document, _key = read_own(record.text, opening_records, ours)
    except OpeningRecord.DoesNotExist:
        yield "It has no record."
        return
    except SignedFileFault as fault:
        yield f"Its record: {fault}"
        return
    if (document.leaf.body, document.leaf.index) != (record.leaf.body, record.leaf.index):
        yield "The entry in its record is not the one of the log."


def _missing_parts(version: BidRevision) -> Iterator[str]:
    lots = Counter(envelope.lot_id for envelope in version.envelopes.all())
    if not lots or any(count != len(EnvelopeKind) for count in lots.values()):
        yield "Not every lot has both of its parts."
    for envelope in version.envelopes.all():
        path = store.envelope_path(envelope.object_name)
        if not path.is_file():
            yield f"The envelope {envelope.object_name} is missing."
        elif path.stat().st_size != envelope.size:
            yield f"The envelope {envelope.object_name} does not have its size."


def _receipt_faults(version: BidRevision, ours: Collection[str]) -> Iterator[str]:
    try:
        receipt = version.receipt
        document, _key = read_own(receipt.text, receipts, ours)
    except BidReceipt.DoesNotExist:
        yield "It has no receipt."
        return
    except SignedFileFault as fault:
        yield f"Its receipt: {fault}"
        return
    if (document.leaf.body, document.leaf.index) != (receipt.leaf.body, receipt.leaf.index):
        yield "The entry in its receipt is not the one of the log."
    hashes = {each.sha256 for each in document.envelopes}
    if hashes != {envelope.sha256 for envelope in version.envelopes.all()}:
        yield "Its receipt names other envelopes."
    if (document.received_at, document.revision) != (version.received_at, version.number):
        yield "Its receipt names another time or number."


def _leaves_without_version() -> Iterator[Checked]:
    """An entry of the log whose version is gone: it came in, and somebody took it away. Each names its envelopes."""
    entries = AuditLeaf.objects.filter(kind=receipts.LEAF_KIND, body__contains='"envelopes":')
    leaves = entries.order_by("pk").values_list("pk", "log_id", "index")
    named = BidReceipt.objects.values_list("leaf", flat=True)
    for pk, log, index in leaves.exclude(pk__in=named).iterator(CHUNK):
        yield Checked(str(pk), (f"Entry {index} of {log} names a version that is not there.",))
