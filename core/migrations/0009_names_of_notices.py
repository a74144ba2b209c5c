"""A notice gets a name that is drawn by chance, and is listed by its time: its number grows with those of others."""

import uuid

from django.db import migrations, models

CHUNK = 1000


def draw_names(apps, schema_editor):
    notices = apps.get_model("core", "Notice").objects
    while rows := list(notices.filter(public_id=None).order_by("pk")[:CHUNK]):
        for row in rows:
            row.public_id = uuid.uuid4()
        notices.bulk_update(rows, ["public_id"])


class Migration(migrations.Migration):
    dependencies = [('core', '0008_mailed_heads')]

    operations = [
        migrations.AddField("notice", "public_id", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(draw_names, migrations.RunPython.noop),
        migrations.AlterField(
            "notice", "public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.RemoveIndex("notice", "notice_of_person"),
        migrations.AddIndex("notice", models.Index(fields=["user", "at", "id"], name="notice_of_person")),
    ]
