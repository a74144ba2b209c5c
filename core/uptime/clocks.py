"""Whether the clock can be relied on (RELIABILITY F14): by the kernel, by the database, by the log.

Instants of receipt come from the database's clock. On SQLite that is the machine's, and nothing can be compared but the
kernel's own word and the last leaf; on PostgreSQL both clocks are compared.
"""

import ctypes
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from core import clock
from core.models import AuditLeaf

APART = timedelta(seconds=1)  # the most by which the clocks of machine and database may differ
BEFORE_THE_LOCK = timedelta(seconds=10)  # whoever waits for a log's head has read the clock before
_UNSYNCHRONISED = 0x40  # STA_UNSYNC, adjtimex(2)
_UNKNOWN = 5  # TIME_ERROR


class _Timex(ctypes.Structure):
    """`struct timex` as far as its status; the rest is room for what the kernel writes."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def is_synchronised() -> bool | None:
    """What the kernel says of its clock; None where it cannot be asked."""
    try:
        ask = ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):
        return None
    state = _Timex()
    answer = ask(ctypes.byref(state))
    if answer < 0:
        return None
    return answer != _UNKNOWN and not state.status & _UNSYNCHRONISED


def difference() -> timedelta:
    """By how much the machine's clock is ahead of the database's. One query."""
    before = datetime.now(UTC)
    there = clock.machine_now()
    after = datetime.now(UTC)
    return before + (after - before) / 2 - there


def faults() -> Iterator[str]:
    """What is the matter with the clock, a line each, for who runs the site. Two queries."""
    if connection.vendor == "postgresql" and abs(difference()) > APART:
        yield "The clocks of this machine and of the database differ by more than a second."
    yield from receiving_faults()


def receiving_faults() -> Iterator[str]:
    """Those by which nothing is received; `obstacle` asks the same of one log, under its lock. Two queries."""
    if settings.CLOCK_MUST_BE_SYNCHRONISED and is_synchronised() is False:
        yield "The clock of this machine is not synchronised."
    last = AuditLeaf.objects.order_by("-pk").values_list("at", flat=True).first()
    if last is not None and clock.db_now() < last - BEFORE_THE_LOCK:
        yield "The clock is behind the audit log."


def obstacle(log_origin: str, *, at: datetime) -> str:
    """Why nothing may be received at this moment; empty for nothing. One query.

    `at`: the database's clock, read after the head of this log was locked: a leaf that is later shows that the clock
    went back.
    """
    if settings.CLOCK_MUST_BE_SYNCHRONISED and is_synchronised() is False:
        return _("The clock of this site cannot be relied on now, so nothing is received. Try again in some minutes.")
    last = AuditLeaf.objects.filter(log=log_origin).order_by("-index").values_list("at", flat=True).first()
    if last is not None and at < last:
        return _("The clock of this site went back, so nothing is received. Whoever runs the site has to mend it.")
    return ""
