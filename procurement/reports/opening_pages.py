"""The record of an opening as a PDF on the page of that opening."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from core.access import Person
from core.pages import formats
from procurement.bids.models import Opening
from procurement.bids.states import OpeningPart
from procurement.reports import access, queries
from procurement.reports.models import Report
from procurement.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class RecordFile:
    """The record of a part: its file, or how far it is with the page that says so."""

    label: str
    file_url: str
    size: str
    url: str


def of_opening(tender: Tender, user: Person, now: datetime) -> list[RecordFile]:  # noqa: ARG001 -- one signature
    """The records of a tender's openings, for officers and auditors; none for others. Two queries."""
    return [
        _record_file(report.opening, report)
        for report in queries.records_of(tender)
        if report.opening is not None and access.may(user, access.ReportAction.SEE, report)
    ]


def _record_file(opening: Opening, report: Report) -> RecordFile:
    artifact = next(iter(report.job.artifacts.all()), None)
    return RecordFile(
        label=str(OpeningPart(opening.part).label),
        file_url=reverse("reports:download", args=[report.pk]) if artifact else "",
        size=formats.filesize(artifact.size) if artifact else "",
        url=reverse("reports:detail", args=[report.pk]),
    )
