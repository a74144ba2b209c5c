"""Reviews as pages show them: ready strings, so that a template neither asks the database nor computes."""

from datetime import datetime
from typing import Any, TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import files, jobs
from core.access import Decision, Person
from core.files import FileState
from core.models import Job, JobState
from core.pages import formats, tones
from core.pages.paging import Page
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations.models import Evaluation, Run
from procurement.reports import access, queries, repair
from procurement.reports.forms import ReviewForm
from procurement.reports.models import Report
from procurement.reports.shapes import JobShape, ReportFileShape, ReportRowShape, job_shape, report_row
from procurement.studies.models import MethodStudy

WAITING = {JobState.REQUESTED, JobState.RUNNING}
LOST = {
    FileState.MISSING: (
        gettext_lazy("The file is lost"),
        gettext_lazy("This review was made, but its file is no longer on the server."),
    ),
    FileState.DAMAGED: (
        gettext_lazy("The file is damaged"),
        gettext_lazy("The file on the server is not the one that was made: its SHA-256 differs. It is not handed out."),
    ),
    FileState.UNREADABLE: (
        gettext_lazy("The file cannot be read"),
        gettext_lazy("This review was made, but the server cannot read its file."),
    ),
}

# --- the list ---


class StateTag(TypedDict):
    """How far a job is, as a tag and a number."""

    state: str
    tone: str
    percent: int | None
    message: str


class ReportTableRow(StateTag):
    title: str
    url: str
    about: str
    variant: str
    asked: str


def rows(page: Page[Report]) -> list[ReportTableRow]:
    """The rows of a list; no query."""
    return [_row(report) for report in page.rows]


def _row(report: Report) -> ReportTableRow:
    shape = _shape(report)
    return {
        "title": shape.title,
        "url": reverse("reports:detail", args=[shape.id]),
        "about": f"{report.about} · {report.authority}",
        "variant": str(shape.variant.label),
        "asked": formats.moment(shape.requested_at, report.authority.zone),
        **_state(shape.job),
    }


def _shape(report: Report) -> ReportRowShape:
    return report_row(report, reverse("reports:download", args=[report.pk]))


def _state(job: JobShape) -> StateTag:
    return {
        "state": str(job.state.label),
        "tone": tones.tone_of(tones.JOBS, job.state),
        "percent": job.percent if job.state == JobState.RUNNING else None,
        "message": job.message,
    }


# --- one review ---


def detail(report: Report, user: Person) -> dict[str, Any]:
    """A review: what it is about, how far it is, its file or why there is none."""
    zone = report.authority.zone
    about = _about_run(report.run) if report.run else _about_study(report)
    return {
        **about,
        "title": report.title,
        "over": f"{report.about} · {report.authority}",
        "facts": [
            *about["facts"],
            (_("Copy"), report.get_variant_display()),
            (_("Asked for"), formats.moment(report.requested_at, zone)),
            (_("By"), str(report.requested_by) if report.requested_by else None),
        ],
        "data_sha": report.data_sha,
        **progress(report, user),
    }


class About(TypedDict):
    """What a report is about; `recompute` is empty if no result of a tender is in it."""

    tender: str
    about: dict[str, str]
    facts: list[tuple[str, str]]
    recompute: str


def _about_run(run: Run) -> About:
    lot, tender = run.lot, run.lot.tender
    return {
        "tender": tender.title,
        "about": {"label": _("Tender"), "text": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])},
        "facts": [(_("Lot"), f"{lot.no}. {lot.title}"), (_("Run"), f"{run.no}, {run.get_cause_display()}")],
        "recompute": "python -m scoring evaluation.json",
    }


def _about_study(report: Report) -> About:
    study = report.study
    assert study is not None
    url = reverse("studies:detail", args=[study.pk])
    return {
        "tender": study.title,
        "about": {"label": _("Study of methods"), "text": report.about, "url": url},
        "facts": [],
        "recompute": "",
    }


class LostFile(TypedDict):
    """What is the matter with a stored file; `failed`: why the latest try to make it again failed."""

    title: str
    sentence: str
    failed: str
    act: dict[str, str]


def progress(report: Report, user: Person) -> dict[str, Any]:
    """What changes while a review is made, or made again: `waiting` as long as it does, then its file or the reason.

    `lost` says what is the matter with the stored file, which is read for it.
    """
    shape = _shape(report)
    file_state = _file_state(report)
    lost = file_state not in {None, FileState.INTACT}
    repair_job = queries.latest_repair(report.job.artifacts.all()[0]) if lost else None
    repairing = repair_job is not None and repair_job.state in WAITING
    job = job_shape(repair_job) if repair_job is not None and repairing else shape.job
    return {
        **_state(job),
        "label": shape.title,
        "waiting": job.state in WAITING,
        "running": job.state == JobState.RUNNING,
        "percent": job.percent,
        "why": job.why if job.state == JobState.FAILED else "",
        "poll_url": reverse("reports:progress", args=[report.pk]),
        "url": reverse("reports:detail", args=[report.pk]),
        "retry": _act("reports:retry", report, access.may(user, access.ReportAction.RETRY, report)),
        "lost": _lost(report, user, file_state, repair_job) if lost and not repairing else None,
        "file": _file(shape.file, formats.moment(job.finished_at, report.authority.zone)) if shape.file else None,
    }


def _file_state(report: Report) -> FileState | None:
    """Whether the file of a finished review is whole; None before it is finished. Reads the file."""
    artifacts = report.job.artifacts.all()
    return files.state_of(artifacts[0]) if artifacts else None


def _lost(report: Report, user: Person, state: FileState | None, repair_job: Job | None) -> LostFile:
    """What is the matter, what came of the latest try, and the button, or why making it again is of no use."""
    artifact = report.job.artifacts.all()[0]
    why = _act("reports:repair", report, access.may(user, access.ReportAction.REPAIR, report))
    try:
        repair.require_same_template(report, artifact)
    except jobs.Unfit as error:
        why["why"] = str(error)
    title, sentence = LOST[FileState(state)] if state else ("", "")
    failed = repair_job.why if repair_job is not None and repair_job.state == JobState.FAILED else ""
    return {"title": str(title), "sentence": str(sentence), "failed": failed, "act": why}


def _act(route: str, report: Report, decision: Decision) -> dict[str, str]:
    return {"url": reverse(route, args=[report.pk]), "why": "" if decision else str(decision.why)}


def _file(file: ReportFileShape, finished: str) -> dict[str, str]:
    return {
        "url": file.url,
        "name": file.name,
        "size": formats.filesize(file.size),
        "sha256": file.sha256,
        "made": finished,
    }


# --- on the pages of evaluations and studies ---


def of_evaluation(evaluation: Evaluation, user: Person, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 -- one signature
    """The reviews of the run that holds, and the form to ask for one; None before the first run. Three queries."""
    run = evaluation_queries.latest_run(evaluation)
    if run is None:
        return None
    decision = access.may_request(user, evaluation)
    return {
        "rows": [_row(report) for report in queries.of_run(run.pk)],
        "request": decision,
        "why": "" if decision else str(decision.why),
        "url": reverse("reports:request", args=[evaluation.pk]),
        "form": ReviewForm(auto_id="review_%s"),
    }


def request_url_of_study(study: MethodStudy, user: Person, now: datetime) -> str:  # noqa: ARG001 -- one signature
    """Where the PDF of a study is asked for, by whoever sees the study."""
    return reverse("reports:request-study", args=[study.pk])
