"""Evaluations over REST: what the page shows, and the two acts on it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.rest.framework import Conflict
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.evaluations import access, download, queries, services, source, summary
from procurement.evaluations.models import Evaluation
from procurement.evaluations.serializers import RerunIn
from procurement.evaluations.shapes import EvaluationRowShape, EvaluationShape
from procurement.evaluations.states import EvaluationState
from procurement.tenders import access as tender_access


class TenderEvaluationsView(ApiView):
    @extend_schema(
        operation_id="tender_evaluations",
        summary="List the evaluations of a tender",
        responses=list_of(EvaluationRowShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The evaluations of a tender, one per lot."""
        tender = tender_access.door(request.user, pk, tender_access.TenderAction.SEE_BIDS)
        outcomes = source.sentences_of_tender(tender)
        return complete(
            EvaluationRowShape(row.pk, row.lot_id, row.lot.no, EvaluationState(row.state), outcomes.get(row.lot_id, ""))
            for row in queries.of_tender(tender)
        )


class EvaluationDetailView(ApiView):
    @extend_schema(operation_id="evaluation", summary="Read an evaluation", responses=serializer_for(EvaluationShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """Where the evaluation stands, and its frozen result or what is missing."""
        return Response(to_json(_shape(access.door(request.user, pk))))


class EvaluationFreezeView(ApiView):
    @extend_schema(
        operation_id="evaluation_freeze",
        summary="Freeze an evaluation",
        request=None,
        responses={status.HTTP_201_CREATED: serializer_for(EvaluationShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Evaluate by the published method and freeze inputs and result. 409 with the reasons where it cannot."""
        row = access.door(request.user, pk, access.EvaluationAction.FREEZE)
        services.freeze(evaluation=row, by=signed_in(request.user), at=clock.db_now())
        return Response(to_json(_shape(row)), status=status.HTTP_201_CREATED)


class EvaluationRerunView(ApiView):
    @extend_schema(
        operation_id="evaluation_rerun",
        summary="Evaluate again",
        request=RerunIn,
        responses={status.HTTP_201_CREATED: serializer_for(EvaluationShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Evaluate a frozen evaluation again, with cause and reason; both runs are kept."""
        row = access.door(request.user, pk, access.EvaluationAction.RERUN)
        asked = RerunIn(data=request.data)
        asked.is_valid(raise_exception=True)
        services.rerun(evaluation=row, by=signed_in(request.user), at=clock.db_now(), **asked.validated_data)
        return Response(to_json(_shape(row)), status=status.HTTP_201_CREATED)


class RunQuery(serializers.Serializer[Any]):
    run = serializers.IntegerField(required=False, default=None, min_value=1, max_value=32_767)


class RunRecordView(ApiView):
    parameters = ("run",)

    @extend_schema(
        operation_id="evaluation_record",
        summary="Fetch the record of a run",
        parameters=[OpenApiParameter("run", int, description="The number of the run; default: the latest.")],
        responses={(status.HTTP_200_OK, "application/json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """evaluation.json of a frozen run, byte for byte as `python -m scoring FILE` recomputes it."""
        row = access.door(request.user, pk)
        asked = RunQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        number = asked.validated_data["run"]
        run = queries.latest_run(row) if number is None else queries.run_no(row, number)
        if run is None:
            raise Http404
        return download.record(run)


def _shape(row: Evaluation) -> EvaluationShape:
    """Raises Conflict if a stored run does not give its own result any more: no number of it is shown."""
    run = queries.latest_run(row)
    try:
        run_summary = summary.of_run(run) if run else None
        outcome = summary.outcome_of_lot(row.lot, run)
    except summary.Damaged as damaged:
        raise Conflict(str(damaged)) from damaged
    return EvaluationShape(
        id=row.pk,
        lot=row.lot_id,
        tender=row.lot.tender_id,
        state=EvaluationState(row.state),
        why="" if row.state == EvaluationState.FROZEN else " ".join(services.obstacles(row)),
        summary=run_summary,
        source_outcome=outcome,
    )


routes = [
    path("tenders/<uuid:pk>/evaluations/", TenderEvaluationsView.as_view(), name="tender-evaluations"),
    path("evaluations/<uuid:pk>/", EvaluationDetailView.as_view(), name="evaluation"),
    path("evaluations/<uuid:pk>/freeze/", EvaluationFreezeView.as_view(), name="evaluation-freeze"),
    path("evaluations/<uuid:pk>/rerun/", EvaluationRerunView.as_view(), name="evaluation-rerun"),
    path("evaluations/<uuid:pk>/record/", RunRecordView.as_view(), name="evaluation-record"),
]
