"""What was sent and not taken, and who tried to read what is not theirs (Directive 2014/24/EU, Annex IV (g))."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Model

from core import audit, clock
from core.audit_limits import is_first
from core.models import Authority, User
from core.outages import OutOfOrder
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.access.key_rules import KeyAction, may_key, role_for
from procurement.bids.models import Attempt, AttemptReason, Bid, OpeningKey
from procurement.bids.queries import drafts
from procurement.bids.services.submission import SealingFailed, SendingBroken, SubmissionRefused
from procurement.bids.states import AttemptLeafKind

log = logging.getLogger(__name__)

NAMING_A_KEY = "api:opening-key"  # other addresses of keys have the id of the authority
SHOWING_NO_KEY = {"bids:keys-ask"}  # addresses of keys where nobody reads one
SITE_FAULTS = (OutOfOrder, SealingFailed, OSError)


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
    except SITE_FAULTS as fault:
        if isinstance(fault, OutOfOrder):
            log.error("A bid was sent and not taken: %s", fault.for_operator)  # noqa: TRY400 -- the sentence says it all
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


def record_bid_refusal(route: str, ids: Mapping[str, object], by: User, _method: str) -> None:
    """Leave a leaf where somebody asked for a bid that is not theirs. Who: the site, after it refused.

    Effects: leaf bid.reading_refused in the tender's log, once for each person, bid and minute; nothing where there is
    no such bid, since whoever guesses fills no log, and nothing for the lead's team, which lacked a key or a version of
    its own bid.
    """
    pk = ids.get("pk")
    bid = drafts.with_parties().filter(pk=pk).first() if isinstance(pk, UUID) else None
    if bid is not None and not access.may(by, BidAction.SEE, bid):
        _record(AttemptLeafKind.READING_REFUSED, bid, route, by)


def record_key_refusal(route: str, ids: Mapping[str, object], by: User, method: str) -> None:
    """Leave a leaf where somebody asked for the opening key of another. Who: the site, after it refused.

    An address names a key, or the authority whose keys they are. Effects: leaf key.reading_refused in the platform's
    log, once for each person, key or authority, and minute; nothing where there is no key, for its holder, for who is
    to have a key of the authority, and for an officer who did not get to retire one.
    """
    pk = ids.get("pk")
    if not isinstance(pk, UUID) or route in SHOWING_NO_KEY:
        return
    row = _key_of_another(pk, by, method) if route.startswith(NAMING_A_KEY) else _authority_with_keys(pk, by)
    if row is not None:
        _record(AttemptLeafKind.KEY_READING_REFUSED, row, route, by)


def _key_of_another(pk: UUID, by: User, method: str) -> OpeningKey | None:
    key = OpeningKey.objects.filter(pk=pk).exclude(holder=by).first()
    is_retiring = method == "DELETE" and key is not None and bool(may_key(by, KeyAction.SEE, key))
    return None if is_retiring else key


def _authority_with_keys(pk: UUID, by: User) -> Authority | None:
    """The authority, if it has keys and the person neither has nor is to have one of them."""
    if role_for(by, pk) is not None or OpeningKey.objects.filter(authority=pk, holder=by).exists():
        return None
    return Authority.objects.filter(pk=pk, opening_keys__isnull=False).first()


def _record(kind: AttemptLeafKind, row: Model, route: str, by: User) -> None:
    at = clock.db_now()
    if is_first(kind, row, by=by, at=at):
        with transaction.atomic():
            audit.record(kind, row, by=by, at=at, facts={"route": route})
