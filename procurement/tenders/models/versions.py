"""What was published at one moment: every version of a tender, and the method of each lot in it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import User
from procurement.tenders.models.tender import Lot, Tender


class TenderVersion(models.Model):
    """Everything that was published with a tender at one moment: at import, at publication, with each amendment.

    `snapshot` is canonical JSON and `digest` its SHA-256; it holds the digest of every lot's specification.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    snapshot = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "no")
        constraints = [
            models.UniqueConstraint(
                name="version_number_once",
                fields=["tender", "no"],
                violation_error_message=_("Somebody else published a version meanwhile. Read it again."),
            ),
            models.CheckConstraint(
                name="version_after_the_first_gives_reason",
                condition=Q(no=1) | ~Q(reason=""),
                violation_error_message=_("A later version gives its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender} version {self.no}"


class LotSpec(models.Model):
    """The published method of a lot as the judge reads it; every later stage reads this and no live row.

    `spec` is the canonical text behind `spec_sha`; without one, `fault` says why the lot cannot be judged.
    `interfaces`: {code: standard, openness, strength as published}.
    """

    append_only = True

    version = models.ForeignKey(TenderVersion, on_delete=models.PROTECT, related_name="specs")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="specs")
    spec = models.TextField(blank=True)
    spec_sha = models.CharField(max_length=64, blank=True)
    interfaces = models.JSONField(default=dict)
    fault = models.TextField(blank=True)

    class Meta:
        ordering = ("version", "lot")
        constraints = [
            models.UniqueConstraint(name="lot_spec_once_per_version", fields=["version", "lot"]),
            models.CheckConstraint(
                name="lot_spec_or_fault",
                condition=Q(spec="", spec_sha="") & ~Q(fault="") | ~Q(spec="") & ~Q(spec_sha="") & Q(fault=""),
                violation_error_message=_("A lot has a specification, or the fault for which it has none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.lot.no}"
