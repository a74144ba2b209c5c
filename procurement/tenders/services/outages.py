"""More time for an outage of the site (SEALING §7, ADR 0060): before the deadline, in proportion, for all alike."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import User
from procurement.tenders import notices
from procurement.tenders.gather.outages import outage_proposal
from procurement.tenders.models import OutageExtension, Tender, TenderVersion
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.services.deadlines import NotChangeable, move_deadline, require_running
from procurement.tenders.states import TenderLeafKind


@transaction.atomic
def extend_for_outage(
    *, tender: Tender, outages: Collection[int], reason: str, by: User, at: datetime
) -> TenderVersion:
    """Make outages of the last hours good. Who: an officer, before the deadline; after it only `reopen` could.

    `outages`: those that the person read of, by their numbers. Effects: the deadline, and the ends that are not over,
    as much later as was lost, rounded up to a quarter of an hour; an OutageExtension each, so that none counts twice;
    the next version; leaf tender.extended_for_outage; a notice to everybody at once. Raises NotChangeable: not open,
    suspended, no outage that is not made good, other ones than were read, without a reason.
    """
    row = require_running(tender, at=at)
    proposal = outage_proposal(row, at=at)
    if proposal is None:
        raise NotChangeable(_("No outage of the last hours waits to be made good."))
    if {outage.pk for outage in proposal.outages} != set(outages):
        raise NotChangeable(_("Meanwhile the outages are others. Look at them, then choose again."))
    if not reason.strip():
        raise NotChangeable(_("Say why there is more time."))
    kind = TenderLeafKind.EXTENDED_FOR_OUTAGE
    version = move_deadline(row, proposal.deadline, kind=kind, reason=reason.strip(), by=by, at=at)
    OutageExtension.objects.bulk_create(
        [OutageExtension(tender=row, outage=outage, version=version) for outage in proposal.outages]
    )
    event = f"tender-version:{version.pk}"
    notices.tell_everybody(TenderNoticeKind.EXTENDED_FOR_OUTAGE, row, event=event, at=at)
    tender.refresh_from_db()
    return version
