"""A bid as tasks, and the last look before it is submitted."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from core import clock
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.draft_keys import DraftKey
from procurement.bids.gather import drafts as draft_gather
from procurement.bids.gather import parties as party_gather
from procurement.bids.gather.drafts import DraftContent
from procurement.bids.gather.files import filled_files
from procurement.bids.models import Bid
from procurement.bids.outline import outline_of
from procurement.bids.pages import counting as counting_pages
from procurement.bids.pages import parties as party_pages
from procurement.bids.pages import tasks as pages
from procurement.bids.pages.clock import clock_box
from procurement.bids.pages.locked import attempt_links
from procurement.bids.queries import drafts
from procurement.bids.queries.counting import counting_of
from procurement.bids.rules.filled import FilledFile
from procurement.bids.services import bid_parties, drafting
from procurement.bids.states import BidState
from procurement.bids.views.drafting import with_draft
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries


@with_draft()
@require_safe
@sensitive_variables()
def tasks(request: HttpRequest, bid: Bid, key: DraftKey) -> HttpResponse:
    """What is missing first, then what is done with its value; the clock, who can read it, the pass."""
    if bid.draft.pass_kept_at is None:
        return redirect("bids:pass", bid.pk)
    now = clock.db_now()
    content = draft_gather.draft_of(bid, key)
    context, reading, rows = _common(bid, content, filled_files(bid, key), now)
    may_write = bool(access.may(request.user, BidAction.WRITE, bid))
    asked = bid_parties.asked_days(bid)
    counting, is_open = counting_of(bid), may_write and drafting.takes_bids(bid.tender, now)
    context |= {
        "heading": counting_pages.state_heading(counting, rows.count, is_open=is_open),
        "in_box": counting_pages.in_box(bid, counting, is_open=is_open),
        "attempts": attempt_links(bid),
        "lead": pages.lead_sentence(bid, len(reading.parts)),
        "crumbs": pages.crumbs(bid),
        "tags": [counting_pages.counting_tag(bid, counting, is_open=is_open)],
        "rows": rows,
        "saved": pages.saved_line(content, bid.tender.authority.zone),
        "devices": pages.handouts_line(drafts.handouts_of(bid), bid.tender.authority.zone),
        "lines": party_pages.party_lines(bid, reading, asked, may_ask=may_write),
        "shares": party_pages.shares_line(reading),
        "may_write": may_write,
        "may_give_up": may_write and bid.state == BidState.DRAFT,
    }
    return render(request, "bids/tasks.html", context)


@with_draft()
@require_safe
@sensitive_variables()
def check(request: HttpRequest, bid: Bid, key: DraftKey) -> HttpResponse:
    """What the city will read, with a way to change each; look twice; one button."""
    draft = draft_gather.draft_of(bid, key)
    files = filled_files(bid, key)
    context, reading, rows = _common(bid, draft, files, clock.db_now())
    signed = _("✓ All have signed") if not reading.unsigned else ""
    names = [
        " ".join(filter(None, [part.name, _("(leads)") if part.is_lead else "", party_pages.share_text(part)]))
        for part in reading.parts
    ]
    lots = [_("Lot %(no)d: %(title)s") % {"no": lot.no, "title": lot.title} for lot in drafts.lots_of(bid)]
    outline = outline_of(tender_gather.content_of(bid.tender), [lot.no for lot in drafts.lots_of(bid)])
    filled = draft_gather.filled_from(draft, files)
    about = [
        (_("Bid for"), [bid.tender.title, *lots], reverse("bids:lots", args=[bid.pk])),
        (_("Parties"), [*names, *filter(None, [signed])], reverse("bids:parties", args=[bid.pk])),
        *pages.total_lines(bid, outline, filled),
    ]
    context |= {
        "heading": _("Nothing is missing") if rows.is_complete else pages.heading(rows.count),
        "lead": _("Read it once. You can replace or withdraw it until the deadline."),
        "crumbs": pages.crumbs(bid, inside=True),
        "rows": rows,
        "about": about,
        "twice": [*party_pages.soon_sentences(reading), *context["twice"]],
        "submit_url": pages.submit_url(bid),
        "idem_key": uuid4().hex,
        "may_submit": access.may(request.user, BidAction.SUBMIT, bid),
    }
    return render(request, "bids/check.html", context)


@sensitive_variables()
def _common(
    bid: Bid, draft: DraftContent, files: tuple[FilledFile, ...], now: datetime
) -> tuple[dict[str, Any], party_gather.PartiesReading, pages.TaskList]:
    """What both pages have: which lots, the clock, the parties, every task."""
    tender, lots = bid.tender, drafts.lots_of(bid)
    published = tender_gather.content_of(tender)
    outline = outline_of(published, [lot.no for lot in lots])
    filled = draft_gather.filled_from(draft, files)
    reading = party_gather.parties_of(bid, published)
    first = pages.own_rows(bid, reading, bid_parties.asked_days(bid))
    is_suspended = tender_queries.current_suspension(tender) is not None
    context = {
        "bid": bid,
        "over": pages.over_line(bid, lots, len(published.purchase.lots)),
        "tags": [pages.state_tag(bid)],
        "clock": clock_box(tender, now, is_suspended=is_suspended),
        "twice": pages.twice_sentences(outline, filled),
    }
    return context, reading, pages.task_list([*first, *pages.writing_rows(bid, outline, filled)])
