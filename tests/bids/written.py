"""What tests of bids begin with: an open tender, firms, a bid that was begun. Everything through the real services."""

from datetime import timedelta

from core import clock, clock_switch
from procurement.bids.models import Bid
from procurement.bids.queries import drafts as draft_queries
from procurement.bids.services import drafting
from procurement.tenders import queries as tender_queries
from suppliers import services as supplier_services
from tests import builders
from tests.replay import replayed
from tests.suppliers import consortia, firms, making
from tests.tenders import written

AT = builders.AT + timedelta(hours=1)
DEADLINE = written.DEADLINE


@replayed
def open_tender(*values, **changes):
    """A published tender of two lots that takes bids until `DEADLINE`."""
    return written.published(*values, **changes)


@replayed
def firm(*people, name="Clear Air", **about):
    """A supplier that may bid, with these people or one of its own."""
    return making.supplier(
        members=people or (builders.person(name=f"Person of {name}"),), name=name, at=builders.AT, **about
    )


def person_of(supplier):
    return firms.manager_of(supplier)


@replayed
def begun_bid(*, tender=None, supplier=None, consortium=None, lots=None, by=None, at=AT):
    """A BegunBid: bid, pass and key. Without more a firm of its own bids for the first lot of a new tender."""
    tender = tender or open_tender()
    lead = supplier or (consortium.lead if consortium is not None else firm())
    chosen = tender_queries.lots_of(tender)[:1] if lots is None else lots
    by = by or person_of(lead)
    return drafting.begin_bid(tender=tender, supplier=lead, consortium=consortium, lots=chosen, by=by, at=at)


@replayed
def begun_together(*declarations):
    """A BegunBid of three, each of which has declared these grounds for exclusion."""
    row, lead, *others = consortia.of_three()
    by = consortia.member(lead)
    supplier_services.register(supplier=lead, by=by, at=AT)
    for supplier in (lead, *others) if declarations else ():
        consortia.declare(supplier, *declarations, at=AT)
    return begun_bid(consortium=consortia.read(row), supplier=lead, by=by)


@replayed
def saved(begun, name="answers", fields=None, *, seen=None, by=None, at=AT):
    """A part of the draft, saved over what is there."""
    bid = begun.bid
    seen = draft_queries.latest_no(bid, name) if seen is None else seen
    fields = {"R1": "yes"} if fields is None else fields
    by = by or bid.begun_by
    return drafting.save_part(bid=bid, draft_key=begun.draft_key, name=name, fields=fields, seen=seen, by=by, at=at)


def read(begun):
    """The bid as pages read it."""
    return draft_queries.with_parties().get(pk=begun.bid.pk if hasattr(begun, "bid") else begun.pk)


def bids_of(tender):
    return list(Bid.objects.filter(tender=tender).order_by("begun_at", "alias"))


def set_clock(settings, *, to=AT):
    """Has the site's clock show this instant of the past. Before anything is recorded."""
    settings.CLOCK_MOVES = True
    _move_clock(to)


def set_clock_back(settings, *, days):
    """Has the site's clock show so many days ago. Before anything is recorded."""
    settings.CLOCK_MOVES = True
    _set_clock_back(days)


@replayed
def _set_clock_back(days):
    clock_switch.set_back(days=days, by=None)


@replayed
def _move_clock(to):
    clock_switch.set_back(days=(clock.db_now() - to).days + 1, by=None)
    clock_switch.move_to(instant=to, by=None, at=clock.db_now())
