"""Reads of reports."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from core import access, numbering
from core.access import Person
from core.models import Artifact, Authority, Job, JobState, Role
from core.pages.paging import PAGE, Page, every_row, sorted_page
from procurement.reports.models import PolicyReview, Report
from procurement.tenders.models import Tender

REPAIR_KIND = "reports.repair_review"  # a job that makes a lost file again; its target is the file's row
LONG = ("data", "policy_review__figures")  # dictionaries that a list does not show
LISTED = 10  # rows of a section of Home


def with_relations() -> QuerySet[Report]:
    """Reports with job, artefacts, run, tender, study, policy and authority; no visibility applied."""
    files = Prefetch("job__artifacts", queryset=Artifact.objects.order_by("made_at"))
    related = ("job", "checkpoint", "authority", "run__lot__tender", "study", "policy", "policy_review", "requested_by")
    reports = Report.objects.select_related(*related, "tender_version__tender", "opening__tender").prefetch_related(
        files
    )
    return reports.defer("tender_version__snapshot")


def visible_to(user: Person) -> QuerySet[Report]:
    """Reports of the authorities where the person is officer or auditor."""
    return with_relations().filter(read_by(access.authorities_with(user, Role.OFFICER, Role.AUDITOR)))


def read_by(authorities: Iterable[UUID]) -> Q:
    """Reports of these authorities: of a tender's review that is the authority which the tender has now."""
    return Q(run=None, authority__in=authorities) | Q(run__lot__tender__authority__in=authorities)


def authorities_of(user: Person) -> list[Authority]:
    """The authorities whose reviews the person reads, by name. One query."""
    authorities = Authority.objects.filter(pk__in=access.authorities_with(user, Role.OFFICER, Role.AUDITOR))
    return list(authorities.order_by("name", "pk"))


def page(
    reports: QuerySet[Report], *, order: Sequence[str] = ("-no",), before: int | None = None, size: int = PAGE
) -> Page[Report]:
    """One page of these reports, newest first unless in another order. Two queries; one more to go on in that."""
    return sorted_page(reports.defer(*LONG), [every_row(*order)], before=before, size=size)


def newest_in(user: Person, state: JobState) -> list[Report]:
    """Reports that the person may see whose job is in this state, the newest first. One query."""
    reports = visible_to(user).defer(*LONG).prefetch_related(None)
    return list(reports.filter(job__state=state).order_by("-no")[:LISTED])


def of_run(run_id: UUID) -> QuerySet[Report]:
    """Reports of one run, newest first."""
    return with_relations().defer(*LONG).filter(run=run_id).order_by("-no")


def of_policy(version_id: UUID) -> QuerySet[Report]:
    """Reports of one version of a policy, newest first."""
    return with_relations().defer(*LONG).filter(policy=version_id).order_by("-no")


def notice_of(tender: Tender) -> Report | None:
    """The notice of the latest version of a tender for which one was asked. Two queries."""
    return with_relations().defer(*LONG).filter(tender_version__tender=tender).order_by("-tender_version__no").first()


def records_of(tender: Tender) -> QuerySet[Report]:
    """The records of the openings of a tender, in their order."""
    return with_relations().defer(*LONG).filter(opening__tender=tender).order_by("no")


def count_of_period(version_id: UUID, start: date, end: date) -> int:
    """How often a period of a policy was counted already. One query."""
    return PolicyReview.objects.filter(version=version_id, start_date=start, end_date=end).count()


def job_of_report(job_id: UUID) -> tuple[Job, Report] | None:
    """A job that makes the file of a report, or makes it again, and the report. No visibility applied."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return None
    where = Q(job__artifacts=job.target) if job.kind == REPAIR_KIND else Q(job=job)
    report = with_relations().filter(where).first()
    return None if report is None else (job, report)


def next_no() -> int:
    """The number after the highest; `numbering.following` says what it holds."""
    return numbering.following(Report, "no")
