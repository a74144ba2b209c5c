import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('core', '__first__'),
        ('evaluations', '0001_initial'),
        ('policies', '0001_initial'),
        ('studies', '0001_initial'),
        ('tenders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('no', models.BigIntegerField(unique=True)),
                ('kind', models.CharField(choices=[('review', 'Evaluation review'), ('study', 'Study of methods'), ('policy', 'Policy review'), ('notice', 'Notice of a tender')], default='review', max_length=20)),
                ('variant', models.CharField(choices=[('pdf/a-3a', 'Archive (built as PDF/A-3a)'), ('pdf/ua-1', 'Accessible copy (built as PDF/UA-1)')], default='pdf/a-3a', max_length=10)),
                ('title', models.TextField()),
                ('data', models.JSONField()),
                ('data_sha', models.CharField(max_length=64)),
                ('requested_at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.authority')),
                ('job', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='core.job')),
                ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='policies.policyversion')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='evaluations.run')),
                ('study', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='studies.methodstudy')),
                ('tender_version', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report', to='tenders.tenderversion')),
            ],
            options={
                'ordering': ('-no',),
                'indexes': [models.Index(fields=['authority', 'no'], name='report_authority_no'), models.Index(fields=['title', '-no'], name='report_title_no')],
                'constraints': [models.UniqueConstraint(fields=('run', 'variant', 'data_sha'), name='report_once_per_data'), models.CheckConstraint(condition=models.Q(('variant__in', ['pdf/a-3a', 'pdf/ua-1'])), name='report_variant_known', violation_error_message='Not a known variant.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'review'), ('policy', None), ('run__isnull', False), ('study', None), ('tender_version', None)), models.Q(('kind', 'study'), ('policy', None), ('run', None), ('study__isnull', False), ('tender_version', None)), models.Q(('kind', 'policy'), ('policy__isnull', False), ('run', None), ('study', None), ('tender_version', None)), models.Q(('kind', 'notice'), ('policy', None), ('run', None), ('study', None), ('tender_version__isnull', False)), _connector='OR'), name='report_about_one_thing', violation_error_message='A report is about one run, one study, one policy or one version of a tender.')],
            },
        ),
        migrations.CreateModel(
            name='PolicyReview',
            fields=[
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='policy_review', serialize=False, to='reports.report')),
                ('start_date', models.DateField()),
                ('end_date', models.DateField()),
                ('figures', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('counted_at', models.DateTimeField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='policies.policyversion')),
            ],
            options={
                'ordering': ('-counted_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('end_date__gte', models.F('start_date'))), name='policy_review_ends_after_start', violation_error_message='A period ends after it starts.')],
            },
        ),
    ]
