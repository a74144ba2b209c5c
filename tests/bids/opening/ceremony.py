"""Openings as tests begin them: a tender whose bids came in, two persons with their keys, and each step of the way."""

from dataclasses import dataclass, field
from datetime import timedelta

from core import clock
from core.models import Job
from offline.sealing.halves import answer, read_question
from procurement.bids import tasks
from procurement.bids.models import KeyOrigin, Opening
from procurement.bids.rules.openings import first_part
from procurement.bids.services import opening_halves, openings
from procurement.bids.services.opening_halves import FreshFactor
from procurement.bids.states import FactorKind, KeyWay, OpeningPart
from procurement.tenders import queries as tender_queries
from procurement.tenders import services as tenders
from procurement.tenders.models import Tender
from procurement.tenders.sections import PanelTerms
from tests.bids.keys import HolderKey
from tests.bids.submitting import city_with_keys, open_tender, ready_bid, submitted
from tests.bids.written import DEADLINE

NAMES = ("Clear Air", "Bright Lamps", "Quiet Roads", "Green Roofs", "Open Data", "Fair Water", "Wide Paths")


@dataclass
class Closed:
    """A tender that waits for its opening: the keys of its keyset, the bids as they were begun, their versions."""

    tender: Tender
    keys: list[HolderKey]
    begun: list = field(default_factory=list)
    revisions: list = field(default_factory=list)

    @property
    def part(self):
        return first_part(self.tender.envelopes)


def waiting(move_clock, **about):
    """As `received`, closed a minute ago."""
    ceremony = received(**about)
    close(ceremony, move_clock)
    return ceremony


def received(*, bids=1, envelopes=1, lots=1, origin=KeyOrigin.BROWSER):
    """An open tender of one or two envelopes, with so many bids for its first lots."""
    city, holder_keys = city_with_keys(origin)
    tender = open_tender(city, PanelTerms(envelopes=envelopes))
    ceremony = Closed(tender, holder_keys)
    for name in NAMES[:bids]:
        begun = ready_bid(city, tender=tender, name=name, lots=tender_queries.lots_of(tender)[:lots])
        ceremony.begun.append(begun)
        ceremony.revisions.append(submitted(begun))
    return ceremony


def close(ceremony, move_clock):
    move_clock(to=DEADLINE + timedelta(minutes=1))
    tenders.tick(tender=ceremony.tender, at=clock.db_now())
    ceremony.tender.refresh_from_db()


def factor(kind=FactorKind.TOTP, *, ago=timedelta(0)):
    return FreshFactor(kind, clock.db_now() - ago)


def halves(ceremony, mine, *, part=None):
    """What a person takes out of the envelopes with its key, by the files that browser and program exchange."""
    part = part or ceremony.part
    asked = opening_halves.asked_halves(tender=ceremony.tender, part=part, by=mine.holder)
    question = read_question(opening_halves.question_file(asked))
    sent = answer(question, mine.private).file()
    return opening_halves.read_halves_file(sent, tender=ceremony.tender, part=part)


def give(ceremony, mine, *, part=None, shares=None, way=KeyWay.BROWSER, showing=None, by=None):
    """Give a half, as a browser does."""
    part = part or ceremony.part
    return opening_halves.give_half(
        tender=ceremony.tender,
        part=part,
        shares=halves(ceremony, mine, part=part) if shares is None else shares,
        way=way,
        factor=showing or factor(),
        by=by or mine.holder,
    )


def call(ceremony, mine=None):
    return openings.call_opening(tender=ceremony.tender, by=(mine or ceremony.keys[0]).holder)


def both_give(ceremony, pair=(0, 1), *, part=None):
    """Both halves of a pair, given one after the other."""
    for place in pair:
        opening = give(ceremony, ceremony.keys[place], part=part)
    return opening


def work():
    """Do the jobs of openings that wait, and nothing else that does. Returns how many."""
    waiting_jobs = Job.objects.filter(kind=opening_halves.PROCESS_KIND).exclude(state__in=["ready", "failed"])
    pks = list(waiting_jobs.values_list("pk", flat=True))
    for pk in pks:
        tasks.process_opening_task(job_id=str(pk))
    return len(pks)


def opened(ceremony, pair=(0, 1)):
    """The whole ceremony: called, both halves, every envelope, the record."""
    call(ceremony)
    opening = both_give(ceremony, pair)
    work()
    opening.refresh_from_db()
    ceremony.tender.refresh_from_db()
    return opening


def prices_opened(ceremony, pair=(0, 1)):
    openings.open_prices(tender=ceremony.tender, by=ceremony.keys[0].holder)
    opening = both_give(ceremony, pair, part=OpeningPart.PRICE)
    work()
    opening.refresh_from_db()
    return opening


def job_of(opening: Opening):
    return Job.objects.get(kind=opening_halves.PROCESS_KIND, target=str(opening.pk))


def results(opening):
    """(number of the bid, part, outcome, why) of each envelope."""
    rows = opening.results.order_by("leaf_index", "lot_key", "kind")
    return [(row.alias, row.kind, row.outcome, row.fault) for row in rows]
