"""Reads of reports."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from core import access, numbering
from core.access import Person
from core.models import Artifact, JobState, Role
from procurement.reports.models import Report

PAGE = 50
LISTED = 10  # rows of a section of Home


@dataclass(frozen=True, slots=True)
class Page:
    """Up to 50 reports, newest first; `next_before` continues, None at the end."""

    rows: list[Report]
    next_before: int | None


def with_relations() -> QuerySet[Report]:
    """Reports with job, artefacts, run, tender, study and authority; no visibility applied."""
    files = Prefetch("job__artifacts", queryset=Artifact.objects.order_by("made_at"))
    related = ("job", "authority", "run__lot__tender", "study", "requested_by")
    return Report.objects.select_related(*related).prefetch_related(files)


def visible_to(user: Person) -> QuerySet[Report]:
    """Reports of the authorities where the person is officer or auditor."""
    return with_relations().filter(authority__in=access.authorities_with(user, Role.OFFICER, Role.AUDITOR))


def page(user: Person, *, before: int | None = None, size: int = PAGE) -> Page:
    """One page of what the person may see, newest first. Two queries, plus one for roles."""
    reports = visible_to(user).defer("data")
    if before is not None:
        reports = reports.filter(no__lt=before)
    rows = list(reports.order_by("-no")[: size + 1])
    return Page(rows=rows[:size], next_before=rows[size - 1].no if len(rows) > size else None)


def newest_in(user: Person, state: JobState) -> list[Report]:
    """Reports that the person may see whose job is in this state, the newest first. One query."""
    reports = visible_to(user).defer("data").prefetch_related(None)
    return list(reports.filter(job__state=state).order_by("-no")[:LISTED])


def of_run(run_id: UUID) -> QuerySet[Report]:
    """Reports of one run, newest first."""
    return with_relations().defer("data").filter(run=run_id).order_by("-no")


def next_no() -> int:
    """The number after the highest; `numbering.following` says what it holds."""
    return numbering.following(Report, "no")
