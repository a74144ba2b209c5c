"""Pages of tenders."""

from procurement.tenders.views.amendments import (
    amendment,
    publish_amendment,
    published_version,
    published_versions,
)
from procurement.tenders.views.authorities import adopt, authority_detail, authority_list, merge, tell_apart
from procurement.tenders.views.changes import changes
from procurement.tenders.views.documents import section_document
from procurement.tenders.views.drafts import cancel_draft, edit, new
from procurement.tenders.views.feeds import calendar, feed, tender_calendar
from procurement.tenders.views.gate import gate
from procurement.tenders.views.notice import document, preview
from procurement.tenders.views.questions import questions
from procurement.tenders.views.sections import restore, saves, section
from procurement.tenders.views.tenders import detail, file, listing, refer
from procurement.tenders.views.versions import choose
from procurement.tenders.views.watching import delete_watch_list, rename_watch_list, watch_lists

__all__ = [
    "adopt",
    "amendment",
    "authority_detail",
    "authority_list",
    "calendar",
    "cancel_draft",
    "changes",
    "choose",
    "delete_watch_list",
    "detail",
    "document",
    "edit",
    "feed",
    "file",
    "gate",
    "listing",
    "merge",
    "new",
    "preview",
    "publish_amendment",
    "published_version",
    "published_versions",
    "questions",
    "refer",
    "rename_watch_list",
    "restore",
    "saves",
    "section",
    "section_document",
    "tell_apart",
    "tender_calendar",
    "watch_lists",
]
