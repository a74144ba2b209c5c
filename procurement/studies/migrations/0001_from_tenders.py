"""Studies of methods become a stage of their own: their tables, rows and keys stay and only change their names."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = ("methodstudy", "methodchoice")


def drop_old_triggers(apps, schema_editor):
    """The append-only triggers bear the name of the table; those of the new name are made after every migrate."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for action in ("update", "delete", "replace" if sqlite else "truncate"):
            on_table = "" if sqlite else f" ON tenders_{table}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS tenders_{table}_no_{action}{on_table}")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("tenders", "0002_method_studies"),
        ("reports", "0002_studies_of_methods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_old_triggers, migrations.RunPython.noop, elidable=False),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="MethodStudy",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("no", models.BigIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("inputs", models.JSONField()),
                        ("inputs_sha", models.CharField(max_length=64)),
                        ("result", models.JSONField()),
                        ("result_sha", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        (
                            "authority",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="method_studies",
                                to="core.authority",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "method studies",
                        "ordering": ("-no",),
                        "db_table": "tenders_methodstudy",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("no",),
                                name="study_number_once",
                                violation_error_message="Another study has this number.",
                            ),
                            models.UniqueConstraint(
                                fields=("authority", "title", "inputs_sha"),
                                name="study_once_per_inputs",
                                violation_error_message="This study is already there.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("title", ""), _negated=True),
                                name="study_has_title",
                                violation_error_message="A study has a title.",
                            ),
                        ],
                        "indexes": [models.Index(fields=["authority", "no"], name="study_authority_no")],
                    },
                ),
                migrations.CreateModel(
                    name="MethodChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("no", models.PositiveSmallIntegerField()),
                        ("candidate", models.CharField(max_length=8)),
                        ("warnings", models.JSONField(default=list)),
                        ("reason", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="studies.methodstudy",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("study", "no"),
                        "db_table": "tenders_methodchoice",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("study", "no"),
                                name="choice_number_once",
                                violation_error_message="Somebody else chose meanwhile. Read it again.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="choice_gives_reason",
                                violation_error_message="A choice of method gives its reason.",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.AlterModelTable(name="MethodStudy", table=None),
        migrations.AlterModelTable(name="MethodChoice", table=None),
    ]
