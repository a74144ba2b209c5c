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
                name='MethodStudy',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.BigIntegerField()),
                    ('title', models.CharField(max_length=200)),
                    ('inputs', models.JSONField()),
                    ('inputs_sha', models.CharField(max_length=64)),
                    ('result', models.JSONField()),
                    ('result_sha', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='method_studies', to='core.authority')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'method studies',
                    'ordering': ('-no',),
                    'indexes': [models.Index(fields=['authority', 'no'], name='study_authority_no'), models.Index(fields=['title', '-no'], name='study_title_no')],
                    'constraints': [models.UniqueConstraint(fields=('no',), name='study_number_once', violation_error_message='Another study has this number.'), models.UniqueConstraint(fields=('authority', 'title', 'inputs_sha'), name='study_once_per_inputs', violation_error_message='This study is already there.'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='study_has_title', violation_error_message='A study has a title.')],
                },
            ),
            migrations.CreateModel(
                name='MethodChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('no', models.PositiveSmallIntegerField()),
                    ('candidate', models.CharField(max_length=8)),
                    ('warnings', models.JSONField(default=list)),
                    ('reason', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='studies.methodstudy')),
                ],
                options={
                    'ordering': ('study', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('study', 'no'), name='choice_number_once', violation_error_message='Somebody else chose meanwhile. Read it again.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='choice_gives_reason', violation_error_message='A choice of method gives its reason.')],
                },
            ),
        ]),
    ]
