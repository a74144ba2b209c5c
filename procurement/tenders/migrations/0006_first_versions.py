"""Every tender that is published already gets its first version, from its rows as they are.

It stands on this migration's own copy of the code. No leaf names the digest of such a version: its reason says so, and
it is dated when it was made, not when the tender was published.
"""

from django.db import migrations
from django.utils import timezone

from procurement.tenders.migrations import _first_versions

_UNPUBLISHED = ("draft", "review")
_REASON = "Made when versions were introduced, from the tender's rows as they were then; no entry of the log names it."
_MODELS = ("Criterion", "Level", "Scale", "TenderInterface", "KpiTemplate", "Requirement", "Lot")


def freeze(apps, schema_editor):
    tables = _first_versions.Tables(*(apps.get_model("tenders", name) for name in _MODELS))
    tender_model, version_model = apps.get_model("tenders", "Tender"), apps.get_model("tenders", "TenderVersion")
    spec_model = apps.get_model("tenders", "LotSpec")
    at = timezone.now()
    published = tender_model.objects.exclude(state__in=_UNPUBLISHED)
    for tender in published.filter(versions=None).select_related("authority").iterator(chunk_size=200):
        snapshot = _first_versions.snapshot_of(tender, tables)
        version = version_model.objects.create(
            tender=tender, no=1, snapshot=snapshot.text, digest=snapshot.digest, reason=_REASON, at=at
        )
        spec_model.objects.bulk_create(
            spec_model(
                version=version,
                lot=frozen.lot,
                spec=frozen.spec,
                spec_sha=frozen.spec_sha,
                interfaces=_first_versions.interfaces_to_json(frozen.interfaces),
                fault=frozen.fault,
            )
            for frozen in snapshot.lots
        )


class Migration(migrations.Migration):
    dependencies = [("tenders", "0005_versions")]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]
