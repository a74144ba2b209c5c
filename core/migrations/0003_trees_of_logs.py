"""Each head gets the tree over the leaves that are there: their bytes and hashes stay as they are."""

from django.db import migrations, models

from offline import tree

CHUNK = 2000


def grow_trees(apps, schema_editor):
    logs, leaves = apps.get_model("core", "AuditLog").objects, apps.get_model("core", "AuditLeaf").objects
    for head in logs.order_by("origin"):
        hashes = leaves.filter(log_id=head.origin, index__lt=head.size).order_by("index").values_list("hash", flat=True)
        grown = tree.frontier_of(bytes.fromhex(hash_) for hash_ in hashes.iterator(chunk_size=CHUNK))
        logs.filter(pk=head.pk).update(frontier=grown.text(), root=grown.root().hex())


class Migration(migrations.Migration):
    dependencies = [('core', '0002_invitations_into_others')]

    operations = [
        migrations.AddField("auditlog", "frontier", models.TextField(blank=True)),
        migrations.AddField("auditlog", "root", models.CharField(default=tree.EMPTY_ROOT.hex(), max_length=64)),
        migrations.RunPython(grow_trees, migrations.RunPython.noop),
    ]
