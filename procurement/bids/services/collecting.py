"""What nobody claims is taken away: files that stopped arriving, files of bids long over, files that no row names.

What a row let go is deleted. What *no* row names is first set aside for 30 days: after a restore of an older database
every newer file looks forgotten. Nothing is touched in the folder of another database.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from procurement.bids import store
from procurement.bids.models import DraftFile
from procurement.bids.queries import files as queries
from procurement.bids.services import files
from procurement.bids.store import DRAFTS, StoreRefused

log = logging.getLogger(__name__)

KEPT_AFTER_DEADLINE = timedelta(days=90)


def collect_files(at: datetime) -> int:
    """Take away what nobody claims. How many it were. Effects: rows and files are gone, or set aside."""
    try:
        store.open_store()
    except StoreRefused as refused:
        log.error("Nothing was collected: %s", refused.for_operator)  # noqa: TRY400 -- the sentence says it all
        return 0
    rows = {row.pk: row for row in queries.expired(at)}
    rows |= {row.pk: row for row in queries.of_tenders_over(at - KEPT_AFTER_DEADLINE)}
    taken = sum(_dropped(row) for row in rows.values())
    for item in store.objects_in(DRAFTS):
        if item.age > files.UNCLAIMED.total_seconds() and not _is_named(item.name):
            store.set_aside(item)
            taken += 1
    store.empty_aside()
    return taken


def drop_bytes(row: DraftFile) -> None:
    """Remove what lies of a file whose row is gone. What cannot be removed now is set aside later."""
    with suppress(OSError):
        store.remove(store.draft_path(row.pk))


def _dropped(row: DraftFile) -> bool:
    with suppress(store.InUse):
        with store.locked(store.draft_path(row.pk)):
            files.drop_file(row)
        return True
    return False


def _is_named(name: str) -> bool:
    try:
        return queries.is_named(UUID(name))
    except ValueError:
        return False
