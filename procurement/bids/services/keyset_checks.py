"""The keys of a tender are not those that were fixed for it: who learns of it, and what is kept (SEALING §2, §9).

The site looks itself, each hour, at every open tender, and tells its people from there. So what they read, and when,
is the same with and without bids: a submission that was refused for such keys leaves nothing but its leaf, which nobody
reads before the opening, and its attempt.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.audit_limits import is_first
from core.models import User
from procurement.bids.models import AttemptReason, Bid, FrozenKeyset
from procurement.bids.notices import keys as notices
from procurement.bids.queries import keys as queries
from procurement.bids.services import keysets
from procurement.bids.services.keysets import DemonstrationKeys, KeysetChanged
from procurement.bids.services.submission import SubmissionRefused
from procurement.bids.states import SubmissionLeafKind

log = logging.getLogger(__name__)


def check_keysets(at: datetime) -> int:
    """Compare the keys of every open tender with its notice and its log. Who: the clock, each hour.

    Effects: where they differ an error in the site's log, and a notice to officers, auditors and holders of keys, once
    for each tender and day. Returns how many differ. One query, and two for each tender.
    """
    changed = [frozen for frozen in queries.keysets_in_force() if not is_as_frozen(frozen)]
    for frozen in changed:
        log.error("The opening keys of tender %s are not those that its notice names.", frozen.tender_id)
        event = f"keys-not-of-the-notice:{frozen.tender_id}:{at.date().isoformat()}"
        notices.tell_of_other_keys(frozen.tender, event=event, at=at)
    return len(changed)


def is_as_frozen(frozen: FrozenKeyset) -> bool:
    """Whether the rows of a keyset are those that its digest and the log of the tender name. Two queries."""
    try:
        keysets.keyset_of(frozen)
    except KeysetChanged:
        return False
    except DemonstrationKeys:  # as they were fixed, and refused by each submission
        return True
    return True


def refusal(changed: KeysetChanged) -> SubmissionRefused:
    """Why no bid is taken for such keys, as its sender reads it."""
    cure = _("Nothing was taken. The site tells the city of it within the hour; your draft stays. Try again later.")
    return SubmissionRefused([str(changed), cure], AttemptReason.KEYSET_MISMATCH)


@contextmanager
def refusing_other_keys(bid: Bid, *, by: User, at: datetime) -> Iterator[None]:
    """Turn keys that nothing may be sealed for into the refusal that the sender reads, and keep that it was refused.

    Effects: as of `record_refusal`, where they are not those of the notice. Raises SubmissionRefused.
    """
    try:
        yield
    except KeysetChanged as changed:
        record_refusal(bid, by=by, at=at)
        raise refusal(changed) from changed
    except DemonstrationKeys as printed:
        raise SubmissionRefused([str(printed)], AttemptReason.NOT_OPEN) from printed


def record_refusal(bid: Bid, *, by: User, at: datetime) -> None:
    """Keep that a bid was refused for such keys. Who: the site, after it refused.

    Effects: leaf bid.keyset_mismatch in the tender's log, once for each person, tender and minute. It names no bid.
    """
    frozen = queries.latest_keyset(bid.tender)
    if frozen is None or not is_first(SubmissionLeafKind.KEYSET_MISMATCH, bid.tender, by=by, at=at):
        return
    with transaction.atomic():
        facts = {"keyset": frozen.digest, "version": frozen.version}
        audit.record(SubmissionLeafKind.KEYSET_MISMATCH, frozen, by=by, at=at, facts=facts)
