"""What Home says of bids: what is due, by date; a partner's part to sign stands among it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person, holds_any
from core.assembly import HomeSection, Task
from core.models import Role
from procurement.bids.models import Bid
from procurement.bids.pages import listing
from procurement.bids.queries import drafts, envelope_checks
from procurement.bids.queries.counting import submit_again_among
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState
from suppliers import queries as supplier_queries

MOST = 5


def due_bids(user: Person, _now: datetime) -> HomeSection | None:
    """To people of suppliers: their bids of open tenders, what is due first, by date. Six queries if there are any."""
    if not supplier_queries.acts_for_any(user):
        return None
    bids = list(drafts.bids_of(user).filter(tender__state=TenderState.OPEN)[: MOST + 1])
    if not bids:
        return None
    lots = drafts.lots_of_all(bids)
    again = submit_again_among(bids)
    lines = sorted(
        listing.bid_lines(bids, lots, user, again), key=lambda line: not line.is_due
    )  # each half stays by date
    tasks = tuple(_task(line) for line in lines[:MOST])
    if due := sum(line.is_due for line in lines):
        count = ngettext("%(count)d bid is due", "%(count)d bids are due", due) % {"count": due}
    else:
        text = ngettext("%(count)d bid is under way", "%(count)d bids are under way", len(lines))
        count = text % {"count": len(lines)}
    return HomeSection(
        "bids-due", _("Our bids"), tasks, count=count, more_url=reverse("bids:list"), more_label=_("All bids")
    )


def _task(line: listing.BidLine) -> Task:
    title = _("Sign your part: %(title)s") % {"title": line.title} if line.waits else line.title
    note = _("Due %(moment)s, %(together)s.") % {"moment": line.due, "together": line.together}
    act = line.act if line.is_due else ""
    return Task(title, line.url, line.about, note, line.tag[0], line.tag[1], act=act, act_url=line.url if act else "")


def damaged_store(user: Person, _now: datetime) -> HomeSection | None:
    """To administrators: that something in the folder of bids is not whole. One query for them.

    Neither how much nor which files: an administrator may be an officer as well, and a count of files tells of bids.
    """
    if not holds_any(user, Role.ADMINISTRATOR) or not envelope_checks.damaged().exists():
        return None
    task = Task(
        _("Run manage.py verify on the server"),
        url="",  # the cure is outside the site
        note=_("It names what is damaged. Put that back from the backup; it is read again within the hour."),
        tag=_("Damaged"),
        tone="bad",
    )
    return HomeSection("damaged-store", _("Stored files"), (task,), count=_("The folder of bids is damaged"))


def offer_of_tender(tender: Tender, user: Person, now: datetime) -> dict[str, object] | None:
    """In the box of an open tender's notice: begin a bid, or go on with one's own. Visitors sign in on the way.

    Nobody who works for an authority is offered one: the box is the same with and without bids. At most five queries.
    """
    if tender.state != TenderState.OPEN or tender.deadline_at is None or now > tender.deadline_at:
        return None
    begin_url = reverse("bids:begin", args=[tender.pk])
    if not user.is_authenticated or not supplier_queries.acts_for_any(user):
        return {"begin_url": begin_url if not user.is_authenticated else "", "ours": []}
    bids: list[Bid] = list(drafts.bids_of(user).filter(tender=tender))
    return {
        "begin_url": begin_url,
        "ours": listing.bid_lines(bids, drafts.lots_of_all(bids), user, submit_again_among(bids)),
    }
