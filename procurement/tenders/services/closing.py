"""A tender closes at its deadline, by the clock of the database; guards elsewhere test the time, not the state."""

from datetime import datetime

from core import states, timers
from core.timers import Due, TimerPart
from procurement.tenders import notices, queries
from procurement.tenders.models import Tender
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.states import TENDER_STATES, TenderState


def tick(*, tender: Tender, at: datetime) -> bool:
    """Close a tender whose deadline is over. OPEN to CLOSED; who: the clock.

    Effects: leaf tender.closed, a notice to followers and officers. False, and nothing happens, for one that
    is not open, is suspended, or whose deadline is ahead: so a second call, too.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    is_over = row.state == TenderState.OPEN and row.deadline_at is not None and row.deadline_at <= at
    if not is_over or queries.current_suspension(row) is not None:  # lifting it gives another deadline
        return False
    states.move(row, "tick", table=TENDER_STATES, by=None, at=at)
    notices.tell_everybody(TenderNoticeKind.CLOSED, row, event=f"closed:{row.pk}:{at.isoformat()}", at=at)
    return True


def _close(tender: Tender, *, at: datetime, due: datetime) -> None:  # noqa: ARG001 -- the form of a handler
    tick(tender=tender, at=at)


def due(tender: Tender) -> list[Due]:
    """The moments that a tender waits for: its deadline. No query."""
    if tender.state == TenderState.OPEN and tender.deadline_at is not None:
        return [Due(tender.deadline_at, "close", even_late=True)]
    return []


TIMER = TimerPart(Tender, due, {"close": _close})


def plan(tender: Tender, *, at: datetime) -> None:
    """Store what a tender waits for next, in the transaction that moved it."""
    timers.plan(TIMER, tender, at=at)
