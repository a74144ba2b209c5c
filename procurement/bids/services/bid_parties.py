"""The parties of a bid say something to their part: sign, take back, decline; the lead is told, and asks again.

No leaf is written: whoever reads a log before the opening would count bids by it.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import Notice, User
from core.notices.services import notify
from procurement.bids.gather import parties as gather
from procurement.bids.models import Bid, BidParty, PartySignature, SignatureAct
from procurement.bids.queries import drafts
from procurement.bids.rules.parties import PartyPart, PartyStanding
from procurement.bids.services.drafting import require_open
from procurement.bids.services.errors import BidRefused
from procurement.bids.states import BidPartyNoticeKind
from procurement.tenders import gather as tender_gather
from suppliers import queries as supplier_queries
from suppliers.services.locking import locked as locked_supplier


@transaction.atomic
def sign(*, bid: Bid, party: BidParty, terms: str, facts: str, by: User, at: datetime) -> PartySignature:
    """Sign one's part with the facts that go in. Who: anybody who acts for the party; of the lead it says that its
    facts are still true. `terms`, `facts`: the digests of what was read.

    Effects: a PartySignature; a notice to the lead's people where a partner signs. A second call changes nothing.
    Raises BidRefused: the part or the facts changed meanwhile, the tender takes no bids now, or the partner is in
    another bid for the lot and the tender takes each in one. That is said to the partner alone: the lead sees a
    signature that is missing.
    """
    if party.supplier is not None:
        locked_supplier(party.supplier)  # it signs in two bids one after the other
    row, part = _current(bid, party, at)
    if not part.is_lead:
        _require_nowhere_else(bid, row)
    if (part.terms, part.facts) != (terms, facts):
        raise BidRefused(_("Your part or your facts changed meanwhile. Read them again."))
    if part.standing is PartyStanding.SIGNED:
        return max(row.signatures.all(), key=lambda signature: signature.pk)
    return _speak(bid, row, SignatureAct.SIGNED, part, by=by, at=at)


@transaction.atomic
def take_back(*, bid: Bid, party: BidParty, by: User, at: datetime) -> PartySignature:
    """Stand by one's part no more. Who: anybody who acts for the party. Raises BidRefused where nothing was signed."""
    row, part = _current(bid, party, at)
    if part.spoken is None or part.spoken.act != SignatureAct.SIGNED:
        raise BidRefused(_("There is no signature to take back."))
    return _speak(bid, row, SignatureAct.TAKEN_BACK, part, by=by, at=at)


@transaction.atomic
def decline(*, bid: Bid, party: BidParty, by: User, at: datetime) -> PartySignature:
    """Say no to one's part; it may be signed later all the same. Who: anybody who acts for a partner."""
    row, part = _current(bid, party, at)
    if part.standing is PartyStanding.DECLINED:
        return max(row.signatures.all(), key=lambda signature: signature.pk)
    return _speak(bid, row, SignatureAct.DECLINED, part, by=by, at=at)


def ask(*, bid: Bid, party: BidParty, by: User, at: datetime) -> bool:
    """Ask a partner to sign its part; once a day, whoever asks. Who: the lead's team.

    Effects: a notice to everybody who acts for the partner. Returns whether anybody was told. Raises BidRefused after
    the deadline.
    """
    require_open(bid.tender, at)
    people = supplier_queries.people_of(party.supplier) if party.supplier is not None else []
    others = [person for person in people if person != by]
    event = f"{asked_event(bid, party)}{at:%Y-%m-%d}"
    return bool(_tell(BidPartyNoticeKind.ASKED, bid, party, others, event=event, at=at))


def ask_all(*, bid: Bid, by: User, at: datetime) -> None:
    """Ask every partner of a bid that has just begun."""
    for party in bid.parties.select_related("supplier"):
        if party.supplier_id != bid.supplier_id:
            ask(bid=bid, party=party, by=by, at=at)


def tell_given_up(*, bid: Bid, by: User, at: datetime) -> None:
    """Tell everybody who acts for a partner that the bid is no more."""
    facts = {"lead": bid.supplier.name if bid.supplier is not None else "", "tender": bid.tender.title}
    for party in bid.parties.select_related("supplier"):
        if party.supplier is not None and party.supplier_id != bid.supplier_id:
            people = [person for person in supplier_queries.people_of(party.supplier) if person != by]
            event = f"bid:{bid.pk}:given-up:{party.no}"
            notify(BidPartyNoticeKind.GIVEN_UP, people, event=event, facts=facts, at=at)


def asked_event(bid: Bid, party: BidParty) -> str:
    """What the events of asking a party begin with; a day follows."""
    return f"bid:{bid.pk}:asked:{party.no}:"


def asked_days(bid: Bid) -> dict[int, list[datetime]]:
    """{number of a party: when it was asked, the first time first}. One query."""
    days: dict[int, list[datetime]] = {}
    rows = Notice.objects.filter(kind=BidPartyNoticeKind.ASKED, event__startswith=f"bid:{bid.pk}:asked:")
    for event, at in rows.order_by("at").values_list("event", "at").distinct():
        days.setdefault(int(event.split(":")[3]), []).append(at)
    return days


def _current(bid: Bid, party: BidParty, at: datetime) -> tuple[BidParty, PartyPart]:
    """The party as it is now; whoever else speaks in this bid waits."""
    require_open(bid.tender, at)
    drafts.locked_draft(bid)
    row = BidParty.objects.select_related("supplier").prefetch_related("signatures__by").get(pk=party.pk)
    return row, gather.part_of(bid, row)


def _require_nowhere_else(bid: Bid, party: BidParty) -> None:
    other = gather.other_bid_of(bid, party, tender_gather.content_of(bid.tender))
    if other is None:
        return
    if other.is_in:
        raise BidRefused(
            _("%(party)s is in another bid for this lot already, and that one is submitted.") % {"party": party.name}
        )
    raise BidRefused(
        _("%(party)s has signed its part of another bid for this lot. Take that back first.") % {"party": party.name}
    )


def _speak(bid: Bid, party: BidParty, act: SignatureAct, part: PartyPart, *, by: User, at: datetime) -> PartySignature:
    signature = PartySignature.objects.create(
        party=party, act=act, terms_digest=part.terms, facts_digest=part.facts, by=by, at=at
    )
    if not part.is_lead and bid.supplier is not None:
        people = [person for person in supplier_queries.people_of(bid.supplier) if person != by]
        _tell(_KINDS[act], bid, party, people, event=f"bid:{bid.pk}:said:{signature.pk}", at=at)
    return signature


_KINDS = {
    SignatureAct.SIGNED: BidPartyNoticeKind.SIGNED,
    SignatureAct.TAKEN_BACK: BidPartyNoticeKind.TAKEN_BACK,
    SignatureAct.DECLINED: BidPartyNoticeKind.DECLINED,
}


def _tell(
    kind: BidPartyNoticeKind, bid: Bid, party: BidParty, people: Collection[User], *, event: str, at: datetime
) -> list[Notice]:
    """What these people are told: who, and for which tender; never what is offered."""
    lead = bid.supplier.name if bid.supplier is not None else ""
    facts = {"party": party.name, "lead": lead, "tender": bid.tender.title, "id": str(bid.pk)}
    return notify(kind, people, event=event, facts=facts, at=at)
