"""The second step of a submission: one short transaction that gives a sealed bid its time, its leaf and its receipt.

The order of locks is always the same: the tender's row, shared; the head of its log; then the clock (ADR 0059). What a
closing, an amendment or a suspension changes, it changes with the tender's row taken alone, so after it nothing comes
in, and what came in before has an earlier time. No submission touches the platform's log.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from core import audit, clock, db, states
from core.models import AuditCheckpoint, AuditLeaf, AuditLog, User
from core.sealing_child import SealedPart
from core.signing import services as signing
from core.signing.services import Signer
from core.uptime import clocks
from offline import receipts
from offline.checkpoints import Checkpoint
from offline.receipts import ReceiptDocument, ReceiptEnvelope, ReceiptLeaf
from offline.sealing.headers import EnvelopeKind
from procurement.bids.gather.one_bid import lots_led_elsewhere, why_not_bid
from procurement.bids.models import (
    AttemptReason,
    Bid,
    BidLot,
    BidReceipt,
    BidRevision,
    FrozenKeyset,
    SealedEnvelope,
    SubmissionWork,
)
from procurement.bids.queries.other_bids import IN
from procurement.bids.services import works
from procurement.bids.services.submission import Prepared, SubmissionOvertaken, SubmissionRefused, late_sentence
from procurement.bids.states import BID_STATES, BidState
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Tender, TenderVersion
from procurement.tenders.states import TenderState
from scoring import canonical

OVER = {BidState.OPENED, BidState.UNREADABLE}
# Rows with what their query counted or looked up beside them.
_TenderNow = Any
_CountedBid = Any


def receive(prepared: Prepared, *, by: User) -> BidRevision:
    """Store a sealed bid as its next version. `receive_bid` of `submitting` says what it means."""
    signer = signing.signer(at=clock.db_now())  # before the locks: nothing waits for a file of keys
    platform_head = _platform_head(signer)
    with db.write_transaction():
        db.share(Tender, prepared.bid.tender_id)
        tender = _tender_now(prepared.bid.tender_id)
        _require_as_prepared(prepared, tender)
        head = audit.hold(prepared.bid.audit_origin)
        bid = _bid_now(prepared.bid.pk)
        _require_next(prepared, bid)
        at = clock.db_now()  # after every lock
        deadline = _require_open(tender, at)
        _require_bound(prepared, bid, at)
        if obstacle := clocks.obstacle(bid.audit_origin, at=at):
            raise SubmissionRefused([obstacle], AttemptReason.SERVER_FAULT)
        revision = _store(prepared, deadline, by=by, at=at)
        leaf = _record(bid, prepared, deadline, by=by, at=at)
        _store_receipt(prepared, revision, leaf, head, signer, platform_head)
        _end_work(prepared)
    return revision


def _platform_head(signer: Signer) -> str:
    """The latest signed head of the platform's log, if this key signed it."""
    heads = AuditCheckpoint.objects.filter(log=audit.PLATFORM).order_by("-size")
    note = heads.values_list("note", flat=True).first() or ""
    return note if note and receipts.is_signed_by(note, signer.public_key) else ""


def _require_open(tender: Tender, at: datetime) -> datetime:
    """The deadline that is applied. Received at the deadline is in time; while a tender is suspended nothing is."""
    deadline = tender.deadline_at
    if tender.state in {TenderState.DRAFT, TenderState.REVIEW, TenderState.CANCELLED} or deadline is None:
        raise SubmissionRefused([_("This tender takes no bids now.")], AttemptReason.NOT_OPEN)
    if at > deadline or tender.state != TenderState.OPEN:
        raise SubmissionRefused([late_sentence(deadline)], AttemptReason.AFTER_DEADLINE)
    return deadline


def _tender_now(pk: UUID) -> _TenderNow:
    """State and deadline, since when it is suspended, its latest version and keyset. One query: others wait."""
    of_tender = {"tender": OuterRef("pk")}
    versions = TenderVersion.objects.filter(**of_tender).order_by("-no").values("pk")[:1]
    keysets = FrozenKeyset.objects.filter(**of_tender).order_by("-version").values("pk")[:1]
    tenders = tender_queries.annotate_suspended(Tender.objects.only("state", "deadline_at"))
    return tenders.annotate(version_now=Subquery(versions), keyset_now=Subquery(keysets)).get(pk=pk)


def _require_as_prepared(prepared: Prepared, tender: _TenderNow) -> None:
    """What was sealed is for the tender and the keys as they are now, and it is not suspended."""
    if tender.suspended_at is not None:
        raise SubmissionRefused(
            [_("The tender is suspended: it takes no bids until it goes on.")], AttemptReason.NOT_OPEN
        )
    if tender.version_now != prepared.version.pk:
        raise SubmissionRefused([_("The tender was changed meanwhile. Read what changed, then submit again.")])
    if tender.keyset_now != prepared.keyset.pk:
        sentence = _("The keys that open this tender were changed meanwhile. Submit again.")
        raise SubmissionRefused([sentence], AttemptReason.KEYSET_MISMATCH)


def _bid_now(pk: UUID) -> _CountedBid:
    """The bid with its supplier and how many versions are in. Who moves it or chooses its lots holds the head, too."""
    bids = Bid.objects.select_related("supplier").annotate(versions=Count("revisions"))
    return bids.get(pk=pk)


def _require_bound(prepared: Prepared, bid: _CountedBid, at: datetime) -> None:
    """The supplier may bid still, for the lots that were sealed, and no other bid of it is in for one of them.

    What was asked while it was prepared is asked again under the lock of the head: two bids that were prepared at once
    come in one after the other.
    """
    if bid.supplier is not None and (why := why_not_bid(bid.supplier, at)):
        raise SubmissionRefused([why], AttemptReason.NOT_OPEN)
    lots = set(BidLot.objects.filter(bid=bid.pk).order_by().values_list("lot", flat=True))
    if lots != {UUID(part.lot) for part in prepared.parts}:
        raise SubmissionRefused([_("The lots of this bid were changed meanwhile. Submit again.")])
    if _others_in(bid, lots):
        raise SubmissionRefused([_("Another bid of yours for one of these lots is in: replace or withdraw that one.")])


def _others_in(bid: _CountedBid, lots: set[UUID]) -> list[Bid]:
    """Bids of the same lead for one of the lots that are in, and that the tender does not take beside this one."""
    is_beside = Exists(BidLot.objects.filter(bid=OuterRef("pk"), lot__in=lots))
    beside = Bid.objects.filter(is_beside, tender=bid.tender_id, supplier=bid.supplier_id, state__in=IN)
    if not beside.exclude(pk=bid.pk).exists():  # nearly always: the rest is asked where there is one
        return []
    others = lots_led_elsewhere(bid.tender, bid.supplier_id, bid.consortium_id, lots, besides=bid.pk)
    return [other for other in others if other.state in IN]


def _require_next(prepared: Prepared, bid: _CountedBid) -> None:
    """Under the lock of the log's head no other version of this bid can come between."""
    if bid.state in OVER:
        raise SubmissionRefused([_("This bid was opened.")], AttemptReason.NOT_OPEN)
    if bid.versions != prepared.number - 1:
        raise SubmissionOvertaken(bid.versions)


def _store(prepared: Prepared, deadline: datetime, *, by: User, at: datetime) -> BidRevision:
    """The version with all its envelopes."""
    revision = BidRevision.objects.create(
        bid=prepared.bid,
        number=prepared.number,
        tender_version=prepared.version,
        keyset=prepared.keyset,
        criteria_hash=prepared.version.digest,
        received_at=at,
        deadline_at=deadline,
        idem_key=prepared.idem_key,
        idem_digest=prepared.idem_digest,
        sealed_by_client=prepared.sealed_by_client,
        sender=by,
    )
    SealedEnvelope.objects.bulk_create(
        SealedEnvelope(
            revision=revision,
            lot_id=part.lot,
            kind=part.kind,
            header=part.header,
            wraps=part.wraps,
            object_name=part.object_name,
            size=part.size,
            body_sha256=part.body_sha256,
            sha256=part.sha256,
        )
        for part in prepared.parts
    )
    return revision


def _record(bid: Bid, prepared: Prepared, deadline: datetime, *, by: User, at: datetime) -> AuditLeaf:
    """Move the bid; the leaf that this leaves is the receipt's. It names neither a supplier nor a person."""
    facts = {
        "revision": prepared.number,
        "deadline": canonical.plain(deadline),
        "envelopes": receipts.envelope_facts(_envelopes(prepared.parts)),
        "keyset_hash": prepared.keyset.digest,
        "criteria_hash": prepared.version.digest,
    }
    return states.move(bid, "submit", table=BID_STATES, by=by, at=at, facts=facts, submitted_at=at)


def _envelopes(parts: tuple[SealedPart, ...]) -> tuple[ReceiptEnvelope, ...]:
    return tuple(ReceiptEnvelope(part.lot, EnvelopeKind(part.kind), part.sha256, part.commitment) for part in parts)


def _store_receipt(
    prepared: Prepared, revision: BidRevision, leaf: AuditLeaf, before: AuditLog, signer: Signer, platform_head: str
) -> None:
    """Sign what came in, with the leaf, its proof and the head of the log with it. `before`: the head until then."""
    frontier = before.tree()
    grown = frontier.append(bytes.fromhex(leaf.hash))
    host = signing.host()
    origin = f"{host}/{before.origin}"
    document = ReceiptDocument(
        host=host,
        tender=str(prepared.bid.tender_id),
        bid=str(prepared.bid.pk),
        supplier=str(prepared.bid.supplier_id),
        revision=revision.number,
        received_at=revision.received_at,
        deadline_applied=revision.deadline_at,
        envelopes=_envelopes(prepared.parts),
        keyset_hash=prepared.keyset.digest,
        criteria_hash=revision.criteria_hash,
        facts_fingerprint=prepared.facts_fingerprint,
        is_scanned=prepared.is_scanned,
        leaf=ReceiptLeaf(leaf.body, leaf.index, origin),
        path=tuple(step.hex() for step in frontier.path_of_next()),
        checkpoint=signer.sign_head(Checkpoint(origin, grown.size, grown.root())),
        platform_head=platform_head,
    )
    text = signer.sign(receipts.KIND, document).file().decode()
    BidReceipt.objects.create(revision=revision, text=text, leaf=leaf, sealed_slip=prepared.sealed_slip)


def _end_work(prepared: Prepared) -> None:
    """The objects are the version's now. Without the row they may be gone: a repeat took over and is under way, or the
    collector came.
    """
    if not SubmissionWork.objects.filter(pk=prepared.work.pk).delete()[0]:
        raise works.running(prepared.bid, prepared.idem_key)
