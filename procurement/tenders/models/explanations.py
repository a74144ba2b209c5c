"""Why a rule of the policy does not hold for a tender, in an officer's words, and what another officer says of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.models import User
from procurement.tenders.models.tender import Tender

SHORTEST_EXPLANATION = 80  # letters


class ReasonKind(models.TextChoices):
    """Why a rule does not hold (LIFECYCLE §1)."""

    LEGAL_DUTY = "legal_duty", _("A legal duty")
    SECURITY = "security", _("Security")
    SINGLE_SOURCE = "single_source", _("Only one source")
    URGENCY = "urgency", _("Urgency")
    DISPROPORTIONATE = "disproportionate", _("Out of proportion")
    PILOT = "pilot", _("A pilot")
    OTHER = "other", _("Another reason")


class Explanation(models.Model):
    """Why one rule does not hold. `facts_digest`: what the rule saw; once it sees something else, this is void."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="explanations")
    rule = models.CharField(max_length=10)
    facts_digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=20, choices=ReasonKind.choices)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "rule", "at", "pk")
        constraints = [
            known("explanation_reason_known", "reason", ReasonKind),
            models.CheckConstraint(
                name="explanation_long_enough",
                condition=GreaterThanOrEqual(Length("text"), SHORTEST_EXPLANATION),
                violation_error_message=_("An explanation has at least 80 letters."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.rule}"


class ExplanationVerdict(models.Model):
    """What another officer says of an explanation, once and for good; a refusal says what is missing."""

    append_only = True

    explanation = models.OneToOneField(Explanation, on_delete=models.PROTECT, related_name="verdict")
    approved = models.BooleanField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="explanation_refused_with_note",
                condition=Q(approved=True) | ~Q(note=""),
                violation_error_message=_("Say what the explanation lacks."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.explanation}: {self.approved}"
