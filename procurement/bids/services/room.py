"""Whether there is room for what is about to be sealed: on the disk, and in what one supplier may fill of it.

Versions are kept for good, so without a limit one supplier could fill the disk that all others need at the deadline.
"""

import errno

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.pages import formats
from procurement.bids import store
from procurement.bids.models import AttemptReason, Bid, SealedEnvelope
from procurement.bids.services.submission import SubmissionRefused


def require_room(bid: Bid, size: int) -> None:
    """Raises OSError where the disk does not take `size` bytes more; SubmissionRefused where its supplier has sealed
    as much for this tender as BIDS_SUPPLIER_BYTES says. One query.
    """
    if not store.has_room(size):
        raise OSError(errno.ENOSPC, "there is no room for what is sealed")
    envelopes = SealedEnvelope.objects.filter(
        revision__bid__tender=bid.tender_id, revision__bid__supplier=bid.supplier_id
    )
    sealed = envelopes.order_by().aggregate(total=Sum("size"))["total"] or 0
    if sealed + size > settings.BIDS_SUPPLIER_BYTES:
        sentence = _(
            "Everything that your organisation has submitted for this tender would take more than %(most)s. Take files "
            "out that no lot needs, or write to the buyer."
        )
        most = formats.filesize(settings.BIDS_SUPPLIER_BYTES)
        raise SubmissionRefused([sentence % {"most": most}], AttemptReason.TOO_LARGE)
