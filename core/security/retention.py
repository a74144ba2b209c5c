"""How long events are kept. The database lets go of none that is younger than KEPT_DAYS, whatever is asked.

Days are the machine's, as the database counts them, also where the clock may move.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from core.clock import machine_now
from core.models import KEPT_DAYS, SecurityEvent, SecurityKind, SecurityTrace, User
from core.security import writing

BATCH = 1000


def kept_days(days: int) -> int:
    """The days that are kept where so many are asked for."""
    return max(days, KEPT_DAYS)


def shorten(*, days: int) -> int:
    """Remove the events before these days, oldest first. Who: an operator. Effects: the rows; an event that says so.

    Returns how many were removed. A second call on the same day removes nothing and says nothing.
    """
    before = writing.days_since_epoch(machine_now()) - kept_days(days)
    removed = 0
    while batch := list(
        SecurityEvent.objects.filter(day__lt=before).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        with transaction.atomic():
            SecurityTrace.objects.filter(event__in=batch).delete()
            SecurityEvent.objects.filter(pk__in=batch).delete()
        removed += len(batch)
    if removed:
        writing.record(SecurityKind.LOG_SHORTENED, None)
    return removed


def shorten_by_age(_at: datetime) -> None:
    """What a site does once a day by itself: nothing older than SECURITY_LOG_DAYS is kept."""
    shorten(days=settings.SECURITY_LOG_DAYS)


def erase(user: User) -> int:
    """Erase who and where from the events about a person. Who: an operator, after a request for erasure.

    Effects: the traces go, the events stay and name nobody. Returns how many events that were.
    """
    erased, _by_model = SecurityTrace.objects.filter(user=user).delete()
    return erased
