import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.first_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0008_mailed_heads'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Profile',
                fields=[
                    ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('openapi', 'openapi'), ('asyncapi', 'asyncapi'), ('json-schema', 'json-schema'), ('xsd', 'xsd'), ('shacl', 'shacl'), ('csvw', 'csvw')], max_length=20)),
                    ('dialect', models.CharField(max_length=60)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('-at', 'sha256'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['openapi', 'asyncapi', 'json-schema', 'xsd', 'shacl', 'csvw'])), name='profile_kind_known', violation_error_message='No known kind of profile.')],
                },
            ),
            migrations.CreateModel(
                name='StandardFact',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('standard', models.CharField(max_length=80)),
                    ('fact', models.CharField(choices=[('royalty_free', 'royalty_free'), ('free_to_read', 'free_to_read'), ('open_participation', 'open_participation'), ('public_review', 'public_review'), ('multiple_implementations', 'multiple_implementations'), ('conformance_tools', 'conformance_tools'), ('derivatives_allowed', 'derivatives_allowed')], max_length=40)),
                    ('no', models.PositiveIntegerField()),
                    ('act', models.CharField(choices=[('recorded', 'recorded'), ('disputed', 'disputed'), ('withdrawn', 'withdrawn')], max_length=10)),
                    ('value', models.CharField(blank=True, choices=[('yes', 'yes'), ('partly', 'partly'), ('no', 'no'), ('unknown', 'unknown')], max_length=10)),
                    ('source', models.TextField()),
                    ('was', models.CharField(max_length=10)),
                    ('was_source', models.TextField(blank=True)),
                    ('catalogue_sha', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standard_facts', to='core.authority')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('standard', 'fact', 'no'),
                    'indexes': [models.Index(fields=['standard', 'fact'], name='standard_fact_of_standard')],
                    'constraints': [models.UniqueConstraint(fields=('authority', 'standard', 'fact', 'no'), name='standard_fact_number_once', violation_error_message='Another entry about this fact has this number.'), models.CheckConstraint(condition=models.Q(('fact__in', ('royalty_free', 'free_to_read', 'open_participation', 'public_review', 'multiple_implementations', 'conformance_tools', 'derivatives_allowed'))), name='standard_fact_is_known', violation_error_message='The catalogue has no such fact.'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'recorded'), ('value__in', ('yes', 'partly', 'no', 'unknown'))), models.Q(('act__in', ('disputed', 'withdrawn')), ('value', '')), _connector='OR'), name='standard_fact_value_iff_recorded', violation_error_message='A recorded fact is yes, partly, no or unknown; other entries have no value.'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='standard_fact_has_source', violation_error_message='Say where it was read, or why.')],
                },
            ),
            migrations.CreateModel(
                name='ProfileFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('no', models.PositiveSmallIntegerField()),
                    ('role', models.CharField(choices=[('reference', 'reference'), ('passing', 'passing'), ('failing', 'failing')], max_length=10)),
                    ('name', models.CharField(max_length=300)),
                    ('sha256', models.CharField(max_length=64)),
                    ('size', models.PositiveIntegerField()),
                    ('data', models.BinaryField()),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='planning.profile')),
                ],
                options={
                    'ordering': ('profile', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('profile', 'no'), name='profile_file_number_once', violation_error_message='Another file of the profile has this number.'), models.CheckConstraint(condition=models.Q(('role__in', ['reference', 'passing', 'failing'])), name='profile_file_role_known', violation_error_message='No known role of a file.')],
                },
            ),
        ]),
    ]
