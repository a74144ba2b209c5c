"""What people do with a tender: one function for each thing an actor does."""

from procurement.tenders.services.authorities import (
    MOST_MERGED,
    NotMergeable,
    merge_authorities,
    merge_obstacle,
    move_to_authority,
)
from procurement.tenders.services.drafts import (
    NotADraft,
    SavedMeanwhile,
    begin,
    begin_from,
    restore,
    save,
)
from procurement.tenders.services.studies import NotReferable, refer
from procurement.tenders.services.versions import freeze_version

__all__ = [
    "MOST_MERGED",
    "NotADraft",
    "NotMergeable",
    "NotReferable",
    "SavedMeanwhile",
    "begin",
    "begin_from",
    "freeze_version",
    "merge_authorities",
    "merge_obstacle",
    "move_to_authority",
    "refer",
    "restore",
    "save",
]
