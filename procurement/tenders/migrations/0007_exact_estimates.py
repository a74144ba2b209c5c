"""Estimates keep every decimal place: digits as text, where a number had two places."""

from django.db import migrations

import core.fields


def write_two_places(apps, schema_editor):
    """SQLite copies a number into a text column as it prints it ('160000.0'); PostgreSQL writes '160000.00' itself."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("UPDATE tenders_lot SET estimate = printf('%.2f', estimate) WHERE estimate IS NOT NULL", None)


class Migration(migrations.Migration):

    dependencies = [("tenders", "0006_first_versions")]

    operations = [
        migrations.AlterField("lot", "estimate", core.fields.AmountField(max_length=80, null=True)),
        migrations.RunPython(write_two_places, migrations.RunPython.noop),
    ]
