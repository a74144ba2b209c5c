"""Versions of an authority's policy, who wrote them, consultations on them, comments and their answers."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import Guard
from core.models import Authority, User
from procurement.policies.states import PolicyState, Verdict
from suppliers.models import Supplier

_CONTENT = ("id", "authority_id", "no", "text", "change_note", "settings", "law_figures")
_ADOPTED = ("adopted", "superseded")


class PolicyVersion(models.Model):
    """A version of an authority's policy. What it sets can be changed while it is a draft, never afterwards.

    `settings`: what `scoring.compliance.settings_to_json` wrote. `law_figures`: {field of the law profile: figure as
    text}, each stricter than the law. `valid_date`: the day of its adoption where the authority is. `unconsulted`: the
    first version, adopted without a consultation.
    """

    guard = Guard(
        update="OLD.state <> 'draft'",
        delete="OLD.state <> 'draft'",
        fixed=_CONTENT,
        back="(OLD.state IN ('adopted', 'superseded') AND (NEW.state IN ('draft', 'consulting')"
        " OR NEW.valid_date <> OLD.valid_date OR NEW.review_date <> OLD.review_date))"
        " OR (OLD.state = 'superseded' AND NEW.state = 'adopted')",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="policy_versions")
    no = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=PolicyState.choices, default=PolicyState.DRAFT)
    state_at = models.DateTimeField()
    text = models.TextField(blank=True)
    change_note = models.TextField(blank=True)
    settings = models.JSONField()
    law_figures = models.JSONField(default=dict, blank=True)
    review_date = models.DateField(null=True, blank=True)
    valid_date = models.DateField(null=True, blank=True)
    unconsulted = models.BooleanField(default=False)
    next_check = models.DateTimeField(null=True)

    class Meta:
        ordering = ("authority", "no")
        constraints = [
            known("policy_state_known", "state", PolicyState, _("This state is not known.")),
            models.UniqueConstraint(name="policy_number_once", fields=["authority", "no"]),
            models.UniqueConstraint(
                name="policy_one_in_force",
                fields=["authority"],
                condition=Q(state=PolicyState.ADOPTED),
                violation_error_message=_("Another version of this policy is in force."),
            ),
            models.UniqueConstraint(
                name="policy_one_in_the_making",
                fields=["authority"],
                condition=Q(state__in=(PolicyState.DRAFT, PolicyState.CONSULTING)),
                violation_error_message=_("Another version of this policy is in the making."),
            ),
            models.CheckConstraint(
                name="policy_valid_iff_adopted",
                condition=Q(state__in=_ADOPTED, valid_date__isnull=False, review_date__gt=models.F("valid_date"))
                | Q(state__in=(PolicyState.DRAFT, PolicyState.CONSULTING), valid_date=None),
                violation_error_message=_("A policy in force says from when it holds and when it is reviewed."),
            ),
            models.CheckConstraint(
                name="policy_unconsulted_is_the_first",
                condition=Q(unconsulted=False) | Q(no=1, state__in=_ADOPTED),
                violation_error_message=_("Only the first version is adopted without a consultation."),
            ),
        ]
        indexes = [models.Index(name="policy_due", fields=["next_check"])]

    def __str__(self) -> str:
        return f"{self.authority}: {self.no}"


class PolicyAct(models.TextChoices):
    """What a person did to a version. Who wrote it does not adopt it."""

    WROTE = "wrote", _("wrote")
    ADOPTED = "adopted", _("adopted")


class PolicyHand(models.Model):
    """Who drafted, changed or adopted a version, and when. `digest`: of what it set after that."""

    append_only = True

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="hands")
    act = models.CharField(max_length=10, choices=PolicyAct.choices)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "pk")
        constraints = [known("policy_act_known", "act", PolicyAct)]

    def __str__(self) -> str:
        return f"{self.version}: {self.act}"


class PolicyConsultation(models.Model):
    """A time in which anybody with an account comments on a version as it then is; `digest` says what they saw."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="consultations")
    no = models.PositiveIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("version", "no")
        constraints = [
            models.UniqueConstraint(name="policy_consultation_number_once", fields=["version", "no"]),
            models.CheckConstraint(
                name="policy_consultation_closes_after_opening",
                condition=Q(closes_at__gte=models.F("opens_at")),
                violation_error_message=_("A consultation closes after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.no}"


class PolicyComment(models.Model):
    """A comment on a version in consultation; `rule` empty: on the whole of it. `supplier`: in whose name, if any."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(PolicyConsultation, on_delete=models.PROTECT, related_name="comments")
    supplier = models.ForeignKey(Supplier, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10, blank=True)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="policy_comment_has_text",
                condition=~Q(text=""),
                violation_error_message=_("Write your comment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation}: {self.rule}"


class PolicyResponse(models.Model):
    """What the authority answers to a comment, once."""

    append_only = True

    comment = models.OneToOneField(PolicyComment, on_delete=models.PROTECT, related_name="response")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            known("policy_verdict_known", "verdict", Verdict),
            models.CheckConstraint(
                name="policy_response_has_text",
                condition=~Q(text=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment}: {self.verdict}"
