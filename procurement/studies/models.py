"""A choice of method before any tender exists: what was studied, and which candidate an officer chose (DESIGN §7.8)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Authority, User


class MethodStudy(models.Model):
    """Candidate methods over bids that are expected, and what they give: both fixed when the study is made.

    `inputs` is the canonical form of `plan.Plan`, exact numbers as text; `result` is what `judgement.of` made of it.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    no = models.BigIntegerField()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="method_studies")
    title = models.CharField(max_length=200)
    inputs = models.JSONField()
    inputs_sha = models.CharField(max_length=64)
    result = models.JSONField()
    result_sha = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "method studies"
        ordering = ("-no",)
        constraints = [
            models.UniqueConstraint(
                name="study_number_once", fields=["no"], violation_error_message=_("Another study has this number.")
            ),
            models.UniqueConstraint(
                name="study_once_per_inputs",
                fields=["authority", "title", "inputs_sha"],
                violation_error_message=_("This study is already there."),
            ),
            models.CheckConstraint(
                name="study_has_title", condition=~Q(title=""), violation_error_message=_("A study has a title.")
            ),
        ]
        indexes = [
            models.Index(name="study_authority_no", fields=["authority", "no"]),
            models.Index(name="study_title_no", fields=["title", "-no"]),
        ]

    def __str__(self) -> str:
        return self.title


class MethodChoice(models.Model):
    """The candidate that an officer chose, the warnings that were shown, and why. A later choice is another row."""

    append_only = True

    study = models.ForeignKey(MethodStudy, on_delete=models.PROTECT, related_name="choices")
    no = models.PositiveSmallIntegerField()
    candidate = models.CharField(max_length=8)
    warnings = models.JSONField(default=list)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("study", "no")
        constraints = [
            models.UniqueConstraint(
                name="choice_number_once",
                fields=["study", "no"],
                violation_error_message=_("Somebody else chose meanwhile. Read it again."),
            ),
            models.CheckConstraint(
                name="choice_gives_reason",
                condition=~Q(reason=""),
                violation_error_message=_("A choice of method gives its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study}: {self.candidate}"
