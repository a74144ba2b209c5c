"""Files of drafts: each row has its file, and each file its row. What is in them only their team can verify."""

from collections.abc import Iterator
from uuid import UUID

from core.sealed_file import HEAD_SIZE
from core.verification import Checked
from procurement.bids import store
from procurement.bids.models import DraftFile, DraftFileState
from procurement.bids.queries import files
from procurement.bids.store import DRAFTS

YOUNG = 3600.0  # seconds: a row is made before its file and goes before it


def check_files() -> Iterator[Checked]:
    """Every file of a draft by its row, then every file that no row names."""
    try:
        store.open_store()
    except store.StoreRefused as refused:
        yield Checked(store.IDENTITY, (refused.for_operator,))
        return
    for row in files.all_files():
        yield Checked(str(row.pk), _faults(row))
    for item in store.objects_in(DRAFTS):
        if item.age > YOUNG and not _is_named(item.name):
            yield Checked(item.name, ("No row names this file.",))


def _faults(row: DraftFile) -> tuple[str, ...]:
    try:
        size = store.draft_path(row.pk).stat().st_size
    except FileNotFoundError:
        return ("The file is missing.",)
    if size < HEAD_SIZE + (row.length or 0) * (row.state == DraftFileState.STORED):
        return ("The file is shorter than what was stored.",)
    return ()


def _is_named(name: str) -> bool:
    try:
        return files.is_named(UUID(name))
    except ValueError:
        return False
