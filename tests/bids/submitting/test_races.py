"""Forty at once around the deadline: without the lock bids come in after the opening, with it none does.

On PostgreSQL, and on SQLite with a file (TEST_SQLITE): in memory, threads share one database lock and prove nothing.
"""

import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from core import audit, clock, triggers
from core.models import AuditLeaf
from core.sealing_child import SealedPart
from core.signing import services as signing
from procurement.bids.models import Bid, BidLot, BidReceipt, BidRevision, SubmissionWork
from procurement.bids.queries import keys as key_queries
from procurement.bids.services import receiving
from procurement.bids.services.submission import Prepared, SubmissionOvertaken, SubmissionRefused
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState
from suppliers.models import Supplier
from tests.bids import written
from tests.bids.submitting import city_with_keys, open_tender
from tests.races import require_rows_locked_alone
from tests.scale import scaled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS, EACH = 40, 12
SHA = "ab" * 32


@dataclass
class Race:
    """A tender whose deadline is near, a bid for each thread, and what came of it."""

    tender: Tender
    bids: list[Bid]
    lot: object
    version: object
    keyset: object
    deadline: object = None
    is_belted: bool = True
    goes_on: bool = False
    outcomes: Counter = field(default_factory=Counter)
    late: list = field(default_factory=list)
    counted: int | None = None

    def prepared(self, bid, number):
        """What the first step leaves, with envelopes of nothing; its row is not stored yet."""
        now, names = clock.db_now(), [uuid.uuid4().hex, uuid.uuid4().hex]
        work = SubmissionWork(
            bid=bid,
            idem_key=uuid.uuid4().hex,
            object_names=names,
            lease_until=now + timedelta(seconds=90),
            begun_at=now,
        )
        parts = tuple(
            SealedPart(name, str(self.lot.pk), kind, "{}", "[]", 4096, SHA, uuid.uuid4().hex * 2, SHA, SHA)
            for name, kind in zip(names, ("technical", "price"), strict=True)
        )
        return Prepared(bid, work.idem_key, SHA, work, number, self.version, self.keyset, SHA, parts, b"slip")

    def submit_until_late(self, rush, act):
        """One member of the rush: a version after the other until it is told that the deadline is over.

        One that goes on sends the same number again and again, until it has none left.
        """
        number = rush[0].number
        for each in rush:
            ready = replace(each, number=number)
            try:
                act(ready, ready.bid.begun_by)
                self.outcomes["stored"] += 1
                number += 1
            except SubmissionRefused:
                self.outcomes["refused"] += 1
                if not self.goes_on:
                    return
            except IntegrityError:
                self.outcomes["belt"] += 1
                return
            except DatabaseError as error:
                self.outcomes[type(error).__name__] += 1
                return

    def set_deadline(self, ahead, *, wait=True):
        """The deadline of a published tender is fixed: this is done behind its back, and the rush begins before it."""
        triggers.let_rows_change()
        self.deadline = clock.db_now() + ahead
        Tender.objects.filter(pk=self.tender.pk).update(deadline_at=self.deadline)
        if self.is_belted:
            triggers.install()
        while wait and clock.db_now() < self.deadline - timedelta(seconds=2):
            time.sleep(0.05)

    def close_and_count(self):
        """What the clock does at the deadline, and then an opener: nothing may come in once this has counted."""
        while clock.db_now() <= self.deadline:
            pass
        Tender.objects.filter(pk=self.tender.pk, state=TenderState.OPEN).update(state=TenderState.CLOSED)
        self.counted = BidRevision.objects.filter(bid__tender=self.tender).count()

    def run(self, act):
        def in_thread(work, *arguments):
            try:
                work(*arguments)
            finally:
                connection.close()

        stored = Counter(BidRevision.objects.values_list("bid", flat=True))
        rushes = [[self.prepared(bid, stored[bid.pk] + 1) for _ in range(EACH)] for bid in self.bids]
        SubmissionWork.objects.bulk_create(ready.work for rush in rushes for ready in rush)
        self.set_deadline(timedelta(seconds=10))
        threads = [threading.Thread(target=in_thread, args=(self.submit_until_late, rush, act)) for rush in rushes]
        threads.append(threading.Thread(target=in_thread, args=(self.close_and_count,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)


@pytest.fixture
def race(transactional_db):
    require_rows_locked_alone()
    city, _keys = city_with_keys()
    tender = open_tender(city)
    begun = written.begun_bid(tender=tender)
    submit_one = begun.bid
    signing.begin(at=clock.db_now())
    leads = [
        Supplier(name=f"Lead {number}", state=submit_one.supplier.state, state_at=submit_one.state_at)
        for number in range(THREADS - 1)
    ]
    Supplier.objects.bulk_create(leads)
    more = [
        Bid(
            tender=tender,
            supplier=leads[number],
            alias=f"~{number:012}",
            state_at=submit_one.state_at,
            begun_by=submit_one.begun_by,
            begun_at=submit_one.begun_at,
        )
        for number in range(THREADS - 1)
    ]
    Bid.objects.bulk_create(more)
    lot = tender_queries.lots_of(tender)[0]
    BidLot.objects.filter(bid=submit_one).exclude(lot=lot).delete()
    BidLot.objects.bulk_create(BidLot(bid=bid, lot=lot) for bid in more)
    version, keyset = tender_queries.latest_version(tender), key_queries.latest_keyset(tender)
    return Race(tender, [submit_one, *more], lot, version, keyset)


def with_the_lock(ready, by):
    receiving.receive(ready, by=by)


def test_with_the_lock_nothing_comes_in_late_or_after_the_opening(race):
    race.run(with_the_lock)

    rows = BidRevision.objects.filter(bid__tender=race.tender)
    print(connection.vendor, dict(race.outcomes))
    assert (race.outcomes["stored"] > 0, race.outcomes["refused"] > 0, race.outcomes["belt"]) == (True, True, 0)
    assert rows.count() == race.counted == race.outcomes["stored"] == BidReceipt.objects.count()
    assert rows.filter(received_at__gt=race.deadline).count() == 0
    leaves = (
        AuditLeaf.objects.filter(log=f"tender:{race.tender.pk}").order_by("index").values_list("index", "at", "kind")
    )
    numbers, instants, kinds = zip(*leaves, strict=True)
    assert numbers == tuple(range(len(numbers)))
    of_bids = [at for at, kind in zip(instants, kinds, strict=True) if kind == "bid.submitted"]
    assert of_bids == sorted(of_bids)


@pytest.mark.long
def test_ten_thousand_around_the_deadline_and_none_is_late(race):
    """Deadline after deadline of one tender: what comes after it is refused, however often it is sent."""
    race.goes_on, late, appeared = True, 0, 0
    while sum(race.outcomes.values()) < scaled(10_000):
        Tender.objects.filter(pk=race.tender.pk).update(state=TenderState.OPEN)
        before = race.outcomes["stored"]
        race.run(with_the_lock)
        rows = BidRevision.objects.filter(bid__tender=race.tender)
        late += rows.filter(received_at__gt=F("deadline_at")).count()
        appeared += rows.count() - race.counted
        assert race.outcomes["stored"] > before

    print(connection.vendor, dict(race.outcomes), "late", late, "after the opening", appeared)
    assert (late, appeared, race.outcomes["belt"]) == (0, 0, 0)
    assert BidRevision.objects.count() == BidReceipt.objects.count() == race.outcomes["stored"]
    assert set(race.outcomes) <= {"stored", "refused", "belt"}


def test_without_the_lock_bids_come_in_after_the_opening_has_counted(race):
    """The guard's test can fail: the same acts, but the look at tender and clock comes before, and locks nothing."""
    race.is_belted = False
    signer = signing.signer(at=clock.db_now())
    pause = threading.Event()

    def look_then_store(ready, by):
        tender = Tender.objects.get(pk=race.tender.pk)
        at = clock.db_now()
        deadline = receiving._require_open(tender, at)
        pause.wait(0.02)  # what a request does between its look and its writing
        with transaction.atomic():
            bid = Bid.objects.get(pk=ready.bid.pk)
            head = audit.hold(bid.audit_origin)
            revision = receiving._store(ready, deadline, by=by, at=at)
            leaf = receiving._record(bid, ready, deadline, by=by, at=at)
            receiving._store_receipt(ready, revision, leaf, head, signer, "")
            stored_at = clock.db_now()
        if stored_at > deadline:
            race.late.append(stored_at)

    try:
        race.run(look_then_store)
    finally:
        triggers.install()

    rows = BidRevision.objects.filter(bid__tender=race.tender).count()
    print(connection.vendor, dict(race.outcomes), "late", len(race.late), "after the opening", rows - race.counted)
    assert (len(race.late) > 0, rows > race.counted) == (True, True)


def test_one_key_sent_twenty_times_makes_one_bid(race):
    """Of twenty with one number one comes in; the others were overtaken."""
    bid = race.bids[0]
    ready = [race.prepared(bid, 1) for _ in range(20)]
    SubmissionWork.objects.bulk_create(submit_one.work for submit_one in ready)
    race.set_deadline(timedelta(minutes=5), wait=False)
    outcomes_here = Counter()
    start = threading.Barrier(len(ready))

    def submit(submit_one):
        try:
            start.wait(20)
            receiving.receive(submit_one, by=bid.begun_by)
            outcomes_here["received"] += 1
        except (SubmissionOvertaken, IntegrityError):
            outcomes_here["overtaken"] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(submit_one,)) for submit_one in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert outcomes_here == {"received": 1, "overtaken": len(ready) - 1}
    assert (BidRevision.objects.count(), BidReceipt.objects.count()) == (1, 1)
