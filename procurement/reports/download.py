"""The file of a review as an answer to a browser or a program."""

from django.http import HttpResponse

from core import jobs
from core.pages import downloads
from procurement.reports.models import Report


def file_response(report: Report) -> HttpResponse:
    """The finished file, its SHA-256 checked and sent along; for a report whose job is ready.

    Raises core.files.FileFault where the stored bytes are missing or not those of their SHA-256.
    """
    artifact = report.job.artifacts.latest("made_at")
    return downloads.attachment(
        jobs.open_artifact(artifact),
        name=artifact.file_name,
        content_type=artifact.content_type,
        sha256=artifact.sha256,
    )
