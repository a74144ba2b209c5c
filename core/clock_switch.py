"""The one switch of the clock: a test or the demonstration moves time, everybody else is refused.

Time goes forward only: the database takes no row that turns it back (`core.models.ClockMove`). Every move leaves a leaf
and stands on every page.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.audit import CoreLeafKind
from core.models import AuditLeaf, ClockMove, User

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class ClockRefused(ValueError):
    """The clock was not moved; the sentence says why."""


def offset() -> timedelta:
    """How far the clock is from the machine's; nought where it may not move. One query, or none."""
    latest = ClockMove.objects.order_by("-seconds").first() if clock.may_move() else None
    return timedelta(seconds=latest.seconds if latest else 0)


def move_to(*, instant: datetime, by: User | None, at: datetime) -> ClockMove:
    """Move the clock forward, so that it shows this instant now. Who: a test, or anybody who runs a demonstration.

    `at`: the time before. Effects: one ClockMove; leaf clock.moved. Raises ClockRefused outside tests and
    demonstrations, and for an instant that is not ahead; so a second call, too.
    """
    _require_movable()
    if instant <= at:
        raise ClockRefused(_("The clock only goes forward: it shows %(now)s.") % {"now": f"{at:%Y-%m-%d %H:%M:%S} UTC"})
    return _move(offset() + ceil((instant - at) / SECOND) * SECOND, by=by, at=at)


def set_back(*, days: int, by: User | None) -> ClockMove:
    """Begin a demonstration so many days ago. Who: whoever loads it. Raises ClockRefused once anything is recorded."""
    _require_movable()
    if is_begun():
        raise ClockRefused(_("The clock is set back on an empty site only: here something is recorded already."))
    return _move(-days * DAY, by=by, at=clock.machine_now() - days * DAY)


def is_begun() -> bool:
    """Whether anything is recorded here, so that the clock goes forward only. At most two queries."""
    return AuditLeaf.objects.exists() or ClockMove.objects.exists()


def catch_up(*, by: User | None) -> ClockMove | None:
    """Bring a clock that is behind to the machine's time. None if it is not behind. Effects as `move_to`."""
    _require_movable()
    if (behind := offset()) >= timedelta():
        return None
    return _move(timedelta(), by=by, at=clock.machine_now() + behind)


def _require_movable() -> None:
    if not clock.may_move():
        raise ClockRefused(_("The clock is moved in a demonstration only (EVENHAND_DEMO=1), never in production."))


def _move(to: timedelta, *, by: User | None, at: datetime) -> ClockMove:
    seconds = int(to.total_seconds())
    with transaction.atomic():
        audit.hold()  # two moves at once: the second sees the first
        try:
            with transaction.atomic():
                row = ClockMove.objects.create(seconds=seconds, by=by, at=at)
        except DatabaseError as error:
            raise ClockRefused(_("The clock was moved meanwhile, or cannot be moved so far.")) from error
        audit.record(CoreLeafKind.CLOCK_MOVED, row, by=by, at=at, facts={"seconds": seconds})
    return row
