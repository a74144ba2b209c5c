"""Share codes over REST: a supplier's own, and what the code of another opens."""

from uuid import UUID

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.rest.framework import Conflict
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from offline.reading import SignedFileFault
from suppliers import access, acting, queries, services, sharing_shapes
from suppliers.access import SupplierAction
from suppliers.models import ShareCodeLookup, Supplier
from suppliers.services import CodeUnknown, SupplierRefused, TooManyTries
from suppliers.sharing_shapes import LookupRowShape, ShareCodeShape, SharedFactsShape

PRIVATE = {"Cache-Control": "no-store"}


class ShareCodeIn(serializers.Serializer[object]):
    code = serializers.CharField(max_length=40, help_text="Three groups of four; case and what stands between is free.")


class SupplierShareCodeView(ApiView):
    @extend_schema(
        operation_id="supplier_share_code",
        summary="Read the share code",
        responses=serializer_for(ShareCodeShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The code that is good now, with who looked it up; 404 where there is none. For members alone."""
        supplier = access.door(request.user, pk, SupplierAction.SHARE)
        return Response(self._current(supplier), headers=PRIVATE)

    @extend_schema(
        operation_id="supplier_share_code_make",
        summary="Make a share code",
        request=None,
        responses={status.HTTP_201_CREATED: serializer_for(ShareCodeShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Have the facts signed as they are now, for 90 days. The code before it ends. For members alone."""
        supplier = access.door(request.user, pk, SupplierAction.SHARE)
        try:
            services.make_share_code(supplier=supplier, by=signed_in(request.user), at=clock.db_now())
        except SupplierRefused as refused:
            raise Conflict(str(refused)) from refused
        return Response(self._current(supplier), status=status.HTTP_201_CREATED, headers=PRIVATE)

    @extend_schema(
        operation_id="supplier_share_code_end",
        summary="End the share code",
        responses={status.HTTP_204_NO_CONTENT: None},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Nobody looks it up any more. Where there is none nothing is done. For members alone."""
        supplier = access.door(request.user, pk, SupplierAction.SHARE)
        at = clock.db_now()
        if queries.current_code(supplier, at):
            services.end_share_code(supplier=supplier, by=signed_in(request.user), at=at)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _current(self, supplier: Supplier) -> object:
        share_code = queries.current_code(supplier, clock.db_now())
        if share_code is None:
            raise NotFound(_("There is no share code that is good now."))
        return to_json(sharing_shapes.share_code_shape(share_code, queries.lookups_of(share_code)))


class LookupsView(ApiView):
    @extend_schema(
        operation_id="share_code_lookups", summary="List codes you looked up", responses=list_of(LookupRowShape)
    )
    def get(self, request: Request) -> Response:
        """Those that are good still, the latest first."""
        rows = queries.lookups_by(signed_in(request.user), clock.db_now())
        return complete(sharing_shapes.lookup_row(row) for row in rows)

    @extend_schema(
        operation_id="share_code_look_up",
        summary="Look up a share code",
        request=ShareCodeIn,
        responses={status.HTTP_201_CREATED: serializer_for(SharedFactsShape)},
    )
    def post(self, request: Request) -> Response:
        """What a supplier shares, for an officer or who acts for a supplier; the supplier sees for which organisation.

        A code that is wrong, ended or over is 404, all alike. After ten of them within an hour 429.
        """
        organisation = acting.looking_up_for(request)
        asked = ShareCodeIn(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            lookup = services.look_up(
                text=asked.validated_data["code"],
                on_behalf_of=organisation,
                by=signed_in(request.user),
                at=clock.db_now(),
            )
        except TooManyTries as refused:
            raise Throttled(detail=str(refused)) from refused
        except CodeUnknown as unknown:
            raise NotFound(str(unknown)) from unknown
        return Response(_opened(lookup), status=status.HTTP_201_CREATED, headers=PRIVATE)


class LookupView(ApiView):
    @extend_schema(
        operation_id="share_code_lookup",
        summary="Read what a code opened",
        responses=serializer_for(SharedFactsShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """For the person who looked it up, as long as the code is good; else 404."""
        lookup = queries.lookup_by(signed_in(request.user), pk, clock.db_now())
        if lookup is None:
            raise NotFound
        return Response(_opened(lookup), headers=PRIVATE)


def _opened(lookup: ShareCodeLookup) -> object:
    try:
        return to_json(sharing_shapes.shared_facts(lookup, on=clock.db_now().date()))
    except SignedFileFault as fault:
        raise Conflict(str(fault)) from fault


routes = [
    path("suppliers/<uuid:pk>/share-code/", SupplierShareCodeView.as_view(), name="supplier-share-code"),
    path("share-codes/lookups/", LookupsView.as_view(), name="share-code-lookups"),
    path("share-codes/lookups/<uuid:pk>/", LookupView.as_view(), name="share-code-lookup"),
]
