import core.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('suppliers', '0001_initial'),
        ('tenders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bid',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('alias', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted, sealed'), ('needs_reconfirmation', 'Needs reconfirmation'), ('withdrawn', 'Withdrawn'), ('opened', 'Opened'), ('unreadable', 'Could not be read')], default='draft', max_length=20)),
                ('state_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('source_key', models.CharField(blank=True, max_length=120)),
                ('source_status', models.CharField(blank=True, max_length=60)),
                ('source_note', models.TextField(blank=True)),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bids', to='tenders.tender')),
            ],
            options={
                'ordering': ('tender', 'alias'),
                'constraints': [models.UniqueConstraint(fields=('tender', 'alias'), name='bid_alias_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'needs_reconfirmation', 'withdrawn', 'opened', 'unreadable'])), name='bid_state_known', violation_error_message='Not a known state.')],
            },
        ),
        migrations.CreateModel(
            name='BidLot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submitted_at', models.DateTimeField(null=True)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lot_links', to='bids.bid')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bid_links', to='tenders.lot')),
            ],
            options={
                'db_table': 'bids_bid_lots',
                'constraints': [models.UniqueConstraint(fields=('bid', 'lot'), name='bid_lot_once')],
            },
        ),
        migrations.CreateModel(
            name='BidParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=500)),
                ('id_scheme', models.CharField(blank=True, max_length=50)),
                ('id_value', models.CharField(blank=True, max_length=200)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('size', models.CharField(default='unknown', max_length=10)),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('member', 'Member'), ('relied_subcontractor', 'Subcontractor relied on'), ('other_subcontractor', 'Other subcontractor')], max_length=24)),
                ('share', models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='bids.bid')),
                ('supplier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
            ],
            options={
                'ordering': ('bid', 'no'),
                'constraints': [models.UniqueConstraint(fields=('bid', 'no'), name='bid_party_number_once'), models.UniqueConstraint(condition=models.Q(('role', 'lead')), fields=('bid',), name='bid_has_one_lead', violation_error_message='Exactly one lead.')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standard_id', models.CharField(max_length=80)),
                ('standard_version', models.CharField(blank=True, max_length=60)),
                ('statement', models.TextField()),
                ('item_shas', models.JSONField(default=list)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='bids.bid')),
                ('interface', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='tenders.tenderinterface')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bid', 'interface'), name='claim_once')],
            },
        ),
        migrations.CreateModel(
            name='KpiCommitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', core.fields.FractionField(max_length=64)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='bids.bid')),
                ('kpi', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='tenders.kpitemplate')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bid', 'kpi'), name='commitment_once')],
            },
        ),
        migrations.CreateModel(
            name='PriceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('element', models.CharField(default='price', max_length=120)),
                ('amount', core.fields.AmountField(max_length=80, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='bids.bid')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenders.lot')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bid', 'lot', 'element'), name='price_line_once'), models.CheckConstraint(condition=models.Q(('amount', None), models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Left(models.F('amount'), 1), models.Value('-')), _negated=True), _connector='OR'), name='price_not_negative', violation_error_message='A price is never negative.')],
            },
        ),
        migrations.CreateModel(
            name='Quantity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('value', core.fields.FractionField(max_length=64)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quantities', to='bids.bid')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenders.lot')),
            ],
            options={
                'verbose_name_plural': 'quantities',
                'constraints': [models.UniqueConstraint(fields=('bid', 'lot', 'code'), name='quantity_once')],
            },
        ),
        migrations.CreateModel(
            name='RequirementResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.TextField(null=True)),
                ('note', models.TextField(blank=True)),
                ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='bids.bid')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='tenders.requirement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bid', 'requirement'), name='response_once')],
            },
        ),
        migrations.CreateModel(
            name='SourceAward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveIntegerField()),
                ('source_key', models.CharField(max_length=120)),
                ('status', models.CharField(blank=True, max_length=60)),
                ('decided_at', models.DateTimeField(null=True)),
                ('amount', core.fields.AmountField(max_length=80, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('suppliers', models.JSONField(default=list)),
                ('ground', models.TextField(blank=True)),
                ('bid', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='source_awards', to='bids.bid')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='source_awards', to='tenders.lot')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='source_awards', to='tenders.tender')),
            ],
            options={
                'ordering': ('tender', 'no'),
                'constraints': [models.UniqueConstraint(fields=('tender', 'no'), name='source_award_number_once')],
            },
        ),
        migrations.CreateModel(
            name='SourceFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('left_out', 'Left out by the source'), ('unplaced', 'Could not be placed'), ('still_open', 'Still open in the source')], max_length=12)),
                ('sentence', models.TextField()),
                ('bid', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='source_findings', to='bids.bid')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenders.lot')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='source_findings', to='tenders.tender')),
            ],
            options={
                'ordering': ('tender', 'no'),
                'constraints': [models.UniqueConstraint(fields=('tender', 'no'), name='source_finding_number_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['left_out', 'unplaced', 'still_open'])), name='source_finding_kind_known', violation_error_message='Not a known kind.')],
            },
        ),
        migrations.AddField(
            model_name='bid',
            name='lots',
            field=models.ManyToManyField(related_name='bids', through='bids.BidLot', to='tenders.lot'),
        ),
    ]
