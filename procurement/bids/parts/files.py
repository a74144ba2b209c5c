"""What files of a bid bring to the house."""

from core.assembly import PageRoutes, Parts
from core.timers import RecurringPart, hourly
from core.verification import Verification
from procurement.bids import integrity
from procurement.bids.services import collecting
from procurement.bids.urls import files as urls

PARTS = Parts(
    pages=[PageRoutes("bids/", "bids", urls.patterns, sealed=True)],
    recurring=[RecurringPart("bids.collect_files", hourly, collecting.collect_files)],
    verifications=[Verification("draft-files", "files of drafts", integrity.check_files)],
)
