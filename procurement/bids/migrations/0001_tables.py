import core.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import uuid
from django.conf import settings
from django.db import migrations, models

from core.first_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0008_mailed_heads'),
        ('suppliers', '0001_tables'),
        ('tenders', '0001_tables'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='OpeningKey',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('role', models.CharField(choices=[('opener', 'Opener'), ('escrow', 'Spare key')], max_length=8)),
                    ('public_key', models.CharField(max_length=64, unique=True)),
                    ('wrapped', models.BinaryField(null=True)),
                    ('origin', models.CharField(choices=[('browser', 'in the browser'), ('program', 'by the program'), ('demonstration', 'for the demonstration')], max_length=14)),
                    ('made_at', models.DateTimeField()),
                    ('proved_at', models.DateTimeField(null=True)),
                    ('retired_at', models.DateTimeField(null=True)),
                    ('next_check', models.DateTimeField(null=True)),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opening_keys', to='core.authority')),
                    ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opening_keys', to=settings.AUTH_USER_MODEL)),
                    ('retired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('authority', 'role', 'made_at'),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('authority', 'holder'), name='openingkey_one_in_use', violation_error_message='This person has a key for this authority already.'), models.CheckConstraint(condition=models.Q(('role__in', ['opener', 'escrow'])), name='openingkey_role_known', violation_error_message='This role is not known.'), models.CheckConstraint(condition=models.Q(('origin__in', ['browser', 'program', 'demonstration'])), name='openingkey_origin_known', violation_error_message='This origin is not known.'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at', None), ('retired_by', None)), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False)), _connector='OR'), name='openingkey_retired_at_iff_by', violation_error_message='A key is retired by somebody.')],
                },
            ),
            migrations.CreateModel(
                name='Rehearsal',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('set_digest', models.CharField(max_length=64)),
                    ('header', models.TextField()),
                    ('wraps', models.TextField()),
                    ('body', models.BinaryField()),
                    ('begun_at', models.DateTimeField()),
                    ('done_at', models.DateTimeField(null=True)),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rehearsals', to='core.authority')),
                ],
                options={
                    'ordering': ('authority', 'begun_at'),
                    'constraints': [models.UniqueConstraint(fields=('authority', 'set_digest'), name='rehearsal_set_once')],
                },
            ),
            migrations.CreateModel(
                name='StoreIdentity',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ('at', 'id'),
                },
            ),
            migrations.CreateModel(
                name='FrozenKeyset',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('digest', models.CharField(max_length=64)),
                    ('frozen_at', models.DateTimeField()),
                    ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keysets', to='tenders.tender')),
                    ('rehearsal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bids.rehearsal')),
                ],
                options={
                    'ordering': ('tender', 'version'),
                    'constraints': [models.UniqueConstraint(fields=('tender', 'version'), name='frozenkeyset_version_once')],
                },
            ),
            migrations.CreateModel(
                name='KeyChallenge',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('context', models.BinaryField()),
                    ('closed', models.BinaryField()),
                    ('expected', models.CharField(max_length=64)),
                    ('ends_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='challenges', to='bids.openingkey')),
                ],
            ),
            migrations.CreateModel(
                name='KeyProof',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='bids.openingkey')),
                ],
                options={
                    'ordering': ('key', 'at'),
                },
            ),
            migrations.CreateModel(
                name='RehearsalMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bids.openingkey')),
                    ('rehearsal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='bids.rehearsal')),
                ],
                options={
                    'ordering': ('rehearsal', 'number'),
                    'constraints': [models.UniqueConstraint(fields=('rehearsal', 'number'), name='rehearsalmember_number_once'), models.UniqueConstraint(fields=('rehearsal', 'key'), name='rehearsalmember_key_once')],
                },
            ),
            migrations.CreateModel(
                name='RehearsalShare',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('low', models.PositiveSmallIntegerField()),
                    ('high', models.PositiveSmallIntegerField()),
                    ('member', models.PositiveSmallIntegerField()),
                    ('share', models.BinaryField()),
                    ('at', models.DateTimeField()),
                    ('rehearsal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='bids.rehearsal')),
                ],
                options={
                    'ordering': ('rehearsal', 'low', 'high', 'member'),
                    'constraints': [models.UniqueConstraint(fields=('rehearsal', 'low', 'high', 'member'), name='rehearsalshare_once')],
                },
            ),
            migrations.CreateModel(
                name='FrozenMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('role', models.CharField(choices=[('opener', 'Opener'), ('escrow', 'Spare key')], max_length=8)),
                    ('public_key', models.CharField(max_length=64)),
                    ('keyset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='bids.frozenkeyset')),
                    ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='bids.openingkey')),
                ],
                options={
                    'ordering': ('keyset', 'number'),
                    'constraints': [models.UniqueConstraint(fields=('keyset', 'number'), name='frozenmember_number_once'), models.UniqueConstraint(fields=('keyset', 'key'), name='frozenmember_key_once')],
                },
            ),
            migrations.CreateModel(
                name='Opening',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('part', models.CharField(choices=[('both', 'Whole bids'), ('technical', 'Technical parts'), ('price', 'Prices')], max_length=9)),
                    ('state', models.CharField(choices=[('called', 'Waits for the first half'), ('first_half', 'Waits for the second half'), ('processing', 'Envelopes are being opened'), ('closed', 'Opened and recorded'), ('expired', 'Expired: more than 30 minutes between the two')], default='called', max_length=10)),
                    ('state_at', models.DateTimeField()),
                    ('called_at', models.DateTimeField()),
                    ('expected', models.PositiveIntegerField(null=True)),
                    ('next_check', models.DateTimeField(null=True)),
                    ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('keyset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='bids.frozenkeyset')),
                    ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='tenders.tender')),
                ],
                options={
                    'ordering': ('tender', 'called_at'),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['called', 'first_half', 'processing', 'closed'])), fields=('tender', 'part'), name='opening_one_at_a_time', violation_error_message='This part is being opened already.'), models.CheckConstraint(condition=models.Q(('state__in', ['called', 'first_half', 'processing', 'closed', 'expired'])), name='opening_state_known', violation_error_message='Not a known state.'), models.CheckConstraint(condition=models.Q(('part__in', ['both', 'technical', 'price'])), name='opening_part_known', violation_error_message='Not a known part.')],
                },
            ),
            migrations.CreateModel(
                name='OpeningHalf',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('way', models.CharField(choices=[('browser', 'in the browser'), ('program', 'by the program'), ('server', 'on the server')], max_length=7)),
                    ('factor', models.CharField(choices=[('totp', 'code of an app'), ('webauthn', 'security key'), ('recovery_code', 'recovery code'), ('passphrase', 'passphrase of the account (demonstration)')], max_length=13)),
                    ('factor_at', models.DateTimeField()),
                    ('at', models.DateTimeField()),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bids.frozenmember')),
                    ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='halves', to='bids.opening')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'opening halves',
                    'ordering': ('opening', 'place'),
                    'constraints': [models.UniqueConstraint(fields=('opening', 'place'), name='openinghalf_place_once'), models.UniqueConstraint(fields=('opening', 'person'), name='openinghalf_person_once', violation_error_message='You have given your half already. The second person must sign in.'), models.UniqueConstraint(fields=('opening', 'member'), name='openinghalf_member_once'), models.CheckConstraint(condition=models.Q(('place__in', [1, 2])), name='openinghalf_of_two', violation_error_message='A half is given by the first or by the second person.'), models.CheckConstraint(condition=models.Q(('factor_at__lte', models.F('at'))), name='openinghalf_factor_is_fresh', violation_error_message='What a person shows is shown before the half is taken.'), models.CheckConstraint(condition=models.Q(('way__in', ['browser', 'program', 'server'])), name='openinghalf_way_known', violation_error_message='Not a known way.'), models.CheckConstraint(condition=models.Q(('factor__in', ['totp', 'webauthn', 'recovery_code', 'passphrase'])), name='openinghalf_factor_known', violation_error_message='Not a known factor.')],
                },
            ),
            migrations.CreateModel(
                name='LostKeysProposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lost_keys_proposals', to='tenders.tender')),
                ],
                options={
                    'ordering': ('tender', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='lostkeys_gives_reason', violation_error_message='Say why.')],
                },
            ),
            migrations.CreateModel(
                name='OpeningRecord',
                fields=[
                    ('opening', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='record', serialize=False, to='bids.opening')),
                    ('text', models.TextField()),
                    ('leaf', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.auditleaf')),
                ],
            ),
            migrations.CreateModel(
                name='OpeningShare',
                fields=[
                    ('half', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='share', serialize=False, to='bids.openinghalf')),
                    ('sealed', models.BinaryField()),
                ],
            ),
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
                    ('begun_at', models.DateTimeField(null=True)),
                    ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('consortium', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.consortium')),
                    ('next_check', models.DateTimeField(null=True)),
                    ('supplier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('tender', 'alias'),
                    'constraints': [models.UniqueConstraint(fields=('tender', 'alias'), name='bid_alias_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'needs_reconfirmation', 'withdrawn', 'opened', 'unreadable'])), name='bid_state_known', violation_error_message='Not a known state.'), models.CheckConstraint(condition=models.Q(models.Q(('begun_at', None), ('begun_by', None)), models.Q(('begun_at__isnull', False), ('begun_by__isnull', False)), _connector='OR'), name='bid_begun_at_iff_by', violation_error_message='A bid is begun by somebody, at a time.'), models.CheckConstraint(condition=models.Q(models.Q(('begun_at', None), ('consortium', None), ('supplier', None)), models.Q(('begun_at__isnull', False), ('supplier__isnull', False)), _connector='OR'), name='bid_written_here_has_lead', violation_error_message='A bid that is written here has a lead.')],
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
                    ('tasks', models.TextField(blank=True)),
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
            migrations.CreateModel(
                name='Attempt',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.CharField(choices=[('after_deadline', 'after the deadline'), ('not_open', 'the tender is not open'), ('keyset_mismatch', 'the opening keys are not those of the notice'), ('too_large', 'too large'), ('aborted', 'the connection broke'), ('scan_refused', 'refused by the virus scanner'), ('server_fault', 'a fault of the site')], max_length=16)),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                    ('bytes_in', models.BigIntegerField(default=0)),
                    ('bid', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='bids.bid')),
                    ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                    ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='tenders.tender')),
                ],
                options={
                    'ordering': ('tender', 'ended_at'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['after_deadline', 'not_open', 'keyset_mismatch', 'too_large', 'aborted', 'scan_refused', 'server_fault'])), name='attempt_reason_known', violation_error_message='This reason is not known.')],
                },
            ),
            migrations.CreateModel(
                name='BidDraft',
                fields=[
                    ('bid', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='draft', serialize=False, to='bids.bid')),
                    ('salt', models.BinaryField()),
                    ('key_check', models.BinaryField()),
                    ('sealed_pass', models.BinaryField()),
                    ('pass_kept_at', models.DateTimeField(null=True)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='BidRevision',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('criteria_hash', models.CharField(max_length=64)),
                    ('received_at', models.DateTimeField()),
                    ('deadline_at', models.DateTimeField()),
                    ('idem_key', models.CharField(max_length=80)),
                    ('idem_digest', models.CharField(max_length=64)),
                    ('sealed_by_client', models.BooleanField(default=False)),
                    ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='bids.bid')),
                    ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('tender_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenders.tenderversion')),
                    ('keyset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bids.frozenkeyset')),
                ],
                options={
                    'ordering': ('bid', 'number'),
                    'constraints': [models.UniqueConstraint(fields=('bid', 'number'), name='bidrevision_number_once'), models.UniqueConstraint(fields=('bid', 'idem_key'), name='bidrevision_idem_key_once'), models.CheckConstraint(condition=models.Q(('received_at__lte', models.F('deadline_at'))), name='bidrevision_received_in_time', violation_error_message='The deadline has passed.')],
                },
            ),
            migrations.CreateModel(
                name='SubmissionWork',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('idem_key', models.CharField(max_length=80)),
                    ('object_names', models.JSONField(default=list)),
                    ('lease_until', models.DateTimeField()),
                    ('begun_at', models.DateTimeField()),
                    ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='works', to='bids.bid')),
                ],
                options={
                    'ordering': ('bid', 'begun_at'),
                    'constraints': [models.UniqueConstraint(fields=('bid', 'idem_key'), name='submissionwork_once')],
                },
            ),
            migrations.CreateModel(
                name='DraftDevice',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                    ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='bids.biddraft')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('draft', 'at'),
                },
            ),
            migrations.CreateModel(
                name='DraftFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('sealed_name', models.BinaryField()),
                    ('sealed_facts', models.BinaryField()),
                    ('sealed_digest', models.BinaryField(null=True)),
                    ('length', models.BigIntegerField(null=True)),
                    ('state', models.CharField(choices=[('arriving', 'Arriving'), ('stored', 'Stored')], default='arriving', max_length=8)),
                    ('at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField(null=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='bids.biddraft')),
                ],
                options={
                    'ordering': ('draft', 'at', 'id'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['arriving', 'stored'])), name='draftfile_state_known', violation_error_message='This state is not known.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'stored'), _negated=True), models.Q(('ends_at', None), ('length__isnull', False), ('sealed_digest__isnull', False)), _connector='OR'), name='draftfile_stored_has_length_and_digest', violation_error_message='A stored file has its length and digest, and does not expire.')],
                },
            ),
            migrations.CreateModel(
                name='DraftPart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80)),
                    ('no', models.PositiveIntegerField()),
                    ('sealed', models.BinaryField()),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='bids.biddraft')),
                ],
                options={
                    'ordering': ('draft', 'name', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('draft', 'name', 'no'), name='draftpart_version_once')],
                },
            ),
            migrations.CreateModel(
                name='PartySignature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('act', models.CharField(choices=[('signed', 'Signed'), ('taken_back', 'Taken back'), ('declined', 'Declined')], max_length=10)),
                    ('terms_digest', models.CharField(max_length=64)),
                    ('facts_digest', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='bids.bidparty')),
                ],
                options={
                    'ordering': ('party', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['signed', 'taken_back', 'declined'])), name='partysignature_act_known', violation_error_message='This act is not known.')],
                },
            ),
            migrations.CreateModel(
                name='Reconfirmation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reconfirmations', to='bids.bidrevision')),
                    ('tender_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenders.tenderversion')),
                ],
                options={
                    'ordering': ('revision', 'at'),
                    'constraints': [models.UniqueConstraint(fields=('revision', 'tender_version'), name='reconfirmation_once')],
                },
            ),
            migrations.CreateModel(
                name='SealedEnvelope',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('technical', 'Technical part'), ('price', 'Price part')], max_length=9)),
                    ('header', models.TextField()),
                    ('wraps', models.TextField()),
                    ('object_name', models.CharField(max_length=80, unique=True)),
                    ('size', models.BigIntegerField()),
                    ('body_sha256', models.CharField(max_length=64)),
                    ('sha256', models.CharField(max_length=64)),
                    ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenders.lot')),
                    ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='bids.bidrevision')),
                ],
                options={
                    'ordering': ('revision', 'lot', 'kind'),
                    'constraints': [models.UniqueConstraint(fields=('revision', 'lot', 'kind'), name='sealedenvelope_part_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['technical', 'price'])), name='sealedenvelope_kind_known', violation_error_message='This part is not known.')],
                },
            ),
            migrations.CreateModel(
                name='EnvelopeCheck',
                fields=[
                    ('envelope', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='last_check', serialize=False, to='bids.sealedenvelope')),
                    ('condition', models.CharField(choices=[('intact', 'intact'), ('missing', 'missing'), ('changed', 'changed'), ('unreadable', 'the disk does not give it')], max_length=10)),
                    ('condition_at', models.DateTimeField()),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ('envelope',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('condition__in', ['intact', 'missing', 'changed', 'unreadable'])), name='envelopecheck_condition_known', violation_error_message='Not a known condition.')],
                    'indexes': [models.Index(condition=models.Q(('condition', 'intact'), _negated=True), fields=['condition'], name='envelopecheck_damaged')],
                },
            ),
            migrations.CreateModel(
                name='BidReceipt',
                fields=[
                    ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='receipt', serialize=False, to='bids.bidrevision')),
                    ('text', models.TextField()),
                    ('sealed_slip', models.BinaryField(null=True)),
                    ('leaf', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.auditleaf')),
                ],
            ),
            migrations.CreateModel(
                name='OpeningResult',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('alias', models.CharField(max_length=20)),
                    ('bid_key', models.CharField(max_length=36)),
                    ('revision_number', models.PositiveIntegerField()),
                    ('received_at', models.DateTimeField()),
                    ('leaf_index', models.PositiveBigIntegerField()),
                    ('lot_key', models.CharField(max_length=36)),
                    ('kind', models.CharField(choices=[('technical', 'Technical part'), ('price', 'Price part')], max_length=9)),
                    ('sha256', models.CharField(max_length=64)),
                    ('is_unconfirmed', models.BooleanField(default=False)),
                    ('outcome', models.CharField(choices=[('opened', 'Opened'), ('seal_broken', 'Cannot be read'), ('missing', 'Missing')], max_length=11)),
                    ('fault', models.CharField(blank=True, choices=[('bid_gone', 'The log says that a bid came in; it is not here.'), ('version_gone', 'The log says that this version came in; it is not here.'), ('row_gone', 'The log names this envelope; its record is not here.'), ('body_gone', 'The file of this envelope is not in the store.'), ('row_changed', 'The record of this envelope is not the one that the log names.'), ('body_changed', 'The file changed after it was received.'), ('receipt_differs', 'The signed receipt names another envelope than the log.'), ('old_keys', 'It was sealed for keys that were replaced, and not sent again.'), ('half_missing', 'The supplier sealed it so that a half cannot be taken out.'), ('seal', 'The seal is broken, or the content is not what was committed to.'), ('stopped', 'Opening it took more than one envelope may take, each time.'), ('answers', 'It opened, and what was sealed in it is no bid for this lot.')], max_length=15)),
                    ('at', models.DateTimeField()),
                    ('bid', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opening_results', to='bids.bid')),
                    ('envelope', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opening_result', to='bids.sealedenvelope')),
                    ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='bids.opening')),
                ],
                options={
                    'ordering': ('opening', 'leaf_index', 'lot_key', 'kind'),
                    'constraints': [models.UniqueConstraint(fields=('opening', 'leaf_index', 'lot_key', 'kind'), name='openingresult_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['opened', 'seal_broken', 'missing'])), name='openingresult_outcome_known', violation_error_message='Not a known outcome.'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'opened'), ('fault', '')), models.Q(models.Q(('outcome', 'opened'), _negated=True), models.Q(('fault', ''), _negated=True)), _connector='OR'), name='openingresult_fault_iff_not_opened', violation_error_message='What cannot be read says why.')],
                },
            ),
            migrations.CreateModel(
                name='OpenedAnswers',
                fields=[
                    ('result', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='answers', serialize=False, to='bids.openingresult')),
                    ('manifest', models.TextField()),
                    ('nonce', models.CharField(max_length=64)),
                ],
                options={
                    'verbose_name_plural': 'opened answers',
                },
            ),
            migrations.CreateModel(
                name='OpenedFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('place', models.CharField(blank=True, max_length=200)),
                    ('name', models.TextField()),
                    ('type', models.CharField(max_length=200)),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('object_name', models.CharField(max_length=80, unique=True)),
                    ('bid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opened_files', to='bids.bid')),
                    ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='bids.openingresult')),
                ],
                options={
                    'ordering': ('result', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('result', 'no'), name='openedfile_number_once')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='Bid',
            name='lots',
            field=models.ManyToManyField(related_name='bids', through='bids.BidLot', to='tenders.lot'),
        ),
    ]
