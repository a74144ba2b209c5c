"""The bids of the demonstration: in progress, received, waiting for their opening, and opened by two."""

from datetime import timedelta

import pytest

from core.clock import db_now
from procurement.bids.models import Bid, BidReceipt, Opening
from procurement.bids.queries import openings as opening_queries
from procurement.bids.services import drafting
from procurement.bids.services.errors import BidRefused
from procurement.bids.shapes.openings import recorded_opening
from procurement.reports.models import Report
from procurement.web.demo import bids as demo_bids

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demo")]


def test_a_supplier_has_a_bid_in_progress_and_one_with_a_receipt_and_a_tender_waits_for_its_opening(
    loaded, monkeypatch
):
    bids = Bid.objects.filter(begun_at__isnull=False).order_by("begun_at")
    stands = [(bid.tender.title.split()[0], bid.supplier.name, bid.state, bid.tender.state) for bid in bids]

    assert stands == [
        ("Wireless", "Tidewater Analytics", "opened", "opened"),
        ("Lanterns", "Tidewater Analytics", "submitted", "closed"),
        ("Wireless", "Lumenord Systems", "opened", "opened"),
        ("Lanterns", "Lumenord Systems", "submitted", "closed"),
        ("Live", "Tidewater Analytics", "submitted", "open"),
        ("Wireless", "Openstreet Works Co-operative", "draft", "opened"),
        ("Sensors", "Tidewater Analytics", "draft", "open"),
    ]
    receipts = BidReceipt.objects.filter(revision__bid__in=bids)
    assert receipts.count() == 5
    assert all(receipt.revision.received_at < receipt.revision.deadline_at for receipt in receipts)
    draft = bids.last()
    monkeypatch.undo()  # it was loaded with passes that are slow to guess
    assert drafting.unlock(bid=draft, typed=demo_bids.DRAFT_PASS, by=draft.begun_by, at=db_now())
    signed = {party.name: party.signatures.count() for party in draft.parties.all()}
    assert sorted(signed.values()) == [0, 0, 1]
    assert draft.tender.deadline_at > db_now() + timedelta(days=14)


def test_one_tender_was_opened_by_two_officers_and_a_late_bid_stands_in_its_record(loaded):
    opening = Opening.objects.get()
    halves = opening_queries.halves_of(opening)
    shape = recorded_opening(opening)

    assert (opening.tender.title, opening.state) == ("Wireless internet in the parks and at the beach", "closed")
    assert [half.person.email for half in halves] == ["officer@city.example", "opener@city.example"]
    assert {half.factor for half in halves} == {"passphrase"}  # of the account: a demonstration has no second factor
    assert [(bid.name, bid.fault, len(bid.prices)) for bid in shape.bids] == [
        ("Tidewater Analytics", None, 1),
        ("Lumenord Systems", None, 1),
    ]
    assert [attempt.reason for attempt in shape.attempts] == ["after_deadline"]
    assert (shape.is_demonstration, shape.rehearsed_at is not None) == (True, True)
    report = Report.objects.get(opening=opening)
    assert report.job.kind == "reports.build_opening"


def test_a_printed_pass_opens_drafts_of_a_demonstration_alone(loaded, settings):
    settings.DEMO = False
    draft = Bid.objects.get(state="draft", begun_at__isnull=False, tender__state="open")

    with pytest.raises(BidRefused, match="drafts of a demonstration only"):
        drafting.begin_bid(
            tender=draft.tender,
            supplier=draft.supplier,
            consortium=None,
            lots=[],
            by=draft.begun_by,
            at=db_now(),
            printed_pass=demo_bids.DRAFT_PASS,
        )
