"""What people do with a review: ask for one, ask again after a failure; and what the worker does with it."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, canon, clock, heads, jobs
from core.law.days import day_of
from core.models import Artifact, AuditCheckpoint, Authority, Job, JobState, User
from core.notices import services as notices
from core.rest.shapes import to_json
from core.signing.keyfile import KeyFault
from procurement.bids.models import Opening
from procurement.evaluations import services as evaluation_services
from procurement.evaluations.models import Run
from procurement.policies.models import PolicyVersion
from procurement.reports import gather, pdf, queries
from procurement.reports.models import ABOUT, PolicyReview, Report, Variant
from procurement.reports.policy_review.sentences import period_text
from procurement.reports.policy_review.summary import policy_review
from procurement.reports.shapes import review_of
from procurement.reports.states import ReportLeafKind, ReportNotice
from procurement.studies.models import MethodStudy
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Amendment, Tender, TenderVersion

KIND = "reports.build_review"
STUDY_KIND = "reports.build_study"
POLICY_KIND = "reports.build_policy_review"
NOTICE_KIND = "reports.build_notice"
OPENING_KIND = "reports.build_opening"
CONTENT_TYPE = "application/pdf"
NAME_LETTERS = 80
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")


class BadPeriod(ValueError):
    """A period that cannot be reviewed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a report says, and of what: of a run, a study, a policy, a version of a tender or an opening."""

    kind: str
    authority: Authority
    title: str
    data: Mapping[str, object]
    variant: Variant = Variant.ARCHIVE
    run: Run | None = None
    study: MethodStudy | None = None
    policy: PolicyVersion | None = None
    tender_version: TenderVersion | None = None
    opening: Opening | None = None


@transaction.atomic
def request_review(*, run: Run, variant: str, by: User | None, at: datetime) -> Report:
    """Fix what the review of a run says and have it made. An officer or auditor of the authority.

    Effects: what became known since the run was frozen is kept with its date; the Report with its frozen shape and the
    signed head of the tender's log, its Job (a worker is woken after commit), leaf report.requested. The same
    request again gives the same report, whoever asks; if its job failed, the job is requested again.
    """
    evaluation_services.note_later_findings(run=run, at=at)
    content = _Content(
        kind="review",
        variant=Variant(variant),
        run=run,
        authority=run.lot.tender.authority,
        title=_title(run, variant),
        data=to_json(review_of(run)),
    )
    return _request(KIND, str(run.pk), content, by=by, at=at)


@transaction.atomic
def request_study(*, study: MethodStudy, by: User | None, at: datetime) -> Report:
    """Fix what a study of methods says now and have its PDF made. An officer or auditor of the authority.

    Effects: as `request_review`. A study that was simulated or chosen from meanwhile says more: another report.
    Raises FileFault where the file of its simulation is lost.
    """
    content = _Content(
        kind="study",
        study=study,
        authority=study.authority,
        title=_("Study %(no)d: %(title)s") % {"no": study.no, "title": study.title},
        data=gather.study(study),
    )
    return _request(STUDY_KIND, str(study.pk), content, by=by, at=at)


@transaction.atomic
def request_policy_review(*, version: PolicyVersion, start: date, end: date, by: User | None, at: datetime) -> Report:
    """Have the tenders of a period counted beside what a policy asks, and a PDF of it made. An officer or auditor.

    Effects: as `request_review`, but the figures are counted by the job. The same asked again while that waits, runs or
    has failed is the same report; once it is ready another is made, since tenders may have come meanwhile.
    Raises BadPeriod where the period ends before it starts, or after today.
    """
    if not start <= end <= day_of(at, version.authority.zone):
        raise BadPeriod(_("The period starts before it ends, and ends today at the latest."))
    facts = {"authority": version.authority.name, "no": version.no, "period": period_text(start, end)}
    content = _Content(
        kind="policy",
        policy=version,
        authority=version.authority,
        title=_("Policy of %(authority)s, version %(no)d, %(period)s") % facts,
        data=gather.policy_question(version, start, end),
    )
    return _request(POLICY_KIND, str(version.pk), content, by=by, at=at)


@transaction.atomic
def request_notice(*, tender: Tender, by: User | None, at: datetime) -> Report | None:
    """Have the notice of the latest version of a tender made as a PDF. Anybody who may see the tender.

    Effects: as `request_review`, once for each version: the same again is the same report, and a failed job is
    requested again. None for a tender without a notice: it was not written here, or is not published.
    """
    version = tender_queries.latest_version(tender)
    if version is None:
        return None
    existing = queries.with_relations().filter(tender_version=version).first()
    if existing is not None:
        return retry(report=existing, by=by, at=at)
    data = gather.notice(tender, version)
    if data is None:
        return None
    facts = {"ref": tender.ref, "no": version.no}
    content = _Content(
        kind="notice",
        tender_version=version,
        authority=tender.authority,
        title=_("Notice of %(ref)s, version %(no)d") % facts,
        data=data,
    )
    return _request(NOTICE_KIND, str(version.pk), content, by=by, at=at)


@transaction.atomic
def request_opening_record(opening: Opening, *, by: User | None, at: datetime) -> None:
    """The effect of an opening whose record is signed: whoever looks at it finds the paper made.

    Effects: as `request_review`. Raises SignedFileFault where the site's copy of the record is not the one that it
    signed.
    """
    facts = {"ref": opening.tender.ref, "part": opening.get_part_display()}
    content = _Content(
        kind="opening",
        opening=opening,
        authority=opening.tender.authority,
        title=_("Record of the opening of %(ref)s: %(part)s") % facts,
        data=gather.opening(opening),
    )
    _request(OPENING_KIND, str(opening.pk), content, by=by, at=at)


def request_published_notice(tender: Tender, *, by: User | None, at: datetime) -> None:
    """The effect of a publication, and of a version with other dates: whoever reads the page finds its paper made."""
    request_notice(tender=tender, by=by, at=at)


def request_amended_notice(amendment: Amendment, *, by: User | None, at: datetime) -> None:
    """The effect of a published amendment."""
    request_notice(tender=amendment.tender, by=by, at=at)


def _request(kind: str, target: str, content: _Content, *, by: User | None, at: datetime) -> Report:
    variant, data_sha = content.variant.value, canon.digest(content.data)
    about: dict[str, Any] = {name: getattr(content, name) for name in ABOUT.values()}
    same = Report.objects.filter(**about, variant=variant, data_sha=data_sha).first()
    if same is not None:
        return retry(report=same, by=by, at=at)
    job = jobs.request(kind, target=target, input_hash=_input_hash(variant, data_sha), by=by, at=at)
    columns = about | {name: getattr(content, name) for name in ("kind", "authority", "title", "data")}
    columns |= {"variant": variant, "no": queries.next_no(), "data_sha": data_sha}
    columns |= {"requested_by": by, "requested_at": at, "checkpoint": _signed_head(content, at=at)}
    report, is_new = Report.objects.get_or_create(job=job, defaults=columns)
    if is_new:
        audit.record(ReportLeafKind.REQUESTED, report, by=by, at=at, facts={"variant": variant, "data": data_sha})
    return report


def _signed_head(content: _Content, *, at: datetime) -> AuditCheckpoint | None:
    """The head of the log of a review's tender; None for what is no review, and where the site cannot sign."""
    if content.run is None:
        return None
    try:
        return heads.sign_head(content.run.audit_origin, at=at)
    except KeyFault:
        return None


@transaction.atomic
def retry(*, report: Report, by: User | None, at: datetime) -> Report:
    """Have a failed review made again from the same dictionary; any other is left as it is. Officer or auditor.

    Effects: its job is requested again and a worker woken after commit; leaf report.requested where it had failed.
    """
    failed = Job.objects.filter(pk=report.job_id, state=JobState.FAILED).exists()
    report.job = jobs.retry(report.job, at=at)
    if failed:
        facts = {"variant": report.variant, "data": report.data_sha, "again": True}
        audit.record(ReportLeafKind.REQUESTED, report, by=by, at=at, facts=facts)
    return report


def build_review(job: Job, progress: jobs.Progress) -> jobs.JobProduct:
    """Make the file of the job's report in a fork. In the transaction that says ready: leaf report.ready, a notice.

    Reads the report once; nothing is stored here. Raises Unfit where Pango is missing or a limit ended the fork.
    """
    report = queries.with_relations().get(job=job)
    assert report.run is not None  # this kind of job is asked for a run
    file = render(report, progress)
    name = _file_name(report.run, report.variant)
    return jobs.JobProduct(file, name, CONTENT_TYPE, when_ready=lambda file: _say_ready(report.pk, file))


def build_study(job: Job, progress: jobs.Progress) -> jobs.JobProduct:
    """Make the file of the job's study in a fork; leaf report.ready in the transaction that says ready.

    Raises Unfit where Pango is missing or a limit ended the fork.
    """
    report = queries.with_relations().get(job=job)
    file = render(report, progress)
    name = _safe("study", str(report.data["study"]["no"]), report.data["study"]["title"])
    return jobs.JobProduct(file, name, CONTENT_TYPE, when_ready=lambda file: _say_ready(report.pk, file))


def build_policy_review(job: Job, progress: jobs.Progress) -> jobs.JobProduct:
    """Count the tenders of the job's period and make the file. In the transaction that says ready: the PolicyReview,
    leaves policyreview.counted and report.ready, a notice.

    Tried again, it counts again. Raises Unfit where Pango is missing or a limit ended the fork.
    """
    report = queries.with_relations().get(job=job)
    assert report.policy is not None  # this kind of job is asked for a policy
    progress.say(5, _("Counting the tenders of the period"))
    question, at = report.data["policy_review"], clock.db_now()
    start, end = date.fromisoformat(question["start"]), date.fromisoformat(question["end"])
    figures = to_json(policy_review(report.policy, start=start, end=end, at=at))
    digest = canon.digest(figures)
    review = PolicyReview(
        report=report,
        version=report.policy,
        start_date=start,
        end_date=end,
        figures=figures,
        digest=digest,
        counted_at=at,
    )
    file = pdf.make_policy_review(figures, data_sha=digest, progress=progress)
    name = _safe("policy-review", report.authority.name, question["start"], question["end"])
    return jobs.JobProduct(file, name, CONTENT_TYPE, when_ready=lambda file: _keep_figures(review, file))


def build_notice(job: Job, progress: jobs.Progress) -> jobs.JobProduct:
    """Make the file of the job's notice in a fork; leaf report.ready in the transaction that says ready.

    Raises Unfit where Pango is missing or a limit ended the fork.
    """
    report = queries.with_relations().get(job=job)
    assert report.tender_version is not None  # this kind of job is asked for a version
    file = render(report, progress)
    version = report.tender_version
    name = _safe("notice", version.tender.ref, f"version-{version.no}")
    return jobs.JobProduct(file, name, CONTENT_TYPE, when_ready=lambda file: _say_ready(report.pk, file))


def build_opening(job: Job, progress: jobs.Progress) -> jobs.JobProduct:
    """Make the file of the job's record in a fork; leaf report.ready in the transaction that says ready.

    Raises Unfit where Pango is missing or a limit ended the fork.
    """
    report = queries.with_relations().get(job=job)
    assert report.opening is not None  # this kind of job is asked for an opening
    file = render(report, progress)
    name = _safe("opening", report.opening.tender.ref, report.opening.part)
    return jobs.JobProduct(file, name, CONTENT_TYPE, when_ready=lambda file: _say_ready(report.pk, file))


def _keep_figures(review: PolicyReview, file: Artifact) -> None:
    review.save(force_insert=True)
    facts = {"from": review.start_date.isoformat(), "to": review.end_date.isoformat(), "figures": review.digest}
    facts |= {"policy": str(review.version_id)}
    audit.record(ReportLeafKind.COUNTED, review, by=None, at=file.made_at, facts=facts)
    _say_ready(review.report_id, file)


def render(report: Report, progress: jobs.Progress) -> bytes:
    """The file of a report, made in a fork. The same report gives the same bytes. Raises as `build_review`."""
    return _RENDERERS[report.kind](report, progress)


def _render_review(report: Report, progress: jobs.Progress) -> bytes:
    assert report.run is not None  # a review is of a run
    progress.say(5, _("Reading the evaluation"))
    return pdf.make(
        report.data,
        variant=report.variant,
        data_sha=report.data_sha,
        record=evaluation_services.record_of(report.run),
        annex=report.run.annex.encode(),
        log=gather.log_of(report.checkpoint) if report.checkpoint else None,
        progress=progress,
    )


def _render_study(report: Report, progress: jobs.Progress) -> bytes:
    return pdf.make_study(report.data, variant=report.variant, data_sha=report.data_sha, progress=progress)


def _render_policy_review(report: Report, progress: jobs.Progress) -> bytes:
    return pdf.make_policy_review(report.content, data_sha=report.content_sha, progress=progress)


def _render_notice(report: Report, progress: jobs.Progress) -> bytes:
    assert report.tender_version is not None  # a notice is of a version
    snapshot = report.tender_version.snapshot.encode()
    return pdf.make_notice(report.data, snapshot=snapshot, data_sha=report.data_sha, progress=progress)


def _render_opening(report: Report, progress: jobs.Progress) -> bytes:
    assert report.opening is not None  # a record is of an opening
    text = report.opening.record.text.encode()
    return pdf.make_opening(report.data, signed_file=text, data_sha=report.data_sha, progress=progress)


_RENDERERS: Mapping[str, Callable[[Report, jobs.Progress], bytes]] = {
    "review": _render_review,
    "study": _render_study,
    "policy": _render_policy_review,
    "notice": _render_notice,
    "opening": _render_opening,
}


def _say_ready(report: UUID, file: Artifact) -> None:
    facts = {"sha256": file.sha256, "size": file.size}
    row = Report.objects.select_related("requested_by").get(pk=report)
    audit.record(ReportLeafKind.READY, row, by=None, at=file.made_at, facts=facts)
    asked_by = [row.requested_by] if row.requested_by else []
    notice_facts = {"id": str(row.pk), "title": row.title}
    notices.notify(
        ReportNotice.READY, asked_by, event=f"{ReportNotice.READY}:{row.pk}", facts=notice_facts, at=file.made_at
    )


def _input_hash(variant: str, data_sha: str) -> str:
    """The dictionary holds the template's number, so another template is another input."""
    return hashlib.sha256(f"{variant}\n{data_sha}".encode()).hexdigest()


def _title(run: Run, variant: str) -> str:
    template = _("Review of %(ref)s, lot %(lot)d, run %(run)d")
    if variant == Variant.ACCESSIBLE:
        template = _("Review of %(ref)s, lot %(lot)d, run %(run)d, accessible copy")
    return template % {"ref": run.lot.tender.ref, "lot": run.lot.no, "run": run.no}


def _file_name(run: Run, variant: str) -> str:
    """review-LM-2026-014-lot-1-run-1.pdf."""
    accessible = ["accessible"] if variant == Variant.ACCESSIBLE else []
    return _safe("review", run.lot.tender.ref, f"lot-{run.lot.no}", f"run-{run.no}", *accessible)


def _safe(*parts: str) -> str:
    """The name of a PDF that every file system takes."""
    return _NOT_IN_A_NAME.sub("-", "-".join(parts))[:NAME_LETTERS].strip("-.") + ".pdf"
