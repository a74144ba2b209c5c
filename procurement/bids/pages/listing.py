"""The bids of a person's suppliers as rows: for what, with whom, what is next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.pages import formats
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.models import Bid
from procurement.bids.pages.counting import again_tag
from procurement.bids.pages.tasks import state_tag
from procurement.bids.rules.parties import PartyStanding, SignedPart, standing_of, terms_digest
from procurement.bids.states import BidState
from procurement.tenders.models import Lot
from procurement.tenders.states import TenderState


@dataclass(frozen=True, slots=True)
class BidLine:
    """One bid. `due` is empty once its tender is not open; `act` says what this person does next.

    `is_due`: the lead has to submit it, to submit it again since what is in cannot count, or to confirm it; or the
    partner to sign.
    """

    title: str
    url: str
    about: str
    together: str
    tag: tuple[str, str]
    due: str
    act: str
    waits: bool
    is_due: bool


def bid_lines(
    bids: Iterable[Bid], lots: Mapping[UUID, Sequence[Lot]], user: Person, again: Collection[UUID]
) -> list[BidLine]:
    """The rows, in their order. No query, if the bids were read with their parties.

    `again`: the bids of which what is in is damaged, or sealed for keys that were replaced.
    """
    return [bid_line(bid, lots.get(bid.pk, ()), user, is_again=bid.pk in again) for bid in bids]


def bid_line(bid: Bid, lots: Sequence[Lot], user: Person, *, is_again: bool) -> BidLine:
    """One row: a partner is led to its part, the lead to the tasks."""
    leads = bool(access.may(user, BidAction.SEE, bid))
    is_open = bid.tender.state == TenderState.OPEN
    submits = leads and is_open and (is_again or bid.state != BidState.SUBMITTED)
    signs = not leads and is_open and not has_signed(bid, user, lots)
    route = "bids:tasks" if leads else "bids:sign"
    numbers = ", ".join(str(lot.no) for lot in lots)
    about = ngettext("%(ref)s, lot %(lots)s", "%(ref)s, lots %(lots)s", len(lots)) % {
        "ref": bid.tender.ref,
        "lots": numbers,
    }
    acts = {True: _("Go on") if is_open else _("Look"), False: _("Read and sign") if signs else _("Look")}
    tag = (_("Waits for you"), "warn") if signs else again_tag() if submits and is_again else state_tag(bid)
    return BidLine(
        title=bid.tender.title,
        url=reverse(route, args=[bid.pk]),
        about=about,
        together=together(bid, leads=leads),
        tag=tag,
        due=formats.moment(bid.tender.deadline_at, bid.tender.authority.zone) if is_open else "",
        act=acts[leads],
        waits=signs,
        is_due=signs or submits,
    )


def together(bid: Bid, *, leads: bool) -> str:
    """With whom."""
    partners = len(bid.parties.all()) - 1
    if not leads:
        return _("led by %(lead)s") % {"lead": bid.supplier.name if bid.supplier else ""}
    if not partners:
        return _("alone")
    return ngettext("%(count)d partner", "%(count)d partners", partners) % {"count": partners}


def has_signed(bid: Bid, user: Person, lots: Sequence[Lot]) -> bool:
    """Whether the person's party has signed its part as it is; its facts are looked at on its own page. No query."""
    party = access.own_party(user, bid)
    if party is None:
        return False
    latest = max(party.signatures.all(), key=lambda row: row.pk, default=None)
    if latest is None:
        return False
    terms = terms_digest(party.role, party.share, party.tasks, (lot.no for lot in lots))
    spoken = SignedPart(latest.act, latest.terms_digest, latest.facts_digest, str(latest.by), latest.at)
    return standing_of(spoken, terms, latest.facts_digest) is PartyStanding.SIGNED


def list_heading(bids: Sequence[Bid], now: datetime) -> str:
    """What is due next; else how many there are."""
    due = [bid for bid in bids if bid.tender.state == TenderState.OPEN and bid.tender.deadline_at]
    coming = sorted(bid.tender.deadline_at for bid in due if bid.tender.deadline_at and bid.tender.deadline_at >= now)
    if coming:
        zone = due[0].tender.authority.zone
        text = ngettext(
            "%(count)d bid is open, due %(moment)s", "%(count)d bids are open, the next is due %(moment)s", len(coming)
        )
        return text % {"count": len(coming), "moment": formats.moment(coming[0], zone)}
    if not bids:
        return _("You have not begun a bid")
    return _("Nothing is due")
