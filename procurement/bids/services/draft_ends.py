"""How a draft ends: its lead gives it up, or its tender is long over (ADR 0064).

Either way the row of its lock is gone, and with it what was written, which nobody could open any more. A bid of which
nothing was submitted is no bid any more then; what came in stays, with its receipts.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import User
from procurement.bids.models import Bid, BidDraft, SubmissionWork
from procurement.bids.queries import drafts, files
from procurement.bids.services import bid_parties, collecting
from procurement.bids.services.collecting import KEPT_AFTER_DEADLINE
from procurement.bids.services.drafting import require_open
from procurement.bids.services.errors import BidRefused
from procurement.bids.services.files import drop_file
from procurement.bids.states import BidState
from procurement.tenders.models import Tender

AT_ONE_TIME = 500


@transaction.atomic
def give_up(*, bid: Bid, by: User, at: datetime) -> None:
    """Let go of a bid of which nothing is in. Who: the lead's team, until the deadline.

    Effects: what was written and every file of it are deleted for good; its parties are free to be in other bids, and
    the partners are told. A submission that is under way comes to nothing. No leaf: it never was a bid to anybody
    else. Raises BidRefused: the tender takes no bids now, or a version is in, which is withdrawn instead.
    """
    Tender.objects.select_for_update().get(pk=bid.tender_id)  # nothing is received meanwhile
    require_open(bid.tender, at)
    if Bid.objects.values_list("state", flat=True).get(pk=bid.pk) != BidState.DRAFT:
        raise BidRefused(_("This bid was submitted before. Withdraw it instead."))
    drafts.locked_draft(bid)
    SubmissionWork.objects.filter(bid=bid).delete()
    for row in files.files_of(bid):
        transaction.on_commit(partial(collecting.drop_bytes, row))
    BidDraft.objects.filter(pk=bid.pk).delete()
    bid_parties.tell_given_up(bid=bid, by=by, at=at)


def forget_drafts(at: datetime) -> int:
    """Delete what was written for tenders that have been over for 90 days. Who: the clock. Returns how many drafts.

    Effects: their parts, devices, files and locks are gone. Parties, versions and receipts stay. A tender that is
    still open, suspended or opened again is not over.
    """
    pks = drafts.over_before(at - KEPT_AFTER_DEADLINE, most=AT_ONE_TIME)
    for row in files.files_of_drafts(pks):
        drop_file(row)
    return BidDraft.objects.filter(pk__in=pks).delete()[1].get("bids.BidDraft", 0)
