"""A tender closes at its deadline, by the clock of the database; guards elsewhere test the time, not the state."""

from datetime import datetime

from core import states
from core.logs import mails as log_mails
from procurement.tenders import notices, queries
from procurement.tenders.models import Tender
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.states import TENDER_STATES, TenderState


def tick(*, tender: Tender, at: datetime) -> bool:
    """Close a tender whose deadline is over. OPEN to CLOSED; who: the clock.

    Effects: leaf tender.closed, a notice to followers and officers, a job that has the heads of logs signed and mailed
    to auditors. False, and nothing happens, for one that
    is not open, is suspended, or whose deadline is ahead: so a second call, too.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    is_over = row.state == TenderState.OPEN and row.deadline_at is not None and row.deadline_at <= at
    if not is_over or queries.current_suspension(row) is not None:  # lifting it gives another deadline
        return False
    states.move(row, "tick", table=TENDER_STATES, by=None, at=at)
    notices.tell_everybody(TenderNoticeKind.CLOSED, row, event=f"closed:{row.pk}:{at.isoformat()}", at=at)
    log_mails.request_mails(event=f"closed:{row.pk}", at=at)
    return True
