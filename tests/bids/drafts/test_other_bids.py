"""One organisation in two bids for a lot: refused and said to its own people, and to nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import states
from procurement.bids.gather import parties as gather
from procurement.bids.models import Bid
from procurement.bids.queries import other_bids
from procurement.bids.rules.parties import PartyStanding
from procurement.bids.services import bid_parties, drafting
from procurement.bids.services.errors import BidRefused
from procurement.bids.services.offers import unready_parties
from procurement.bids.states import BID_STATES
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries
from procurement.tenders.sections import PanelTerms
from tests.bids import written
from tests.bids.drafts.test_pages import keep
from tests.suppliers import consortia

pytestmark = pytest.mark.django_db
AT = written.AT
LATER, LATEST = AT + timedelta(hours=1), AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _before_the_deadline(db, settings):
    settings.MFA_REQUIRED_ROLES = []
    written.set_clock(settings)


@pytest.fixture
def partner():
    firm = written.firm(name="Mira Sensors")
    consortia.declare(firm, "corruption", at=AT)
    return firm


@pytest.fixture
def tender():
    return written.open_tender()


def led_by(name, partner, tender, lots=None):
    """A bid of two, led by a firm of this name."""
    lead = written.firm(name=name)
    consortia.declare(lead, "corruption", at=AT)
    row = consortia.consortium(lead, name=f"{name} and partner", at=AT)
    consortia.joined(row, partner, at=AT)
    return written.begun_bid(
        tender=tender, consortium=consortia.read(row), supplier=lead, by=consortia.member(lead), lots=lots
    )


def sign(begun, supplier, at=LATER):
    row = begun.bid.parties.get(supplier=supplier)
    part = gather.part_of(written.read(begun), row)
    by = consortia.member(supplier)
    return bid_parties.sign(bid=begun.bid, party=row, terms=part.terms, facts=part.facts, by=by, at=at)


def reading(begun):
    bid = written.read(begun)
    return gather.parties_of(bid, tender_gather.content_of(bid.tender))


def standing(begun, no=2):
    return next(part for part in reading(begun).parts if part.no == no).standing


def now_in(begun, at=LATEST):
    bid = Bid.objects.get(pk=begun.bid.pk)
    states.move(bid, "submit", table=BID_STATES, by=bid.begun_by, at=at, submitted_at=at)


def withdrawn(begun):
    states.move(Bid.objects.get(pk=begun.bid.pk), "withdraw", table=BID_STATES, by=begun.bid.begun_by, at=LATEST)


def seen_by(person, route, begun):
    client = Client()
    client.force_login(person)
    keep(client, begun)
    return client.get(reverse(f"bids:{route}", args=[begun.bid.pk])).content.decode()


def test_a_partner_signs_in_one_bid_for_a_lot_and_only_it_learns_why_not_in_another(partner, tender):
    first, second = led_by("Tidewater", partner, tender), led_by("Openstreet", partner, tender)
    sign(first, partner)

    with pytest.raises(BidRefused, match="Mira Sensors has signed its part of another bid for this lot"):
        sign(second, partner)

    assert (standing(first), standing(second)) == (PartyStanding.SIGNED, PartyStanding.UNSIGNED)
    page = seen_by(consortia.member(partner), "sign", second)
    assert "You have signed it. Take that back first" in page
    assert reverse("bids:sign", args=[first.bid.pk]) in page
    assert "Sign as" not in page
    for route in ("tasks", "parties", "check"):
        of_lead = seen_by(second.bid.begun_by, route, second)
        assert ("Mira Sensors" in of_lead, "another bid" in of_lead, "Tidewater" in of_lead) == (True, False, False)
    assert "no other bid for this lot" in seen_by(consortia.member(partner), "sign", first)


def test_what_is_taken_back_lets_it_sign_elsewhere(partner, tender):
    first, second = led_by("Tidewater", partner, tender), led_by("Openstreet", partner, tender)
    sign(first, partner)
    party = first.bid.parties.get(supplier=partner)
    bid_parties.take_back(bid=first.bid, party=party, by=consortia.member(partner), at=LATER)

    sign(second, partner, at=LATEST)

    assert (standing(first), standing(second)) == (PartyStanding.TAKEN_BACK, PartyStanding.SIGNED)


def test_a_bid_that_is_in_binds_also_who_has_taken_its_signature_back(partner, tender):
    first, second = led_by("Tidewater", partner, tender), led_by("Openstreet", partner, tender)
    sign(first, partner)
    now_in(first)
    party = first.bid.parties.get(supplier=partner)
    bid_parties.take_back(bid=first.bid, party=party, by=consortia.member(partner), at=LATEST)

    with pytest.raises(BidRefused, match="is in another bid for this lot already, and that one is submitted"):
        sign(second, partner, at=LATEST)
    assert "Only its lead can withdraw it." in seen_by(consortia.member(partner), "sign", second)

    withdrawn(first)
    sign(second, partner, at=LATEST)
    assert standing(second) == PartyStanding.SIGNED


def test_other_lots_and_a_tender_that_takes_both_keep_nobody_from_signing(partner, tender):
    [first_lot, second_lot] = tender_queries.lots_of(tender)
    sign(led_by("Tidewater", partner, tender, lots=[first_lot]), partner)
    other_lot = led_by("Openstreet", partner, tender, lots=[second_lot])
    sign(other_lot, partner)
    assert standing(other_lot) == PartyStanding.SIGNED

    both = written.open_tender(written.written.changed(PanelTerms, member_in_two_bids="allow"))
    pair = [led_by(name, partner, both) for name in ("Sensorworks", "Gateway")]
    for begun in pair:
        sign(begun, partner)
    assert [standing(begun) for begun in pair] == [PartyStanding.SIGNED] * 2


def test_with_other_lots_a_part_is_signed_again(partner, tender):
    [first_lot, second_lot] = tender_queries.lots_of(tender)
    begun = led_by("Tidewater", partner, tender, lots=[first_lot])
    sign(begun, partner)
    drafting.choose_lots(bid=begun.bid, lots=[second_lot], by=begun.bid.begun_by, at=LATER)

    assert standing(begun) == PartyStanding.CHANGED


def test_lots_that_are_changed_there_and_back_revive_no_signature(partner, tender):
    """A lead that goes to another lot and returns finds a partner that meanwhile signed elsewhere."""
    [first_lot, second_lot] = tender_queries.lots_of(tender)
    first = led_by("Tidewater", partner, tender, lots=[first_lot])
    sign(first, partner)
    drafting.choose_lots(bid=first.bid, lots=[second_lot], by=first.bid.begun_by, at=LATER)
    second = led_by("Openstreet", partner, tender, lots=[first_lot])
    sign(second, partner, at=LATEST)

    drafting.choose_lots(bid=first.bid, lots=[first_lot], by=first.bid.begun_by, at=LATEST)

    assert (standing(first), standing(second)) == (PartyStanding.UNSIGNED, PartyStanding.SIGNED)
    assert "Mira Sensors has not signed its part." in unready_parties(written.read(first), tender.versions.get(no=1))


def test_a_lead_that_is_bound_elsewhere_reads_so_and_cannot_submit(partner, tender):
    rival = written.begun_bid(tender=tender, supplier=partner, by=consortia.member(partner))
    other = led_by("Tidewater", partner, tender)
    sign(rival, partner)
    assert reading(rival).double is False  # a draft of another binds it only once it has signed there
    sign(other, partner)

    assert (reading(rival).double, reading(rival).is_complete) == (True, False)
    assert "Mira Sensors is also in another bid for this lot." in unready_parties(
        written.read(rival), tender.versions.get(no=1)
    )
    text = seen_by(rival.bid.begun_by, "tasks", rival)
    assert "this tender takes each in one" in text
    assert "Tidewater" not in text
    assert reading(other).double is False


def test_it_costs_one_query_with_one_bid_and_with_three(partner, tender, django_assert_num_queries):
    begun = led_by("Tidewater", partner, tender)
    for name in ("Openstreet", "Sensorworks"):
        led_by(name, partner, tender)
        with django_assert_num_queries(1):
            assert other_bids.bound_elsewhere(begun.bid, [partner.pk]) == {}
