"""What was imported, from which bytes, and what was wrong with it. Rows are only ever added."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.models import Authority, User
from procurement.tenders.models import Tender


class RecordState(models.TextChoices):
    STORED = "stored", _("Stored")
    UNCHANGED = "unchanged", _("Unchanged")
    REPLACED = "replaced", _("Stored, replaces an earlier state")
    QUARANTINED = "quarantined", _("Quarantined")


class IssueSeverity(models.TextChoices):
    QUARANTINE = "quarantine", _("Not usable")
    REPAIRED = "repaired", _("Repaired")
    NOTED = "noted", _("Noted")


class SourceFile(models.Model):
    """The bytes of an imported file, once, found by their SHA-256."""

    append_only = True

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField()
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class ImportRun(models.Model):
    """One import of one file by somebody: its records stand below it in the order of the file."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="runs")
    name = models.CharField(max_length=300)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "id")

    def __str__(self) -> str:
        return self.name


class ImportedRecord(models.Model):
    """What became of one record of a file."""

    append_only = True

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="records")
    no = models.PositiveIntegerField()
    place = models.CharField(max_length=300, blank=True)
    format = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    modified_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=RecordState.choices)
    tender = models.ForeignKey(Tender, null=True, on_delete=models.PROTECT, related_name="imported_records")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        ordering = ("run", "no")
        constraints = [
            models.UniqueConstraint(name="record_number_once", fields=["run", "no"]),
            models.UniqueConstraint(
                name="record_stored_once",
                fields=["format", "source_id", "digest"],
                condition=Q(state__in=[RecordState.STORED, RecordState.REPLACED]),
                violation_error_message=_("This record is stored already."),
            ),
            known("record_state_known", "state", RecordState),
            models.CheckConstraint(
                name="record_has_a_tender_unless_quarantined",
                condition=Q(state=RecordState.QUARANTINED, tender=None)
                | (~Q(state=RecordState.QUARANTINED) & Q(tender__isnull=False)),
                violation_error_message=_("A record has a tender unless it is quarantined."),
            ),
        ]
        indexes = [models.Index(name="record_by_source", fields=["format", "source_id"])]

    def __str__(self) -> str:
        return f"{self.source_id or self.place}: {self.state}"


class Issue(models.Model):
    """A fault of a record: where it stands in the file, what was seen and kept, and a sentence with the cure."""

    append_only = True

    record = models.ForeignKey(ImportedRecord, on_delete=models.PROTECT, related_name="issues")
    no = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=IssueSeverity.choices)
    pointer = models.TextField(blank=True)
    seen = models.TextField(blank=True)
    kept = models.TextField(blank=True)
    sentence = models.TextField()

    class Meta:
        ordering = ("record", "no")
        constraints = [models.UniqueConstraint(name="issue_number_once", fields=["record", "no"])]

    def __str__(self) -> str:
        return self.sentence
