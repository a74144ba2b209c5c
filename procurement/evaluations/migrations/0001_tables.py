import core.fields
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
        ('tenders', '0001_tables'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Evaluation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('state', models.CharField(choices=[('setup', 'Panel being set up'), ('individual', 'Individual marks'), ('consensus', 'Consensus'), ('quality_locked', 'Quality locked'), ('priced', 'Prices open'), ('frozen', 'Frozen')], default='setup', max_length=16)),
                    ('state_at', models.DateTimeField()),
                    ('lot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation', to='tenders.lot')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['setup', 'individual', 'consensus', 'quality_locked', 'priced', 'frozen'])), name='evaluation_state_known', violation_error_message='Not a known state.')],
                },
            ),
            migrations.CreateModel(
                name='PanelMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pseudonym', models.CharField(max_length=20)),
                    ('chair', models.BooleanField(default=False)),
                    ('no', models.PositiveSmallIntegerField()),
                    ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel', to='tenders.lot')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('lot', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('lot', 'user'), name='panel_member_once'), models.UniqueConstraint(fields=('lot', 'pseudonym'), name='panel_pseudonym_once'), models.UniqueConstraint(condition=models.Q(('chair', True)), fields=('lot',), name='panel_one_chair')],
                },
            ),
            migrations.CreateModel(
                name='Run',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveSmallIntegerField()),
                    ('cause', models.CharField(choices=[('first', 'First evaluation'), ('exclusion', 'A bid was excluded'), ('complaint', 'A complaint was upheld'), ('correction', 'An error was corrected')], max_length=20)),
                    ('reason', models.TextField(blank=True)),
                    ('method', models.CharField(max_length=80)),
                    ('inputs', models.TextField()),
                    ('result', models.TextField()),
                    ('spec_sha', models.CharField(max_length=64)),
                    ('facts_sha', models.CharField(max_length=64)),
                    ('result_sha', models.CharField(max_length=64)),
                    ('annex', models.TextField(blank=True)),
                    ('annex_sha', models.CharField(blank=True, max_length=64)),
                    ('findings', models.TextField(blank=True)),
                    ('findings_sha', models.CharField(blank=True, max_length=64)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='tenders.lot')),
                    ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='evaluations.run')),
                ],
                options={
                    'ordering': ('lot', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('lot', 'no'), name='run_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('cause', 'first'), ('no', 1), ('supersedes', None)), models.Q(('no__gt', 1), ('supersedes__isnull', False)), _connector='OR'), name='run_first_supersedes_nothing', violation_error_message='Only the first run supersedes none.')],
                },
            ),
            migrations.CreateModel(
                name='Admission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verdict', models.CharField(choices=[('admitted', 'Admitted'), ('excluded', 'Excluded')], max_length=10)),
                    ('ground', models.CharField(max_length=200)),
                    ('reason', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admissions', to='bids.bid')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admissions', to='tenders.lot')),
                    ('second_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('at', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('by', models.F('second_by')), _negated=True), name='admission_by_two_persons', violation_error_message='A second person must confirm.')],
                },
            ),
            migrations.CreateModel(
                name='Consensus',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.PositiveSmallIntegerField(default=1)),
                    ('value', core.fields.FractionField(max_length=64, null=True)),
                    ('reason', models.TextField(blank=True)),
                    ('at', models.DateTimeField()),
                    ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consensus', to='bids.bid')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consensus', to='tenders.criterion')),
                    ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consensus', to='tenders.lot')),
                ],
                options={
                    'verbose_name_plural': 'consensus',
                    'indexes': [models.Index(fields=['lot', 'criterion', 'bid', 'revision', 'value'], name='consensus_values')],
                    'constraints': [models.UniqueConstraint(fields=('lot', 'bid', 'criterion', 'revision'), name='consensus_revision_once')],
                },
            ),
            migrations.CreateModel(
                name='DecisionProposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40)),
                    ('bids', models.JSONField()),
                    ('values', models.JSONField(default=dict)),
                    ('decision', models.CharField(choices=[('keep', 'The bids stay in the ranking'), ('exclude', 'The bids are excluded')], max_length=10)),
                    ('reason', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='evaluations.evaluation')),
                ],
                options={
                    'ordering': ('at', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['keep', 'exclude'])), name='proposal_decision_known', violation_error_message='Not a known decision.')],
                },
            ),
            migrations.CreateModel(
                name='Mark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.PositiveSmallIntegerField(default=1)),
                    ('value', core.fields.FractionField(max_length=64, null=True)),
                    ('reason', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='bids.bid')),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='tenders.criterion')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='evaluations.panelmember')),
                ],
                options={
                    'indexes': [models.Index(fields=['member', 'criterion', 'bid', 'revision', 'value'], name='mark_values')],
                    'constraints': [models.UniqueConstraint(fields=('member', 'bid', 'criterion', 'revision'), name='mark_revision_once')],
                },
            ),
            migrations.CreateModel(
                name='LaterFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('finding', models.JSONField()),
                    ('at', models.DateTimeField()),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='later_findings', to='evaluations.run')),
                ],
                options={
                    'ordering': ('at', 'pk'),
                },
            ),
            migrations.CreateModel(
                name='FindingDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40)),
                    ('bids', models.JSONField()),
                    ('values', models.JSONField(default=dict)),
                    ('decision', models.CharField(choices=[('keep', 'The bids stay in the ranking'), ('exclude', 'The bids are excluded')], max_length=10)),
                    ('reason', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('by_first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by_second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='evaluations.evaluation')),
                    ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='confirmed', to='evaluations.decisionproposal')),
                ],
                options={
                    'ordering': ('at', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('decision__in', ['keep', 'exclude'])), name='finding_decision_known', violation_error_message='Not a known decision.'), models.CheckConstraint(condition=models.Q(('by_first', models.F('by_second')), _negated=True), name='finding_decided_by_two_persons', violation_error_message='A second person must confirm.')],
                },
            ),
        ]),
    ]
