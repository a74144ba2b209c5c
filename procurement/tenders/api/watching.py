"""A person's own watch lists over REST."""

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
from core.rest.lists import complete, list_of
from core.rest.shapes import Url, serializer_for, to_json
from core.rest.views import ApiView
from procurement.tenders import pages, queries, services, watched
from procurement.tenders.models import WatchList
from procurement.tenders.serializers import WatchListIn, WatchNameIn
from procurement.tenders.shapes import WatchListShape


class WatchListsView(ApiView):
    @extend_schema(operation_id="watch_lists", summary="List your watch lists", responses=list_of(WatchListShape))
    def get(self, request: Request) -> Response:
        """One's own watch lists, by name."""
        return complete(_shape(request, row) for row in queries.watch_lists_of(signed_in(request.user)))

    @extend_schema(
        operation_id="watch_list_make",
        summary="Watch for tenders",
        request=WatchListIn,
        responses={status.HTTP_201_CREATED: serializer_for(WatchListShape)},
    )
    def post(self, request: Request) -> Response:
        """Keep the filters of a list under a name: you are told of each tender that is published and fits."""
        asked = WatchListIn(data=request.data)
        asked.is_valid(raise_exception=True)
        query = watched.canonical(asked.validated_data["query"])
        if faults := watched.faults(query):
            raise ValidationError({"query": faults})
        by, at = signed_in(request.user), clock.db_now()
        try:
            row = services.watch(name=asked.validated_data["name"], query=query, by=by, at=at)
        except services.NotWatchable as refused:
            raise ValidationError({"name": str(refused)}) from refused
        return Response(to_json(_shape(request, row)), status=status.HTTP_201_CREATED)


class WatchListView(ApiView):
    @extend_schema(
        operation_id="watch_list_rename",
        summary="Rename a watch list",
        request=WatchNameIn,
        responses=serializer_for(WatchListShape),
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Give one of one's own lists another name."""
        row = _mine(request, pk)
        asked = WatchNameIn(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            services.rename_watch_list(watch_list=row, name=asked.validated_data["name"])
        except services.NotWatchable as refused:
            raise ValidationError({"name": str(refused)}) from refused
        return Response(to_json(_shape(request, row)))

    @extend_schema(
        operation_id="watch_list_delete",
        summary="Delete a watch list",
        responses={status.HTTP_204_NO_CONTENT: None},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Watch for it no more."""
        services.delete_watch_list(watch_list=_mine(request, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _mine(request: Request, pk: UUID) -> WatchList:
    row = queries.watch_list_of(signed_in(request.user), pk)
    if row is None:
        raise Http404
    return row


def _shape(request: Request, row: WatchList) -> WatchListShape:
    addresses = {key: Url(request.build_absolute_uri(url)) for key, url in pages.addresses(row.query).items()}
    return WatchListShape(id=row.pk, name=row.name, query=row.query, made_at=row.made_at, **addresses)


routes = [
    path("watch-lists/", WatchListsView.as_view(), name="watch-lists"),
    path("watch-lists/<uuid:pk>/", WatchListView.as_view(), name="watch-list"),
]
