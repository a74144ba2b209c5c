"""What was sent and not taken, and who tried to read what is not theirs (Directive 2014/24/EU, Annex IV (g))."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from core import audit, clock
from core.audit_limits import is_first
from core.models import User
from core.signing.keyfile import KeyFault
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.models import Attempt, AttemptReason, Bid, OpeningKey
from procurement.bids.queries import drafts
from procurement.bids.services.submission import SealingFailed, SendingBroken, SubmissionRefused
from procurement.bids.states import AttemptLeafKind
from procurement.bids.store import StoreRefused

SITE_FAULTS = (KeyFault, SealingFailed, StoreRefused, OSError)


@contextmanager
def kept(bid: Bid, *, by: User, at: datetime, bytes_in: Callable[[], int] = int) -> Iterator[None]:
    """Keep that a submission was refused for a reason, broke off, or met a fault of the site; the error goes on.

    `bytes_in`: how many bytes came by then. Effects: an Attempt, by `record_attempt`; a refusal has it as `attempt`.
    Where the site cannot store anything its fault is what is raised, not that.
    """
    try:
        yield
    except SubmissionRefused as refused:
        if refused.reason is not None:
            refused.attempt = record_attempt(bid=bid, reason=refused.reason, started_at=at, by=by, bytes_in=bytes_in())
        raise
    except SendingBroken:
        record_attempt(bid=bid, reason=AttemptReason.ABORTED, started_at=at, by=by, bytes_in=bytes_in())
        raise
    except SITE_FAULTS:
        with suppress(DatabaseError):
            record_attempt(bid=bid, reason=AttemptReason.SERVER_FAULT, started_at=at, by=by, bytes_in=bytes_in())
        raise


@transaction.atomic
def record_attempt(
    *, bid: Bid, reason: AttemptReason, started_at: datetime, by: User, bytes_in: int = 0, at: datetime | None = None
) -> Attempt:
    """Keep that a bid was sent and not taken; nothing of what was sent. Who: the site, after it refused.

    In a transaction of its own: what is written inside the refused one is undone with it. `at`: when it was complete,
    by the database's clock; without it now. Effects: an Attempt, always; leaf bid.attempt_refused in the tender's log,
    once for each person, bid and minute, which names neither person nor supplier.
    """
    ended_at = at or clock.db_now()
    assert bid.supplier_id is not None  # a bid that is written here has a lead
    attempt = Attempt.objects.create(
        tender_id=bid.tender_id,
        supplier_id=bid.supplier_id,
        bid=bid,
        sender=by,
        reason=reason,
        started_at=min(started_at, ended_at),
        ended_at=ended_at,
        bytes_in=bytes_in,
    )
    if is_first(AttemptLeafKind.ATTEMPT_REFUSED, bid, by=by, at=ended_at):
        facts = {"cause": str(reason), "ended": ended_at.isoformat()}
        audit.record(AttemptLeafKind.ATTEMPT_REFUSED, attempt, by=by, at=ended_at, facts=facts)
    return attempt


def record_refusal(route: str, ids: Mapping[str, object], by: User) -> None:
    """Leave a leaf where somebody asked for a bid or a key that is not theirs. Who: the site, after it refused.

    Effects: leaf bid.reading_refused in the tender's log, or key.reading_refused in the platform's, once for each
    person, object and minute; nothing where there is no such row, since whoever guesses fills no log, and nothing for
    the lead's team, which lacked a key or a version of its own bid.
    """
    pk = ids.get("pk")
    if not isinstance(pk, UUID):
        return
    bid = drafts.with_parties().filter(pk=pk).first()
    if bid is not None and access.may(by, BidAction.SEE, bid):
        return
    row = bid or OpeningKey.objects.filter(pk=pk).first()
    if row is None:
        return
    kind = AttemptLeafKind.READING_REFUSED if bid else AttemptLeafKind.KEY_READING_REFUSED
    at = clock.db_now()
    if is_first(kind, row, by=by, at=at):
        with transaction.atomic():
            audit.record(kind, row, by=by, at=at, facts={"route": route})
