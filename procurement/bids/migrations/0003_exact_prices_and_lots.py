"""Prices keep every decimal place; a bid's lot has its own time of submission."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Left
from django.db.models.lookups import Exact

import core.fields

NOT_NEGATIVE = models.CheckConstraint(
    name="price_not_negative",
    condition=models.Q(amount=None) | ~models.Q(Exact(Left(models.F("amount"), 1), models.Value("-"))),
    violation_error_message="A price is never negative.",
)


def write_two_places(apps, schema_editor):
    """SQLite copies a number into a text column as it prints it ('95000.0'); PostgreSQL writes '95000.00' itself."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("UPDATE bids_priceline SET amount = printf('%.2f', amount) WHERE amount IS NOT NULL", None)


class Migration(migrations.Migration):

    dependencies = [("bids", "0002_quantities"), ("tenders", "0007_exact_estimates")]

    operations = [
        migrations.RemoveConstraint("priceline", "price_not_negative"),
        migrations.AlterField("priceline", "amount", core.fields.AmountField(max_length=80, null=True)),
        migrations.RunPython(write_two_places, migrations.RunPython.noop),
        migrations.AddConstraint("priceline", NOT_NEGATIVE),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="BidLot",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "bid",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="lot_links", to="bids.bid"
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bid_links", to="tenders.lot"
                            ),
                        ),
                    ],
                    options={"db_table": "bids_bid_lots", "unique_together": {("bid", "lot")}},
                ),
                migrations.AlterField(
                    "bid", "lots", models.ManyToManyField(related_name="bids", through="bids.BidLot", to="tenders.lot")
                ),
            ],
        ),
        migrations.AlterUniqueTogether("bidlot", set()),
        migrations.AddConstraint("bidlot", models.UniqueConstraint(name="bid_lot_once", fields=["bid", "lot"])),
        migrations.AddField("bidlot", "submitted_at", models.DateTimeField(null=True)),
    ]
