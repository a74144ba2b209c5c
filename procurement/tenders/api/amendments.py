"""Amendments and versions over REST; the sections of an amendment are read and saved as those of a draft."""

from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.rest.framework import Conflict, HasSecondFactor
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from core.states import GateRefused, IllegalMove, MovedMeanwhile
from procurement.tenders import access, gather, queries, services
from procurement.tenders.access import AmendmentAction, TenderAction
from procurement.tenders.models import Amendment, Tender
from procurement.tenders.serializers import AmendmentActIn, AmendmentIn
from procurement.tenders.shapes.amendments import (
    AmendmentShape,
    AmendmentStateShape,
    VersionShape,
    amendment_shape,
    amendment_state_shape,
    version_shape,
)

REFUSALS = (services.NotChangeable, GateRefused, IllegalMove, MovedMeanwhile)


class AmendmentView(ApiView):
    @extend_schema(operation_id="amendment", summary="Read an amendment", responses=serializer_for(AmendmentShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """The amendment of a tender that is in work, to officers of its authority."""
        return Response(_shape(access.amendment_door(request.user, pk)))

    @extend_schema(
        operation_id="amendment_write",
        summary="Begin or describe an amendment",
        request=AmendmentIn,
        responses={
            status.HTTP_201_CREATED: serializer_for(AmendmentShape),
            status.HTTP_200_OK: serializer_for(AmendmentShape),
        },
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Begin an amendment of an open tender, or change the reasons of the one in work; again it changes nothing.

        Its sections are read and saved where those of a draft are.
        """
        tender = access.door(request.user, pk, TenderAction.AMEND)
        asked = AmendmentIn(data=request.data)
        asked.is_valid(raise_exception=True)
        by, at = signed_in(request.user), clock.db_now()
        live = queries.live_amendment(tender)
        try:
            begun = live or services.begin_amendment(tender=tender, by=by, at=at)
            described = services.describe_amendment(amendment=begun, **asked.validated_data, at=at)
        except REFUSALS as refused:
            raise Conflict(str(refused)) from refused
        return Response(_shape(described), status=status.HTTP_200_OK if live else status.HTTP_201_CREATED)


class AmendmentActView(ApiView):
    @extend_schema(
        operation_id="amendment_act",
        summary="Act on an amendment",
        request=AmendmentActIn,
        responses=serializer_for(AmendmentStateShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Do one of these to the amendment in work. A conflict (409) names everything that speaks against it."""
        asked = AmendmentActIn(data=request.data)
        asked.is_valid(raise_exception=True)
        action, reason = AmendmentAction(asked.validated_data["act"]), asked.validated_data["reason"]
        live = access.amendment_door(request.user, pk, action)
        try:
            _act(live, action, reason, request)
        except REFUSALS as refused:
            raise Conflict(str(refused)) from refused
        return Response(to_json(amendment_state_shape(live)))


def _act(live: Amendment, action: AmendmentAction, reason: str, request: Request) -> None:
    by, at = signed_in(request.user), clock.db_now()
    if action is AmendmentAction.RETURN:
        services.return_amendment(amendment=live, reason=reason, by=by, at=at)
    elif action is AmendmentAction.SEND:
        services.send_amendment(amendment=live, by=by, at=at)
    elif action is AmendmentAction.WITHDRAW:
        services.withdraw_amendment(amendment=live, by=by, at=at)
    else:
        services.publish_amendment(amendment=live, by=by, at=at)


def _shape(live: Amendment) -> dict[str, object]:
    amended, gate = services.checked_amendment(live, at=clock.db_now())
    lacking, stops = services.lacking(live, amended), gate.refuses_publication
    shape: dict[str, object] = to_json(amendment_shape(live, amended, lacking=lacking, stops=stops))
    return shape


class VersionsView(ApiView):
    permission_classes = (HasSecondFactor,)

    @extend_schema(operation_id="versions", summary="List versions", responses=list_of(VersionShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """Every version of a published tender, the latest first, with what it changed."""
        versions = list(queries.versions_of(_published(request, pk)))
        earlier = [*versions[1:], None]
        return complete(
            version_shape(version, gather.version_changes(before, version))
            for version, before in zip(versions, earlier, strict=True)
        )


def _published(request: Request, pk: UUID) -> Tender:
    tender = access.door(request.user, pk)
    if tender.publish_no is None:
        raise Http404
    return tender


routes = [
    path("amendments/<uuid:pk>/", AmendmentView.as_view(), name="amendment"),
    path("amendments/<uuid:pk>/acts/", AmendmentActView.as_view(), name="amendment-act"),
    path("versions/<uuid:pk>/", VersionsView.as_view(), name="versions"),
]
