import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.first_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0008_mailed_heads'),
        ('tenders', '0001_tables'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='SourceFile',
                fields=[
                    ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('size', models.PositiveBigIntegerField()),
                    ('data', models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name='ImportRun',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=300)),
                    ('at', models.DateTimeField()),
                    ('authority', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.authority')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='opendata.sourcefile')),
                ],
                options={
                    'ordering': ('-at', 'id'),
                },
            ),
            migrations.CreateModel(
                name='ImportedRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('no', models.PositiveIntegerField()),
                    ('place', models.CharField(blank=True, max_length=300)),
                    ('format', models.CharField(blank=True, max_length=40)),
                    ('source_id', models.CharField(blank=True, max_length=300)),
                    ('digest', models.CharField(blank=True, max_length=64)),
                    ('modified_at', models.DateTimeField(null=True)),
                    ('state', models.CharField(choices=[('stored', 'Stored'), ('unchanged', 'Unchanged'), ('replaced', 'Stored, replaces an earlier state'), ('quarantined', 'Quarantined')], max_length=12)),
                    ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='opendata.importedrecord')),
                    ('tender', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imported_records', to='tenders.tender')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='opendata.importrun')),
                ],
                options={
                    'ordering': ('run', 'no'),
                    'indexes': [models.Index(fields=['format', 'source_id'], name='record_by_source')],
                    'constraints': [models.UniqueConstraint(fields=('run', 'no'), name='record_number_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['stored', 'replaced'])), fields=('format', 'source_id', 'digest'), name='record_stored_once', violation_error_message='This record is stored already.'), models.CheckConstraint(condition=models.Q(('state__in', ['stored', 'unchanged', 'replaced', 'quarantined'])), name='record_state_known', violation_error_message='Not a known state.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'quarantined'), ('tender', None)), models.Q(models.Q(('state', 'quarantined'), _negated=True), ('tender__isnull', False)), _connector='OR'), name='record_has_a_tender_unless_quarantined', violation_error_message='A record has a tender unless it is quarantined.')],
                },
            ),
            migrations.CreateModel(
                name='Issue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('no', models.PositiveIntegerField()),
                    ('code', models.CharField(max_length=60)),
                    ('level', models.CharField(choices=[('quarantine', 'Not usable'), ('repaired', 'Repaired'), ('noted', 'Noted')], max_length=10)),
                    ('pointer', models.TextField(blank=True)),
                    ('seen', models.TextField(blank=True)),
                    ('kept', models.TextField(blank=True)),
                    ('sentence', models.TextField()),
                    ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='opendata.importedrecord')),
                ],
                options={
                    'ordering': ('record', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('record', 'no'), name='issue_number_once')],
                },
            ),
        ]),
    ]
