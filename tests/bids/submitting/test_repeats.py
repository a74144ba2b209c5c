"""A press is repeated: by a second click, after a lost answer, by a program. What came in is never called not taken."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock
from procurement.bids import store
from procurement.bids.models import Attempt, Bid, BidRevision, FrozenMember, SubmissionWork
from procurement.bids.services import client_sealing, offers, receiving, submitting, works
from procurement.bids.services.submission import OtherContent, SubmissionRunning
from procurement.tenders.models import Tender
from procurement.tenders.sections import RequirementList
from tests.bids import written
from tests.bids.submitting import KEY, nothing_stored, objects, prepared, press, submitted
from tests.bids.submitting.programs import program
from tests.bids.submitting.test_client_sealing import sent
from tests.suppliers import consortia
from tests.tenders import written as tenders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]


def heading(response):
    return re.sub(r"<[^>]+>", "", re.search(r"(?s)<h1.*?</h1>", response.content.decode())[0]).strip()


def write_another_price(begun):
    written.saved(begun, "prices", {"1/lamp": "5"}, at=clock.db_now())


def receipt_of(begun, no=1):
    return reverse("bids:receipt", args=[begun.bid.pk, no])


# --- on a page ---


def test_a_second_click_is_told_that_it_is_coming_in_and_looks_again_with_its_own_key(lead, begun):
    running = prepared(begun, key=KEY)

    response = press(lead, begun)

    page = response.content.decode()
    assert (response.status_code, heading(response)) == (409, "It is just coming in")
    assert ("not taken" in page, reverse("bids:check", args=[begun.bid.pk]) in page) == (False, False)
    form = re.search(r"(?s)<form[^>]*data-look-again.*?</form>", page)[0]
    address = re.search(r'action="([^"]+)"', form)[1]
    sent = {"idem_key": re.search(r'name="idem_key" value="(\w+)"', form)[1]}
    submitting.receive_bid(prepared=running, by=begun.bid.begun_by)
    assert lead.post(address, sent).headers["Location"] == receipt_of(begun)
    assert BidRevision.objects.count() == 1


def test_who_was_overtaken_is_led_to_the_receipt_that_there_is(lead, begun, monkeypatch):
    receive = receiving.receive

    def overtaken(ready, *, by):
        monkeypatch.setattr(receiving, "receive", receive)
        submitted(begun, key="somebody0else0")
        return receive(ready, by=by)

    monkeypatch.setattr(receiving, "receive", overtaken)

    response = press(lead, begun)

    assert (response.status_code, heading(response)) == (409, "Version 1 of this bid came in first")
    page = response.content.decode()
    assert (receipt_of(begun) in page, "A bid without a receipt was not taken" in page) == (True, False)


def test_a_page_that_is_sent_again_after_a_change_leads_to_what_came_in_and_says_what_did_not(lead, begun):
    press(lead, begun)
    write_another_price(begun)

    response = press(lead, begun)

    assert (response.status_code, heading(response)) == (422, "Version 1 came in; what was changed since did not")
    page = response.content.decode()
    assert (receipt_of(begun) in page, reverse("bids:check", args=[begun.bid.pk]) in page) == (True, True)
    assert "A bid without a receipt was not taken" not in page


# --- after a lost answer ---


def amend(begun):
    """Another requirement: the draft lacks an answer from now on."""
    tender = Tender.objects.get(pk=begun.bid.tender_id)
    entries = tenders.changed(RequirementList).entries
    entry = replace(entries[0], key="R9", text="Each lantern can be mended.")
    tenders.amended(tender, RequirementList((*entries, entry)), at=clock.db_now())


def exchange_a_key(begun):
    FrozenMember.objects.filter(keyset__tender=begun.bid.tender_id, number=1).update(public_key="ab" * 32)


def declare_again(begun):
    """A fact of the lead is another."""
    consortia.declare(begun.bid.supplier, "corruption", until=date(2027, 5, 1), at=clock.db_now())


def open_a_page(begun):
    """A page that was never filled in saves its empty fields."""
    written.saved(begun, "answers", {"R77": ""}, at=clock.db_now())


@pytest.mark.usefixtures("rows_may_change")
@pytest.mark.parametrize("change", [amend, exchange_a_key, declare_again, open_a_page])
def test_what_changes_around_a_bid_leaves_a_repeat_its_receipt(lead, begun, change):
    press(lead, begun)
    before = offers.party_facts(begun.bid, at=clock.db_now())
    change(begun)

    response = press(lead, begun)

    assert (response.status_code, response.headers.get("Location")) == (302, receipt_of(begun))
    assert (BidRevision.objects.count(), Attempt.objects.count()) == (1, 0)
    assert (offers.party_facts(begun.bid, at=clock.db_now()) != before) is (change is declare_again)


def test_a_repeat_that_was_slower_has_its_receipt_also_where_the_tender_changed_since(begun):
    first = prepared(begun, key=KEY)
    SubmissionWork.objects.update(lease_until=clock.db_now())
    revision = submitted(begun, key=KEY)
    amend(begun)

    assert submitting.receive_bid(prepared=first, by=begun.bid.begun_by) == revision


def test_one_that_was_taken_over_by_its_repeat_is_under_way_and_not_overtaken(begun):
    first = prepared(begun, key=KEY)
    SubmissionWork.objects.update(lease_until=clock.db_now())
    second = prepared(begun, key=KEY)

    with pytest.raises(SubmissionRunning):
        submitting.receive_bid(prepared=first, by=begun.bid.begun_by)

    assert submitting.receive_bid(prepared=second, by=begun.bid.begun_by).number == 1


def test_a_repeat_that_comes_in_while_the_draft_is_gathered_is_found(begun, monkeypatch):
    gather = offers.offer_of

    def slowly(*arguments, **named):
        monkeypatch.setattr(offers, "offer_of", gather)
        submitted(begun, key=KEY)
        return gather(*arguments, **named)

    monkeypatch.setattr(offers, "offer_of", slowly)

    assert submitted(begun, key=KEY).number == 1
    assert (BidRevision.objects.count(), SubmissionWork.objects.count(), len(objects())) == (1, 0, 2)


@pytest.mark.parametrize("change", ["price", "parties"])
def test_what_the_team_changed_is_another_content(begun, change):
    submitted(begun, key=KEY)
    if change == "price":
        write_another_price(begun)
    else:
        Bid.objects.get(pk=begun.bid.pk).parties.update(tasks="Other work")

    with nothing_stored(begun), pytest.raises(OtherContent) as error:
        submitted(begun, key=KEY)

    assert error.value.number == 1


# --- by a program ---


def test_a_program_that_changed_its_draft_is_told_which_version_came_in(client, begun):
    team = program(client, begun)
    team.submit(KEY)
    write_another_price(begun)

    answer = team.submit(KEY)

    problem = answer.json()
    assert (answer.status_code, problem["reason"], problem["version"]) == (422, "other_content", 1)
    assert problem["detail"].startswith("Version 1 came in under this key.")


def test_envelopes_that_came_in_need_neither_room_nor_the_same_keys_and_tender(
    client, begun, monkeypatch, rows_may_change
):
    team = program(client, begun)
    pairs = team.sealed()
    first = team.send(pairs, KEY)
    exchange_a_key(begun)
    monkeypatch.setattr(store, "has_room", lambda _size: False)

    assert team.send(pairs, KEY).json() == first.json()
    assert Attempt.objects.count() == 0


def test_envelopes_that_come_in_while_they_are_compared_are_found(client, begun, monkeypatch):
    team = program(client, begun)
    pairs = team.sealed()
    envelopes = [sent(*pair) for pair in pairs]
    expected_headers = client_sealing.expected_headers

    def slowly(*arguments, **named):
        monkeypatch.setattr(client_sealing, "expected_headers", expected_headers)
        taken = client_sealing.submit_sealed(
            bid=begun.bid, envelopes=envelopes, idem_key=KEY, by=begun.bid.begun_by, at=clock.db_now()
        )
        assert taken.number == 1
        return expected_headers(*arguments, **named)

    monkeypatch.setattr(client_sealing, "expected_headers", slowly)

    assert (team.send(pairs, KEY).status_code, BidRevision.objects.count()) == (201, 1)
    assert works.earlier(begun.bid, KEY).number == 1


def test_after_the_deadline_a_press_that_is_under_way_no_more_is_late(lead, begun, move_clock):
    prepared(begun, key=KEY)
    move_clock(to=written.DEADLINE + timedelta(seconds=1))

    response = press(lead, begun)

    [attempt] = Attempt.objects.all()
    assert response.headers["Location"] == reverse("bids:attempt", args=[begun.bid.pk, attempt.pk])
