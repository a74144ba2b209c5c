"""Background jobs, who takes them, and the files they make (RELIABILITY §2)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.people import User


class JobState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    RUNNING = "running", _("Running")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """A background job that a person can see. The row is the truth; a broker only wakes a worker (RELIABILITY §2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    input_hash = models.CharField(max_length=64)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.REQUESTED)
    percent = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField()
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("-requested_at", "id")
        constraints = [
            models.UniqueConstraint(name="job_once_per_input", fields=["kind", "target", "input_hash"]),
            models.CheckConstraint(
                name="job_running_iff_leased",
                condition=(Q(state=JobState.RUNNING) & Q(lease_until__isnull=False))
                | (~Q(state=JobState.RUNNING) & Q(lease_until=None)),
                violation_error_message=_("A running job holds a lease, any other none."),
            ),
            models.CheckConstraint(
                name="job_failed_says_why",
                condition=~Q(state=JobState.FAILED) | ~Q(why=""),
                violation_error_message=_("A failed job says why."),
            ),
            models.CheckConstraint(
                name="job_percent_in_range",
                condition=Q(percent__lte=100),
                violation_error_message=_("Progress is 0 to 100 percent."),
            ),
        ]
        indexes = [models.Index(name="job_due", fields=["state", "not_before"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class QueueConsumer(models.Model):
    """A worker and one of the queues that it takes, renewed at every sweep; the row goes when the worker stops."""

    worker = models.CharField(max_length=200)
    queue = models.CharField(max_length=80)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("queue", "worker")
        constraints = [models.UniqueConstraint(name="consumer_once_per_queue", fields=["worker", "queue"])]

    def __str__(self) -> str:
        return f"{self.worker} {self.queue}"


class Artifact(models.Model):
    """The file that a job made: written once, found by its SHA-256."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="artifacts")
    input_hash = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    object_name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    fence = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="artifact_once_per_input", fields=["job", "input_hash"])]

    def __str__(self) -> str:
        return self.file_name
