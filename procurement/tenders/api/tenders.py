"""Tenders over REST: the same list, filters and details as the pages."""

from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.rest.filters import FilteredView, checked
from core.rest.framework import HasSecondFactor
from core.rest.lists import list_of, paged
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.studies import access as study_access
from procurement.studies.models import MethodStudy
from procurement.tenders import access, services
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Tender
from procurement.tenders.serializers import ReferenceIn
from procurement.tenders.shapes import TenderRowShape, TenderShape
from procurement.tenders.shapes.build import tender_row, tender_shape


class TenderListView(FilteredView):
    permission_classes = (HasSecondFactor,)
    filterset_class = TenderFilters
    queryset = Tender.objects.none()

    @extend_schema(operation_id="tenders_list", summary="List tenders", filters=True, responses=list_of(TenderRowShape))
    def get(self, request: Request) -> Response:
        """Published tenders, to everybody, and drafts of one's own authorities; newest first unless asked otherwise."""
        page = checked(TenderFilters(request.query_params, user=request.user)).page(clock.db_now)
        return paged(request, page, map(tender_row, page.rows))


class TenderDetailView(ApiView):
    permission_classes = (HasSecondFactor,)

    @extend_schema(operation_id="tenders_detail", summary="Read a tender", responses=serializer_for(TenderShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """A tender with lots, criteria, requirements and interfaces; what is published, to everybody."""
        try:
            tender = access.door(request.user, pk)
        except Http404:
            if request.user.is_authenticated:
                raise
            self.permission_denied(request)  # 401: whoever signs in may see it, if it is there
        return Response(to_json(tender_shape(tender, request.user)))


class TenderStudyView(ApiView):
    @extend_schema(
        operation_id="tender_refer_to_study",
        summary="Let a draft refer to a study",
        request=ReferenceIn,
        responses={status.HTTP_201_CREATED: serializer_for(TenderShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Let a draft refer to the study in which its method was chosen; it takes the method over if it names none."""
        tender = access.door(request.user, pk, access.TenderAction.REFER)
        asked = ReferenceIn(data=request.data)
        asked.is_valid(raise_exception=True)
        study = _study(request, asked.validated_data["study"])
        try:
            services.refer(tender=tender, study=study, by=signed_in(request.user), at=clock.db_now())
        except services.NotReferable as refused:
            raise ValidationError({"study": str(refused)}) from refused
        return Response(to_json(tender_shape(tender, request.user)), status=status.HTTP_201_CREATED)


def _study(request: Request, pk: UUID) -> MethodStudy:
    """The study that is named; one that the person may not see is as missing as one that does not exist."""
    try:
        return study_access.door(request.user, pk)
    except Http404 as missing:
        raise ValidationError({"study": "Name a study of the tender's authority."}) from missing


routes = [
    path("tenders/", TenderListView.as_view(), name="tenders"),
    path("tenders/<uuid:pk>/", TenderDetailView.as_view(), name="tender"),
    path("tenders/<uuid:pk>/method-study/", TenderStudyView.as_view(), name="tender-method-study"),
]
