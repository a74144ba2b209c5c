"""The source's decisions, so far JSON of a record, become rows of bids; bids that it leaves out get their reason."""

from datetime import datetime
from decimal import Decimal

from django.db import migrations


def write_awards(apps, schema_editor):
    record_model, award_model = apps.get_model("opendata", "ImportedRecord"), apps.get_model("bids", "SourceAward")
    for record in record_model.objects.filter(state__in=["stored", "replaced"]).exclude(awards=[]).order_by("pk"):
        lots = {lot.source_key: lot for lot in apps.get_model("tenders", "Lot").objects.filter(tender=record.tender_id)}
        bids = {bid.source_key: bid for bid in apps.get_model("bids", "Bid").objects.filter(tender=record.tender_id)}
        only = next(iter(lots.values())) if len(lots) == 1 else None
        rows = [
            award_model(
                tender_id=record.tender_id,
                no=number,
                lot=lots.get(award["lot"], only),
                bid=bids.get(award["bid"]),
                source_key=award["key"],
                status=award["status"],
                decided_at=datetime.fromisoformat(award["date"]) if award["date"] else None,
                amount=_amount(award["amount"]),
                currency=award["currency"] or "",
                suppliers=[{key: party[key] for key in ("name", "id_scheme", "id_value")} for party in award["suppliers"]],
                ground=award["note"],
            )
            for number, award in enumerate(record.awards, start=1)
        ]
        award_model.objects.bulk_create(rows, batch_size=500)


def _amount(text):
    amount = None if text is None else Decimal(text)
    return amount if amount is None or (abs(amount) < Decimal(10) ** 30 and -amount.as_tuple().exponent <= 30) else None


def write_findings(apps, schema_editor):
    """What was noted of bids without a lot says why they are not ranked."""
    finding_model = apps.get_model("bids", "SourceFinding")
    bids = apps.get_model("bids", "Bid").objects.filter(tender__origin="imported", lots=None)
    numbers = {}
    rows = []
    for bid in bids.order_by("tender", "alias").iterator():
        numbers[bid.tender_id] = numbers.get(bid.tender_id, 0) + 1
        sentence = bid.source_note or f"The source does not count this bid: its status is '{bid.source_status}'."
        row = finding_model(tender_id=bid.tender_id, no=numbers[bid.tender_id], kind="left_out", bid=bid)
        row.sentence = sentence
        rows.append(row)
    finding_model.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("opendata", "0001_initial"), ("bids", "0004_source_decisions")]

    operations = [
        migrations.RunPython(write_awards, migrations.RunPython.noop),
        migrations.RunPython(write_findings, migrations.RunPython.noop),
        migrations.RemoveField("importedrecord", "awards"),
    ]
