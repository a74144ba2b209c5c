"""A tender whose bids came in takes bids again after an outage, and not once somebody gave a half of the keys."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import SiteOutage
from procurement.bids.models import BidRevision
from procurement.bids.services import openings
from procurement.bids.states import OpeningState
from procurement.tenders import services as tenders
from procurement.tenders.services import NotChangeable
from tests import builders
from tests.bids import written
from tests.bids.opening import ceremony as steps
from tests.bids.submitting import submitted
from tests.bids.written import DEADLINE

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def officers(tender):
    return [builders.person("officer", authority=tender.authority) for _ in range(2)]


def proposed(tender, officer):
    row = SiteOutage.objects.get_or_create(part="web", from_at=DEADLINE - 2 * HOUR, to_at=DEADLINE - HOUR)[0]
    at = clock.db_now()
    return tenders.propose_reopening(tender=tender, outages=[row.pk], reason="It stood still.", by=officer, at=at)


def test_bids_stay_in_may_be_replaced_and_are_opened_after_the_new_deadline(a_week_before, move_clock):
    ceremony = steps.waiting(move_clock)
    tender, begun = ceremony.tender, ceremony.begun[0]
    officer, other = officers(tender)
    openings.call_opening(tender=tender, by=officer)  # called, and nobody has given a half

    tenders.reopen(tender=tender, proposal=proposed(tender, officer), by=other, at=clock.db_now())
    stays = written.read(begun).state
    again = submitted(begun)

    tender.refresh_from_db()
    assert (tender.state, stays, written.read(begun).state) == ("open", "submitted", "submitted")
    first, second = BidRevision.objects.filter(bid=begun.bid).order_by("number")
    assert (second, first.deadline_at, second.deadline_at) == (again, DEADLINE, tender.deadline_at)


def test_an_opening_that_a_reopening_ended_is_not_said_to_have_been_too_slow(
    a_week_before, move_clock, client, settings
):
    settings.MFA_REQUIRED_ROLES = []
    ceremony = steps.waiting(move_clock)
    tender = ceremony.tender
    officer, other = officers(tender)
    openings.call_opening(tender=tender, by=officer)
    tenders.reopen(tender=tender, proposal=proposed(tender, officer), by=other, at=clock.db_now())
    tender.refresh_from_db()
    move_clock(to=tender.deadline_at + HOUR)
    client.force_login(officer)

    page = client.get(reverse("bids:opening", args=[tender.pk])).content.decode()

    assert ("when the tender took bids again" in page, "More than 30 minutes passed" in page) == (True, False)


def test_once_a_half_was_given_nobody_is_let_in_any_more(a_week_before, move_clock):
    ceremony = steps.waiting(move_clock)
    tender = ceremony.tender
    officer, other = officers(tender)
    proposal = proposed(tender, officer)
    opening = openings.call_opening(tender=tender, by=officer)
    steps.give(ceremony, ceremony.keys[0])
    opening.refresh_from_db()
    assert opening.state == OpeningState.FIRST_HALF

    for act in (
        lambda: proposed(tender, officer),
        lambda: tenders.reopen(tender=tender, proposal=proposal, by=other, at=clock.db_now()),
    ):
        with pytest.raises(NotChangeable, match="The opening of the bids has begun"):
            act()
    tender.refresh_from_db()
    assert tender.state == "closed"
