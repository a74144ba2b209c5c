"""Importing release packages against parsing the JSON and inserting the same rows. SCALE=full: 6,000 tenders, 80,521 bids."""

import json
import os
import statistics

import pytest
from django.db import transaction

from core.clock import db_now
from core.models import Authority
from procurement.bids.models import Bid, BidLot, BidParty, PriceLine
from procurement.evaluations.models import Evaluation
from procurement.opendata import services
from procurement.tenders.models import Criterion, Lot, LotSpec, SourceDocument, Tender, TenderVersion
from tests.bench import harness
from tests.bench.generate import release_package

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

FILE = "import"
FULL = os.environ.get("SCALE") == "full"
TENDERS, ROUNDS = (6000, 1) if FULL else (60, 5)
# The rows of a tender, in the order in which they refer to one another.
ROWS = (Authority, Tender, SourceDocument, Lot, Criterion, Criterion.lots.through, Bid, BidLot, BidParty, PriceLine)
ROWS += (Evaluation, TenderVersion, LotSpec)  # nothing is added behind a version


@pytest.fixture(scope="module")
def data():
    return json.dumps(release_package(TENDERS)).encode()


def imported(data):
    run = services.import_file(name="bench.json", data=data, at=db_now())
    assert run.records.filter(state="stored").count() == TENDERS
    return {model: list(model.objects.order_by("pk")) for model in ROWS}


def undone(work):
    """The work in a transaction that is rolled back."""

    def call():
        with transaction.atomic():
            result = work()
            transaction.set_rollback(True)
        return result

    return call


def timed(work):
    """(seconds of CPU, what the work returned)."""
    start = harness.cpu()
    result = work()
    return harness.cpu() - start, result


def test_an_import_against_the_same_rows(data):
    seconds, rows = timed(undone(lambda: imported(data)))

    def bulk():
        json.loads(data)
        for model, instances in rows.items():
            model.objects.bulk_create(instances, batch_size=500)
        return {model: list(model.objects.order_by("pk")) for model in ROWS}

    bulk_seconds, inserted = timed(undone(bulk))
    assert {model: len(stored) for model, stored in inserted.items()} == {m: len(r) for m, r in rows.items()}
    del inserted
    taken = {"ours": [seconds], "bulk": [bulk_seconds]}
    if not FULL:
        taken = harness.times({"ours": undone(lambda: imported(data)), "bulk": undone(bulk)}, rounds=ROUNDS)
    ratios = [ours / bulk for ours, bulk in zip(taken["ours"], taken["bulk"], strict=True)]
    seconds, bulk_seconds = (statistics.median(taken[name]) for name in ("ours", "bulk"))
    note = f"{seconds:.3g} s against {bulk_seconds:.3g} s, {TENDERS / seconds:.3g} tenders and {len(rows[Bid]) / seconds:.4g} bids per CPU second"
    harness.judge(FILE, f"{TENDERS} tenders, {len(rows[Bid])} bids / JSON and bulk", ratios, goal=8, note=note)
