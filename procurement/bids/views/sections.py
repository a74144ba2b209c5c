"""The four sections of a bid: a form that works by itself, and the same address for the script that saves on the way.

Whatever becomes of a save, what was typed comes back with the page. Nothing of it is in an address or a message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from core import access as core_access
from core import clock
from core.access import signed_in
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.draft_keys import DraftKey
from procurement.bids.forms.sections import SentSection, files_to_move, read_sent
from procurement.bids.gather.drafts import DraftContent, SavedPart, draft_of
from procurement.bids.gather.files import filled_files
from procurement.bids.models import Bid
from procurement.bids.outline import BidOutline, DraftSection, outline_of
from procurement.bids.pages import price_terms
from procurement.bids.pages import sections as pages
from procurement.bids.pages.clock import clock_box
from procurement.bids.pages.section_fields import FieldClashLine
from procurement.bids.pages.tasks import crumbs, state_tag
from procurement.bids.queries import drafts
from procurement.bids.queries import files as file_queries
from procurement.bids.rules.fields import WritingPlace
from procurement.bids.rules.filled import FilledBid, FilledFile
from procurement.bids.services import drafting
from procurement.bids.services.errors import BidRefused, DraftClash
from procurement.bids.services.files import change_file
from procurement.bids.views.drafting import with_draft
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries
from procurement.tenders.sections import TenderContent

JSON = "application/json"
TEMPLATES: Mapping[DraftSection, str] = {section: f"bids/sections/{section.value}.html" for section in DraftSection}


@dataclass(frozen=True, slots=True)
class OpenSection:
    """A section of a draft that is open: what is asked, what stands, and what was just sent and not saved."""

    bid: Bid
    section: DraftSection
    content: TenderContent
    outline: BidOutline
    draft: DraftContent = field(repr=False)
    files: tuple[FilledFile, ...] = field(repr=False)
    unsaved: Mapping[str, str] = field(default_factory=dict, repr=False)
    clashes: Mapping[str, FieldClashLine] = field(default_factory=dict, repr=False)
    refusal: str = ""
    seen: int | None = None

    @property
    def part(self) -> SavedPart:
        return self.draft.part(self.section.value)

    @property
    def filled(self) -> FilledBid:
        """The whole draft, with what was sent in place of what stands."""
        texts = {section: dict(self.draft.fields(section.value)) for section in DraftSection}
        texts[self.section].update(self.unsaved)
        return FilledBid(
            answers=texts[DraftSection.ANSWERS],
            prices=texts[DraftSection.PRICES],
            performance=texts[DraftSection.PERFORMANCE],
            claims=texts[DraftSection.CLAIMS],
            files=self.files,
        )


@sensitive_variables()
def _opened(bid: Bid, key: DraftKey, section: DraftSection) -> OpenSection:
    """Four queries, and those of the tender's content."""
    content = tender_gather.content_of(bid.tender)
    outline = outline_of(content, [lot.no for lot in drafts.lots_of(bid)])
    return OpenSection(bid, section, content, outline, draft_of(bid, key), filled_files(bid, key))


def _view(section: DraftSection) -> Callable[..., Any]:
    @require_http_methods(["GET", "HEAD", "POST"])
    @sensitive_post_parameters()
    @with_draft(BidAction.SEE)
    @sensitive_variables()
    def show(request: HttpRequest, bid: Bid, key: DraftKey) -> HttpResponse:
        """The section; with POST it is saved, and the answer is JSON where a script asks for that."""
        opened = _opened(bid, key, section)
        if request.method == "POST":
            core_access.require(access.may(request.user, BidAction.WRITE, bid))
            return _save(request, opened, key)
        return _page(request, opened)

    return show


answers, prices, performance, claims = (_view(section) for section in DraftSection)


@sensitive_variables()
def _save(request: HttpRequest, opened: OpenSection, key: DraftKey) -> HttpResponse:
    place = WritingPlace(opened.outline.currency, opened.bid.tender.authority.locale)
    sent = read_sent(request.POST, opened.outline, opened.section, place)
    at = clock.db_now()
    try:
        part = drafting.save_part(
            bid=opened.bid,
            draft_key=key,
            name=opened.section.value,
            fields=sent.kept,
            seen=sent.seen,
            by=signed_in(request.user),
            at=at,
        )
    except DraftClash as clash:
        return _refused(request, _with_clash(opened, sent, clash))
    except BidRefused as refused:
        return _refused(request, replace(opened, unsaved=sent.texts, refusal=str(refused), seen=sent.seen))
    parts = {**opened.draft.parts, opened.section.value: part}
    saved = replace(opened, draft=DraftContent(parts))
    if _place_files(request.POST, opened, key):
        saved = replace(saved, files=filled_files(opened.bid, key))
    if _wants_json(request):
        return JsonResponse(_saved_json(saved, sent, at))
    if any(line.is_wrong for name, line in _lines(saved).items() if name in sent.texts):
        return redirect(request.path)
    return redirect("bids:tasks", saved.bid.pk)


@sensitive_variables()
def _place_files(data: QueryDict, opened: OpenSection, key: DraftKey) -> bool:
    """Have stored files belong to what they are ticked for, and no more to what they were; whether any was moved.

    Effects: their rows.
    """
    moved = files_to_move(data, opened.outline, opened.section, opened.files)
    rows = {str(row.pk): row for row in file_queries.stored_files_of(opened.bid)} if moved else {}
    for file, place in moved:
        if file.id in rows:
            change_file(row=rows[file.id], bid=opened.bid, draft_key=key, belongs_to=place)
    return bool(moved)


@sensitive_variables()
def _with_clash(opened: OpenSection, sent: SentSection, clash: DraftClash) -> OpenSection:
    """Both texts of each field that two people wrote, and the rest as it was sent; nothing of it is saved yet."""
    clashes = {entry.field: FieldClashLine(sent.texts[entry.field], entry.theirs) for entry in clash.clashes}
    sentence = _("Somebody else wrote some of these fields while you did. Choose, and save again.")
    return replace(opened, unsaved=sent.texts, clashes=clashes, refusal=sentence, seen=clash.no)


def _refused(request: HttpRequest, opened: OpenSection) -> HttpResponse:
    if not _wants_json(request):
        return _page(request, opened, HTTPStatus.CONFLICT)
    clashes = {name: {"mine": line.mine, "theirs": line.theirs} for name, line in opened.clashes.items()}
    answer = {"refusal": opened.refusal, "seen": opened.seen, "clashes": clashes}
    return JsonResponse(answer, status=HTTPStatus.CONFLICT)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == JSON


def _lines(opened: OpenSection) -> pages.Lines:
    texts = opened.filled.section(opened.section)
    return pages.lines_of(opened.outline, opened.section, texts, opened.clashes)


@sensitive_variables()
def _saved_json(opened: OpenSection, sent: SentSection, at: datetime) -> dict[str, Any]:
    """What the script puts into the page: what was understood, the totals, and the texts that are kept otherwise."""
    lines, filled = _lines(opened), opened.filled
    answer: dict[str, Any] = {
        "seen": opened.part.no,
        "saved": _saved_text(opened.bid, at),
        "heading": pages.section_page(opened.outline, opened.section, filled, lines).heading,
        "notes": {line.id: render_to_string("bids/sections/_note.html", {"line": line}) for line in lines.values()},
        "kept": {name: text for name, text in sent.kept.items() if text != sent.texts[name]},
    }
    if opened.section is DraftSection.PRICES:
        tables = pages.price_tables(opened.outline, lines, filled.prices)
        answer["amounts"] = {row.field.id: row.amount for table in tables for row in table.lines}
        answer["totals"] = {str(table.no): [table.total_label, table.total] for table in tables}
    return answer


def _saved_text(bid: Bid, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(bid.tender.authority.zone))
    return _("Saved by itself at %(time)s.") % {"time": f"{local:%H:%M}"}


@sensitive_variables()
def _page(request: HttpRequest, opened: OpenSection, status: int = HTTPStatus.OK) -> HttpResponse:
    lines, filled = _lines(opened), opened.filled
    page = pages.section_page(opened.outline, opened.section, filled, lines)
    bid = opened.bid
    is_suspended = tender_queries.current_suspension(bid.tender) is not None
    context = {
        "bid": bid,
        "page": page,
        "heading": page.heading,
        "lead": page.lead,
        "over": f"{bid.tender.ref} · {page.title}",
        "tags": [state_tag(bid)],
        "crumbs": crumbs(bid, inside=True),
        "clock": clock_box(bid.tender, clock.db_now(), is_suspended=is_suspended),
        "errors": [{"text": text, "href": f"#{id_}"} for id_, text in page.errors],
        "faulty": bool(page.errors),
        "refusal": opened.refusal,
        "seen": opened.part.no if opened.seen is None else opened.seen,
        "files_url": reverse("bids:files", args=[bid.pk]),
        "may_write": bool(access.may(request.user, BidAction.WRITE, bid)),
        "body": _body(opened, lines, filled),
        "price_terms": price_terms.price_terms(opened.content, opened.outline),
    }
    return render(request, TEMPLATES[opened.section], context, status=status)


def _body(opened: OpenSection, lines: pages.Lines, filled: FilledBid) -> Any:
    match opened.section:
        case DraftSection.ANSWERS:
            return pages.answer_groups(opened.outline, lines, filled)
        case DraftSection.PRICES:
            return pages.price_tables(opened.outline, lines, filled.prices)
        case DraftSection.PERFORMANCE:
            return list(lines.values())
        case DraftSection.CLAIMS:
            return pages.claim_sections(opened.outline, lines, filled)
