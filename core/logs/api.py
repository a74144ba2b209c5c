"""Audit logs over REST: where one stands, its signed heads, a line, and the proofs that `offline verify` reads."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.logs import access, shapes
from core.logs.shapes import AuditLogShape, LogLineShape
from core.models import AuditLeaf
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from offline.reading import read_json

PROOF = {(200, "application/json"): OpenApiTypes.OBJECT}


class LogView(ApiView):
    @extend_schema(operation_id="log", summary="Read where a log stands", responses=serializer_for(AuditLogShape))
    def get(self, request: Request, origin: str) -> Response:
        """The head of a log and the heads that were signed, the latest first."""
        return Response(to_json(shapes.log_shape(access.door(request.user, origin))))


class LineView(ApiView):
    @extend_schema(operation_id="log_line", summary="Read a line of a log", responses=serializer_for(LogLineShape))
    def get(self, request: Request, origin: str, no: int) -> Response:
        """One line by its number, from 1."""
        log = access.door(request.user, origin)
        leaf = AuditLeaf.objects.filter(log=log, index=no - 1).first()
        if leaf is None:
            raise Http404
        return Response(to_json(shapes.log_line(leaf)))


class InclusionView(ApiView):
    @extend_schema(operation_id="log_inclusion", summary="Prove that a line stands in a log", responses=PROOF)
    def get(self, request: Request, origin: str, no: int) -> Response:
        """The proof by the latest signed head, as `python -m offline verify` reads it."""
        log = access.door(request.user, origin)
        try:
            return Response(_value(shapes.inclusion_proof(log, no - 1).file()))
        except (shapes.NoProofYet, AuditLeaf.DoesNotExist):
            raise Http404 from None


class ConsistencyView(ApiView):
    parameters = ("old", "size")

    @extend_schema(
        operation_id="log_consistency",
        summary="Prove that a log only grew",
        parameters=[OpenApiParameter(name, int, required=True) for name in parameters],
        responses=PROOF,
    )
    def get(self, request: Request, origin: str) -> Response:
        """The proof between two signed heads by their sizes, as `python -m offline verify` reads it."""
        log = access.door(request.user, origin)
        sizes = [request.query_params.get(name, "") for name in self.parameters]
        if not all(size.isascii() and size.isdecimal() and len(size) < 19 for size in sizes):
            raise Http404
        try:
            return Response(_value(shapes.consistency_proof(log, int(sizes[0]), int(sizes[1])).file()))
        except shapes.NoProofYet:
            raise Http404 from None


def _value(file: bytes) -> Any:
    return read_json(file)


routes = [
    path("logs/<str:origin>/", LogView.as_view(), name="log"),
    path("logs/<str:origin>/lines/<int:no>/", LineView.as_view(), name="log-line"),
    path("logs/<str:origin>/lines/<int:no>/proof/", InclusionView.as_view(), name="log-proof"),
    path("logs/<str:origin>/growth/", ConsistencyView.as_view(), name="log-growth"),
]
