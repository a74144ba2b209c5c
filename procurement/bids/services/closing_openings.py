"""An opening ends: every bid moves, what is not as it should be is named, and the record is signed (SEALING §8)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from core import audit, states
from core.logs import mails as log_mails
from core.models import AuditCheckpoint, AuditLeaf, AuditLog
from core.signing import services as signing
from core.signing.services import Signer
from offline import opening_records, receipts
from offline.checkpoints import Checkpoint
from offline.opening_log import LoggedBids
from offline.opening_records import (
    OpeningDocument,
    RecordAttempt,
    RecordBid,
    RecordEnvelope,
    RecordNote,
    RecordPerson,
)
from offline.receipts import ReceiptLeaf
from procurement.bids.gather.openings import expected_envelopes, logged_bids
from procurement.bids.models import Bid, Opening, OpeningRecord, OpeningResult, OpeningShare
from procurement.bids.notices import openings as notices
from procurement.bids.notices.openings import OpeningNoticeKind
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import openings as queries
from procurement.bids.queries import timing as timing_queries
from procurement.bids.services.opening_faults import SEALED, notes_of
from procurement.bids.states import (
    BID_STATES,
    OPENING_STATES,
    SIGN_RECORD,
    BidState,
    EnvelopeOutcome,
    OpeningPart,
)
from procurement.tenders import notices as tender_notices
from procurement.tenders import services as tenders
from procurement.tenders.models import Tender


class NotAllRead(Exception):
    """An envelope has no result yet: nothing is closed."""


@transaction.atomic
def close_opening(*, opening: Opening, at: datetime) -> OpeningRecord:
    """End an opening all of whose envelopes have a result, or that has none. Who: the site. PROCESSING to CLOSED.

    Effects, all or none: each bid OPENED, or UNREADABLE where a part of it could not be read, with leaf bid.opened or
    bid.unreadable; leaf opening.closed with the results and the names of both persons as secrets; the tender OPENED,
    but for prices; the halves deleted; the signed OpeningRecord, and what later stages do with it; a notice to each
    team of its own bid, to officers and holders of keys; a job that mails the new heads of the logs. Raises NotAllRead,
    KeyFault.
    """
    signer = signing.signer(at=at)
    tender = Tender.objects.select_for_update().select_related("authority").get(pk=opening.tender_id)
    row = Opening.objects.select_for_update().select_related("keyset").get(pk=opening.pk)
    row.tender = tender
    audit.hold(row.audit_origin)
    logged = logged_bids(tender)
    results = list(queries.results_of(row))
    expected = expected_envelopes(tender, OpeningPart(row.part), logged)
    if {each.key for each in expected} != {(each.leaf_index, each.lot_key, each.kind) for each in results}:
        raise NotAllRead
    notes = notes_of(row, logged)
    bids = _record_bids(results)
    _move_bids(row, results, logged, at=at)
    leaf, before = _close(row, bids, notes, at=at)
    record = _sign(row, bids, notes, leaf=leaf, before=before, signer=signer)
    OpeningShare.objects.filter(half__opening=row).delete()
    states.run_effects(row, SIGN_RECORD, by=None, at=at)
    log_mails.request_mails(event=f"opened:{row.pk}", at=at)
    if row.part == OpeningPart.PRICE:
        states.run_effects(tender, "open_prices", by=None, at=at)
    else:
        tenders.record_opening(tender=tender, at=at)
    _tell(row, results, at=at)
    opening.refresh_from_db()
    return record


def _record_bids(results: Sequence[OpeningResult]) -> tuple[RecordBid, ...]:
    bids = []
    for _index, of_bid in groupby(results, key=lambda result: result.leaf_index):
        rows = list(of_bid)
        envelopes = tuple(
            RecordEnvelope(row.lot_key, row.kind, row.sha256, row.outcome, row.fault)
            for row in sorted(rows, key=lambda row: (row.lot_key, row.kind))
        )
        first = rows[0]
        bids.append(
            RecordBid(
                first.alias,
                first.bid_key,
                first.revision_number,
                first.received_at,
                first.leaf_index,
                first.is_unconfirmed,
                envelopes,
            )
        )
    return tuple(bids)


def _move_bids(opening: Opening, results: Sequence[OpeningResult], logged: LoggedBids, *, at: datetime) -> None:
    """A bid of which anything could not be read cannot be read. One that is gone has no row to be moved."""
    unreadable = {row.bid_key for row in results if row.outcome != EnvelopeOutcome.OPENED}
    named = {row.bid_key for row in results}
    for bid in Bid.objects.filter(pk__in=[UUID(version.bid) for version in logged.to_open if version.bid in named]):
        bid.tender = opening.tender
        if bid.state not in {*SEALED, BidState.OPENED}:  # the log says that it is in, whatever the row says
            Bid.objects.filter(pk=bid.pk).update(state=BidState.SUBMITTED)
            bid.state = BidState.SUBMITTED
        if str(bid.pk) in unreadable:
            move_unreadable(bid, at=at)
        elif bid.state != BidState.OPENED:  # else its technical part opened it, and these are its prices
            move_opened(bid, at=at)


def move_opened(bid: Bid, *, at: datetime) -> None:
    """SUBMITTED or NEEDS_RECONFIRMATION to OPENED, leaf bid.opened, in the transaction that closes the opening."""
    states.move(bid, "record_opening", table=BID_STATES, by=None, at=at, next_check=None)


def move_unreadable(bid: Bid, *, at: datetime) -> None:
    """To UNREADABLE, for good; leaf bid.unreadable. From OPENED where its prices, opened last, cannot be read."""
    states.move(bid, "record_unreadable", table=BID_STATES, by=None, at=at, next_check=None)


def _close(
    opening: Opening, bids: tuple[RecordBid, ...], notes: tuple[RecordNote, ...], *, at: datetime
) -> tuple[AuditLeaf, AuditLog]:
    """The leaf of the closing, and the head of the log before it."""
    before = audit.hold(opening.audit_origin)
    facts = {"part": opening.part, **opening_records.leaf_facts(bids, notes)}
    secret = {
        name: half.person.name for name, half in zip(("first", "second"), queries.halves_of(opening), strict=False)
    }
    leaf = states.move(
        opening,
        "close_opening",
        table=OPENING_STATES,
        by=None,
        at=at,
        facts=facts,
        secret=secret,
        next_check=None,
        expected=sum(len(bid.envelopes) for bid in bids),
    )
    return leaf, before


def _sign(
    opening: Opening,
    bids: tuple[RecordBid, ...],
    notes: tuple[RecordNote, ...],
    *,
    leaf: AuditLeaf,
    before: AuditLog,
    signer: Signer,
) -> OpeningRecord:
    frontier = before.tree()
    grown = frontier.append(bytes.fromhex(leaf.hash))
    tender, host = opening.tender, signing.host()
    origin = f"{host}/{before.origin}"
    assert tender.deadline_at is not None  # nothing was opened without one
    document = OpeningDocument(
        host=host,
        tender=str(tender.pk),
        part=opening.part,
        deadline=tender.deadline_at,
        called_at=opening.called_at,
        closed_at=leaf.at,
        persons=tuple(_persons(opening)),
        bids=bids,
        attempts=tuple(RecordAttempt(row.reason, row.ended_at) for row in queries.attempts_of(tender)),
        notes=notes,
        keyset_hash=opening.keyset.digest,
        leaf=ReceiptLeaf(leaf.body, leaf.index, origin),
        path=tuple(step.hex() for step in frontier.path_of_next()),
        checkpoint=signer.sign_head(Checkpoint(origin, grown.size, grown.root())),
        platform_head=_platform_head(signer),
    )
    text = signer.sign(opening_records.KIND, document).file().decode()
    return OpeningRecord.objects.create(opening=opening, text=text, leaf=leaf)


def _persons(opening: Opening) -> Iterator[RecordPerson]:
    for half in queries.halves_of(opening):
        yield RecordPerson(half.person.name, half.member.role, half.member.fingerprint, half.way, half.factor, half.at)


def _platform_head(signer: Signer) -> str:
    """The latest signed head of the platform's log, if this key signed it."""
    heads = AuditCheckpoint.objects.filter(log=audit.PLATFORM).order_by("-size")
    note = heads.values_list("note", flat=True).first() or ""
    return note if note and receipts.is_signed_by(note, signer.public_key) else ""


def _tell(opening: Opening, results: Sequence[OpeningResult], *, at: datetime) -> None:
    """Each team of its own bid alone; who it is with the others stays unsaid."""
    officers = tender_notices.officers_of(opening.tender)
    members = [member.key.holder for member in key_queries.members_of(opening.keyset)]
    notices.tell(OpeningNoticeKind.CLOSED, opening, {*officers, *members}, at=at)
    unreadable = {row.bid_id for row in results if row.outcome != EnvelopeOutcome.OPENED}
    bids = {row.bid_id: row.bid for row in results if row.bid is not None}
    teams = timing_queries.teams_of([bid for bid in bids.values() if bid is not None])
    for pk, bid in bids.items():
        kind = OpeningNoticeKind.BID_UNREADABLE if pk in unreadable else OpeningNoticeKind.BID_OPENED
        if bid is not None:
            notices.tell_team(kind, bid, teams.get(bid.pk, []), opening, at=at)
