"""Sealed envelopes are read again each day, so that a damaged file is known while its bid can be submitted again.

The disk may lose a byte, a restore a file. The opening would find it, after the deadline: too late for the supplier
(RELIABILITY F12). Officers of the tender are told nothing: their pages are the same with and without bids.
"""

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock, jobs
from core.models import Job
from procurement.bids import store
from procurement.bids.models import Bid, EnvelopeCheck, EnvelopeCondition, SealedEnvelope
from procurement.bids.notices import envelopes as notices
from procurement.bids.notices.envelopes import EnvelopeNoticeKind
from procurement.bids.queries import envelope_checks as queries
from procurement.bids.queries import timing as timing_queries
from procurement.bids.states import EnvelopeLeafKind
from procurement.tenders.states import TenderState

log = logging.getLogger(__name__)

CHECK_KIND = "bids.check_envelopes"
MOST_BYTES = 16 * 1024**3  # at one time: what is left is read at the next


def request_check(at: datetime) -> Job | None:
    """Have a worker read what is due; None where nothing is. Who: the clock, each hour. Effects: a job."""
    if not queries.due(at):
        return None
    return jobs.request(CHECK_KIND, target="envelopes", input_hash=at.isoformat(), by=None, at=at)


def check_due(_job: Job, progress: jobs.Progress) -> jobs.JobEffect:
    """The work of such a job: it reads every file that is due, outside any transaction.

    Raises jobs.Unfit where the whole folder is not there: a disk that is not mounted is no damage of each bid.
    """
    if not (store.root() / store.IDENTITY).is_file():
        log.error("The folder of bids is not there: %s", store.root())
        raise jobs.Unfit(_("The folder of bids is not there. Mount it, or mend BIDS_ROOT; it is read within the hour."))
    for envelope in _within(MOST_BYTES, queries.due(clock.db_now())):
        progress.beat()
        keep_condition(envelope, condition_of(envelope))
    return jobs.JobEffect(lambda: None)


def condition_of(envelope: SealedEnvelope) -> EnvelopeCondition:
    """Read the file of an envelope whole and compare it with what came in. No query."""
    try:
        with store.envelope_path(envelope.object_name).open("rb") as body:
            digest = hashlib.file_digest(body, "sha256").hexdigest()
    except FileNotFoundError:
        return EnvelopeCondition.MISSING
    except OSError:
        return EnvelopeCondition.UNREADABLE
    return EnvelopeCondition.INTACT if digest == envelope.body_sha256 else EnvelopeCondition.CHANGED


@transaction.atomic
def keep_condition(envelope: SealedEnvelope, condition: EnvelopeCondition) -> EnvelopeCheck:
    """Keep how a file was just now. Who: the site. By the database's clock.

    Effects: the EnvelopeCheck. Where a whole file turned out damaged, or a damaged one whole: leaf envelope.damaged or
    envelope.restored in the tender's log, a notice to the administrators, who learn neither of which file nor of how
    many; and, while the tender takes bids, to everybody in the bid.
    """
    before = EnvelopeCheck.objects.select_for_update().filter(envelope=envelope).first()
    was_intact = before is None or before.condition == EnvelopeCondition.INTACT
    is_intact = condition == EnvelopeCondition.INTACT
    if was_intact != is_intact:
        audit.hold(envelope.revision.audit_origin)
    at = clock.db_now()
    condition_at = before.condition_at if before is not None and before.condition == condition else at
    check, _is_new = EnvelopeCheck.objects.update_or_create(
        envelope=envelope, defaults={"condition": condition, "condition_at": condition_at, "at": at}
    )
    check.envelope = envelope
    if was_intact != is_intact:
        _report(check, is_intact=is_intact, at=at)
    return check


def _report(check: EnvelopeCheck, *, is_intact: bool, at: datetime) -> None:
    envelope = check.envelope
    kind = EnvelopeLeafKind.RESTORED if is_intact else EnvelopeLeafKind.DAMAGED
    facts = {"envelope": envelope.sha256, "condition": check.condition}
    audit.record(kind, check, by=None, at=at, facts=facts)
    if not is_intact:
        log.error("A file of a sealed bid is %s: %s", check.condition, envelope.object_name)
    of_file, of_bid = (
        (EnvelopeNoticeKind.FILE_RESTORED, EnvelopeNoticeKind.BID_RESTORED)
        if is_intact
        else (EnvelopeNoticeKind.FILE_DAMAGED, EnvelopeNoticeKind.BID_DAMAGED)
    )
    if not is_intact or not queries.damaged().exists():
        notices.tell_keepers(of_file, queries.administrators(), at=at)
    bid = envelope.revision.bid
    others = queries.damaged().filter(envelope__revision=envelope.revision_id).exclude(pk=check.pk)
    if _takes_bids(bid, at) and not others.exists():
        notices.tell_team(of_bid, check, bid, timing_queries.team_of(bid), at=at)


def _takes_bids(bid: Bid, at: datetime) -> bool:
    deadline = bid.tender.deadline_at
    return bid.tender.state == TenderState.OPEN and deadline is not None and at <= deadline


def _within(most: int, envelopes: list[SealedEnvelope]) -> Iterator[SealedEnvelope]:
    """The first of these whose files together are no larger than this; one in any case."""
    left = most
    for no, envelope in enumerate(envelopes):
        left -= envelope.size
        if left < 0 and no:
            return
        yield envelope
