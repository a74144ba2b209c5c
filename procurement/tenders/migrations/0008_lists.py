"""Lists are sorted by deadline and by value, and show which tenders of a source are tests: known of past ones, too."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.db import migrations, models

_HIGHEST = 2**63 - 1
_TEST_MARKS = ("[ТЕСТУВАННЯ]", "[ТЕСТИРОВАНИЕ]", "[TESTING]")
_UNPUBLISHED = ("draft", "review")


def mark_tests(apps, schema_editor):
    """A test is what an import noted as one, and what Prozorro's releases mark in the title."""
    noted = {
        tender
        for tender, notes in apps.get_model("tenders", "SourceDocument").objects.values_list("tender_id", "notes")
        if any(note.get("code") == "test-mode" for note in notes or ())
    }
    tenders = apps.get_model("tenders", "Tender").objects
    imported = tenders.filter(origin="imported").values_list("pk", "title")
    tests = [pk for pk, title in imported if pk in noted or title.startswith(_TEST_MARKS)]
    for pk in tests:
        tenders.filter(pk=pk).update(is_test=True)


def order_by_value(apps, schema_editor):
    """What lots are estimated at together, in hundredths; none unless each has an estimate."""
    tenders = apps.get_model("tenders", "Tender").objects
    estimates = {}
    lots = apps.get_model("tenders", "Lot").objects.exclude(tender__state__in=_UNPUBLISHED)
    for tender, estimate in lots.values_list("tender_id", "estimate").iterator(chunk_size=2000):
        estimates.setdefault(tender, []).append(estimate)
    for tender, amounts in estimates.items():
        if None not in amounts:
            with localcontext(prec=100):
                hundredths = int((sum(map(Decimal, amounts)) * 100).to_integral_value(ROUND_HALF_UP))
            tenders.filter(pk=tender).update(value_order=min(hundredths, _HIGHEST))


class Migration(migrations.Migration):
    dependencies = [("tenders", "0007_exact_estimates")]

    operations = [
        migrations.AddField("tender", "is_test", models.BooleanField(default=False)),
        migrations.AddField("tender", "value_order", models.BigIntegerField(editable=False, null=True)),
        migrations.RunPython(mark_tests, migrations.RunPython.noop),
        migrations.RunPython(order_by_value, migrations.RunPython.noop),
        migrations.AddIndex("tender", models.Index(fields=["is_test", "publish_no"], name="tender_test_no")),
        migrations.AddIndex("tender", models.Index(fields=["deadline_at", "publish_no"], name="tender_deadline_no")),
        migrations.AddIndex(
            "tender", models.Index(fields=["currency", "-value_order", "-publish_no"], name="tender_value_no")
        ),
    ]
