"""Studies of methods over REST: the same set, rules and numbers as the pages."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, jobs
from core.access import require, signed_in
from core.rest.filters import FilteredView, checked
from core.rest.framework import Conflict
from core.rest.lists import counted, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.studies import access, queries, services, summary
from procurement.studies.access import StudyAction
from procurement.studies.filters import StudyFilters
from procurement.studies.models import MethodStudy
from procurement.studies.serializers import ChoiceIn, StudyIn
from procurement.studies.shapes import StudyRowShape, StudyShape, StudySimulationShape


class StudyListView(FilteredView):
    filterset_class = StudyFilters
    queryset = MethodStudy.objects.none()

    @extend_schema(
        operation_id="method_studies_list",
        summary="List studies of methods",
        filters=True,
        responses=list_of(StudyRowShape),
    )
    def get(self, request: Request) -> Response:
        """Studies of methods of one's authorities, newest first unless another order is asked for."""
        access.room(request.user)
        filters = checked(StudyFilters(request.query_params, user=request.user))
        page = filters.page()
        return counted(request, filters.qs, page, map(summary.study_row, page.rows))

    @extend_schema(
        operation_id="method_study_create",
        summary="Make a study of methods",
        request=StudyIn,
        responses={status.HTTP_201_CREATED: serializer_for(StudyShape)},
    )
    def post(self, request: Request) -> Response:
        """Study methods before any tender exists, and have their rates of reversal simulated."""
        access.room(request.user)
        require(access.may_create(request.user))
        asked = StudyIn(data=request.data)
        asked.is_valid(raise_exception=True)
        attributes = asked.validated_data
        authority = queries.authorities_for(request.user).filter(pk=attributes["authority"]).first()
        if authority is None:
            raise ValidationError({"authority": "Name an authority whose officer you are."})
        by, at = signed_in(request.user), clock.db_now()
        study = services.create_study(
            authority=authority, title=attributes["title"], asked=asked.plan(attributes), by=by, at=at
        )
        services.request_simulation(study=study, by=by, at=at)
        return Response(_study_json(access.door(request.user, study.pk)), status=status.HTTP_201_CREATED)


class StudyDetailView(ApiView):
    @extend_schema(operation_id="method_study", summary="Read a study", responses=serializer_for(StudyShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """A study: rankings, warnings, what one losing bid can do, curves, rates of reversal, the choice."""
        return Response(_study_json(access.door(request.user, pk)))


class StudyChoiceView(ApiView):
    @extend_schema(
        operation_id="method_study_choose",
        summary="Choose a method",
        request=ChoiceIn,
        responses={status.HTTP_201_CREATED: serializer_for(StudyShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Choose one of the methods with a reason; its warnings are kept with the choice."""
        study = access.door(request.user, pk, StudyAction.CHOOSE)
        asked = ChoiceIn(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            services.choose(study=study, by=signed_in(request.user), at=clock.db_now(), **asked.validated_data)
        except services.NotStudied as error:
            raise ValidationError({"candidate": str(error)}) from error
        return Response(_study_json(access.door(request.user, pk)), status=status.HTTP_201_CREATED)


class StudySimulationView(ApiView):
    @extend_schema(
        operation_id="method_study_simulation",
        summary="Read the simulated rates",
        responses=serializer_for(StudySimulationShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """How far the simulation of a study is, and its exact counts once it is ready. 404 before one is asked for."""
        study = access.door(request.user, pk)
        return Response(_simulation_json(study))

    @extend_schema(
        operation_id="method_study_simulate",
        summary="Ask for the simulated rates",
        request=None,
        responses={status.HTTP_202_ACCEPTED: serializer_for(StudySimulationShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Have the rates simulated. The same study again gives the same simulation; a failed one is tried again.

        A lost or damaged file of a finished one is made again; it is accepted only with the same SHA-256.
        """
        study = access.door(request.user, pk, StudyAction.SIMULATE)
        try:
            services.request_simulation(study=study, by=signed_in(request.user), at=clock.db_now())
        except jobs.Unfit as error:
            raise Conflict(str(error)) from error
        return Response(_simulation_json(study), status=status.HTTP_202_ACCEPTED)


def _study_json(study: MethodStudy) -> Mapping[str, object]:
    return summary.study_json(summary.study_shape(study, queries.simulation_of(study)))


def _simulation_json(study: MethodStudy) -> object:
    job = queries.simulation_of(study)
    if job is None:
        raise Http404
    simulation: object = to_json(summary.simulation_shape(study, job))
    return simulation


routes = [
    path("method-studies/", StudyListView.as_view(), name="method-studies"),
    path("method-studies/<uuid:pk>/", StudyDetailView.as_view(), name="method-study"),
    path("method-studies/<uuid:pk>/choice/", StudyChoiceView.as_view(), name="method-study-choice"),
    path("method-studies/<uuid:pk>/simulation/", StudySimulationView.as_view(), name="method-study-simulation"),
]
