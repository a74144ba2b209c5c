"""What Home and the page of a tender say of its opening: to who opens, to officers, to a team of its own bid."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person, authorities_with
from core.assembly import HomeSection, Task
from core.models import KEY_ROLES, Role
from core.pages import formats
from procurement.bids.access.openings import OpeningAction, may_opening
from procurement.bids.models import Bid, LostKeysProposal, Opening
from procurement.bids.pages.opening import opening_url
from procurement.bids.queries import drafts
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import openings as queries
from procurement.bids.rules.openings import BETWEEN_THE_TWO
from procurement.bids.states import BidState, EnvelopeFault, OpeningState
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import AFTER_OPENING, TenderState
from suppliers import queries as supplier_queries

LATELY = timedelta(days=14)
MOST = 5
RESULTS = (BidState.OPENED, BidState.UNREADABLE)


@dataclass(frozen=True, slots=True)
class OpeningOfTender:
    """`url`: the page of the opening, for whom it is. `sentence`: for everybody. `ours`: one's own bids."""

    url: str
    label: str
    sentence: str
    ours: tuple[str, ...]


def openings_to_do(user: Person, now: datetime) -> HomeSection | None:
    """To holders of keys and officers: tenders that wait for their opening. No query for anybody else, else five."""
    ids = authorities_with(user, *KEY_ROLES, Role.OFFICER)
    if not ids:
        return None
    tenders = queries.tenders_to_open(ids, now)[: MOST + 1]
    if not tenders:
        return None
    live = queries.live_openings(tenders)
    members = key_queries.latest_members(tenders)
    mine = {pk for pk, rows in members.items() if any(row.key.holder_id == user.pk for row in rows)}
    lost = queries.lost_keys_proposals(tenders)
    tasks = tuple(
        _lost_keys_task(tender, user, lost.get(tender.pk))
        or _task(tender, live.get(tender.pk), user, gives=tender.pk in mine)
        for tender in tenders[:MOST]
    )
    count = ngettext("%(count)d tender waits for its opening", "%(count)d tenders wait for their opening", len(tasks))
    return HomeSection("openings", _("Openings"), tasks, count=count % {"count": len(tasks)})


def _lost_keys_task(tender: Tender, user: Person, proposal: LostKeysProposal | None) -> Task | None:
    """To an officer: another one proposes new bids, since keys are lost. No query."""
    if proposal is None or proposal.by_id == user.pk or not may_opening(user, OpeningAction.TAKE_NEW_BIDS, tender):
        return None
    note = _("%(name)s proposes to take new bids, because keys are lost.") % {"name": proposal.by}
    url = reverse("bids:opening-lost-keys", args=[tender.pk])
    return Task(tender.title, url, over=tender.ref, note=note, act=_("Read and decide"), act_url=url)


def _task(tender: Tender, opening: Opening | None, user: Person, *, gives: bool) -> Task:
    zone, url, act = tender.authority.zone, opening_url(tender), _("Look")
    note = _("It can be opened since %(when)s.") % {"when": formats.moment(tender.deadline_at, zone)}
    if opening is None:
        act = _("Open") if gives else _("Call the opening")
    elif opening.state == OpeningState.FIRST_HALF:
        first = next(iter(opening.halves.all()), None)
        until = formats.moment(opening.state_at + BETWEEN_THE_TWO, zone)
        if first is not None and first.person_id == user.pk:
            note = _("Your half is in. A second person is needed until %(when)s.") % {"when": until}
        elif gives:
            note, act = _("The first half is given, yours is missing until %(when)s.") % {"when": until}, _("Open")
        else:
            note = _("The first half is given, a second is missing until %(when)s.") % {"when": until}
    elif opening.state == OpeningState.PROCESSING:
        note = _("Both halves are in: the bids are being opened.")
    elif gives:
        note, act = _("The opening is called. Two holders of keys are needed."), _("Open")
    return Task(tender.title, url, over=tender.ref, note=note, act=act, act_url=url)


def opened_lately(user: Person, now: datetime) -> HomeSection | None:
    """To holders of keys and officers: what was opened in the last two weeks. No query for anybody else, else two."""
    ids = authorities_with(user, *KEY_ROLES, Role.OFFICER)
    if not ids:
        return None
    closed = queries.closed_since(ids, now - LATELY)[:MOST]
    tasks = tuple(
        Task(
            opening.tender.title,
            opening_url(opening.tender),
            over=opening.tender.ref,
            note=_("Opened %(when)s") % {"when": formats.moment(opening.state_at, opening.tender.authority.zone)},
        )
        for opening in closed
    )
    return HomeSection("opened", _("Opened lately"), tasks, beside=True) if tasks else None


def our_results(user: Person, now: datetime) -> HomeSection | None:
    """To people of suppliers: what came of their bids in the last two weeks. Two queries where there are any."""
    if not supplier_queries.acts_for_any(user):
        return None
    bids = drafts.bids_of(user).filter(state__in=RESULTS, state_at__gte=now - LATELY, tender__origin=Origin.OWN)
    rows = list(bids[:MOST])
    tasks = tuple(_result_task(bid) for bid in rows)
    return HomeSection("our-results", _("Our bids at their opening"), tasks, beside=True) if tasks else None


def _result_task(bid: Bid) -> Task:
    is_read = bid.state == BidState.OPENED
    url = reverse("tenders:detail", args=[bid.tender_id]) + "#opening"
    when = formats.moment(bid.state_at, bid.tender.authority.zone)
    if is_read:
        note, tag, tone = _("Your bid was opened on %(when)s."), _("Opened"), "good"
    else:
        note, tag, tone = _("Your bid could not be read on %(when)s."), _("Could not be read"), "bad"
    return Task(bid.tender.title, url, over=bid.tender.ref, note=note % {"when": when}, tag=tag, tone=tone)


def opening_of_tender(tender: Tender, user: Person, now: datetime) -> OpeningOfTender | None:
    """On the page of a tender that takes bids here: the way to its opening, when it was, one's own result.

    Before the deadline it is the same with and without bids. At most five queries, none before the deadline.
    """
    if tender.origin != Origin.OWN or tender.deadline_at is None or tender.state not in _WITH_SECTION:
        return None
    sees = bool(may_opening(user, OpeningAction.SEE, tender))
    url = opening_url(tender) if sees else ""
    if tender.state not in AFTER_OPENING:
        is_over = now > tender.deadline_at
        label = _("Open the bids") if is_over else _("How the bids will be opened")
        return OpeningOfTender(url, label, "", ()) if sees else None
    opening = queries.latest_closed([tender]).get(tender.pk)
    if opening is None:
        return None
    when = formats.moment(opening.state_at, tender.authority.zone)
    sentence = _("The bids were opened on %(when)s by two people together.") % {"when": when}
    return OpeningOfTender(url, _("The opening and its record"), sentence, tuple(_own_results(tender, user)))


_WITH_SECTION = (TenderState.OPEN, TenderState.CLOSED, *AFTER_OPENING)


def _own_results(tender: Tender, user: Person) -> Iterator[str]:
    """A sentence for each of the person's bids that were to be opened."""
    if not supplier_queries.acts_for_any(user):
        return
    bids = list(drafts.bids_of(user).filter(tender=tender, state__in=RESULTS))
    faults: Mapping[UUID, list[str]] = queries.faults_of(bids) if bids else {}
    for bid in bids:
        name = bid.supplier.name if bid.supplier else bid.alias
        if bid.state == BidState.OPENED:
            yield _("The bid of %(name)s was opened as %(alias)s.") % {"name": name, "alias": bid.alias}
        else:
            reasons = " ".join(str(EnvelopeFault(fault).label) for fault in faults.get(bid.pk, []))
            sentence = _(
                "The bid of %(name)s could not be read. %(reasons)s Keep your receipt, and write to the buyer, whose "
                "address stands in the notice."
            )
            yield sentence % {"name": name, "reasons": reasons}
