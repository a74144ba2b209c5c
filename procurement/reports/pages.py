"""Reviews as pages show them: ready strings, so that a template neither asks the database nor computes."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Decision, Person
from core.models import Artifact, Job, JobState
from core.pages import formats, tones
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations.models import Evaluation, Run
from procurement.reports import access, queries
from procurement.reports.forms import ReviewForm
from procurement.reports.models import Report
from procurement.studies.models import MethodStudy

# --- the list ---


def rows(page: queries.Page) -> list[dict[str, Any]]:
    """The rows of a list; no query."""
    return [_row(report) for report in page.rows]


def _row(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "url": reverse("reports:detail", args=[report.pk]),
        "about": f"{report.about} · {report.authority}",
        "variant": report.get_variant_display(),
        "asked": formats.moment(report.requested_at, report.authority.zone),
        **_state(report.job),
    }


def _state(job: Job) -> dict[str, Any]:
    return {
        "state": str(job.get_state_display()),
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


def _about_run(run: Run) -> dict[str, Any]:
    lot, tender = run.lot, run.lot.tender
    return {
        "tender": tender.title,
        "about": {"label": _("Tender"), "text": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])},
        "facts": [(_("Lot"), f"{lot.no}. {lot.title}"), (_("Run"), f"{run.no}, {run.get_cause_display()}")],
        "recompute": "python -m scoring evaluation.json",
    }


def _about_study(report: Report) -> dict[str, Any]:
    """`recompute` is empty: no result of a tender is in it."""
    study = report.study
    assert study is not None
    url = reverse("studies:detail", args=[study.pk])
    return {
        "tender": study.title,
        "about": {"label": _("Study of methods"), "text": report.about, "url": url},
        "facts": [],
        "recompute": "",
    }


def progress(report: Report, user: Person) -> dict[str, Any]:
    """What changes while a review is made: `waiting` as long as it does, then its file or the reason."""
    job = report.job
    return {
        **_state(job),
        "label": report.title,
        "waiting": job.state in {JobState.REQUESTED, JobState.RUNNING},
        "running": job.state == JobState.RUNNING,
        "percent": job.percent,
        "why": job.why if job.state == JobState.FAILED else "",
        "poll_url": reverse("reports:progress", args=[report.pk]),
        "url": reverse("reports:detail", args=[report.pk]),
        "retry": _act("reports:retry", report, access.may(user, access.ReportAction.RETRY, report)),
        "file": _file(next(iter(job.artifacts.all()), None), report),
    }


def _act(route: str, report: Report, decision: Decision) -> dict[str, str]:
    return {"url": reverse(route, args=[report.pk]), "why": "" if decision else str(decision.why)}


def _file(artifact: Artifact | None, report: Report) -> dict[str, Any] | None:
    if artifact is None:
        return None
    return {
        "url": reverse("reports:download", args=[report.pk]),
        "name": artifact.file_name,
        "size": formats.filesize(artifact.size),
        "sha256": artifact.sha256,
        "made": formats.moment(artifact.made_at, report.authority.zone),
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
