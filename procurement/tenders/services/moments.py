"""The moments for which an open tender waits (LIFECYCLE §3), and their plan; what is done then says `timetable`."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core import timers
from core.timers import Due
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState

BEFORE_DEADLINE = timedelta(hours=24)
BEFORE_ANSWERS = timedelta(hours=24)  # our choice: time enough to write an answer


def due(tender: Tender) -> list[Due]:
    """What a tender waits for: the ends for questions and answers, a day before the deadline, the deadline. No query.

    Only closing is done however late; the others are for what can still be done.
    """
    if tender.state != TenderState.OPEN or tender.deadline_at is None:
        return []
    return [*_reminders(tender, tender.deadline_at), Due(tender.deadline_at, "close", even_late=True)]


def _reminders(tender: Tender, deadline: datetime) -> Iterator[Due]:
    if tender.questions_until_at is not None:
        yield Due(tender.questions_until_at, "questions_over")
    if tender.answers_by_at is not None:
        yield Due(tender.answers_by_at - BEFORE_ANSWERS, "answers_due")
        yield Due(tender.answers_by_at, "answers_late")
    yield Due(deadline - BEFORE_DEADLINE, "unanswered")


def plan(tender: Tender, *, at: datetime) -> None:
    """Store what a tender waits for next, in the transaction that moved it."""
    timers.wait(tender, due(tender), at=at)
