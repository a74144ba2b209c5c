import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('is_active', models.BooleanField(default=True)),
                ('date_joined', models.DateTimeField(editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuditLog',
            fields=[
                ('origin', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('latest_hash', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('signed_in', 'Signed in'), ('signed_in_new_device', 'Signed in on a new device'), ('signed_out', 'Signed out'), ('sign_in_failed', 'Sign-in failed: wrong passphrase'), ('sign_in_unknown', 'Sign-in failed: no account has this address'), ('confirmation_failed', 'Wrong passphrase when asked for it again'), ('code_failed', 'Wrong code of the second factor'), ('recovery_failed', 'Sign-in with a recovery code failed'), ('place_locked', 'Too many failed tries from one place: refused for 15 minutes'), ('account_locked', 'Too many failed tries in a day: new devices are refused'), ('refused', 'A page or an action was refused'), ('token_refused', 'An API token was refused'), ('downloaded', 'A file was downloaded'), ('token_made', 'API token made'), ('token_revoked', 'API token revoked'), ('token_new_place', 'API token used from a new place'), ('factor_added', 'Second factor set up'), ('factor_removed', 'Second factor removed'), ('codes_made', 'Recovery codes made'), ('codes_removed', 'Recovery codes removed'), ('code_used', 'Recovery code used'), ('passphrase_changed', 'Passphrase changed; other sessions and all API tokens ended'), ('passphrase_reset', 'Passphrase set by a mailed link; sessions and API tokens ended'), ('link_printed', 'Link to a new passphrase printed on the server'), ('link_shown', 'Link to a new passphrase shown to an administrator'), ('factor_reset', 'Second factor taken away by administrators or on the server'), ('account_closed', 'Account closed by an administrator'), ('account_opened', 'Account opened again by an administrator'), ('address_asked', 'Change of the e-mail address asked for'), ('address_changed', 'E-mail address changed'), ('log_shortened', 'Old events of this log removed')], max_length=24)),
                ('at', models.DateTimeField()),
                ('day', models.PositiveIntegerField()),
                ('count', models.PositiveIntegerField(default=1)),
                ('route', models.CharField(blank=True, max_length=80)),
                ('object_id', models.CharField(blank=True, max_length=36)),
                ('seal', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['kind', 'id'], name='security_kind'), models.Index(fields=['day', 'id'], name='security_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['signed_in', 'signed_in_new_device', 'signed_out', 'sign_in_failed', 'sign_in_unknown', 'confirmation_failed', 'code_failed', 'recovery_failed', 'place_locked', 'account_locked', 'refused', 'token_refused', 'downloaded', 'token_made', 'token_revoked', 'token_new_place', 'factor_added', 'factor_removed', 'codes_made', 'codes_removed', 'code_used', 'passphrase_changed', 'passphrase_reset', 'link_printed', 'link_shown', 'factor_reset', 'account_closed', 'account_opened', 'address_asked', 'address_changed', 'log_shortened'])), name='security_kind_known', violation_error_message='Not a known kind.')],
            },
        ),
        migrations.CreateModel(
            name='SetupLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_sha', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('next_check', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['next_check'], name='timer_due')],
            },
        ),
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notice_choice', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('mails', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Once a day, together'), ('never', 'Not at all: I look here')], default='at_once', max_length=10)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('mails__in', ['at_once', 'daily', 'never'])), name='notice_choice_known', violation_error_message='Not a known mails.')],
            },
        ),
        migrations.CreateModel(
            name='AuditLeaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveBigIntegerField()),
                ('body', models.TextField()),
                ('hash', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('log', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='core.auditlog')),
            ],
            options={
                'ordering': ('log', 'index'),
                'indexes': [models.Index(fields=['kind', 'at'], name='audit_leaf_kind_at')],
                'constraints': [models.UniqueConstraint(fields=('log', 'index'), name='audit_leaf_index_once')],
            },
        ),
        migrations.CreateModel(
            name='AuditSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60)),
                ('salt', models.CharField(max_length=64)),
                ('value', models.TextField()),
                ('leaf', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='core.auditleaf')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('leaf', 'field'), name='audit_secret_once')],
            },
        ),
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=500)),
                ('id_scheme', models.CharField(blank=True, max_length=50)),
                ('id_value', models.CharField(blank=True, max_length=200)),
                ('zone', models.CharField(default='UTC', max_length=64)),
                ('locale', models.CharField(blank=True, max_length=20)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('basis', models.CharField(blank=True, choices=[('net', 'without tax'), ('gross', 'with tax')], max_length=5)),
                ('law_profile', models.CharField(blank=True, choices=[('eu-directive/1', 'European Union: Directive 2014/24/EU'), ('de-gwb/1', 'Germany: GWB and VgV before 1 July 2026, to be confirmed'), ('uk-pa2023/1', 'United Kingdom: Procurement Act 2023'), ('own/1', 'Rules of the city itself')], max_length=40)),
                ('same_name_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.authority')),
            ],
            options={
                'verbose_name_plural': 'authorities',
                'ordering': ('name', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('id_value', ''), _negated=True), fields=('id_scheme', 'id_value'), name='authority_identifier_once', violation_error_message='Another authority has this identifier.'), models.CheckConstraint(condition=models.Q(('law_profile__in', ['', 'eu-directive/1', 'de-gwb/1', 'uk-pa2023/1', 'own/1'])), name='authority_law_profile_known', violation_error_message='This law profile is not known.'), models.CheckConstraint(condition=models.Q(('basis__in', ['', 'net', 'gross'])), name='authority_basis_known', violation_error_message='Not a known basis.')],
            },
        ),
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveIntegerField()),
                ('country', models.CharField(max_length=2)),
                ('parts', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendars', to='core.authority')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('authority', 'no'),
                'constraints': [models.UniqueConstraint(fields=('authority', 'no'), name='calendar_number_once')],
            },
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('source', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='core.calendar')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('calendar', 'year'),
                'constraints': [models.UniqueConstraint(fields=('calendar', 'year'), name='calendar_year_once'), models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='calendar_year_in_range', violation_error_message='A calendar holds years from 2000 to 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='calendaryear_confirmed_at_iff_by', violation_error_message='Confirming needs a person and a time.')],
            },
        ),
        migrations.CreateModel(
            name='ClockMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seconds', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('seconds__gte', -34560000), ('seconds__lte', 632448000)), name='clock_move_in_bounds', violation_error_message='A clock is moved back by 400 days at most, and ahead by 20 years.')],
            },
        ),
        migrations.CreateModel(
            name='FactorReset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.authority')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factor_resets', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-at', '-pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('confirmed_at', None), ('withdrawn_at', None)), fields=('user',), name='factor_reset_open_once', violation_error_message="A reset of this person's second factor waits already."), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='factorreset_confirmed_at_iff_by', violation_error_message='Confirming needs a person and a time.'), models.CheckConstraint(condition=models.Q(models.Q(('by', models.F('user')), _negated=True), models.Q(('confirmed_by', None), models.Q(models.Q(('confirmed_by', models.F('by')), _negated=True), models.Q(('confirmed_by', models.F('user')), _negated=True)), _connector='OR')), name='factor_reset_by_two_others', violation_error_message='Two other administrators reset a second factor together.')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_date', models.DateField()),
                ('name', models.CharField(max_length=200)),
                ('is_off', models.BooleanField(default=True)),
                ('source', models.CharField(choices=[('seed', 'List of public holidays'), ('administrator', 'Entered by an administrator')], max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holidays', to='core.calendar')),
            ],
            options={
                'ordering': ('calendar', 'on_date', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['seed', 'administrator'])), name='holiday_source_known', violation_error_message='Not a known source.'), models.CheckConstraint(condition=models.Q(models.Q(('is_off', True), models.Q(('source', 'administrator'), _negated=True)), models.Q(models.Q(('source', 'seed'), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='holiday_entered_with_reason', violation_error_message='A day that a person enters needs a reason.')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('roles', models.CharField(max_length=100)),
                ('reason', models.TextField()),
                ('salt', models.CharField(blank=True, max_length=64)),
                ('secret_sha', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='core.authority')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_at_iff_by', violation_error_message='Accepting needs a person and a time.'), models.CheckConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None), _connector='OR'), name='invitation_not_accepted_and_withdrawn', violation_error_message='An invitation is accepted or withdrawn, not both.')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=80)),
                ('target', models.CharField(max_length=80)),
                ('input_hash', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('running', 'Running'), ('ready', 'Ready'), ('failed', 'Failed')], default='requested', max_length=12)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('message', models.CharField(blank=True, max_length=200)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('not_before', models.DateTimeField()),
                ('requested_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('why', models.TextField(blank=True)),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-requested_at', 'id'),
                'indexes': [models.Index(fields=['state', 'not_before'], name='job_due')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'target', 'input_hash'), name='job_once_per_input'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), ('lease_until__isnull', False)), models.Q(models.Q(('state', 'running'), _negated=True), ('lease_until', None)), _connector='OR'), name='job_running_iff_leased', violation_error_message='A running job holds a lease, any other none.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='job_failed_says_why', violation_error_message='A failed job says why.'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='job_percent_in_range', violation_error_message='Progress is 0 to 100 percent.')],
            },
        ),
        migrations.CreateModel(
            name='Artifact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('input_hash', models.CharField(max_length=64)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('object_name', models.CharField(max_length=200)),
                ('file_name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('fence', models.PositiveBigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='artifacts', to='core.job')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('job', 'input_hash'), name='artifact_once_per_input')],
            },
        ),
        migrations.CreateModel(
            name='LawConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profile', models.CharField(choices=[('eu-directive/1', 'European Union: Directive 2014/24/EU'), ('de-gwb/1', 'Germany: GWB and VgV before 1 July 2026, to be confirmed'), ('uk-pa2023/1', 'United Kingdom: Procurement Act 2023'), ('own/1', 'Rules of the city itself')], max_length=40)),
                ('digest', models.CharField(max_length=64)),
                ('lawyer', models.CharField(max_length=200)),
                ('reference', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='law_confirmations', to='core.authority')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('authority', 'at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('profile__in', ['eu-directive/1', 'de-gwb/1', 'uk-pa2023/1', 'own/1'])), name='law_confirmation_profile_known', violation_error_message='Not a known profile.'), models.CheckConstraint(condition=models.Q(('lawyer', ''), _negated=True), name='law_confirmation_names_lawyer', violation_error_message='Say which lawyer confirmed the profile.')],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('invitation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mail', to='core.invitation')),
                ('job', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.job')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('invitation__isnull', False), ('user', None)), models.Q(('invitation', None), ('user__isnull', False)), _connector='OR'), name='mail_to_person_or_invited', violation_error_message='A mail is for a person or for an invitation.')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('officer', 'Procurement officer'), ('opener', 'Opener'), ('auditor', 'Auditor'), ('reviewer', 'Policy reviewer'), ('administrator', 'Administrator')], max_length=20)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='core.authority')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'authority', 'role'), name='membership_once'), models.CheckConstraint(condition=models.Q(('role__in', ['officer', 'opener', 'auditor', 'reviewer', 'administrator'])), name='membership_role_known', violation_error_message='This role is not known.')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('event', models.CharField(max_length=200)),
                ('facts', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='core.mail')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['user', 'id'], name='notice_of_person'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notice_unread'), models.Index(condition=models.Q(('mail', None)), fields=['user'], name='notice_not_mailed')],
                'constraints': [models.UniqueConstraint(fields=('user', 'event'), name='notice_once_per_person')],
            },
        ),
        migrations.CreateModel(
            name='QueueConsumer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worker', models.CharField(max_length=200)),
                ('queue', models.CharField(max_length=80)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('queue', 'worker'),
                'constraints': [models.UniqueConstraint(fields=('worker', 'queue'), name='consumer_once_per_queue')],
            },
        ),
        migrations.CreateModel(
            name='ReadText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('reader', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('parts', models.TextField(blank=True)),
                ('why', models.CharField(blank=True, max_length=20)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sha256', 'reader'), name='text_read_once', violation_error_message='The text of this document was read.'), models.CheckConstraint(condition=models.Q(models.Q(('parts__gt', ''), ('why', '')), models.Q(('parts', ''), ('unit', ''), ('why__gt', '')), _connector='OR'), name='read_text_or_why_not', violation_error_message='There is a text, or a reason why there is none.')],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=120)),
                ('object_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('at', 'id'),
                'indexes': [models.Index(fields=['object_name'], name='stored_file_object')],
                'constraints': [models.UniqueConstraint(fields=('sha256', 'name'), name='stored_file_name_once', violation_error_message='This document is stored under this name.'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='stored_file_holds_something', violation_error_message='An empty file is no document.')],
            },
        ),
        migrations.CreateModel(
            name='SecurityTrace',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='trace', serialize=False, to='core.securityevent')),
                ('salt', models.CharField(max_length=64)),
                ('place', models.CharField(blank=True, max_length=12)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'event'], name='security_place')],
            },
        ),
    ]
