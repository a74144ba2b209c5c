"""What was asked while a bid was prepared is asked again when it is received: who may bid, for which lots, in one bid."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from procurement.bids import store
from procurement.bids.models import Attempt, BidRevision
from procurement.bids.queries import drafts
from procurement.bids.services import drafting, submitting, withdrawing
from procurement.bids.services.errors import BidRefused
from procurement.bids.services.submission import SubmissionRefused
from procurement.tenders import queries as tender_queries
from procurement.tenders.sections import PanelTerms
from suppliers.models import Supplier
from tests.bids import written
from tests.bids.submitting import (
    city_with_keys,
    complete,
    nothing_stored,
    objects,
    open_tender,
    prepared,
    ready_bid,
    sign_facts,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]


def suspend(begun):
    until = clock.db_now() + timedelta(days=30)
    Supplier.objects.filter(pk=begun.bid.supplier_id).update(operational="suspended", suspended_until_at=until)


def choose(begun, *lots):
    drafting.choose_lots(bid=begun.bid, lots=lots, by=begun.bid.begun_by, at=clock.db_now())


def lots_of(begun):
    return tender_queries.lots_of(begun.bid.tender)


def second_bid_of(begun, lots):
    """One more bid of the same supplier, that lacks nothing."""
    more = written.begun_bid(
        tender=begun.bid.tender, supplier=begun.bid.supplier, lots=lots, by=begun.bid.begun_by, at=clock.db_now()
    )
    return complete(more)


# --- a supplier that may not bid any more ---


def test_a_supplier_that_was_suspended_since_it_began_submits_nothing():
    begun = ready_bid()
    suspend(begun)

    with nothing_stored(begun), pytest.raises(SubmissionRefused, match="is suspended and cannot bid"):
        submitted(begun)


def test_nor_what_was_sealed_before():
    begun = ready_bid()
    ready = prepared(begun)
    suspend(begun)

    with pytest.raises(SubmissionRefused, match="is suspended and cannot bid"):
        submitting.receive_bid(prepared=ready, by=begun.bid.begun_by)

    assert (BidRevision.objects.count(), objects()) == (0, [])


def test_nor_one_that_was_turned_down():
    begun = ready_bid()
    Supplier.objects.filter(pk=begun.bid.supplier_id).update(state="rejected")

    with pytest.raises(SubmissionRefused, match="was not approved and cannot bid"):
        submitted(begun)


def test_what_is_in_may_be_withdrawn_all_the_same():
    begun = ready_bid()
    submitted(begun)
    suspend(begun)

    withdrawing.withdraw(bid=begun.bid, by=begun.bid.begun_by)

    assert written.read(begun).state == "withdrawn"


# --- the lots ---


def test_the_lots_of_a_bid_that_is_in_are_those_that_were_sealed():
    begun = ready_bid()
    first, second = lots_of(begun)
    submitted(begun)

    with pytest.raises(BidRefused, match="is in for its lots"):
        choose(begun, second)
    choose(begun, first)  # the same as before

    assert drafts.lots_of(begun.bid) == [first]


def test_once_it_is_withdrawn_it_may_be_for_others():
    begun = ready_bid()
    _first, second = lots_of(begun)
    submitted(begun)
    withdrawing.withdraw(bid=begun.bid, by=begun.bid.begun_by)

    choose(begun, second)
    version = submitted(complete(begun, is_declared=True))

    assert {row.lot_id for row in version.envelopes.all()} == {second.pk}


def test_what_was_sealed_for_lots_that_were_changed_since_is_not_taken():
    begun = ready_bid()
    ready = prepared(begun)
    choose(begun, lots_of(begun)[1])

    with pytest.raises(SubmissionRefused, match="lots of this bid were changed meanwhile"):
        submitting.receive_bid(prepared=ready, by=begun.bid.begun_by)

    assert (BidRevision.objects.count(), objects()) == (0, [])


def test_the_page_of_lots_says_so(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    begun = ready_bid()
    submitted(begun)
    client.force_login(begun.bid.begun_by)

    answer = client.post(reverse("bids:lots", args=[begun.bid.pk]), {"lots": [str(lots_of(begun)[1].pk)]})

    assert "This bid is in for its lots. Withdraw it first" in answer.content.decode()


# --- one bid for a lot ---


def two_for_one_lot(**panel):
    """Two bids of one supplier that lack nothing: the first left its lot, then both are for it; each is prepared."""
    city, _keys = city_with_keys()
    tender = open_tender(city, PanelTerms(**panel))
    begun = ready_bid(city, tender=tender)
    first, second = lots_of(begun)
    submitted(begun)
    withdrawing.withdraw(bid=begun.bid, by=begun.bid.begun_by)
    more = second_bid_of(begun, [first])
    assert second not in drafts.lots_of(more.bid)
    sign_facts(begun)
    return begun, more


def test_two_bids_for_a_lot_that_were_prepared_at_once_come_in_one_after_the_other():
    begun, more = two_for_one_lot()
    ready = [prepared(each) for each in (begun, more)]

    submitting.receive_bid(prepared=ready[0], by=begun.bid.begun_by)
    with pytest.raises(SubmissionRefused, match="Another bid of yours for one of these lots is in"):
        submitting.receive_bid(prepared=ready[1], by=begun.bid.begun_by)

    assert [written.read(each).state for each in (begun, more)] == ["submitted", "draft"]


def test_the_first_may_be_withdrawn_for_the_second():
    begun, more = two_for_one_lot()
    submitted(begun)
    withdrawing.withdraw(bid=begun.bid, by=begun.bid.begun_by)

    submitted(more)

    assert [written.read(each).state for each in (begun, more)] == ["withdrawn", "submitted"]


# --- room ---


def test_sealing_asks_whether_there_is_room(monkeypatch):
    begun = ready_bid()
    monkeypatch.setattr(store, "has_room", lambda _size: False)

    with nothing_stored(begun), pytest.raises(OSError, match="no room for what is sealed"):
        submitted(begun)


def test_one_supplier_does_not_fill_the_disk_of_all(settings):
    begun, other = ready_bid(), ready_bid(name="Clean Air")
    submitted(begun)
    settings.BIDS_SUPPLIER_BYTES = 100  # less than what is in

    with nothing_stored(begun), pytest.raises(SubmissionRefused, match="would take more than 100") as refused:
        submitted(begun)

    assert (refused.value.reason, Attempt.objects.count()) == ("too_large", 0)
    settings.BIDS_SUPPLIER_BYTES = 10_000_000
    submitted(other)
    submitted(begun)
    assert BidRevision.objects.count() == 3
