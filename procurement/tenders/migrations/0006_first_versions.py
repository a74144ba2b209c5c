"""Every tender that is published already gets its first version, from its rows as they are."""

from django.db import migrations
from django.utils import timezone

from procurement.tenders import gather
from procurement.tenders.states import UNPUBLISHED

_MODELS = ("Criterion", "Level", "Scale", "TenderInterface", "KpiTemplate", "Requirement", "Lot")


def freeze(apps, schema_editor):
    tables = gather.Tables(*(apps.get_model("tenders", name) for name in _MODELS))
    tender_model, version_model = apps.get_model("tenders", "Tender"), apps.get_model("tenders", "TenderVersion")
    spec_model = apps.get_model("tenders", "LotSpec")
    at = timezone.now()
    published = tender_model.objects.exclude(state__in=[state.value for state in UNPUBLISHED])
    for tender in published.filter(versions=None).select_related("authority").iterator(chunk_size=200):
        snapshot = gather.snapshot_of(tender, tables)
        version = version_model.objects.create(
            tender=tender, no=1, snapshot=snapshot.text, digest=snapshot.digest, at=tender.published_at or at
        )
        spec_model.objects.bulk_create(
            spec_model(
                version=version,
                lot=frozen.lot,
                spec=frozen.spec,
                spec_sha=frozen.spec_sha,
                interfaces=gather.interfaces_to_json(frozen.interfaces),
                fault=frozen.fault,
            )
            for frozen in snapshot.lots
        )


class Migration(migrations.Migration):
    dependencies = [("tenders", "0005_versions")]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]
