"""A tender refers to the study's table under its new name: the column and its key are the same."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenders", "0002_method_studies"), ("studies", "0001_from_tenders")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="tender",
                    name="method_study",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenders",
                        to="studies.methodstudy",
                    ),
                )
            ]
        )
    ]
