import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.first_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0008_mailed_heads'),
        ('suppliers', '0001_tables'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='PolicyVersion',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('consulting', 'In consultation'), ('adopted', 'In force'), ('superseded', 'Superseded')], default='draft', max_length=12)),
                    ('state_at', models.DateTimeField()),
                    ('text', models.TextField(blank=True)),
                    ('change_note', models.TextField(blank=True)),
                    ('settings', models.JSONField()),
                    ('law_figures', models.JSONField(blank=True, default=dict)),
                    ('review_date', models.DateField(blank=True, null=True)),
                    ('valid_date', models.DateField(blank=True, null=True)),
                    ('unconsulted', models.BooleanField(default=False)),
                    ('next_check', models.DateTimeField(null=True)),
                    ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policy_versions', to='core.authority')),
                ],
                options={
                    'ordering': ('authority', 'no'),
                    'indexes': [models.Index(fields=['next_check'], name='policy_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'consulting', 'adopted', 'superseded'])), name='policy_state_known', violation_error_message='This state is not known.'), models.UniqueConstraint(fields=('authority', 'no'), name='policy_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'adopted')), fields=('authority',), name='policy_one_in_force', violation_error_message='Another version of this policy is in force.'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'consulting'))), fields=('authority',), name='policy_one_in_the_making', violation_error_message='Another version of this policy is in the making.'), models.CheckConstraint(condition=models.Q(models.Q(('review_date__gt', models.F('valid_date')), ('state__in', ('adopted', 'superseded')), ('valid_date__isnull', False)), models.Q(('state__in', ('draft', 'consulting')), ('valid_date', None)), _connector='OR'), name='policy_valid_iff_adopted', violation_error_message='A policy in force says from when it holds and when it is reviewed.'), models.CheckConstraint(condition=models.Q(('unconsulted', False), models.Q(('no', 1), ('state__in', ('adopted', 'superseded'))), _connector='OR'), name='policy_unconsulted_is_the_first', violation_error_message='Only the first version is adopted without a consultation.')],
                },
            ),
            migrations.CreateModel(
                name='PolicyHand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('act', models.CharField(choices=[('wrote', 'wrote'), ('adopted', 'adopted')], max_length=10)),
                    ('digest', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hands', to='policies.policyversion')),
                ],
                options={
                    'ordering': ('version', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['wrote', 'adopted'])), name='policy_act_known', violation_error_message='Not a known act.')],
                },
            ),
            migrations.CreateModel(
                name='PolicyConsultation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('no', models.PositiveIntegerField()),
                    ('opens_at', models.DateTimeField()),
                    ('closes_at', models.DateTimeField()),
                    ('digest', models.CharField(max_length=64)),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='policies.policyversion')),
                ],
                options={
                    'ordering': ('version', 'no'),
                    'constraints': [models.UniqueConstraint(fields=('version', 'no'), name='policy_consultation_number_once'), models.CheckConstraint(condition=models.Q(('closes_at__gte', models.F('opens_at'))), name='policy_consultation_closes_after_opening', violation_error_message='A consultation closes after it opens.')],
                },
            ),
            migrations.CreateModel(
                name='PolicyComment',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('rule', models.CharField(blank=True, max_length=10)),
                    ('text', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('supplier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.supplier')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='policies.policyconsultation')),
                ],
                options={
                    'ordering': ('at', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='policy_comment_has_text', violation_error_message='Write your comment.')],
                },
            ),
            migrations.CreateModel(
                name='PolicyResponse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verdict', models.CharField(choices=[('accepted', 'accepted'), ('partly', 'accepted in part'), ('declined', 'declined')], max_length=10)),
                    ('text', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('comment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='response', to='policies.policycomment')),
                ],
                options={
                    'ordering': ('at', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['accepted', 'partly', 'declined'])), name='policy_verdict_known', violation_error_message='Not a known verdict.'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='policy_response_has_text', violation_error_message='Say why.')],
                },
            ),
        ]),
    ]
