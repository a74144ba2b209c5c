"""Who may request, see and download a review, with the reason; and the only door to one."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, Person, Rule, no
from core.models import Job, JobState
from procurement.evaluations import access as evaluation_access
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationState
from procurement.policies.models import PolicyVersion
from procurement.policies.states import PolicyState
from procurement.reports import queries
from procurement.reports.models import Report

NOT_FROZEN = _("This evaluation is not frozen yet, so there is nothing to review.")


class ReportAction(StrEnum):
    SEE = "see"
    DOWNLOAD = "download"
    RETRY = "retry"
    REPAIR = "repair"


def _may_see(user: Person, report: Report) -> Decision:
    return access.officer_or_auditor_of(
        user, report.reading_authority_id, _("Reviews are for officers and auditors of the authority.")
    )


def _may_download(user: Person, report: Report) -> Decision:
    ready = report.job.state == JobState.READY
    return _may_see(user, report) and (YES if ready else no(_("The file is not ready.")))


def _may_retry(user: Person, report: Report) -> Decision:
    failed = report.job.state == JobState.FAILED
    return _may_see(user, report) and (YES if failed else no(_("Only a failed review is tried again.")))


def _may_repair(user: Person, report: Report) -> Decision:
    ready = report.job.state == JobState.READY
    return _may_see(user, report) and (YES if ready else no(_("Only the file of a finished review is made again.")))


_RULES: Mapping[ReportAction, Rule] = {
    ReportAction.SEE: _may_see,
    ReportAction.DOWNLOAD: _may_download,
    ReportAction.RETRY: _may_retry,
    ReportAction.REPAIR: _may_repair,
}


def may(user: Person, action: ReportAction, report: Report) -> Decision:
    """Officers and auditors of the authority; a file, or its repair, when its job is ready, a retry when it failed."""
    return _RULES[action](user, report)


def may_request(user: Person, evaluation: Evaluation) -> Decision:
    """Whoever sees the evaluation may ask for its review, once there is a frozen run to review."""
    seen = evaluation_access.may(user, evaluation_access.EvaluationAction.SEE, evaluation)
    if not seen:
        return seen
    if evaluation.state != EvaluationState.FROZEN:
        return no(NOT_FROZEN)
    return YES


def may_request_policy_review(user: Person, version: PolicyVersion) -> Decision:
    """Officers and auditors of the authority ask what came of a policy that is, or was, in force."""
    reader = access.officer_or_auditor_of(
        user, version.authority_id, _("Officers and auditors of the authority ask for reviews of its policy.")
    )
    if reader and version.state not in {PolicyState.ADOPTED, PolicyState.SUPERSEDED}:
        return no(_("This version has not been in force yet, so there is nothing to review."))
    return reader


def door(user: Person, pk: UUID, action: ReportAction = ReportAction.SEE) -> Report:
    """The report, if the person may; 404 where it may not even see it, Refused with the reason otherwise."""
    report = queries.with_relations().filter(pk=pk).first()
    if report is None or not may(user, ReportAction.SEE, report):
        raise Http404
    access.require(may(user, action, report))
    return report


def door_to_job(user: Person, job_id: UUID) -> Job:
    """The job that makes a report, or makes its file again, if the person may see the report; 404 otherwise."""
    pair = queries.job_of_report(job_id)
    if pair is None or not may(user, ReportAction.SEE, pair[1]):
        raise Http404
    return pair[0]
