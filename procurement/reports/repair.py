"""A review whose file is lost or damaged is made again from its dictionary, and accepted only if it is the same file.

The row of the file is never touched: its SHA-256 is the measure. Each loss is a job of its own (docs/adr/0026).
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, canon, clock, files, jobs
from core.files import FileState
from core.integrity import artifacts
from core.models import Artifact, Job, JobState, User
from core.verification import Checked
from procurement.reports import gather, queries, services
from procurement.reports.models import Report
from procurement.reports.queries import REPAIR_KIND
from procurement.reports.states import ReportLeafKind

CHUNK = 20  # dictionaries read at once: they are long


@transaction.atomic
def request_repair(*, report: Report, by: User | None, at: datetime) -> Job | None:
    """Have the lost or damaged file of a finished review made again. An officer or auditor of the authority.

    Effects: a Job (a worker is woken after commit) and leaf report.requested, once for each loss: asking again while
    one waits gives the same job, after a failure another. None where the file is whole: nothing is stored then. Raises
    Unfit where an older template made it.
    """
    Report.objects.select_for_update().get(pk=report.pk)  # five clicks, one after another
    artifact = report.job.artifacts.get()
    if files.state_of(artifact) == FileState.INTACT:
        return None
    require_same_template(report, artifact)
    repairs = Job.objects.filter(kind=REPAIR_KIND, target=str(artifact.pk))
    ended = repairs.filter(state__in=[JobState.READY, JobState.FAILED]).count()
    waiting = repairs.exclude(state__in=[JobState.READY, JobState.FAILED]).first()
    if waiting is not None:
        return waiting
    input_hash = hashlib.sha256(f"{artifact.sha256}\n{ended}".encode()).hexdigest()
    job = jobs.request(REPAIR_KIND, target=str(artifact.pk), input_hash=input_hash, by=by, at=at)
    facts = {"variant": report.variant, "data": report.data_sha, "again": True}
    audit.record(ReportLeafKind.REQUESTED, report, by=by, at=at, facts=facts)
    return job


def repair_review(job: Job, progress: jobs.Progress) -> jobs.JobEffect:
    """Make the file of the job's artefact again; leaf report.repaired in the transaction that says ready.

    A file that is whole by now is left alone. Raises Unfit where it does not come out with the SHA-256 of its row.
    """
    report = queries.with_relations().get(job__artifacts=UUID(job.target))
    artifact = report.job.artifacts.get()
    state = files.state_of(artifact)
    if state != FileState.INTACT:
        _make_again(report, artifact, progress, mark=f"{job.pk}-{job.fence}")
    return jobs.JobEffect(partial(_say_repaired, report, artifact, state))


def repair_now(artifact: Artifact) -> None:
    """Make the file of a review again here and now, for an operator. Effects and errors as `repair_review`."""
    report = queries.with_relations().get(job=artifact.job_id)
    state = files.state_of(artifact)
    if state != FileState.INTACT:
        _make_again(report, artifact, jobs.Unwatched(), mark=f"{clock.db_now():%Y%m%dT%H%M%S%f}")
        with transaction.atomic():
            _say_repaired(report, artifact, state)


def require_same_template(report: Report, artifact: Artifact) -> None:
    """Raise Unfit where the review was made by another template: its bytes cannot be made again."""
    if (template := _template_of(report)) != gather.TEMPLATE:
        raise jobs.Unfit(
            _(
                "This file was made by an older template (%(old)s; now it is %(new)d), so the same file cannot be made "
                "again. Take it from a backup: its SHA-256 is %(sha)s. A new review says the same in another file."
            )
            % {"old": template, "new": gather.TEMPLATE, "sha": artifact.sha256}
        )


def _make_again(report: Report, artifact: Artifact, progress: jobs.Progress, *, mark: str) -> None:
    require_same_template(report, artifact)
    artifacts.replace(artifact, services.render(report, progress), mark=mark)


def _say_repaired(report: Report, artifact: Artifact, state: FileState) -> None:
    """One leaf for each time that the file came back. Nothing is said where it was whole."""
    if state != FileState.INTACT:
        facts = {"sha256": artifact.sha256, "was": state.value}
        audit.record(ReportLeafKind.REPAIRED, report, by=None, at=clock.db_now(), facts=facts)


def check_reports() -> Iterator[Checked]:
    """Whether every review still says what it said: its dictionary by its digest."""
    for report in Report.objects.order_by("no").iterator(CHUNK):
        faults = () if canon.digest(report.data) == report.data_sha else ("What it says does not have its own digest.",)
        yield Checked(f"{report.no} ({report.pk})", faults)


def _template_of(report: Report) -> Any:
    """The number of the template that made a report."""
    return report.data["report" if report.run_id is None else "review"]["template"]
