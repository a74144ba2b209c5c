import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.first_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bids', '0001_tables'),
        ('core', '0008_mailed_heads'),
        ('evaluations', '0001_tables'),
        ('policies', '0001_tables'),
        ('studies', '0001_tables'),
        ('tenders', '0001_tables'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.BigIntegerField(unique=True)),
                    ('kind', models.CharField(choices=[('review', 'Evaluation review'), ('study', 'Study of methods'), ('policy', 'Policy review'), ('notice', 'Notice of a tender'), ('opening', 'Record of an opening')], default='review', max_length=20)),
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
                    ('opening', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report', to='bids.opening')),
                    ('checkpoint', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.auditcheckpoint')),
                ],
                options={
                    'ordering': ('-no',),
                    'indexes': [models.Index(fields=['authority', 'no'], name='report_authority_no'), models.Index(fields=['title', '-no'], name='report_title_no')],
                    'constraints': [models.UniqueConstraint(fields=('run', 'variant', 'data_sha'), name='report_once_per_data'), models.CheckConstraint(condition=models.Q(('variant__in', ['pdf/a-3a', 'pdf/ua-1'])), name='report_variant_known', violation_error_message='Not a known variant.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'review'), ('opening__isnull', True), ('policy__isnull', True), ('run__isnull', False), ('study__isnull', True), ('tender_version__isnull', True)), models.Q(('kind', 'study'), ('opening__isnull', True), ('policy__isnull', True), ('run__isnull', True), ('study__isnull', False), ('tender_version__isnull', True)), models.Q(('kind', 'policy'), ('opening__isnull', True), ('policy__isnull', False), ('run__isnull', True), ('study__isnull', True), ('tender_version__isnull', True)), models.Q(('kind', 'notice'), ('opening__isnull', True), ('policy__isnull', True), ('run__isnull', True), ('study__isnull', True), ('tender_version__isnull', False)), models.Q(('kind', 'opening'), ('opening__isnull', False), ('policy__isnull', True), ('run__isnull', True), ('study__isnull', True), ('tender_version__isnull', True)), _connector='OR'), name='report_about_one_thing', violation_error_message='A report is about one run, one study, one policy, one version of a tender or one opening.')],
                },
            ),
            migrations.CreateModel(
                name='ReceiptPaper',
                fields=[
                    ('receipt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='paper', serialize=False, to='bids.bidreceipt')),
                    ('data', models.JSONField()),
                    ('data_sha', models.CharField(max_length=64)),
                    ('requested_at', models.DateTimeField()),
                    ('job', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt_paper', to='core.job')),
                    ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
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
        ]),
    ]
