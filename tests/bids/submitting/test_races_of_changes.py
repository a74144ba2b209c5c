"""A bid is submitted, confirmed or withdrawn at the moment at which its tender is amended, or the bid itself changes.

The first has done its part and has not committed; the second begins then. Whatever comes second waits for it, and goes
by what it left. Shown without the lock first, where that can be: on SQLite the whole database is one lock.
"""

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from core import clock, clock_switch, db
from core.models import AuditLeaf
from core.sealing_child import SealedPart
from core.signing import services as signing
from procurement.bids.models import Bid, BidRevision, Reconfirmation, SubmissionWork
from procurement.bids.queries import keys as key_queries
from procurement.bids.services import receiving, withdrawing
from procurement.bids.services.errors import BidRefused
from procurement.bids.services.submission import Prepared, SubmissionRefused
from procurement.tenders import queries, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import Purchase
from tests import builders
from tests.bids import written
from tests.bids.submitting import city_with_keys, open_tender
from tests.races import raced, require_rows_locked_alone
from tests.tenders import written as tenders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SHA = "ab" * 32
CHANGED = "The tender was changed meanwhile. Read what changed, then submit again."
CHANGED_AGAIN = "Meanwhile the tender was changed again. Read what changed, then confirm."
WITHOUT_TOO = pytest.mark.parametrize(
    "locked",
    [
        pytest.param(
            False, marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's own lock is always there")
        ),
        True,
    ],
    ids=["without the lock", "with the lock"],
)


@pytest.fixture
def bid(transactional_db, settings):
    """A bid of which nothing is in yet, two weeks before the deadline: an amendment leaves time enough."""
    require_rows_locked_alone()
    settings.CLOCK_MOVES = True
    clock_switch.set_back(days=(clock.machine_now() - written.DEADLINE + timedelta(days=14)).days, by=None)
    city, _keys = city_with_keys()
    signing.begin(at=clock.db_now())
    return written.begun_bid(tender=open_tender(city), at=clock.db_now()).bid


def prepared(bid):
    """What the first step leaves, with envelopes of nothing."""
    now, names = clock.db_now(), [uuid.uuid4().hex, uuid.uuid4().hex]
    work = SubmissionWork.objects.create(
        bid=bid, idem_key=uuid.uuid4().hex, object_names=names, lease_until=now + timedelta(seconds=90), begun_at=now
    )
    lot = str(queries.lots_of(bid.tender)[0].pk)
    parts = tuple(
        SealedPart(name, lot, kind, "{}", "[]", 4096, SHA, uuid.uuid4().hex * 2, SHA, SHA)
        for name, kind in zip(names, ("technical", "price"), strict=True)
    )
    number = BidRevision.objects.filter(bid=bid).count() + 1
    version, keyset = queries.latest_version(bid.tender), key_queries.latest_keyset(bid.tender)
    return Prepared(bid, work.idem_key, SHA, work, number, version, keyset, SHA, parts, b"slip")


def submission(bid):
    """The second step of a submission, to be called; its words where it is refused."""
    ready = prepared(bid)

    def receive():
        try:
            return receiving.receive(ready, by=bid.begun_by).number
        except SubmissionRefused as refused:
            return str(refused)

    return receive


def amendment(bid, title):
    """The publication of an amendment that waits for it, to be called."""
    at = clock.db_now()
    row = tenders.amendment_in_review(bid.tender, tenders.changed(Purchase, title=title), at=at)
    other = builders.person("officer", authority=bid.tender.authority)
    return lambda: services.publish_amendment(amendment=row, by=other, at=clock.db_now())


def words_of(act):
    """What an act answers, or the words with which it is refused."""

    def called():
        try:
            return act()
        except BidRefused as refused:
            return str(refused)

    return called


def state_of(bid):
    return Bid.objects.get(pk=bid.pk).state


def moves_of(bid):
    """What the log says of the bid, in its order."""
    leaves = AuditLeaf.objects.filter(log=bid.audit_origin, kind__in=("bid.submitted", "bid.withdrawn"))
    return list(leaves.order_by("index").values_list("kind", flat=True))


@WITHOUT_TOO
def test_an_amendment_is_published_while_a_bid_comes_in(bid, monkeypatch, locked):
    """Without the lock the bid answers what no longer holds, and nobody asks its team to confirm it."""
    publish, receive = amendment(bid, "Lamps"), submission(bid)
    if not locked:
        monkeypatch.setattr(db, "share", lambda *_row: None)

    outcome = raced(monkeypatch, publish, receive, model=Tender, locked=True)

    answered = BidRevision.objects.filter(bid=bid).values_list("tender_version__no", flat=True)
    now = queries.latest_version_no(bid.tender)
    expected = ([CHANGED], "draft", []) if locked else ([1], "submitted", [now - 1])
    assert (outcome, state_of(bid), list(answered)) == expected


def test_a_bid_comes_in_while_an_amendment_is_published(bid, monkeypatch):
    """The amendment waits, sees the bid, and asks its team."""
    publish, receive = amendment(bid, "Lamps"), submission(bid)

    raced(monkeypatch, receive, publish, model=Tender, locked=True)

    assert (state_of(bid), BidRevision.objects.filter(bid=bid).count()) == ("needs_reconfirmation", 1)


def test_an_amendment_is_published_while_a_team_confirms_the_one_before(bid, monkeypatch):
    submission(bid)()
    amendment(bid, "Lamps")()
    seen = queries.latest_version_no(bid.tender)
    publish = amendment(bid, "Lamps and poles")

    outcome = raced(
        monkeypatch,
        publish,
        words_of(lambda: withdrawing.reconfirm(bid=bid, seen=seen, by=bid.begun_by)),
        model=Tender,
        locked=True,
    )

    assert (outcome, state_of(bid), Reconfirmation.objects.count()) == ([CHANGED_AGAIN], "needs_reconfirmation", 0)


def test_a_team_confirms_while_another_amendment_is_published(bid, monkeypatch):
    """What was confirmed for the one before is asked again for the next."""
    submission(bid)()
    amendment(bid, "Lamps")()
    seen = queries.latest_version_no(bid.tender)
    publish = amendment(bid, "Lamps and poles")

    raced(
        monkeypatch,
        lambda: withdrawing.reconfirm(bid=bid, seen=seen, by=bid.begun_by),
        publish,
        model=Tender,
        locked=True,
    )

    assert (state_of(bid), Reconfirmation.objects.count()) == ("needs_reconfirmation", 1)


@pytest.mark.parametrize("order", ["withdrawn first", "replaced first"])
def test_a_bid_is_replaced_while_it_is_withdrawn(bid, monkeypatch, order):
    """Whatever comes second counts, and the log says it in that order."""
    submission(bid)()
    replaced, withdrawn = submission(bid), words_of(lambda: withdrawing.withdraw(bid=bid, by=bid.begun_by))
    acts = (withdrawn, replaced) if order == "withdrawn first" else (replaced, withdrawn)

    raced(monkeypatch, *acts, model=Tender, locked=True)

    assert BidRevision.objects.filter(bid=bid).count() == 2
    ends = {"withdrawn first": "submitted", "replaced first": "withdrawn"}
    assert (state_of(bid), moves_of(bid)[-1]) == (ends[order], f"bid.{ends[order]}")
    assert len(moves_of(bid)) == 3
