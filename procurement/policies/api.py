"""Policies over REST: what is in force and in consultation, open to everybody; drafts to their authority's people."""

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.policies import access, queries, summary
from procurement.policies.shapes import PolicyRowShape, PolicyShape


class PolicyListView(ApiView):
    permission_classes = (AllowAny,)

    @extend_schema(operation_id="policies_list", summary="List policies", responses=list_of(PolicyRowShape))
    def get(self, request: Request) -> Response:
        """Policies in force and in consultation, by authority; of your authorities every version."""
        return complete(summary.row_shapes(queries.visible_to(request.user)))


class PolicyDetailView(ApiView):
    permission_classes = (AllowAny,)

    @extend_schema(operation_id="policy", summary="Read a policy", responses=serializer_for(PolicyShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """A version: each rule with its severity and figures, comments and answers. No person is named."""
        return Response(to_json(summary.policy_shape(access.door(request.user, pk))))


routes = [
    path("policies/", PolicyListView.as_view(), name="policies"),
    path("policies/<uuid:pk>/", PolicyDetailView.as_view(), name="policy"),
]
