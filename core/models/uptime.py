"""When this site could take something in, and when it could not (SEALING §7)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, Guard


class BeatingPart(models.TextChoices):
    """What beats. Bids are handed in to the pages; background jobs that stand still keep nobody from that."""

    WEB = "web", _("Pages and forms")


class Heartbeat(models.Model):
    """When a part last stored something in the database and in the folder of files, by the machine's clock.

    It only goes forward, whatever a clock does.
    """

    guard = Guard(update="NEW.beaten_at < OLD.beaten_at", delete=NEVER)

    part = models.CharField(max_length=10, primary_key=True, choices=BeatingPart.choices)
    beaten_at = models.DateTimeField()

    class Meta:
        constraints = [known("heartbeat_part_known", "part", BeatingPart, _("This part is not known."))]

    def __str__(self) -> str:
        return f"{self.part}: {self.beaten_at}"


class SiteOutage(models.Model):
    """A time without a heartbeat: from the last one before it to the first after it, so never shorter than it was."""

    append_only = True

    part = models.CharField(max_length=10, choices=BeatingPart.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        ordering = ("from_at", "pk")
        constraints = [
            known("siteoutage_part_known", "part", BeatingPart, _("This part is not known.")),
            models.CheckConstraint(
                name="siteoutage_has_length",
                condition=Q(from_at__lt=F("to_at")),
                violation_error_message=_("An outage ends after it began."),
            ),
        ]
        indexes = [models.Index(name="siteoutage_to_at", fields=["to_at"])]

    def __str__(self) -> str:
        return f"{self.from_at} to {self.to_at}"
