"""The locked half of a retired key is deleted once no tender needs it, never before, and the log says so."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core import clock, states
from core.models import AuditLeaf
from procurement.bids.models import OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.services import key_changes, key_ends, keys, lost_keys
from procurement.tenders import services as tenders
from procurement.tenders.states import CancelReason
from tests import builders
from tests.bids.keys import HolderKey, exchange_key_rows, proved_key
from tests.bids.opening import ceremony as acts
from tests.bids.submitting.conftest import a_week_before  # noqa: F401 -- the clock of that folder

pytestmark = pytest.mark.django_db
LOCKED = b"a locked half"


@pytest.fixture(autouse=True)
def _no_factors(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def prices_may_open(monkeypatch):
    """A stand-in for the guard that a later stage registers."""
    monkeypatch.setitem(states._guards, ("tenders.tender", "open_prices"), [lambda _tender: []])


def keep_locked(mine):
    OpeningKey.objects.filter(pk=mine.key.pk).update(wrapped=LOCKED)
    return mine


def retired(mine):
    """The key of a person, kept locked here, and retired."""
    keep_locked(mine)
    keys.retire_key(key=mine.key, by=mine.holder, at=clock.db_now())
    return mine


def forgotten(mine):
    """Whether the night deletes the half."""
    key_ends.forget_halves(clock.db_now())
    half = OpeningKey.objects.get(pk=mine.key.pk).wrapped
    assert half is None or bytes(half) == LOCKED
    return half is None


def facts_of_leaves():
    rows = AuditLeaf.objects.filter(kind="key.half_forgotten").order_by("pk")
    return [(row.log_id, json.loads(row.body)["object"], json.loads(row.body)["facts"]) for row in rows]


def test_a_half_that_no_tender_names_goes_and_leaves_a_leaf():
    mine, in_use = retired(proved_key()), keep_locked(proved_key())

    counts = [key_ends.forget_halves(clock.db_now()) for _ in range(2)]

    rows = [OpeningKey.objects.get(pk=each.key.pk) for each in (mine, in_use)]
    assert (counts, [row.wrapped and bytes(row.wrapped) for row in rows]) == ([1, 0], [None, LOCKED])
    assert (rows[0].public_key, rows[0].retired_by) == (mine.key.public_key, mine.holder)
    [(log, subject, facts)] = facts_of_leaves()
    assert (log, subject) == ("platform", f"bids.openingkey:{mine.key.pk}")
    assert {name: facts[name] for name in ("authority", "role", "fingerprint")} == {
        "authority": str(mine.key.authority_id),
        "role": "opener",
        "fingerprint": mine.key.fingerprint,
    }


def test_it_stays_until_the_bids_are_opened(a_week_before, move_clock):  # noqa: F811 -- the fixture
    ceremony = acts.received()
    mine = retired(ceremony.keys[0])
    while_open = forgotten(mine)
    acts.close(ceremony, move_clock)
    while_closed = forgotten(mine)

    acts.opened(ceremony, (0, 1))  # with this very key

    assert (while_open, while_closed, forgotten(mine)) == (False, False, True)


@pytest.mark.usefixtures("prices_may_open")
def test_where_prices_come_last_it_stays_until_they_are_open(a_week_before, move_clock):  # noqa: F811 -- the fixture
    ceremony = acts.waiting(move_clock, envelopes=2)
    mine = retired(ceremony.keys[0])
    acts.opened(ceremony, (0, 1))
    while_prices_are_sealed = forgotten(mine)

    acts.prices_opened(ceremony, (0, 1))

    assert (while_prices_are_sealed, forgotten(mine)) == (False, True)


def test_where_no_bid_came_no_price_is_waited_for(a_week_before, move_clock):  # noqa: F811 -- the fixture
    ceremony = acts.waiting(move_clock, bids=0, envelopes=2)
    mine = retired(ceremony.keys[0])
    before = forgotten(mine)

    acts.call(ceremony)
    ceremony.tender.refresh_from_db()

    assert (before, ceremony.tender.state, forgotten(mine)) == (False, "opened", True)


def test_each_tender_that_names_it_keeps_it(a_week_before, move_clock):  # noqa: F811 -- the fixture
    first = acts.received()
    second = acts.open_tender(first.tender.authority)
    mine = retired(first.keys[0])
    acts.close(first, move_clock)
    acts.opened(first, (0, 1))
    while_the_other_is_open = forgotten(mine)

    officers = [builders.person("officer", authority=second.authority) for _ in range(2)]
    code, at = CancelReason.NO_DEMAND.value, clock.db_now()
    proposal = tenders.propose_cancellation(tender=second, code=code, text="No more.", by=officers[0], at=at)
    tenders.cancel(tender=second, proposal=proposal, by=officers[1], at=at)

    assert (while_the_other_is_open, second.state, forgotten(mine)) == (False, "cancelled", True)


def test_a_tender_whose_keys_were_changed_keeps_those_of_before(a_week_before):  # noqa: F811 -- the fixture
    ceremony = acts.received()
    tender = ceremony.tender
    officer = builders.person("officer", authority=tender.authority)
    tenders.extend(
        tender=tender,
        deadline=tender.deadline_at + timedelta(days=20),
        reason="More time.",
        by=officer,
        at=clock.db_now(),
    )
    for mine in ceremony.keys:
        keep_locked(mine)
    exchange_key_rows(tender.authority, at=clock.db_now())
    key_changes.replace_keyset(tender=tender, reason="A key was lost.", by=officer, at=clock.db_now())
    [gone] = queries.retired_with_half()

    assert gone not in [row.key for row in queries.members_of(queries.latest_keyset(tender))]
    assert not forgotten(HolderKey(gone.holder, gone))


def test_a_closed_tender_whose_keys_are_lost_keeps_them(a_week_before, move_clock):  # noqa: F811 -- the fixture
    ceremony = acts.waiting(move_clock)
    first, second = (retired(mine) for mine in ceremony.keys[:2])

    assert lost_keys.key_loss(ceremony.tender, at=clock.db_now()) is not None
    assert [forgotten(first), forgotten(second)] == [False, False]


@pytest.mark.parametrize(
    "change",
    [
        {"retired_at": None, "retired_by": None},
        {"wrapped": None, "retired_at": None, "retired_by": None},
        {"wrapped": None, "proved_at": None},
        {"wrapped": None, "next_check": builders.AT},
        {"wrapped": b"another half"},
    ],
    ids=["in use again", "without half", "not proved", "waits for something", "another half"],
)
def test_the_database_lets_a_retired_key_lose_its_half_and_nothing_else(change):
    mine = retired(proved_key())
    row = OpeningKey.objects.filter(pk=mine.key.pk)

    with pytest.raises(DatabaseError, match="keeps this row as it is"), transaction.atomic():
        row.update(**change)

    assert row.update(wrapped=None) == 1
