"""The PDF of a receipt on the page of that receipt."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from core.access import Person
from core.files import FileFault, FileState
from core.integrity import repair
from core.models import JobState
from core.pages import formats
from procurement.bids.models import BidRevision
from procurement.reports import receipt_papers


@dataclass(frozen=True, slots=True)
class PaperFile:
    """The file, or how far it is. `why`: it could not be made, or was lost; it can be asked for again."""

    file_url: str
    size: str
    is_waiting: bool
    why: str
    request_url: str


def of_version(version: BidRevision, _user: Person, _now: datetime) -> PaperFile:
    """For who sees the receipt. Two queries, one more where the file is lost."""
    place = [version.bid_id, version.number]
    request_url, paper = reverse("reports:request-receipt", args=place), receipt_papers.paper_of(version)
    if paper is None:
        return PaperFile("", "", is_waiting=False, why="", request_url=request_url)
    if (artifact := receipt_papers.artifact_of(paper)) is None:
        why = paper.job.why if paper.job.state == JobState.FAILED else ""
        return PaperFile("", "", is_waiting=paper.job.state in repair.WAITING, why=why, request_url=request_url)
    condition = repair.condition_of(artifact)
    if condition.state != FileState.INTACT:
        why = condition.repair.why if condition.repair else str(FileFault(artifact, condition.state))
        return PaperFile("", "", is_waiting=condition.repairing, why=why, request_url=request_url)
    return PaperFile(
        file_url=reverse("reports:receipt", args=place),
        size=formats.filesize(artifact.size),
        is_waiting=False,
        why="",
        request_url=request_url,
    )
