"""Tenders as pages show them: ready strings, so that a template neither asks the database nor computes."""

from procurement.tenders.pages.acts import (
    ChangeCheckPage,
    changes_page,
    check_cancellation,
    check_extension,
    check_lifting,
    check_outage,
    check_proposal,
    check_reopening,
    check_reopening_proposal,
    check_suspension,
)
from procurement.tenders.pages.amending import (
    amending_of_tender,
    amendment_page,
    begin_page,
    publish_page,
    version_list_page,
    version_page,
)
from procurement.tenders.pages.authorities import (
    adopt_page,
    merge_page,
    tell_apart_page,
    tender_count,
    unowned_of_people,
    unowned_page,
    unowned_sections,
    waiting_authorities,
)
from procurement.tenders.pages.beside import beside
from procurement.tenders.pages.criteria import anchor, weight
from procurement.tenders.pages.drafting import overview_page, saves_page, section_page, section_url
from procurement.tenders.pages.during import during
from procurement.tenders.pages.gate import gate_page
from procurement.tenders.pages.listing import TONES, code_links, count, rows, short
from procurement.tenders.pages.notice import NoticePage, notice_page
from procurement.tenders.pages.published import preview_page, published_page
from procurement.tenders.pages.questions import questions_page
from procurement.tenders.pages.references import drafts, refer_page, referring_of_study
from procurement.tenders.pages.standards import asking_for
from procurement.tenders.pages.tender import detail, detail_page
from procurement.tenders.pages.watching import addresses, watch_row

__all__ = [
    "TONES",
    "ChangeCheckPage",
    "NoticePage",
    "addresses",
    "adopt_page",
    "amending_of_tender",
    "amendment_page",
    "anchor",
    "asking_for",
    "begin_page",
    "beside",
    "changes_page",
    "check_cancellation",
    "check_extension",
    "check_lifting",
    "check_outage",
    "check_proposal",
    "check_reopening",
    "check_reopening_proposal",
    "check_suspension",
    "code_links",
    "count",
    "detail",
    "detail_page",
    "drafts",
    "during",
    "gate_page",
    "merge_page",
    "notice_page",
    "overview_page",
    "preview_page",
    "publish_page",
    "published_page",
    "questions_page",
    "refer_page",
    "referring_of_study",
    "rows",
    "saves_page",
    "section_page",
    "section_url",
    "short",
    "tell_apart_page",
    "tender_count",
    "unowned_of_people",
    "unowned_page",
    "unowned_sections",
    "version_list_page",
    "version_page",
    "waiting_authorities",
    "watch_row",
    "weight",
]
