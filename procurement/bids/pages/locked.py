"""The page of a device that does not have the draft pass."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import formats
from procurement.bids.forms.drafting import PassForm
from procurement.bids.models import AttemptReason, Bid
from procurement.bids.pages.tasks import crumbs, page_frame
from procurement.bids.queries import sealed
from procurement.bids.services import drafting
from procurement.bids.services.errors import BidRefused


class LockedPage(TypedDict):
    """`faulty`: what was typed was not the pass. `is_over`: the tender takes no bids now. `kept`: what can be read
    without the pass, receipts and what was not taken.
    """

    bid: Bid
    form: PassForm
    heading: str
    over: str
    following: str
    faulty: bool
    lead: str
    is_over: bool
    kept: list[tuple[str, str]]


def locked_page(bid: Bid, *, following: str, error: str, now: datetime) -> LockedPage:
    """What it says. `following`: where the person goes once the pass was right. Four queries at most."""
    why_over = _why_over(bid, now)
    form = PassForm()
    if error:  # what was typed is not shown again
        form = PassForm({"draft_pass": "-"})
        form.add_error("draft_pass", error)
        form.data = {}
    return {
        "bid": bid,
        "form": form,
        "heading": _("This device does not hold the draft pass"),
        "over": f"{bid.tender.authority.name} · {bid.tender.title}",
        "following": following,
        "faulty": bool(error),
        "lead": _("%(why)s With the pass you can read the draft.") % {"why": why_over} if why_over else "",
        "is_over": bool(why_over),
        "kept": [*_receipts(bid), *attempt_links(bid)],
    }


def forgotten_page(bid: Bid) -> Mapping[str, object]:
    """What is left of it."""
    return page_frame(
        bid,
        heading=_("This draft was deleted"),
        lead=_("Drafts are deleted 90 days after the deadline, with everything that nobody submitted."),
        crumbs=crumbs(bid),
        receipts=_receipts(bid),
    )


def _why_over(bid: Bid, now: datetime) -> str:
    """Why the draft cannot be changed now, in the words of the service that would refuse it; empty where it can."""
    try:
        drafting.require_open(bid.tender, now)
    except BidRefused as refused:
        return str(refused)
    return ""


def _receipts(bid: Bid) -> list[tuple[str, str]]:
    """(what it is, where) of every version that came in. One query."""
    title = _("Receipt of version %(no)d")
    return [(title % {"no": no}, reverse("bids:receipt", args=[bid.pk, no])) for no in sealed.numbers_of(bid)]


def attempt_links(bid: Bid) -> list[tuple[str, str]]:
    """(when and why, where) of everything that was sent and not taken. One query."""
    title, zone = _("Not taken on %(when)s: %(reason)s"), bid.tender.authority.zone
    return [
        (
            title % {"when": formats.moment(row.ended_at, zone), "reason": AttemptReason(row.reason).label},
            reverse("bids:attempt", args=[bid.pk, row.pk]),
        )
        for row in bid.attempts.order_by("ended_at")
    ]
