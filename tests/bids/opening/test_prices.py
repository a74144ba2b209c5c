"""A tender with two envelopes: technical parts first, prices stay sealed until quality is locked and two open them."""

import pytest

from core import states
from procurement.bids import store
from procurement.bids.models import PriceLine, RequirementResponse, SealedEnvelope
from procurement.bids.services import openings
from procurement.bids.services.opening_refusals import OpeningRefused
from procurement.bids.states import OpeningPart
from tests.bids import written
from tests.bids.opening import ceremony as acts

BUILD = {"bids": 2, "envelopes": 2}


@pytest.fixture
def quality_is_locked(monkeypatch):
    """A stand-in for the guard that a later stage registers."""
    monkeypatch.setitem(states._guards, ("tenders.tender", "open_prices"), [lambda _tender: []])


def refused(ceremony):
    with pytest.raises(OpeningRefused) as refusal:
        openings.open_prices(tender=ceremony.tender, by=ceremony.keys[0].holder)
    return refusal.value.cause.value, str(refusal.value)


def test_technical_parts_open_first_and_no_price_with_them(ceremony):
    opening = acts.opened(ceremony)

    assert acts.results(opening) == [("B1", "technical", "opened", ""), ("B2", "technical", "opened", "")]
    assert (opening.part, ceremony.tender.state) == ("technical", "opened")
    assert (PriceLine.objects.count(), RequirementResponse.objects.exists()) == (0, True)


def test_without_a_stage_that_locks_quality_prices_stay_sealed(ceremony):
    acts.opened(ceremony)

    assert refused(ceremony) == ("prices_sealed", "The panel is not built yet: prices stay sealed.")
    assert openings.price_obstacles(ceremony.tender) == ["The panel is not built yet: prices stay sealed."]


@pytest.mark.usefixtures("quality_is_locked")
def test_prices_are_not_opened_before_the_technical_parts(ceremony):
    assert openings.price_obstacles(ceremony.tender) == ["The technical parts are not opened yet."]
    assert refused(ceremony)[0] == "not_closed"


@pytest.mark.usefixtures("quality_is_locked")
def test_two_open_the_prices_once_quality_is_locked(ceremony):
    acts.opened(ceremony)

    opening = acts.prices_opened(ceremony, (1, 2))

    assert acts.results(opening) == [("B1", "price", "opened", ""), ("B2", "price", "opened", "")], opening.state
    assert (opening.state, PriceLine.objects.exists(), ceremony.tender.state) == ("closed", True, "opened")
    assert [written.read(begun).state for begun in ceremony.begun] == ["opened", "opened"]


@pytest.mark.usefixtures("quality_is_locked")
def test_a_price_that_cannot_be_read_makes_the_bid_unreadable_and_keeps_the_other(ceremony):
    acts.opened(ceremony)
    row = SealedEnvelope.objects.get(revision=ceremony.revisions[0], kind="price")
    store.envelope_path(row.object_name).unlink()

    opening = acts.prices_opened(ceremony)

    assert acts.results(opening) == [("B1", "price", "missing", "body_gone"), ("B2", "price", "opened", "")]
    assert [written.read(begun).state for begun in ceremony.begun] == ["unreadable", "opened"]


def test_the_price_of_a_bid_that_could_not_be_read_stays_sealed(ceremony, monkeypatch):
    row = SealedEnvelope.objects.get(revision=ceremony.revisions[0], kind="technical")
    store.envelope_path(row.object_name).unlink()
    acts.opened(ceremony)
    monkeypatch.setitem(states._guards, ("tenders.tender", "open_prices"), [lambda _tender: []])

    opening = acts.prices_opened(ceremony)

    assert acts.results(opening) == [("B2", "price", "opened", "")]
    assert OpeningPart(opening.part) is OpeningPart.PRICE
