"""What was stored before keeps its value: amounts, lots of bids, and the source's decisions."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import triggers
from procurement.bids.models import Bid, BidLot, PriceLine, SourceAward, SourceFinding
from procurement.evaluations import services
from procurement.evaluations.models import Run
from procurement.tenders.models import Lot
from scoring import digest
from tests import builders
from tests.builders import AT

BEFORE = [("bids", "0002_quantities"), ("tenders", "0006_first_versions"), ("opendata", "0001_initial")]


@pytest.fixture
def latest():
    yield
    to_the_latest()
    triggers.remove()


def to_the_latest():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def to_before():
    """The state before, as its models."""
    triggers.remove()
    return MigrationExecutor(connection).migrate(BEFORE).apps


def test_amounts_and_lots_stay_what_they_were_and_a_run_keeps_its_digest(transactional_db, latest):
    run = builders.frozen_run()
    links = sorted(BidLot.objects.values_list("bid_id", "lot_id"))
    old = to_before()
    first = old.get_model("bids", "PriceLine").objects.order_by("pk").first()
    old.get_model("bids", "PriceLine").objects.filter(pk=first.pk).update(amount=Decimal("9999999999.99"))
    prices = dict(old.get_model("bids", "PriceLine").objects.values_list("pk", "amount"))

    to_the_latest()

    assert {pk: str(amount) for pk, amount in PriceLine.objects.values_list("pk", "amount")} == {
        pk: f"{amount:.2f}" for pk, amount in prices.items()
    }
    assert {str(estimate) for estimate in Lot.objects.values_list("estimate", flat=True)} == {"160000.00"}
    assert sorted(BidLot.objects.values_list("bid_id", "lot_id")) == links
    PriceLine.objects.filter(pk=first.pk).update(amount=first.amount)
    again = services.judge(Run.objects.get().lot)
    assert digest.digests(again.case, again.result) == digest.CaseDigests(run.spec_sha, run.facts_sha, run.result_sha)


def test_decisions_of_a_record_become_rows_and_bids_left_out_get_their_reason(transactional_db, latest):
    tender = builders.tender_at("opened", bids=2)
    old = to_before()
    bids = old.get_model("bids", "Bid").objects
    first, second = bids.order_by("alias")
    second.lots.clear()
    bids.filter(pk=first.pk).update(source_key="A")
    bids.filter(pk=second.pk).update(source_note="The source does not count this bid: its status is 'deleted'.")
    old.get_model("tenders", "Tender").objects.update(origin="imported")
    file = old.get_model("opendata", "SourceFile").objects.create(sha256="ab", size=1, data=b"x")
    run = old.get_model("opendata", "ImportRun").objects.create(file=file, name="file.json", at=AT)
    award = {"key": "w", "status": "active", "bid": "A", "lot": None, "date": "2024-05-01T10:00:00+00:00"}
    award |= {"amount": "9.5", "currency": "EUR", "note": "Best"}
    award["suppliers"] = [{"name": "Firm", "id_scheme": "", "id_value": "", "size": None}]
    old.get_model("opendata", "ImportedRecord").objects.create(
        run=run, no=1, state="stored", tender_id=tender.pk, awards=[award]
    )

    to_the_latest()

    [row] = SourceAward.objects.all()
    assert (row.tender_id, row.lot, row.bid_id, row.status) == (tender.pk, Lot.objects.get(), first.pk, "active")
    assert (row.amount, row.currency, row.ground) == (Decimal("9.5"), "EUR", "Best")
    assert (f"{row.decided_at:%Y-%m-%d %H:%M}", row.suppliers[0]["name"]) == ("2024-05-01 10:00", "Firm")
    [finding] = SourceFinding.objects.all()
    assert (finding.kind, finding.lot, finding.bid, finding.sentence) == (
        "left_out",
        None,
        Bid.objects.get(pk=second.pk),
        "The source does not count this bid: its status is 'deleted'.",
    )
