"""Reviews as pages show them: ready strings, so that a template neither asks the database nor computes."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Decision, Person
from core.integrity import repair
from core.integrity.repair import Condition
from core.models import Artifact, JobState
from core.pages import formats, tones
from core.pages.lost import LostFile, lost_file
from core.pages.paging import Page
from core.rest.shapes import from_json
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations.models import Evaluation, Run
from procurement.policies.models import PolicyVersion
from procurement.reports import access, queries
from procurement.reports.forms import ReviewForm
from procurement.reports.models import Report
from procurement.reports.policy_review import sentences
from procurement.reports.policy_review.figures import ReviewFigure, review_figures
from procurement.reports.policy_review.shapes import PolicyReviewShape
from procurement.reports.shapes import ReportFileShape, ReportRowShape, job_shape, report_row
from procurement.studies.models import MethodStudy
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import UNPUBLISHED

# --- the list ---


@dataclass(frozen=True, slots=True)
class StateTag:
    """How far a job is, as a tag and a number."""

    state: str
    tone: str
    percent: int | None
    message: str


@dataclass(frozen=True, slots=True)
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
    job = shape.job
    return ReportTableRow(
        title=shape.title,
        url=reverse("reports:detail", args=[shape.id]),
        about=f"{report.about} · {report.authority}",
        variant=str(shape.variant.label),
        asked=formats.moment(shape.requested_at, report.authority.zone),
        state=str(job.state.label),
        tone=tones.tone_of(tones.JOBS, job.state),
        percent=job.percent if job.state == JobState.RUNNING else None,
        message=job.message,
    )


def _shape(report: Report) -> ReportRowShape:
    return report_row(report, reverse("reports:download", args=[report.pk]))


# --- one review ---


@dataclass(frozen=True, slots=True)
class AboutLink:
    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class About:
    """What a report is about; `recompute` is empty if no result of a tender is in it."""

    tender: str
    link: AboutLink
    facts: list[tuple[str, str | None]]
    recompute: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A button: where it leads, or why it does nothing."""

    url: str
    why: str


@dataclass(frozen=True, slots=True)
class FileText:
    url: str
    name: str
    size: str
    sha256: str
    made_at: str


@dataclass(frozen=True, slots=True)
class ReviewProgress(StateTag):
    """What changes while a review is made, or made again: `waiting` as long as it does, then its file or the reason."""

    label: str
    waiting: bool
    running: bool
    why: str
    poll_url: str
    url: str
    retry: Act
    lost: LostFile | None
    file: FileText | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    title: str
    over: str
    tender: str
    about: AboutLink
    facts: list[tuple[str, str | None]]
    recompute: str
    data_sha: str
    progress: ReviewProgress


def detail(report: Report, user: Person) -> ReviewPage:
    """A review: what it is about, how far it is, its file or why there is none. Reads its file."""
    zone = report.authority.zone
    about = _about(report)
    return ReviewPage(
        title=report.title,
        over=f"{report.about} · {report.authority}",
        tender=about.tender,
        about=about.link,
        facts=[
            *about.facts,
            (_("Copy"), report.get_variant_display()),
            (_("Asked for"), formats.moment(report.requested_at, zone)),
            (_("By"), str(report.requested_by) if report.requested_by else None),
        ],
        recompute=about.recompute,
        data_sha=report.content_sha,
        progress=progress(report, user),
    )


def _about(report: Report) -> About:
    if report.run:
        return _about_run(report.run)
    if report.tender_version:
        return _about_tender(report.tender_version.tender, (_("Version"), str(report.tender_version.no)))
    if report.opening:
        return _about_tender(report.opening.tender, (_("Opened"), report.opening.get_part_display()))
    return _about_policy(report) if report.policy else _about_study(report)


def _about_tender(tender: Tender, *facts: tuple[str, str | None]) -> About:
    link = AboutLink(_("Tender"), tender.ref, reverse("tenders:detail", args=[tender.pk]))
    return About(tender=tender.title, link=link, facts=list(facts))


def _about_run(run: Run) -> About:
    lot, about = run.lot, _about_tender(run.lot.tender)
    return About(
        tender=about.tender,
        link=about.link,
        facts=[(_("Lot"), f"{lot.no}. {lot.title}"), (_("Run"), f"{run.no}, {run.get_cause_display()}")],
        recompute="python -m scoring evaluation.json",
    )


def _about_policy(report: Report) -> About:
    policy = report.policy
    assert policy is not None
    review = getattr(report, "policy_review", None)
    lead = sentences.lead(from_json(PolicyReviewShape, review.figures)) if review else ""
    link = AboutLink(_("Policy"), _("Version %(no)d") % {"no": policy.no}, reverse("policies:detail", args=[policy.pk]))
    return About(tender=lead, link=link, facts=[])


def _about_study(report: Report) -> About:
    study = report.study
    assert study is not None
    url = reverse("studies:detail", args=[study.pk])
    return About(tender=study.title, link=AboutLink(_("Study of methods"), report.about, url), facts=[])


def progress(report: Report, user: Person) -> ReviewProgress:
    """How far a review is. Its file is read, to say what is the matter with it."""
    shape = _shape(report)
    artifact = next(iter(report.job.artifacts.all()), None)
    condition = None if artifact is None else repair.condition_of(artifact)
    again = condition.repair if condition is not None and condition.repairing else None
    job = shape.job if again is None else job_shape(again)
    return ReviewProgress(
        state=str(job.state.label),
        tone=tones.tone_of(tones.JOBS, job.state),
        percent=job.percent,
        message=job.message,
        label=shape.title,
        waiting=job.state in repair.WAITING,
        running=job.state == JobState.RUNNING,
        why=job.why if job.state == JobState.FAILED else "",
        poll_url=reverse("reports:progress", args=[report.pk]),
        url=reverse("reports:detail", args=[report.pk]),
        retry=_retry(report, user),
        lost=_lost(report, user, artifact, condition),
        file=_file(shape.file, formats.moment(job.finished_at, report.authority.zone)) if shape.file else None,
    )


def _lost(report: Report, user: Person, artifact: Artifact | None, condition: Condition | None) -> LostFile | None:
    if artifact is None or condition is None:
        return None
    decision = access.may(user, access.ReportAction.REPAIR, report)
    return lost_file(artifact, condition, url=reverse("reports:repair", args=[report.pk]), decision=decision)


def _retry(report: Report, user: Person) -> Act:
    decision = access.may(user, access.ReportAction.RETRY, report)
    return Act(reverse("reports:retry", args=[report.pk]), "" if decision else str(decision.why))


def _file(file: ReportFileShape, finished: str) -> FileText:
    return FileText(file.url, file.name, formats.filesize(file.size), file.sha256, finished)


# --- the figures of a policy review ---


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure and what it is counted of, under the head of its column."""

    head: str
    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    label: str
    cells: list[FigureCell]


@dataclass(frozen=True, slots=True)
class FigureSection:
    id: str
    title: str
    caption: str
    hint: str
    heads: list[str]
    lines: list[FigureLine]


@dataclass(frozen=True, slots=True)
class PolicyFigures:
    """Everything that the page of a policy review shows of its figures."""

    limits: list[tuple[str, str]]
    cautions: list[str]
    sections: list[FigureSection]
    charts: list[ReviewFigure]
    not_recorded: list[str]
    left_out: list[str]


def policy_figures(report: Report) -> PolicyFigures | None:
    """The figures of a policy review that is counted; None of any other report. No query."""
    counted = getattr(report, "policy_review", None) if report.policy_id else None
    if counted is None:
        return None
    review: PolicyReviewShape = from_json(PolicyReviewShape, counted.figures)
    return PolicyFigures(
        limits=sentences.limits(review),
        cautions=sentences.cautions(review),
        sections=[_figure_section(section) for section in sentences.sections(review)],
        charts=review_figures(review),
        not_recorded=sentences.not_recorded(review),
        left_out=sentences.left_out(review),
    )


def _figure_section(section: sentences.ReviewSection) -> FigureSection:
    lines = [
        FigureLine(line.label, [FigureCell(head, *cell) for head, cell in zip(section.heads, line.cells, strict=True)])
        for line in section.lines
    ]
    caption = _("%(title)s: figures") % {"title": section.title}
    return FigureSection(section.id, section.title, caption, section.hint, section.heads, lines)


# --- on the pages of evaluations, studies and policies ---


@dataclass(frozen=True, slots=True)
class PolicyReviewsSection:
    """The reviews of a version of a policy."""

    rows: list[ReportTableRow]


@dataclass(frozen=True, slots=True)
class ReviewsSection:
    """The reviews of a run, and the form to ask for one; `why`: why this person may not."""

    rows: list[ReportTableRow]
    request: Decision
    why: str
    url: str
    form: ReviewForm


def of_evaluation(evaluation: Evaluation, user: Person, now: datetime) -> ReviewsSection | None:  # noqa: ARG001 -- one signature
    """The reviews of the run that holds, and the form to ask for one; None before the first run. Three queries."""
    run = evaluation_queries.latest_run(evaluation)
    if run is None:
        return None
    decision = access.may_request(user, evaluation)
    return ReviewsSection(
        rows=[_row(report) for report in queries.of_run(run.pk)],
        request=decision,
        why="" if decision else str(decision.why),
        url=reverse("reports:request", args=[evaluation.pk]),
        form=ReviewForm(auto_id="review_%s"),
    )


def request_url_of_study(study: MethodStudy, user: Person, now: datetime) -> str:  # noqa: ARG001 -- one signature
    """Where the PDF of a study is asked for, by whoever sees the study."""
    return reverse("reports:request-study", args=[study.pk])


def of_policy(version: PolicyVersion, user: Person, now: datetime) -> PolicyReviewsSection | None:  # noqa: ARG001 -- one signature
    """The reviews of a policy that is or was in force, for those who may ask for one; None for others. Two queries."""
    if not access.may_request_policy_review(user, version):
        return None
    return PolicyReviewsSection([_row(report) for report in queries.of_policy(version.pk)])


def request_url_of_policy(version: PolicyVersion, user: Person, now: datetime) -> str | None:  # noqa: ARG001 -- one signature
    """Where a review of a policy is asked for, by those who may; None for others."""
    asks = access.may_request_policy_review(user, version)
    return reverse("reports:request-policy", args=[version.pk]) if asks else None


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """The notice of the latest version as a PDF: its file, else how far it is, else the button to ask for it.

    `why`: the reason for which it could not be made.
    """

    file_url: str
    size: str
    waiting: bool
    why: str
    request_url: str


def of_tender(tender: Tender, user: Person, now: datetime) -> NoticeFile | None:  # noqa: ARG001 -- one signature
    """The notice as a PDF of a published tender that was written here; None for others. Three queries."""
    if tender.origin == Origin.IMPORTED or tender.state in UNPUBLISHED:
        return None
    latest, report = tender_queries.latest_version_no(tender), queries.notice_of(tender)
    request_url = reverse("reports:request-notice", args=[tender.pk])
    if report is None or report.tender_version is None or report.tender_version.no != latest:
        return NoticeFile("", "", waiting=False, why="", request_url=request_url)
    shape = _shape(report)
    return NoticeFile(
        file_url=reverse("reports:notice", args=[tender.pk]) if shape.file else "",
        size=formats.filesize(shape.file.size) if shape.file else "",
        waiting=shape.job.state in repair.WAITING,
        why=shape.job.why if shape.job.state == JobState.FAILED else "",
        request_url=request_url,
    )
