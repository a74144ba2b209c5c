"""What files of a bid bring to the house."""

from datetime import datetime, timedelta

from core.assembly import PageRoutes, Parts
from core.timers import RecurringPart
from core.verification import Verification
from procurement.bids import integrity
from procurement.bids.services import collecting
from procurement.bids.urls import files as urls


def hourly(at: datetime) -> datetime:
    """The next full hour."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


PARTS = Parts(
    pages=[PageRoutes("bids/", "bids", urls.patterns)],
    recurring=[RecurringPart("bids.collect_files", hourly, collecting.collect_files)],
    verifications=[Verification("draft-files", "files of drafts", integrity.check_files)],
)
