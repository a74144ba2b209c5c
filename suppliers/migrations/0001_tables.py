import django.db.models.deletion
import uuid
from decimal import Decimal
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
                name='Supplier',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=500)),
                    ('id_scheme', models.CharField(blank=True, max_length=50)),
                    ('id_value', models.CharField(blank=True, max_length=200)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('size', models.CharField(choices=[('micro', 'Micro'), ('small', 'Small'), ('medium', 'Medium'), ('large', 'Large'), ('unknown', 'Not known')], default='unknown', max_length=10)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('erased', 'Erased')], default='draft', max_length=12)),
                    ('state_at', models.DateTimeField()),
                    ('founded_date', models.DateField(blank=True, null=True)),
                    ('next_check', models.DateTimeField(null=True)),
                    ('operational', models.CharField(choices=[('active', 'Active'), ('suspended', 'Suspended')], default='active', max_length=12)),
                    ('operational_at', models.DateTimeField(null=True)),
                    ('suspended_until_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ('name', 'id'),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('id_value', ''), _negated=True), fields=('id_scheme', 'id_value'), name='supplier_identifier_once', violation_error_message='Identifier already used.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'approved', 'rejected', 'erased'])), name='supplier_state_known', violation_error_message='This state is not known.'), models.CheckConstraint(condition=models.Q(('operational__in', ['active', 'suspended'])), name='supplier_operational_known', violation_error_message='This state is not known.'), models.CheckConstraint(condition=models.Q(models.Q(('operational', 'active'), ('suspended_until_at', None)), models.Q(('operational', 'suspended'), ('suspended_until_at__isnull', False)), _connector='OR'), name='supplier_suspended_until_an_end', violation_error_message='A suspension has an end, and only a suspension has one.')],
                    'indexes': [models.Index(fields=['next_check'], name='supplier_due')],
                },
            ),
            migrations.CreateModel(
                name='SupplierMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('manager', 'Manager'), ('member', 'Member')], default='member', max_length=20)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='suppliers.supplier')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supplier_memberships', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('supplier', 'user'), name='supplier_member_once'), models.CheckConstraint(condition=models.Q(('role__in', ['manager', 'member'])), name='supplier_member_role_known', violation_error_message='This role is not known.')],
                    'ordering': ('supplier_id', 'pk'),
                },
            ),
            migrations.CreateModel(
                name='Capability',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('act', models.CharField(choices=[('entered', 'Entered'), ('replaced', 'Replaced'), ('renewed', 'Confirmed'), ('withdrawn', 'Withdrawn')], default='entered', max_length=12)),
                    ('issued_date', models.DateField(blank=True, null=True)),
                    ('expires_date', models.DateField(blank=True, null=True)),
                    ('signed_at', models.DateTimeField()),
                    ('code', models.CharField(max_length=60)),
                    ('title', models.CharField(max_length=300)),
                    ('amount', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                    ('unit', models.CharField(blank=True, max_length=40)),
                    ('currency', models.CharField(blank=True, max_length=3)),
                    ('standard_id', models.CharField(blank=True, max_length=100)),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                    ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('supplier_id', 'no', 'version'),
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('supplier', 'no', 'version'), name='capability_version_once', violation_error_message='This fact has been changed meanwhile. Read it again.'), models.CheckConstraint(condition=models.Q(('no__gte', 1), ('version__gte', 1)), name='capability_numbered_from_one', violation_error_message='Facts and their versions are numbered from 1.'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'entered'), ('version', 1)), models.Q(('act__in', ['replaced', 'renewed', 'withdrawn']), ('version__gt', 1)), _connector='OR'), name='capability_entered_iff_first', violation_error_message='The first version is entered; later ones replace, confirm or withdraw it.'), models.CheckConstraint(condition=models.Q(('issued_date', None), ('expires_date', None), ('expires_date__gte', models.F('issued_date')), _connector='OR'), name='capability_ends_after_issue', violation_error_message='It ends on the day of its issue or later.'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='capability_has_code_and_title', violation_error_message='A capability has a code and a title.'), models.CheckConstraint(condition=models.Q(models.Q(('amount', None), ('currency', ''), ('unit', '')), models.Q(('amount__gte', 0), ('amount__isnull', False), ('currency', ''), models.Q(('unit', ''), _negated=True)), models.Q(('amount__gte', 0), ('amount__isnull', False), ('unit', ''), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='capability_amount_in_one_unit', violation_error_message='An amount has a unit or a currency, and only an amount has one.')],
                },
            ),
            migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('act', models.CharField(choices=[('entered', 'Entered'), ('replaced', 'Replaced'), ('renewed', 'Confirmed'), ('withdrawn', 'Withdrawn')], default='entered', max_length=12)),
                    ('issued_date', models.DateField(blank=True, null=True)),
                    ('expires_date', models.DateField(blank=True, null=True)),
                    ('signed_at', models.DateTimeField()),
                    ('name', models.CharField(max_length=300)),
                    ('issuer', models.CharField(blank=True, max_length=300)),
                    ('number', models.CharField(blank=True, max_length=100)),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                    ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('supplier_id', 'no', 'version'),
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('supplier', 'no', 'version'), name='certificate_version_once', violation_error_message='This fact has been changed meanwhile. Read it again.'), models.CheckConstraint(condition=models.Q(('no__gte', 1), ('version__gte', 1)), name='certificate_numbered_from_one', violation_error_message='Facts and their versions are numbered from 1.'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'entered'), ('version', 1)), models.Q(('act__in', ['replaced', 'renewed', 'withdrawn']), ('version__gt', 1)), _connector='OR'), name='certificate_entered_iff_first', violation_error_message='The first version is entered; later ones replace, confirm or withdraw it.'), models.CheckConstraint(condition=models.Q(('issued_date', None), ('expires_date', None), ('expires_date__gte', models.F('issued_date')), _connector='OR'), name='certificate_ends_after_issue', violation_error_message='It ends on the day of its issue or later.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='certificate_has_name', violation_error_message='Say what it is.')],
                },
            ),
            migrations.CreateModel(
                name='ConnectedPerson',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('act', models.CharField(choices=[('entered', 'Entered'), ('replaced', 'Replaced'), ('renewed', 'Confirmed'), ('withdrawn', 'Withdrawn')], default='entered', max_length=12)),
                    ('issued_date', models.DateField(blank=True, null=True)),
                    ('expires_date', models.DateField(blank=True, null=True)),
                    ('signed_at', models.DateTimeField()),
                    ('name', models.CharField(max_length=300)),
                    ('role', models.CharField(choices=[('owner', 'Owner'), ('director', 'Director'), ('supervisor', 'Member of a supervisory body')], max_length=12)),
                    ('share', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                    ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                ],
                options={
                    'verbose_name_plural': 'connected persons',
                    'ordering': ('supplier_id', 'no', 'version'),
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('supplier', 'no', 'version'), name='connectedperson_version_once', violation_error_message='This fact has been changed meanwhile. Read it again.'), models.CheckConstraint(condition=models.Q(('no__gte', 1), ('version__gte', 1)), name='connectedperson_numbered_from_one', violation_error_message='Facts and their versions are numbered from 1.'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'entered'), ('version', 1)), models.Q(('act__in', ['replaced', 'renewed', 'withdrawn']), ('version__gt', 1)), _connector='OR'), name='connectedperson_entered_iff_first', violation_error_message='The first version is entered; later ones replace, confirm or withdraw it.'), models.CheckConstraint(condition=models.Q(('issued_date', None), ('expires_date', None), ('expires_date__gte', models.F('issued_date')), _connector='OR'), name='connectedperson_ends_after_issue', violation_error_message='It ends on the day of its issue or later.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='connectedperson_has_name', violation_error_message='Give the name.'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'director', 'supervisor'])), name='connectedperson_role_known', violation_error_message='This role is not known.'), models.CheckConstraint(condition=models.Q(('share', None), models.Q(('role', 'owner'), ('share__gt', 0), ('share__lte', 100)), _connector='OR'), name='connectedperson_share_in_range', violation_error_message='Only an owner has a share, above 0 and up to 100 %.')],
                },
            ),
            migrations.CreateModel(
                name='Declaration',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('act', models.CharField(choices=[('entered', 'Entered'), ('replaced', 'Replaced'), ('renewed', 'Confirmed'), ('withdrawn', 'Withdrawn')], default='entered', max_length=12)),
                    ('issued_date', models.DateField(blank=True, null=True)),
                    ('expires_date', models.DateField(blank=True, null=True)),
                    ('signed_at', models.DateTimeField()),
                    ('code', models.CharField(max_length=40)),
                    ('answer', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3)),
                    ('text', models.TextField(blank=True)),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                    ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('supplier_id', 'no', 'version'),
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('supplier', 'no', 'version'), name='declaration_version_once', violation_error_message='This fact has been changed meanwhile. Read it again.'), models.CheckConstraint(condition=models.Q(('no__gte', 1), ('version__gte', 1)), name='declaration_numbered_from_one', violation_error_message='Facts and their versions are numbered from 1.'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'entered'), ('version', 1)), models.Q(('act__in', ['replaced', 'renewed', 'withdrawn']), ('version__gt', 1)), _connector='OR'), name='declaration_entered_iff_first', violation_error_message='The first version is entered; later ones replace, confirm or withdraw it.'), models.CheckConstraint(condition=models.Q(('issued_date', None), ('expires_date', None), ('expires_date__gte', models.F('issued_date')), _connector='OR'), name='declaration_ends_after_issue', violation_error_message='It ends on the day of its issue or later.'), models.UniqueConstraint(fields=('supplier', 'code', 'version'), name='declaration_once_per_code', violation_error_message='This criterion is declared already.'), models.CheckConstraint(condition=models.Q(('code__in', ['crime-org', 'corruption', 'fraud', 'terr-offence', 'finan-laund', 'human-traffic', 'tax-pay', 'socsec-pay', 'envir-law', 'socsec-law', 'labour-law', 'bankruptcy', 'insolvency', 'cred-arran', 'bankr-nat', 'liq-admin', 'susp-act', 'prof-misconduct', 'distorsion', 'partic-confl', 'prep-confl', 'sanction', 'misrepresent', 'nati-ground', 'prof-regist', 'trade-regist', 'authorisation', 'membership', 'gen-year-to', 'aver-year-to', 'spec-aver-to', 'spec-year-to', 'finan-rat', 'indem-insu', 'finan-requ', 'work-perform', 'supply-perform', 'service-perform', 'qual-cont-tech', 'work-tech', 'qual-facil', 'research-fac', 'chain-manage', 'envir-measure', 'tech-equip', 'qualification', 'spec-req-check', 'manage-staff', 'year-manpower', 'suncont-port', 'wo-autent', 'w-autent', 'qa-certif-inst', 'qu-certif-indep', 'envir-certif-indep', 'shelt-worksh', 'registered', 'eo-group', 'relied', 'subco-ent', 'staff-red', 'sme'])), name='declaration_code_known', violation_error_message='The ESPD has no such criterion.'), models.CheckConstraint(condition=models.Q(('answer__in', ['yes', 'no'])), name='declaration_answer_known', violation_error_message='Answer yes or no.'), models.CheckConstraint(condition=models.Q(('expires_date__isnull', False)), name='declaration_has_an_end', violation_error_message='A declaration has an end.')],
                },
            ),
            migrations.CreateModel(
                name='FactsConfirmation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('renewed', models.PositiveIntegerField(default=0)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('supplier_id', 'at'),
                },
            ),
            migrations.CreateModel(
                name='Hearing',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.TextField()),
                    ('answers_until_at', models.DateTimeField()),
                    ('at', models.DateTimeField()),
                    ('answer', models.TextField(blank=True)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hearings', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('supplier_id', 'at'),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('supplier',), name='hearing_open_once', violation_error_message='The supplier is being heard already.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hearing_gives_reason', violation_error_message='Give the reason.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='hearing_answered_at_iff_by', violation_error_message='An answer has a text, a person and a time.')],
                },
            ),
            migrations.CreateModel(
                name='PolicyStatement',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('act', models.CharField(choices=[('entered', 'Entered'), ('replaced', 'Replaced'), ('renewed', 'Confirmed'), ('withdrawn', 'Withdrawn')], default='entered', max_length=12)),
                    ('issued_date', models.DateField(blank=True, null=True)),
                    ('expires_date', models.DateField(blank=True, null=True)),
                    ('signed_at', models.DateTimeField()),
                    ('topic', models.CharField(choices=[('equality', 'Equality and diversity'), ('environment', 'Environment and climate'), ('security', 'Information security'), ('privacy', 'Data protection'), ('labour', 'Working conditions and supply chain'), ('anti_corruption', 'Against corruption'), ('quality', 'Quality'), ('other', 'Another subject')], max_length=20)),
                    ('title', models.CharField(max_length=300)),
                    ('text', models.TextField(blank=True)),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile')),
                    ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('supplier_id', 'no', 'version'),
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('supplier', 'no', 'version'), name='policystatement_version_once', violation_error_message='This fact has been changed meanwhile. Read it again.'), models.CheckConstraint(condition=models.Q(('no__gte', 1), ('version__gte', 1)), name='policystatement_numbered_from_one', violation_error_message='Facts and their versions are numbered from 1.'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'entered'), ('version', 1)), models.Q(('act__in', ['replaced', 'renewed', 'withdrawn']), ('version__gt', 1)), _connector='OR'), name='policystatement_entered_iff_first', violation_error_message='The first version is entered; later ones replace, confirm or withdraw it.'), models.CheckConstraint(condition=models.Q(('issued_date', None), ('expires_date', None), ('expires_date__gte', models.F('issued_date')), _connector='OR'), name='policystatement_ends_after_issue', violation_error_message='It ends on the day of its issue or later.'), models.CheckConstraint(condition=models.Q(('topic__in', ['equality', 'environment', 'security', 'privacy', 'labour', 'anti_corruption', 'quality', 'other'])), name='policystatement_topic_known', violation_error_message='This subject is not known.'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(models.Q(('text', ''), _negated=True), ('evidence__isnull', False), _connector='OR')), name='policystatement_has_content', violation_error_message='Give a title, and the text or a document.')],
                },
            ),
            migrations.CreateModel(
                name='Consortium',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=300)),
                    ('state', models.CharField(choices=[('active', 'Active'), ('dissolved', 'Dissolved')], default='active', max_length=12)),
                    ('state_at', models.DateTimeField()),
                    ('made_at', models.DateTimeField()),
                    ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name_plural': 'consortia',
                    'ordering': ('name', 'id'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['active', 'dissolved'])), name='consortium_state_known', violation_error_message='This state is not known.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='consortium_has_name', violation_error_message='Give it a name.')],
                },
            ),
            migrations.CreateModel(
                name='ShareCode',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('code', models.CharField(max_length=14, unique=True)),
                    ('snapshot', models.TextField()),
                    ('made_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='share_codes', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('-made_at', 'id'),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('supplier',), name='share_code_once_per_supplier', violation_error_message='This supplier has a code already.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='sharecode_ended_at_iff_by', violation_error_message='Ending a code needs a person and a time.'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='share_code_ends_later', violation_error_message='A code ends after it was made.')],
                },
            ),
            migrations.CreateModel(
                name='SupplierSuspension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField()),
                    ('ends_at', models.DateTimeField()),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('hearing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='suspension', to='suppliers.hearing')),
                    ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suspensions', to='suppliers.supplier')),
                ],
                options={
                    'ordering': ('supplier_id', 'at'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='supplier_suspension_gives_reason', violation_error_message='Give the reason.'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('at'))), name='supplier_suspension_ends_later', violation_error_message='A suspension ends after it begins.')],
                },
            ),
            migrations.CreateModel(
                name='ConsortiumParty',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('name', models.CharField(blank=True, max_length=500)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('how', models.CharField(choices=[('founder', 'Made it'), ('share_code', 'Share code'), ('mail', 'Mail')], max_length=12)),
                    ('state', models.CharField(choices=[('invited', 'Invited'), ('joined', 'In the consortium'), ('withdrawn', 'Invitation withdrawn'), ('declined', 'Declined'), ('left', 'Left'), ('removed', 'Taken out')], default='invited', max_length=12)),
                    ('state_at', models.DateTimeField()),
                    ('invited_at', models.DateTimeField()),
                    ('consortium', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='suppliers.consortium')),
                    ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                ],
                options={
                    'verbose_name_plural': 'consortium parties',
                    'ordering': ('consortium', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('consortium', 'no'), name='consortiumparty_number_once'), models.UniqueConstraint(condition=models.Q(('state__in', ('invited', 'joined'))), fields=('consortium', 'supplier'), name='consortiumparty_stands_once', violation_error_message='This supplier is in the consortium already.'), models.UniqueConstraint(condition=models.Q(('state', 'invited'), models.Q(('email', ''), _negated=True)), fields=('consortium', 'email'), name='consortiumparty_address_asked_once', violation_error_message='This address has been asked already.'), models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'joined', 'withdrawn', 'declined', 'left', 'removed'])), name='consortiumparty_state_known', violation_error_message='This state is not known.'), models.CheckConstraint(condition=models.Q(('how__in', ['founder', 'share_code', 'mail'])), name='consortiumparty_how_known', violation_error_message='Not a known how.'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'mail'), models.Q(('email', ''), _negated=True), models.Q(('name', ''), _negated=True)), models.Q(models.Q(('how', 'mail'), _negated=True), ('email', ''), ('name', ''), ('supplier__isnull', False)), _connector='OR'), name='consortiumparty_address_iff_by_mail', violation_error_message='Whoever is asked by mail has an address and a name; others are suppliers.'), models.CheckConstraint(condition=models.Q(('supplier__isnull', False), ('state__in', ('invited', 'withdrawn', 'declined')), _connector='OR'), name='consortiumparty_in_it_is_a_supplier', violation_error_message='Only a supplier is in a consortium.')],
                },
            ),
            migrations.CreateModel(
                name='ShareCodeLookup',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('for_authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.authority')),
                    ('for_supplier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                    ('share_code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lookups', to='suppliers.sharecode')),
                ],
                options={
                    'ordering': ('-at', 'id'),
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('for_authority__isnull', False), ('for_supplier', None)), models.Q(('for_authority', None), ('for_supplier__isnull', False)), _connector='OR'), name='share_code_lookup_for_one', violation_error_message='A code is looked up for a supplier or for an authority.')],
                },
            ),
            migrations.CreateModel(
                name='PartyTerms',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField()),
                    ('role', models.CharField(choices=[('lead', 'Lead'), ('member', 'Member'), ('relied_subcontractor', 'Subcontractor that is relied on'), ('other_subcontractor', 'Other subcontractor')], max_length=24)),
                    ('share', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                    ('tasks', models.TextField(blank=True)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='suppliers.consortiumparty')),
                ],
                options={
                    'verbose_name_plural': 'party terms',
                    'ordering': ('party', 'version'),
                    'constraints': [models.UniqueConstraint(fields=('party', 'version'), name='partyterms_version_once', violation_error_message='This part was changed meanwhile. Read it again.'), models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'member', 'relied_subcontractor', 'other_subcontractor'])), name='partyterms_role_known', violation_error_message='This role is not known.'), models.CheckConstraint(condition=models.Q(('share', None), models.Q(('role__in', ['lead', 'member']), ('share__gt', 0), ('share__lte', Decimal('100'))), _connector='OR'), name='partyterms_share_of_who_shares', violation_error_message='Lead and members have a share above 0 and up to 100; others have none.')],
                },
            ),
            migrations.CreateModel(
                name='PartyConsent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('act', models.CharField(choices=[('signed', 'Signed'), ('taken_back', 'Taken back')], max_length=12)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='suppliers.partyterms')),
                ],
                options={
                    'ordering': ('terms', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['signed', 'taken_back'])), name='partyconsent_act_known', violation_error_message='Not a known act.')],
                },
            ),
        ]),
    ]
