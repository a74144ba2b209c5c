"""Pages of tenders."""

from procurement.tenders.views.authorities import adopt, authority_detail, authority_list, merge, tell_apart
from procurement.tenders.views.drafts import edit, new, restore, saves, section
from procurement.tenders.views.tenders import detail, file, listing, refer

__all__ = [
    "adopt",
    "authority_detail",
    "authority_list",
    "detail",
    "edit",
    "file",
    "listing",
    "merge",
    "new",
    "refer",
    "restore",
    "saves",
    "section",
    "tell_apart",
]
