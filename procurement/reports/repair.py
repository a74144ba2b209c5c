"""How the lost file of a review is made again: from its dictionary, by the template that made it (docs/adr/0026)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import audit, canon, clock, jobs
from core.files import FileState
from core.models import Artifact, User
from core.verification import Checked, Repairer
from procurement.reports import gather, queries, services
from procurement.reports.models import Report
from procurement.reports.queries import REPAIR_KIND
from procurement.reports.states import ReportLeafKind

CHUNK = 20  # dictionaries read at once: they are long


def require_same_template(artifact: Artifact) -> None:
    """Raise Unfit where the review was made by another template: its bytes cannot be made again."""
    if (template := _template_of(_report_of(artifact))) != gather.TEMPLATE:
        raise jobs.Unfit(
            _(
                "This file was made by an older template (%(old)s; now it is %(new)d), so the same file cannot be made "
                "again. Take it from a backup: its SHA-256 is %(sha)s. A new review says the same in another file."
            )
            % {"old": template, "new": gather.TEMPLATE, "sha": artifact.sha256}
        )


def _make(artifact: Artifact, progress: jobs.Progress) -> bytes:
    return services.render(_report_of(artifact), progress)


def _note_requested(artifact: Artifact, *, by: User | None, at: datetime) -> None:
    report = _report_of(artifact)
    facts = {"variant": report.variant, "data": report.data_sha, "again": True}
    audit.record(ReportLeafKind.REQUESTED, report, by=by, at=at, facts=facts)


def _note_repaired(artifact: Artifact, state: FileState) -> None:
    facts = {"sha256": artifact.sha256, "was": state.value}
    audit.record(ReportLeafKind.REPAIRED, _report_of(artifact), by=None, at=clock.db_now(), facts=facts)


def _report_of(artifact: Artifact) -> Report:
    return queries.with_relations().get(job=artifact.job_id)


REPAIRER = Repairer(
    kind=REPAIR_KIND,
    make=_make,
    note_repaired=_note_repaired,
    note_requested=_note_requested,
    require=require_same_template,
)


def check_reports() -> Iterator[Checked]:
    """Whether every review still says what it said: its dictionary by its digest."""
    for report in Report.objects.select_related("policy_review").order_by("no").iterator(CHUNK):
        pairs = ((report.data, report.data_sha), (report.content, report.content_sha))
        intact = all(canon.digest(content) == digest for content, digest in pairs)
        faults = () if intact else ("What it says does not have its own digest.",)
        yield Checked(f"{report.no} ({report.pk})", faults)


def _template_of(report: Report) -> Any:
    """The number of the template that made a report."""
    return report.data["report" if report.run_id is None else "review"]["template"]
