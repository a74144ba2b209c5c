"""A bid that came in is taken back, or confirmed for a tender that changed; until the deadline, to the instant."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from core import db
from core.models import AuditLeaf, Notice
from procurement.bids.models import Bid, Reconfirmation
from procurement.bids.services import withdrawing
from procurement.bids.services.errors import BidRefused
from procurement.bids.states import BidState
from procurement.tenders import services as tenders
from procurement.tenders.models import Tender
from procurement.tenders.sections import Contract, Purchase
from tests import builders
from tests.bids import written
from tests.bids.timing.received import received
from tests.tenders import written as tender_written

pytestmark = pytest.mark.django_db
AMENDED = tender_written.AMENDED_AT
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
SENTENCES = tender_written.changed(Purchase, title="Lamps of the city")
TERMS = tender_written.changed(Contract, months=30)


@pytest.fixture
def tender():
    return written.open_tender()


@pytest.fixture
def bid(tender):
    return received(tender=tender)


def amend(tender, *values, now=None, at=AMENDED):
    tender_written.amended(Tender.objects.get(pk=tender.pk), *values, at=at)
    if now is not None:
        now["now"] = at + HOUR


def state_of(bid):
    return Bid.objects.get(pk=bid.pk).state


def leaves_of(bid):
    """Kind and facts of the leaves about a bid."""
    leaves = AuditLeaf.objects.filter(log__origin=bid.audit_origin, kind__startswith="bid.").order_by("index")
    return [(leaf.kind, json.loads(leaf.body)["facts"]) for leaf in leaves]


def notified(person):
    """What a person was told of its bid; of its tender it is told as well."""
    kinds = Notice.objects.filter(user=person, kind__startswith="bid.").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


# --- withdrawing ---


def test_a_bid_is_withdrawn_with_a_leaf_and_a_notice_to_its_team(bid, now):
    at = withdrawing.withdraw(bid=bid, by=bid.begun_by)

    assert (at, state_of(bid), bid.state_at) == (now["now"], BidState.WITHDRAWN, now["now"])
    assert [kind for kind, _facts in leaves_of(bid)] == ["bid.submitted", "bid.withdrawn"]
    assert notified(bid.begun_by) == ["bid.withdrawn"]


def test_no_officer_is_told(bid):
    officer = builders.person("officer", authority=bid.tender.authority)
    withdrawing.withdraw(bid=bid, by=bid.begun_by)

    assert notified(officer) == []


@pytest.mark.parametrize(("late", "withdrawn"), [(-INSTANT, True), (0 * INSTANT, True), (INSTANT, False)])
def test_at_the_deadline_is_in_time_and_an_instant_later_is_not(bid, now, late, withdrawn):
    now["now"] = written.DEADLINE + late

    if withdrawn:
        withdrawing.withdraw(bid=bid, by=bid.begun_by)
    else:
        with pytest.raises(BidRefused, match="The deadline has passed"):
            withdrawing.withdraw(bid=bid, by=bid.begun_by)

    assert state_of(bid) == (BidState.WITHDRAWN if withdrawn else BidState.SUBMITTED)


def test_what_did_not_come_in_is_not_withdrawn(tender):
    bid = written.begun_bid(tender=tender).bid

    with pytest.raises(BidRefused, match="nothing to withdraw"):
        withdrawing.withdraw(bid=bid, by=bid.begun_by)


def test_a_second_withdrawal_says_so_and_leaves_no_leaf(bid):
    withdrawing.withdraw(bid=bid, by=bid.begun_by)
    before = leaves_of(bid)

    with pytest.raises(BidRefused):
        withdrawing.withdraw(bid=bid, by=bid.begun_by)
    assert leaves_of(bid) == before


def test_a_suspended_tender_lets_a_bid_be_withdrawn(bid, now):
    officer = builders.person("officer", authority=bid.tender.authority)
    tenders.suspend(tender=bid.tender, why="A complaint.", by=officer, at=now["now"])
    now["now"] = written.DEADLINE + HOUR

    withdrawing.withdraw(bid=bid, by=bid.begun_by)

    assert state_of(bid) == BidState.WITHDRAWN


def test_a_clock_that_went_back_changes_nothing(bid, now):
    now["now"] = written.AT - HOUR

    with pytest.raises(BidRefused, match="The clock of this site went back"):
        withdrawing.withdraw(bid=bid, by=bid.begun_by)
    assert state_of(bid) == BidState.SUBMITTED


# --- amendments ---


def test_an_amendment_asks_every_bid_that_is_in_again(tender, bid, now):
    drafted = written.begun_bid(tender=tender, supplier=written.firm(name="Bright")).bid
    gone = received(tender=tender, supplier=written.firm(name="Gone"))
    withdrawing.withdraw(bid=gone, by=gone.begun_by)
    officer = builders.person("officer", authority=tender.authority)

    amend(tender, SENTENCES, now=now)

    assert [state_of(row) for row in (bid, drafted, gone)] == ["needs_reconfirmation", "draft", "withdrawn"]
    assert [kind for kind, _facts in leaves_of(bid)].count("bid.unconfirmed") == 1
    assert [notified(row.begun_by) for row in (bid, drafted)] == [["bid.unconfirmed"], []]
    assert notified(officer) == []


def test_a_bid_that_waits_already_is_told_of_the_next_amendment(tender, bid, now):
    amend(tender, SENTENCES, now=now)
    amend(tender, tender_written.changed(Purchase, title="Lamps again"), now=now, at=AMENDED + 2 * HOUR)

    assert notified(bid.begun_by) == ["bid.unconfirmed"] * 2
    assert [kind for kind, _facts in leaves_of(bid)] == ["bid.submitted", "bid.unconfirmed"]


def test_after_a_change_of_words_a_bid_is_confirmed_as_it_is(tender, bid, now):
    amend(tender, SENTENCES, now=now)

    confirmation = withdrawing.reconfirm(bid=bid, seen=2, by=bid.begun_by)

    version = tender.versions.get(no=2)
    assert (confirmation.tender_version, confirmation.revision.number) == (version, 1)
    assert (confirmation.by, confirmation.at) == (bid.begun_by, now["now"])
    assert state_of(bid) == BidState.SUBMITTED
    kind, facts = leaves_of(bid)[-1]
    assert (kind, facts["revision"], facts["version"]) == ("bid.reconfirmed", 1, version.digest)
    assert notified(bid.begun_by) == ["bid.unconfirmed", "bid.reconfirmed"]


def test_after_a_change_of_what_is_answered_only_a_new_submission_helps(tender, bid, now):
    amend(tender, TERMS, now=now)

    with pytest.raises(BidRefused, match="Your answers are affected"):
        withdrawing.reconfirm(bid=bid, seen=2, by=bid.begun_by)

    assert (state_of(bid), Reconfirmation.objects.count()) == (BidState.NEEDS_RECONFIRMATION, 0)


def test_a_change_of_words_after_one_of_answers_heals_nothing(tender, bid, now):
    amend(tender, TERMS, now=now)
    amend(tender, SENTENCES, now=now, at=AMENDED + 2 * HOUR)

    with pytest.raises(BidRefused, match="Your answers are affected"):
        withdrawing.reconfirm(bid=bid, seen=3, by=bid.begun_by)


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_only_the_version_that_was_read_is_confirmed(tender, bid, now, seen):
    amend(tender, SENTENCES, now=now)

    with pytest.raises(BidRefused, match="changed again"):
        withdrawing.reconfirm(bid=bid, seen=seen, by=bid.begun_by)


@pytest.mark.parametrize(("late", "confirmed"), [(0 * INSTANT, True), (INSTANT, False)])
def test_a_confirmation_ends_at_the_deadline(tender, bid, now, late, confirmed):
    amend(tender, SENTENCES, now=now)
    now["now"] = Tender.objects.get(pk=tender.pk).deadline_at + late

    if confirmed:
        withdrawing.reconfirm(bid=bid, seen=2, by=bid.begun_by)
    else:
        with pytest.raises(BidRefused, match="The deadline has passed"):
            withdrawing.reconfirm(bid=bid, seen=2, by=bid.begun_by)

    assert Reconfirmation.objects.count() == int(confirmed)


# --- pages and API ---


def page(client, name, bid, user, **data):
    client.force_login(user)
    url = reverse(f"bids:{name}", args=[bid.pk])
    return client.post(url, data) if data else client.get(url)


def test_before_a_bid_is_withdrawn_its_page_says_what_follows(client, bid):
    answer = page(client, "withdraw", bid, bid.begun_by)

    text = answer.content.decode()
    assert (answer.status_code, state_of(bid)) == (200, BidState.SUBMITTED)
    assert "Withdraw this bid?" in text
    assert "Your draft stays as it is." in text
    assert page(client, "withdraw", bid, bid.begun_by, sent="1").status_code == 302
    assert state_of(bid) == BidState.WITHDRAWN


def test_the_page_to_confirm_says_what_changed_and_by_when(client, tender, bid, now):
    amend(tender, SENTENCES, now=now)

    text = page(client, "confirm", bid, bid.begun_by).content.decode()

    assert "The tender changed: confirm your bid again" in text
    assert "Not confirmed, it is opened and then left out." in text
    assert "Confirm without a change" in text
    assert tender_written.WHY in text
    assert page(client, "confirm", bid, bid.begun_by, seen="2").status_code == 302
    assert state_of(bid) == BidState.SUBMITTED


def test_where_answers_are_affected_there_is_no_button_to_confirm(client, tender, bid, now):
    amend(tender, TERMS, now=now)

    text = page(client, "confirm", bid, bid.begun_by).content.decode()
    refused = page(client, "confirm", bid, bid.begun_by, seen="2")

    assert ("Change and submit again" in text, "Confirm without a change" in text) == (True, False)
    assert (refused.status_code, state_of(bid)) == (409, BidState.NEEDS_RECONFIRMATION)


@pytest.mark.parametrize("name", ["withdraw", "confirm"])
@pytest.mark.parametrize("role", ["officer", "auditor", "administrator", None])
def test_whoever_is_not_of_the_bid_finds_no_such_page(client, tender, bid, now, name, role):
    amend(tender, SENTENCES, now=now)
    person = builders.person(*([role] if role else []), authority=tender.authority)

    answers = [page(client, name, bid, person), page(client, name, bid, person, seen="2")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert state_of(bid) == BidState.NEEDS_RECONFIRMATION


def test_the_same_over_rest(client, tender, bid, now):
    client.force_login(bid.begun_by)
    amend(tender, SENTENCES, now=now)
    confirm, withdraw = (reverse(f"api:bid-{name}", args=[bid.pk]) for name in ("reconfirmation", "withdrawal"))

    old = client.post(confirm, {"version": 1}, content_type="application/json")
    done = client.post(confirm, {"version": 2}, content_type="application/json")
    gone = client.post(withdraw, content_type="application/json")
    again = client.post(withdraw, content_type="application/json")

    assert [answer.status_code for answer in (old, done, gone, again)] == [409, 200, 200, 403]
    assert (done.json()["state"], gone.json()["state"]) == ("submitted", "withdrawn")


def test_neither_waits_longer_than_a_submission_for_whoever_stopped(bid, monkeypatch):
    """On PostgreSQL no statement waits more than three seconds, on SQLite nobody for the turn to write."""
    asked = []
    monkeypatch.setattr(db, "limit_waiting", lambda: asked.append("lock"))
    real = db.write_turn
    monkeypatch.setattr(db, "write_turn", lambda: asked.append("turn") or real())

    with pytest.raises(BidRefused):
        withdrawing.reconfirm(bid=bid, seen=1, by=bid.begun_by)
    withdrawing.withdraw(bid=bid, by=bid.begun_by)

    assert asked == ["turn", "lock"] * 2
