"""For which outages of the site a tender got more time, and the wish to open a closed one again for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import SiteOutage, User
from procurement.tenders.models.tender import Tender
from procurement.tenders.models.versions import TenderVersion


class OutageExtension(models.Model):
    """That a version of a tender made good an outage, by a later deadline for all."""

    append_only = True

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="outage_extensions")
    outage = models.ForeignKey(SiteOutage, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(TenderVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("tender", "outage")
        constraints = [models.UniqueConstraint(name="outageextension_once", fields=["tender", "outage"])]

    def __str__(self) -> str:
        return f"{self.tender}: {self.outage}"


class ReopeningProposal(models.Model):
    """An officer's wish that a closed tender takes bids again, for these outages; another officer confirms it.

    A later one takes the place of an earlier. `outages`: their numbers.
    """

    append_only = True

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="reopening_proposals")
    outages = models.JSONField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "pk")
        constraints = [
            models.CheckConstraint(
                name="reopening_gives_reason", condition=~Q(text=""), violation_error_message=_("Say why.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.at}"
