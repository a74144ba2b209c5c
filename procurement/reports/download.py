"""The file of a review as an answer to a browser or a program."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core import jobs
from procurement.reports.models import Report


def file_response(report: Report) -> HttpResponse:
    """The finished file, its SHA-256 checked and sent along; for a report whose job is ready.

    Raises ValueError when the stored bytes no longer match their SHA-256.
    """
    artifact = report.job.artifacts.latest("made_at")
    response = HttpResponse(jobs.open_artifact(artifact), content_type=artifact.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=artifact.file_name) or ""
    response["ETag"] = f'"{artifact.sha256}"'
    response["X-Content-SHA256"] = artifact.sha256
    response["Cache-Control"] = "private, no-store"
    return response
