"""Whether a receipt is one of this site, and whether the site still keeps what it says (SEALING §6, §9).

What a receipt shows by itself `offline/` looks at, as `python -m offline verify` does. Only for one that a key of this
site signed is anything looked up: whoever has no receipt learns nothing here of who bid what. Whoever has one learns
nothing of the bids of others: no answer holds the length of the log today, which grows with each of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from core import heads
from core.child import ChildLimits, ChildStopped, run_in_child
from core.models import AuditLog, PlatformKey
from core.signing import queries as signing_queries
from offline import attachments, checkpoints, receipts, signed
from offline.reading import Problem, SignedFileFault, shortened
from offline.receipts import ReceiptDocument
from offline.signed import Signed
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import receipts as queries
from procurement.bids.states import BidState

CHILD = ChildLimits(cpu=4, wall=8.0, memory=512 * 1024 * 1024, answer=2 * attachments.MOST_BYTES)
ROTATED_WITHIN = timedelta(hours=1)  # a receipt that was being signed while the key changed


class ReceiptPoint(StrEnum):
    """What is looked at, in this order."""

    FORM = "form"
    SIGNATURE = "signature"
    KEY = "key"
    PARTS = "parts"
    LOG = "log"
    KEPT = "kept"
    KEYSET = "keyset"
    TENDER_VERSION = "tender_version"
    LATEST = "latest"


class PointFinding(StrEnum):
    """`NOTED`: it holds, and there is something to know beside it."""

    HOLDS = "holds"
    NOTED = "noted"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class CheckedPoint:
    """What came of one point. `facts` are for the sentences; `why`: of a fault, in words."""

    point: ReceiptPoint
    finding: PointFinding
    facts: Mapping[str, str | int] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """The points up to the first that shows that nothing can be said further.

    `receipt`: what it says, once a key of this site is known to have signed it; None before.
    """

    points: tuple[CheckedPoint, ...]
    receipt: ReceiptDocument | None

    @property
    def failed(self) -> tuple[CheckedPoint, ...]:
        return tuple(point for point in self.points if point.finding is PointFinding.FAILS)


def check_receipt(content: bytes) -> ReceiptCheck:
    """Look at a receipt: the signed file, or the PDF to which it is attached. Who: anybody. Changes nothing.

    Never raises for what stands in the file. No query before its signature fits, one before its key is of this site,
    nine at most after. A PDF is read in a process of its own.
    """
    try:
        envelope, receipt = _read(content)
    except SignedFileFault as fault:
        return ReceiptCheck((CheckedPoint(ReceiptPoint.FORM, PointFinding.FAILS, why=str(fault)),), None)
    points = [CheckedPoint(ReceiptPoint.FORM, PointFinding.HOLDS)]
    try:
        signed.require_unchanged(envelope)
    except SignedFileFault as fault:
        return ReceiptCheck((*points, CheckedPoint(ReceiptPoint.SIGNATURE, PointFinding.FAILS, why=str(fault))), None)
    points.append(CheckedPoint(ReceiptPoint.SIGNATURE, PointFinding.HOLDS))
    of_key = _key_point(envelope, receipt)
    points.append(of_key)
    if of_key.finding is PointFinding.FAILS:
        return ReceiptCheck(tuple(points), None)
    try:
        receipts.require_consistent(receipt, envelope.public_key)
    except SignedFileFault as fault:
        return ReceiptCheck((*points, CheckedPoint(ReceiptPoint.PARTS, PointFinding.FAILS, why=str(fault))), receipt)
    points.append(CheckedPoint(ReceiptPoint.PARTS, PointFinding.HOLDS))
    return ReceiptCheck((*points, *_points_of_site(receipt, envelope.public_key)), receipt)


def _read(content: bytes) -> tuple[Signed, ReceiptDocument]:
    """The envelope and the receipt in it, neither checked yet. Raises SignedFileFault."""
    envelope = signed.read(_signed_file(content))
    if envelope.kind != receipts.KIND:
        sentence = _("The file is signed, but it is no receipt of a bid: it says “%(kind)s”.")
        raise SignedFileFault(Problem.UNKNOWN_KIND, sentence % {"kind": shortened(envelope.kind)})
    return envelope, receipts.read(envelope.document)


def _signed_file(content: bytes) -> bytes:
    if not attachments.is_pdf(content):
        return content
    try:
        attached = run_in_child(attachments.signed_file_of, content, CHILD)
    except ChildStopped:
        sentence = _("The PDF cannot be read: it was cut off or damaged.")
        raise SignedFileFault(Problem.NOT_JSON, sentence) from None
    if not attached:
        raise SignedFileFault(Problem.NOT_JSON, _("No receipt is attached to this PDF."))
    return attached


def _key_point(envelope: Signed, receipt: ReceiptDocument) -> CheckedPoint:
    """Whether a key of this site signed, and at a time at which it did. One query."""
    keys = signing_queries.all_keys()
    key = next((row for row in keys if row.public_key == envelope.public_key.hex()), None)
    if key is None:
        return CheckedPoint(ReceiptPoint.KEY, PointFinding.FAILS, {"host": shortened(receipt.host)})
    after = next((row for row in reversed(keys) if row.number > key.number), None)
    facts: dict[str, str | int] = {"number": key.number, "fingerprint": key.fingerprint}
    if _signed_later(after, receipt):
        why = _("The key signed nothing any more at that time: another had taken its place.")
        return CheckedPoint(ReceiptPoint.KEY, PointFinding.FAILS, facts, why)
    return CheckedPoint(ReceiptPoint.KEY, PointFinding.HOLDS if after is None else PointFinding.NOTED, facts)


def _signed_later(after: PlatformKey | None, receipt: ReceiptDocument) -> bool:
    return after is not None and receipt.received_at > after.from_at + ROTATED_WITHIN


def _points_of_site(receipt: ReceiptDocument, public_key: bytes) -> Iterator[CheckedPoint]:
    """What the site keeps today, compared with what it signed then."""
    yield _log_point(receipt, public_key)
    reading = queries.read_receipt(receipt.bid, receipt.revision)
    stored = sorted((row.lot, row.kind, row.sha256) for row in reading.envelopes)
    named = sorted((row.lot, row.kind.value, row.sha256) for row in receipt.envelopes)
    damaged = sum(row.is_damaged for row in reading.envelopes)
    yield CheckedPoint(
        ReceiptPoint.KEPT,
        PointFinding.HOLDS if stored == named and not damaged else PointFinding.FAILS,
        {"count": len(named), "kept": len(stored), "damaged": damaged},
    )
    yield _keyset_point(receipt)
    yield _tender_version_point(receipt, confirmed=reading.confirmed_no)
    yield _latest_point(receipt, reading)


def _log_point(receipt: ReceiptDocument, public_key: bytes) -> CheckedPoint:
    """Whether the tender's log as it is today begins with the head that the receipt has. Three queries.

    Without facts: how long the log is says how many bids came in.
    """
    head = checkpoints.read_checkpoint(receipt.checkpoint, public_key)
    log = AuditLog.objects.filter(pk=receipts.log_name(receipt.tender)).first()
    size = log.size if log else 0
    if log is None or size < head.size:
        return _log_fails(_("The log has lost lines since."))
    try:
        roots = heads.roots_at(log.origin, head.size, size)
    except IndexError:
        roots = {}
    if roots != {size: bytes.fromhex(log.root), head.size: head.root}:
        return _log_fails(_("Lines of the log were changed, moved or taken away."))
    if queries.line_of(log, receipt.leaf.index) != receipt.leaf.body:
        return _log_fails(_("The line of this bid says something else today."))
    return CheckedPoint(ReceiptPoint.LOG, PointFinding.HOLDS)


def _log_fails(why: str) -> CheckedPoint:
    return CheckedPoint(ReceiptPoint.LOG, PointFinding.FAILS, why=why)


def _keyset_point(receipt: ReceiptDocument) -> CheckedPoint:
    keysets = key_queries.keysets_of(receipt.tender)
    frozen = next((row for row in keysets if row.digest == receipt.keyset_hash), None)
    if frozen is None or receipt.keyset_hash not in key_queries.logged_digests(frozen):
        return CheckedPoint(ReceiptPoint.KEYSET, PointFinding.FAILS)
    finding = PointFinding.HOLDS if frozen.version == keysets[-1].version else PointFinding.NOTED
    return CheckedPoint(ReceiptPoint.KEYSET, finding, {"digest": frozen.digest})


def _tender_version_point(receipt: ReceiptDocument, *, confirmed: int) -> CheckedPoint:
    """`confirmed`: the number of the tender's version for which the bid was confirmed last; 0 for none."""
    versions = queries.version_digests(receipt.tender)
    number = next((no for no, digest in versions.items() if digest == receipt.criteria_hash), 0)
    if not number:
        return CheckedPoint(ReceiptPoint.TENDER_VERSION, PointFinding.FAILS)
    latest = max(versions)
    facts = {"number": number, "latest": latest, "confirmed": confirmed}
    finding = PointFinding.HOLDS if latest in {number, confirmed} else PointFinding.NOTED
    return CheckedPoint(ReceiptPoint.TENDER_VERSION, finding, facts)


def _latest_point(receipt: ReceiptDocument, reading: queries.ReceiptReading) -> CheckedPoint:
    facts: dict[str, str | int] = {"number": receipt.revision, "latest": reading.latest}
    if receipt.revision not in range(1, reading.latest + 1):
        return CheckedPoint(ReceiptPoint.LATEST, PointFinding.FAILS, facts)
    if reading.state == BidState.WITHDRAWN:
        return CheckedPoint(ReceiptPoint.LATEST, PointFinding.NOTED, {**facts, "is_withdrawn": 1})
    return CheckedPoint(
        ReceiptPoint.LATEST, PointFinding.HOLDS if receipt.revision == reading.latest else PointFinding.NOTED, facts
    )
