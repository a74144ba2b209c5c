"""Reviews over REST: ask for one, follow its job, fetch the file."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, jobs
from core.access import require, signed_in
from core.files import FileFault
from core.integrity import repair
from core.rest.filters import FilteredView, checked
from core.rest.framework import Conflict
from core.rest.lists import counted, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.evaluations import access as evaluation_access
from procurement.evaluations import queries as evaluation_queries
from procurement.policies import access as policy_access
from procurement.reports import access, download, gather, services, shapes
from procurement.reports.filters import ReportFilters
from procurement.reports.models import Report
from procurement.reports.serializers import PeriodIn, ReportIn
from procurement.studies import access as study_access


class ReportListView(FilteredView):
    filterset_class = ReportFilters
    queryset = Report.objects.none()

    @extend_schema(
        operation_id="reports_list", summary="List reviews", filters=True, responses=list_of(shapes.ReportRowShape)
    )
    def get(self, request: Request) -> Response:
        """Reviews of one's authorities, newest first unless another order is asked for."""
        filters = checked(ReportFilters(request.query_params, user=request.user))
        page = filters.page()
        rows = [shapes.report_row(report, _file_url(request, report)) for report in page.rows]
        return counted(request, filters.qs, page, rows)


class ReportDetailView(ApiView):
    @extend_schema(operation_id="report", summary="Read a review", responses=serializer_for(shapes.ReportShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """A review: its job, its file when ready, and the dictionary that it was made from."""
        report = access.door(request.user, pk)
        return Response(to_json(shapes.report_shape(report, _file_url(request, report))))


class ReportRequestView(ApiView):
    @extend_schema(
        operation_id="report_request",
        summary="Ask for a review",
        request=ReportIn,
        responses={status.HTTP_202_ACCEPTED: serializer_for(shapes.ReportRowShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask for a review of the evaluation's latest run. The same request again gives the same review."""
        evaluation = evaluation_access.door(request.user, pk)
        asked = ReportIn(data=request.data)
        asked.is_valid(raise_exception=True)
        decision = access.may_request(request.user, evaluation)
        run = evaluation_queries.latest_run(evaluation)
        if not decision or run is None:
            raise Conflict(str(decision.why or access.NOT_FROZEN))
        variant = asked.validated_data["variant"]
        report = services.request_review(run=run, variant=variant, by=signed_in(request.user), at=clock.db_now())
        return _requested(request, access.door(request.user, report.pk))


class StudyReportRequestView(ApiView):
    @extend_schema(
        operation_id="report_request_study",
        summary="Ask for a study as a PDF",
        request=None,
        responses={status.HTTP_202_ACCEPTED: serializer_for(shapes.ReportRowShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask for a study of methods as a PDF. The same study again gives the same report."""
        study = study_access.door(request.user, pk)
        try:
            report = services.request_study(study=study, by=signed_in(request.user), at=clock.db_now())
        except FileFault as fault:
            raise Conflict(str(fault)) from fault
        return _requested(request, access.door(request.user, report.pk))


class PolicyReviewRequestView(ApiView):
    @extend_schema(
        operation_id="report_request_policy",
        summary="Ask for a policy review",
        request=PeriodIn,
        responses={status.HTTP_202_ACCEPTED: serializer_for(shapes.ReportRowShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Have the tenders of a period counted beside a policy's limits; until it is ready the same is asked once."""
        version = policy_access.door(request.user, pk)
        require(access.may_request_policy_review(request.user, version))
        asked = PeriodIn(data=request.data)
        asked.is_valid(raise_exception=True)
        at = clock.db_now()
        start, end = gather.usual_period(version, at)
        period = {"start": start, "end": end} | asked.validated_data
        try:
            report = services.request_policy_review(version=version, by=signed_in(request.user), at=at, **period)
        except services.BadPeriod as error:
            raise ValidationError({"end": str(error)}) from error
        return _requested(request, access.door(request.user, report.pk))


class ReportRetryView(ApiView):
    @extend_schema(
        operation_id="report_retry",
        summary="Try a failed review again",
        request=None,
        responses={status.HTTP_202_ACCEPTED: serializer_for(shapes.ReportRowShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask for a failed review again."""
        report = access.door(request.user, pk, access.ReportAction.RETRY)
        services.retry(report=report, by=signed_in(request.user), at=clock.db_now())
        return _requested(request, access.door(request.user, pk))


class ReportRepairView(ApiView):
    @extend_schema(
        operation_id="report_repair",
        summary="Ask for a lost file again",
        request=None,
        responses={status.HTTP_202_ACCEPTED: serializer_for(shapes.JobShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask for the lost or damaged file of a finished review again; it is accepted only with the same SHA-256."""
        report = access.door(request.user, pk, access.ReportAction.REPAIR)
        try:
            job = repair.request(report.job.artifacts.all()[0], by=signed_in(request.user), at=clock.db_now())
        except jobs.Unfit as error:
            raise Conflict(str(error)) from error
        if job is None:
            raise Conflict("The file is intact: there is nothing to make again.")
        return Response(to_json(shapes.job_shape(job)), status=status.HTTP_202_ACCEPTED)


class AnyFile(BaseContentNegotiation):
    """A download is what it is, whatever the client says it accepts; errors stay problem details."""

    def select_parser(self, request: Request, parsers: Any) -> Any:  # noqa: ARG002
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:  # noqa: ARG002
        return renderers[0], renderers[0].media_type


class ReportFileView(ApiView):
    content_negotiation_class = AnyFile

    @extend_schema(
        operation_id="report_download",
        summary="Fetch the file of a review",
        responses={(status.HTTP_200_OK, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """The file, checked against its SHA-256; a conflict where it is lost or damaged."""
        try:
            return download.file_response(access.door(request.user, pk, access.ReportAction.DOWNLOAD))
        except FileFault as error:
            raise Conflict(str(error)) from error


class JobDetailView(ApiView):
    @extend_schema(operation_id="job", summary="Follow a job", responses=serializer_for(shapes.JobShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """The state of a job that makes a review, or makes its file again."""
        return Response(to_json(shapes.job_shape(access.door_to_job(request.user, pk))))


def _requested(request: Request, report: Report) -> Response:
    """The report whose file is being made."""
    return Response(to_json(shapes.report_row(report, _file_url(request, report))), status=status.HTTP_202_ACCEPTED)


def _file_url(request: Request, report: Report) -> str:
    return request.build_absolute_uri(reverse("api:report-download", args=[report.pk]))


routes = [
    path("evaluations/<uuid:pk>/reports/", ReportRequestView.as_view(), name="report-request"),
    path("method-studies/<uuid:pk>/reports/", StudyReportRequestView.as_view(), name="report-request-study"),
    path("policies/<uuid:pk>/reports/", PolicyReviewRequestView.as_view(), name="policy-reports"),
    path("reports/", ReportListView.as_view(), name="reports"),
    path("reports/<uuid:pk>/", ReportDetailView.as_view(), name="report"),
    path("reports/<uuid:pk>/retry/", ReportRetryView.as_view(), name="report-retry"),
    path("reports/<uuid:pk>/repair/", ReportRepairView.as_view(), name="report-repair"),
    path("reports/<uuid:pk>/download/", ReportFileView.as_view(), name="report-download"),
    path("jobs/<uuid:pk>/", JobDetailView.as_view(), name="job"),
]
