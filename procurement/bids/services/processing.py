"""The envelopes of an opening, one transaction each; whatever stops it, it goes on where it stood (SEALING §8).

Step by step, and what a crash leaves: both halves under the key of the store; bids numbered; files in the store that no
row names; envelopes with their results, the others without; the opening closed with its record, all or none. An
envelope with a result is not opened again: its leaf and its rows are in the same transaction.

Whatever an envelope makes the site raise is a fault of that envelope alone, once it was tried often enough: one bid
never stops the others. What is out of service is a fault of none; then the work waits.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core import audit, clock
from core.jobs import MAX_ATTEMPTS, Interrupted, JobEffect, Progress, Unfit
from core.models import Job
from core.outages import outage_of
from core.storage_key import StorageKeyFault
from offline.opening_log import LoggedBids
from offline.receipts import ReceiptDocument
from procurement.bids import store
from procurement.bids.gather.openings import EnvelopeReading, Key, expected_envelopes, logged_bids, readings_of
from procurement.bids.models import Bid, OpenedAnswers, Opening, OpeningHalf, OpeningResult
from procurement.bids.queries import openings as queries
from procurement.bids.services import closing_openings, opened_rows
from procurement.bids.services.opened_rows import AskedRows, NoBid
from procurement.bids.services.opening_faults import signed_receipts
from procurement.bids.services.opening_shares import Pair, ShareDamaged, stored_shares
from procurement.bids.services.reading_envelopes import (
    EnvelopeTask,
    OpenedEnvelope,
    StoreFailed,
    combined_key,
    open_envelopes,
)
from procurement.bids.states import EnvelopeFault, EnvelopeOutcome, OpeningLeafKind, OpeningPart, OpeningState
from procurement.tenders.models import Tender

log = logging.getLogger(__name__)

_GONE = {EnvelopeFault.BID_GONE, EnvelopeFault.VERSION_GONE, EnvelopeFault.ROW_GONE, EnvelopeFault.BODY_GONE}


@sensitive_variables()
def process_opening(job: Job, progress: Progress) -> JobEffect:
    """Open every envelope that has no result yet, then close the opening. Who: the site, by the second half's job.

    Effects: aliases B1, B2, … by the time of receipt; for each envelope in a transaction of its own its OpeningResult,
    its rows and files, leaf opening.envelope_read; at the end those of `close_opening`, with the job's being ready. A
    second call goes on, or does nothing. Raises Interrupted, Unfit.
    """
    opening = Opening.objects.select_related("tender__authority", "keyset").get(pk=job.target)
    if opening.state == OpeningState.PROCESSING:
        try:
            store.open_store()
            _read_all(opening, progress, is_last=job.attempts >= MAX_ATTEMPTS)
        except (StoreFailed, OSError) as fault:
            raise Interrupted(_("The store did not take what was opened. Look for room on the disk.")) from fault
        except store.StoreRefused as refused:
            raise Unfit(refused.for_operator) from refused
        except StorageKeyFault as fault:
            raise Unfit(str(fault)) from fault
        except ShareDamaged as fault:
            raise Unfit(
                _(
                    "The halves that were given cannot be read any more: the key of the store changed. Put its file "
                    "back from the backup of the keys, then go on."
                )
            ) from fault
    return JobEffect(lambda: _close(opening))


def _close(opening: Opening) -> None:
    opening.refresh_from_db()
    if opening.state == OpeningState.PROCESSING:
        closing_openings.close_opening(opening=opening, at=clock.db_now())


@sensitive_variables()
def _read_all(opening: Opening, progress: Progress, *, is_last: bool) -> None:
    part, tender = OpeningPart(opening.part), opening.tender
    logged = logged_bids(tender)
    number_bids(tender, logged)
    done = _done(opening)
    readings = readings_of(tender, expected_envelopes(tender, part, logged))
    waiting = [reading for reading in readings if reading.expected.key not in done]
    asked = opened_rows.asked_rows(tender)
    count, stopped = len(readings), 0
    for number, opened in enumerate(_opened(opening, waiting, progress.beat), start=count - len(waiting) + 1):
        if not _is_recorded(opening, opened, asked, is_last=is_last):
            stopped += 1
            continue
        progress.say(number * 99 // count, _("%(done)d of %(all)d envelopes") % {"done": number, "all": count})
    if stopped:
        raise Interrupted(_("%(count)d envelopes could not be opened yet; they are tried again.") % {"count": stopped})


@sensitive_variables()
def _is_recorded(opening: Opening, opened: OpenedEnvelope, asked: AskedRows, *, is_last: bool) -> bool:
    """Record what came of an envelope; False for one that stopped its child, or the site here, and is tried again.

    The last time it is recorded as STOPPED, without its files. Raises what is no fault of the envelope: an outage, and
    the end of the time that a job has. The log of the program has the kind of an error, never its text.
    """
    if opened.fault is EnvelopeFault.STOPPED and not is_last:
        return False
    try:
        record_result(opening, opened, asked)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        if outage_of(error) is not None:
            raise
        kind = type(error).__name__
        log.error("An envelope of opening %s was not recorded: %s", opening.pk, kind)  # noqa: TRY400 -- its text is a bid's
        if is_last:
            record_result(opening, replace(opened, fault=EnvelopeFault.STOPPED, files=()), asked)
        return is_last
    return True


def number_bids(tender: Tender, logged: LoggedBids) -> None:
    """Give each bid that is opened its number. The same again changes nothing."""
    aliases = logged.aliases()
    for bid in Bid.objects.filter(tender=tender, pk__in=list(aliases)):
        if bid.alias != aliases[str(bid.pk)]:
            Bid.objects.filter(pk=bid.pk).update(alias=aliases[str(bid.pk)])


def _done(opening: Opening) -> set[Key]:
    rows = OpeningResult.objects.filter(opening=opening)
    return set(rows.values_list("leaf_index", "lot_key", "kind"))


@sensitive_variables()
def _opened(
    opening: Opening, readings: Iterable[EnvelopeReading], beat: Callable[[], None]
) -> Iterator[OpenedEnvelope]:
    """First what cannot be opened at all, then the others."""
    first, second = queries.halves_of(opening)
    both_shares = stored_shares(first), stored_shares(second)
    receipts = signed_receipts(opening.tender)
    tasks = []
    for reading in readings:
        task = _task(reading, (first, second), both_shares, receipts)
        if isinstance(task, EnvelopeTask):
            tasks.append(task)
        else:
            yield OpenedEnvelope(reading, task)
    yield from open_envelopes(tasks, beat)


@sensitive_variables()
def _task(
    reading: EnvelopeReading,
    halves: tuple[OpeningHalf, OpeningHalf],
    both_shares: tuple[Mapping[UUID, Mapping[Pair, bytes]], Mapping[UUID, Mapping[Pair, bytes]]],
    receipts: Mapping[UUID, ReceiptDocument],
) -> EnvelopeTask | EnvelopeFault:
    """What a child needs, or why there is nothing for it to do."""
    if reading.fault is not None or reading.row is None:
        return reading.fault or EnvelopeFault.ROW_GONE
    numbers = [number for half in halves if (number := reading.numbers.get(half.member.key_id)) is not None]
    if len(numbers) < len(halves):
        return EnvelopeFault.OLD_KEYS
    if receipt_differs(reading, receipts.get(reading.row.revision_id)):
        return EnvelopeFault.RECEIPT_DIFFERS
    by_number = dict(zip(numbers, both_shares, strict=True))
    pair = min(numbers), max(numbers)
    low, high = (by_number[number].get(reading.row.pk, {}).get(pair) for number in pair)
    key = combined_key(pair, low, high)
    return EnvelopeFault.HALF_MISSING if key is None else EnvelopeTask(reading, key)


def receipt_differs(reading: EnvelopeReading, signed: ReceiptDocument | None) -> bool:
    """Whether a receipt that the site signed names another envelope: then the log was rewritten after it."""
    if signed is None:
        return False
    logged = reading.expected.logged
    named = {(each.lot, each.kind.value): each.sha256 for each in signed.envelopes}
    return named.get((logged.lot, logged.kind)) != logged.sha256


@sensitive_variables()
def record_result(opening: Opening, opened: OpenedEnvelope, asked: AskedRows) -> None:
    """What came of one envelope, in a transaction of its own. An envelope that has a result already is left as it is.

    Effects: an OpeningResult; where it opened its answers, rows and files; leaf opening.envelope_read.
    """
    try:
        with transaction.atomic():
            is_kept = _record(opening, opened, asked)
    except BaseException:
        opened.drop()
        raise
    if not is_kept:
        opened.drop()


@sensitive_variables()
def _record(opening: Opening, opened: OpenedEnvelope, asked: AskedRows) -> bool:
    """Whether the files of the envelope belong to a row now."""
    reading = opened.reading
    row = Opening.objects.select_for_update().get(pk=opening.pk)
    if row.state != OpeningState.PROCESSING or reading.expected.key in _done(row):
        return False
    audit.hold(row.audit_origin)
    at = clock.db_now()
    fault = opened.fault
    try:
        with transaction.atomic():
            result = _store(row, opened, asked, at=at) if fault is None else _result(row, reading, fault, at=at)
    except (NoBid, DataError, IntegrityError, OverflowError):
        fault = EnvelopeFault.ANSWERS
        result = _result(row, reading, fault, at=at)
    facts = {
        "alias": result.alias,
        "lot": result.lot_key,
        "kind": result.kind,
        "sha256": result.sha256,
        "outcome": result.outcome,
        "fault": result.fault,
    }
    audit.record(OpeningLeafKind.ENVELOPE_READ, row, by=None, at=at, facts=facts)
    return fault is None


@sensitive_variables()
def _store(opening: Opening, opened: OpenedEnvelope, asked: AskedRows, *, at: datetime) -> OpeningResult:
    """The result of an envelope that opened, with everything that was sealed in it; all of it or nothing.

    Raises NoBid, and what the database raises for a value that it does not take.
    """
    reading, logged = opened.reading, opened.reading.expected.logged
    lot = asked.lots.get(logged.lot)
    if lot is None or reading.bid is None:
        raise NoBid
    content = opened_rows.read_content(opened.manifest, lot, logged.kind)
    result = _result(opening, reading, None, at=at)
    opened_rows.store_rows(reading.bid, lot, content, asked)
    OpenedAnswers.objects.create(result=result, manifest=opened.manifest, nonce=opened.nonce)
    opened_rows.store_files(result, reading.bid, content, opened.files)
    return result


def _result(opening: Opening, reading: EnvelopeReading, fault: EnvelopeFault | None, *, at: datetime) -> OpeningResult:
    expected = reading.expected
    outcome = EnvelopeOutcome.OPENED
    if fault is not None:
        outcome = EnvelopeOutcome.MISSING if fault in _GONE else EnvelopeOutcome.SEAL_BROKEN
    return OpeningResult.objects.create(
        opening=opening,
        alias=expected.alias,
        bid=reading.bid,
        bid_key=expected.version.bid,
        revision_number=expected.version.revision,
        received_at=expected.version.received_at,
        leaf_index=expected.version.index,
        lot_key=expected.logged.lot,
        kind=expected.logged.kind,
        sha256=expected.logged.sha256,
        envelope=reading.row,
        is_unconfirmed=expected.version.is_unconfirmed,
        outcome=outcome,
        fault=fault.value if fault else "",
        at=at,
    )
