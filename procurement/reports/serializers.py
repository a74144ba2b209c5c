"""The shape of reviews and jobs in the API."""

from typing import Any

from rest_framework import serializers

from core.models import Job, JobState
from procurement.reports.models import Report, Variant


class JobOut(serializers.Serializer[Any]):
    """A background job: how far it is, or why it failed."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=JobState.values)
    percent = serializers.IntegerField()
    message = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)
    attempts = serializers.IntegerField()
    requested_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class FileOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    content_type = serializers.CharField()
    url = serializers.URLField()


class ReportRow(serializers.Serializer[Any]):
    """A review; `file` is null until its job is ready."""

    id = serializers.UUIDField()
    no = serializers.IntegerField()
    title = serializers.CharField()
    variant = serializers.ChoiceField(choices=Variant.values)
    tender = serializers.UUIDField(allow_null=True)
    run = serializers.UUIDField(allow_null=True)
    study = serializers.UUIDField(allow_null=True, help_text="A study of methods, where there is no run.")
    requested_at = serializers.DateTimeField()
    job = JobOut()
    file = FileOut(allow_null=True)


class ReportOut(ReportRow):
    """A review with the frozen dictionary that it was made from."""

    data = serializers.DictField()  # type: ignore[assignment]
    data_sha256 = serializers.CharField()


class ReportList(serializers.Serializer[Any]):
    """One page, newest first; `next` continues it."""

    next = serializers.URLField(allow_null=True)
    results = ReportRow(many=True)


class ReportIn(serializers.Serializer[Any]):
    """Which file: the archive copy with attachments, or the accessible copy."""

    variant = serializers.ChoiceField(choices=Variant.values, default=Variant.ARCHIVE.value)


def job(row: Job) -> dict[str, Any]:
    """A job as plain values."""
    return {
        "id": row.pk,
        "state": row.state,
        "percent": row.percent,
        "message": row.message,
        "why": row.why,
        "attempts": row.attempts,
        "requested_at": row.requested_at,
        "finished_at": row.finished_at,
    }


def report(row: Report, file_url: str) -> dict[str, Any]:
    """A review without its data, as plain values; `row` from `queries.whole`, so no further query."""
    artifact = next(iter(row.job.artifacts.all()), None)
    return {
        "id": row.pk,
        "no": row.no,
        "title": row.title,
        "variant": row.variant,
        "tender": row.run.lot.tender_id if row.run else None,
        "run": row.run_id,
        "study": row.study_id,
        "requested_at": row.requested_at,
        "job": job(row.job),
        "file": artifact
        and {
            "name": artifact.file_name,
            "size": artifact.size,
            "sha256": artifact.sha256,
            "content_type": artifact.content_type,
            "url": file_url,
        },
    }
