"""The one writer of the security log: an event never breaks what it tells of, and an attack does not fill the log.

Person and place stand in a row beside the event, salted as in the audit log, so that both can be erased and the event
stays. A place is a mark made with the site's key: the same place has the same mark, and no mark leads to an address.

Events that anybody can cause are COUNTED per kind, account, place and hour. The first ten of an hour are rows, then the
20th, 40th, 80th, … with its number; of one kind on the whole site the first thousand, then the 2000th, 4000th, ….
"""

import hashlib
import logging
import secrets
from datetime import UTC, datetime
from uuid import UUID

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core.clock import db_now
from core.models import SecurityEvent, SecurityKind, SecurityTrace, User

log = logging.getLogger(__name__)

COUNTED = frozenset(
    {
        SecurityKind.SIGN_IN_FAILED,
        SecurityKind.SIGN_IN_UNKNOWN,
        SecurityKind.CONFIRMATION_FAILED,
        SecurityKind.CODE_FAILED,
        SecurityKind.RECOVERY_FAILED,
        SecurityKind.PLACE_LOCKED,
        SecurityKind.ACCOUNT_LOCKED,
        SecurityKind.REFUSED,
        SecurityKind.TOKEN_REFUSED,
        SecurityKind.TOKEN_NEW_PLACE,
        SecurityKind.DOWNLOADED,
        SecurityKind.ADDRESS_ASKED,
    }
)
FROM_ONE = 10
ON_SITE = 1000
HOUR = 3600
PLACE_LENGTH = 12
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def record(kind: SecurityKind, request: HttpRequest | None, *, user: User | None = None) -> None:
    """Write an event about this account, or about nobody that is known. Effects: one SecurityEvent with its trace.

    Never raises: what could not be written is a line in the process's log. Without a request it has no place.
    """
    try:
        place = place_of(request) if request is not None else ""
        if count := _count(kind, user, place):
            _write(kind, request, user, place, count)
    except Exception:
        log.exception("An event of the security log (%s) could not be written.", kind)


def place_of(request: HttpRequest) -> str:
    """The mark of the network address that a request comes from (IPv6: of its network); empty where there is none."""
    try:
        address = ratelimit.get_ip(request)
    except PermissionDenied:  # the library's word for an address that cannot be told
        return ""
    return salted_hmac("core.security.place", address, algorithm="sha256").hexdigest()[:PLACE_LENGTH]


def seal_of(trace: SecurityTrace) -> str:
    """What an event says of its trace."""
    text = f"{trace.salt}|{trace.user_id or ''}|{trace.place}"
    return hashlib.sha256(b"security-trace@v1\x00" + text.encode()).hexdigest()


def days_since_epoch(at: datetime) -> int:
    return (at - EPOCH).days


def _write(kind: SecurityKind, request: HttpRequest | None, user: User | None, place: str, count: int) -> None:
    at = db_now()
    route, object_id = _subject(kind, request)
    trace = SecurityTrace(salt=secrets.token_hex(32), user=user, place=place)
    with transaction.atomic():
        trace.event = SecurityEvent.objects.create(
            kind=kind,
            at=at,
            day=days_since_epoch(at),
            count=count,
            route=route,
            object_id=object_id,
            seal=seal_of(trace),
        )
        trace.save(force_insert=True)


def _subject(kind: SecurityKind, request: HttpRequest | None) -> tuple[str, str]:
    """Route and id of the address, for what is about a page or a file. Never a text that somebody chose."""
    match = getattr(request, "resolver_match", None)
    if kind not in {SecurityKind.REFUSED, SecurityKind.DOWNLOADED} or match is None:
        return "", ""
    ids = [str(value) for value in match.kwargs.values() if isinstance(value, UUID | int)]
    return match.view_name[:80], ids[0] if ids else ""


def _count(kind: SecurityKind, user: User | None, place: str) -> int:
    """How often this has happened in this hour, where it is to be a row; else 0."""
    if kind not in COUNTED:
        return 1
    count = _next(f"{kind}|{user.pk if user else ''}|{place}")
    if not _is_kept(count, FROM_ONE) or not _is_kept(_next(str(kind)), ON_SITE):
        return 0
    return count


def _is_kept(count: int, limit: int) -> bool:
    doublings, rest = divmod(count, limit)
    return count <= limit or (rest == 0 and doublings & (doublings - 1) == 0)


def _next(what: str) -> int:
    """One more in this hour. Two at the same moment may be counted as one: the number is a size, not a sum."""
    hour = int(db_now().timestamp()) // HOUR
    key = f"security:{hour}:{hashlib.sha256(what.encode()).hexdigest()}"
    count: int = cache.get(key, 0) + 1
    cache.set(key, count, 2 * HOUR)
    return count
