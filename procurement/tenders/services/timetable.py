"""What the clock does with an open tender: reminds its officers, gives time for what is unanswered, closes it."""

from collections.abc import Callable
from datetime import datetime

from core.timers import TimerPart
from procurement.tenders import notices, queries
from procurement.tenders.models import Tender
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.services import closing, moments, questions
from procurement.tenders.services.deadlines import NotChangeable, require_open, tender_time


def _close(tender: Tender, *, at: datetime, due: datetime) -> None:  # noqa: ARG001 -- the form of a handler
    closing.tick(tender=tender, at=at)


def _give_time(tender: Tender, *, at: datetime, due: datetime) -> None:  # noqa: ARG001 -- the form of a handler
    questions.extend_for_unanswered(tender=tender, at=at)


def _reminder(kind: TenderNoticeKind) -> Callable[..., None]:
    def remind(tender: Tender, *, at: datetime, due: datetime) -> None:
        tell_unanswered(kind, tender=tender, due=due, at=at)

    return remind


def tell_unanswered(kind: TenderNoticeKind, *, tender: Tender, due: datetime, at: datetime) -> None:
    """Remind the officers of questions that nobody has answered. Who: the clock.

    Effects: a notice to each, once for this moment. Nothing happens where no question waits, after the deadline, and
    for a tender that was suspended before the moment and still is.
    """
    try:
        row = require_open(tender, at=at)
    except NotChangeable:
        return
    if tender_time(row, at) >= due and queries.waiting_questions(row).exists():
        event = f"{kind}:{row.pk}:{due.isoformat()}"
        notices.tell(kind, row, notices.officers_of(row), event=event, at=at)


TIMER = TimerPart(
    Tender,
    moments.due,
    {
        "questions_over": _reminder(TenderNoticeKind.QUESTIONS_OVER),
        "answers_due": _reminder(TenderNoticeKind.ANSWERS_DUE),
        "answers_late": _reminder(TenderNoticeKind.ANSWERS_LATE),
        "unanswered": _give_time,
        "close": _close,
    },
)
