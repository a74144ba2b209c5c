"""Parties of a bid: each partner signs its own part with its facts, the lead confirms its own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.models import Notice
from procurement.bids.gather import parties as gather
from procurement.bids.models import BidParty, PartySignature
from procurement.bids.rules.parties import PartyStanding
from procurement.bids.services import bid_parties
from procurement.bids.services.errors import BidRefused
from procurement.tenders import gather as tender_gather
from procurement.tenders.sections import AskedCapability, Bidders
from tests.bids import written
from tests.suppliers import consortia

pytestmark = pytest.mark.django_db
AT = written.AT
LATER, DAY = AT + timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _before_the_deadline(db, settings):
    written.set_clock(settings)


@pytest.fixture
def together():
    """A bid of three; every party has declared what the tender asks."""
    return written.begun_together("corruption")


def reading(begun):
    bid = written.read(begun)
    return gather.parties_of(bid, tender_gather.content_of(bid.tender))


def party(begun, no):
    return BidParty.objects.select_related("supplier").get(bid=begun.bid, no=no)


def sign(begun, no, at=LATER):
    part = next(part for part in reading(begun).parts if part.no == no)
    row = party(begun, no)
    return bid_parties.sign(
        bid=begun.bid, party=row, terms=part.terms, facts=part.facts, by=consortia.member(row.supplier), at=at
    )


def standings(begun):
    return [part.standing for part in reading(begun).parts]


def test_each_signs_its_own_part_and_the_lead_confirms_its_facts(together):
    assert standings(together) == [PartyStanding.UNSIGNED] * 3
    for no in (1, 2, 3):
        sign(together, no)

    now = reading(together)
    assert standings(together) == [PartyStanding.SIGNED] * 3
    assert (now.is_complete, now.lacks, now.waiting, now.unsigned) == (True, (), False, ())
    assert sign(together, 2) == PartySignature.objects.get(party__no=2)  # once


def test_a_part_that_is_changed_has_no_signature(together):
    sign(together, 2)
    BidParty.objects.filter(bid=together.bid, no=2).update(tasks="Alarms and hosting")

    assert standings(together)[1] == PartyStanding.CHANGED


def test_facts_that_changed_are_signed_again(together):
    sign(together, 2)
    consortia.able(party(together, 2).supplier, at=LATER)

    assert standings(together)[1] == PartyStanding.FACTS_CHANGED
    sign(together, 2)
    assert standings(together)[1] == PartyStanding.SIGNED


def test_what_was_read_is_what_is_signed(together):
    row = party(together, 2)
    with pytest.raises(BidRefused, match="changed meanwhile"):
        bid_parties.sign(
            bid=together.bid, party=row, terms="a" * 64, facts="b" * 64, by=consortia.member(row.supplier), at=AT
        )
    assert not PartySignature.objects.exists()


def test_a_partner_takes_back_and_declines_and_the_lead_hears_of_it(together):
    row = party(together, 2)
    by = consortia.member(row.supplier)
    with pytest.raises(BidRefused, match="no signature to take back"):
        bid_parties.take_back(bid=together.bid, party=row, by=by, at=AT)
    sign(together, 2)
    bid_parties.take_back(bid=together.bid, party=row, by=by, at=LATER)
    assert standings(together)[1] == PartyStanding.TAKEN_BACK
    bid_parties.decline(bid=together.bid, party=row, by=by, at=LATER)
    bid_parties.decline(bid=together.bid, party=row, by=by, at=LATER)

    assert standings(together)[1] == PartyStanding.DECLINED
    kinds = Notice.objects.filter(user=together.bid.begun_by, kind__startswith="bid.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "bid.part_signed",
        "bid.part_taken_back",
        "bid.part_declined",
    ]


def test_a_partner_is_asked_once_a_day(together):
    def ask(at):
        return bid_parties.ask(bid=together.bid, party=party(together, 2), by=together.bid.begun_by, at=at)

    assert [ask(AT), ask(LATER), ask(AT + DAY)] == [True, False, True]
    assert bid_parties.asked_days(together.bid) == {2: [AT, AT + DAY]}


def test_after_the_deadline_nobody_signs(together):
    with pytest.raises(BidRefused, match="The deadline has passed"):
        sign(together, 2, at=written.DEADLINE + timedelta(seconds=1))


def test_facts_are_looked_at_on_the_day_of_the_deadline():
    lead = written.firm()
    consortia.declare(lead, "corruption", until=date(2026, 4, 19), at=AT)
    alone = written.begun_bid(supplier=lead)

    [lack] = reading(alone).lacks
    assert (lack.kind, lack.code, lack.ends_date) == ("declaration_ends", "corruption", date(2026, 4, 19))
    assert reading(alone).facts[1] == ()


def test_capabilities_of_the_chosen_lots_are_asked():
    asked = (AskedCapability("stations", "Stations kept up", lot=1), AskedCapability("alarms", "Alarms", lot=2))
    tender = written.open_tender(replace(written.written.changed(Bidders), capabilities=asked))
    lead = written.firm()
    consortia.declare(lead, "corruption", at=AT)
    alone = written.begun_bid(tender=tender, supplier=lead)

    assert [lack.code for lack in reading(alone).lacks] == ["stations"]


def test_a_partner_s_page_says_what_it_signs_and_nothing_of_the_offer(together, client):
    written.saved(together, fields={"R1": "canary of the lead"})
    client.force_login(consortia.member(party(together, 2).supplier))
    url = reverse("bids:sign", args=[together.bid.pk])
    text = client.get(url).content.decode()

    for sentence in (
        "Sign your part of this bid",
        "Led by Lead Ltd.",
        "Alarms, 40 %",
        "1 fact, true on the day of the deadline.",
    ):
        assert sentence in text
    assert "canary" not in text
    part = reading(together).parts[1]
    assert client.post(url, {"terms": part.terms, "facts": part.facts}).url == url
    assert "You have signed your part" in client.get(url).content.decode()


def test_the_lead_s_page_names_who_has_not_signed(together, client):
    client.force_login(together.bid.begun_by)
    ask = client.post(reverse("bids:ask", args=[together.bid.pk, 2]), follow=True).content.decode()

    assert "Mira Sensors is asked." in ask
    assert "Not signed" in ask
    again = client.post(reverse("bids:ask", args=[together.bid.pk, 2]), follow=True).content.decode()
    assert "was asked today already" in again
    assert client.post(reverse("bids:ask", args=[together.bid.pk, 1])).status_code == 404
