"""What is known of each sealed envelope's file since it was read last (RELIABILITY F12)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from procurement.bids.models.sealed import SealedEnvelope


class EnvelopeCondition(models.TextChoices):
    INTACT = "intact", _("intact")
    MISSING = "missing", _("missing")
    CHANGED = "changed", _("changed")
    UNREADABLE = "unreadable", _("the disk does not give it")


class EnvelopeCheck(models.Model):
    """How the file of an envelope was when it was read last, at `at`; `condition_at`: when it was first read so."""

    envelope = models.OneToOneField(
        SealedEnvelope, on_delete=models.PROTECT, related_name="last_check", primary_key=True
    )
    condition = models.CharField(max_length=10, choices=EnvelopeCondition.choices)
    condition_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("envelope",)
        constraints = [known("envelopecheck_condition_known", "condition", EnvelopeCondition)]
        indexes = [
            models.Index(
                name="envelopecheck_damaged",
                fields=["condition"],
                condition=~models.Q(condition=EnvelopeCondition.INTACT),
            )
        ]

    def __str__(self) -> str:
        return f"{self.envelope}: {self.condition}"

    @property
    def audit_origin(self) -> str:
        return self.envelope.revision.audit_origin
