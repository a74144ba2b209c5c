"""What Home says of reviews: which failed, and which can be read."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access
from core.access import Person
from core.assembly import HomeSection, Task
from core.models import JobState, Role
from core.pages import formats
from procurement.reports import queries
from procurement.reports.models import Report
from procurement.tenders.pages import short


def failed(user: Person, now: datetime) -> HomeSection | None:
    """To officers: reviews that could not be made, with the reason; nothing where there is none. One query."""
    reports = queries.newest_in(user, JobState.FAILED) if access.holds_any(user, Role.OFFICER) else []
    if not reports:
        return None
    count = ngettext("%(n)s review failed", "%(n)s reviews failed", len(reports))
    return HomeSection(
        "failed",
        _("Reviews that failed"),
        tuple(_failed_task(report, now) for report in reports),
        count=formats.counted(count, len(reports), limit=queries.LISTED),
    )


def ready(user: Person, now: datetime) -> HomeSection | None:
    """To officers and auditors: reviews to read, the newest first. One query."""
    if not access.authorities_with(user, Role.OFFICER, Role.AUDITOR):
        return None
    return HomeSection(
        "reviews",
        _("Reviews to read"),
        tuple(_ready_task(report, now) for report in queries.newest_in(user, JobState.READY)),
        empty=_("No review is made yet. Ask for one on the page of a frozen evaluation."),
        more_url=reverse("reports:list"),
        more_label=_("All reviews"),
        beside=True,
    )


def _failed_task(report: Report, now: datetime) -> Task:
    task = _report_task(report, f"{short(f'{report.job.why} ')} · {_age(report, now)}", "bad")
    return replace(task, act=_("Try again"), act_url=reverse("reports:retry", args=[report.pk]), sends=True)


def _ready_task(report: Report, now: datetime) -> Task:
    task = _report_task(report, _age(report, now), "")
    return replace(task, tag="", act=_("Download"), act_url=reverse("reports:download", args=[report.pk]))


def _age(report: Report, now: datetime) -> str:
    return formats.relative(report.job.finished_at or report.requested_at, now)


def _report_task(report: Report, note: str, tone: str) -> Task:
    return Task(
        short(report.title),
        reverse("reports:detail", args=[report.pk]),
        f"{report.about} · {report.get_variant_display()}",
        note,
        str(report.job.get_state_display()),
        tone,
    )
