"""A person's own notices over REST."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core import assembly, clock
from core.access import signed_in
from core.models import Notice
from core.notices import queries, services
from core.pages import paging
from core.pages.filters import ListFilters
from core.rest.filters import FilteredView, checked
from core.rest.lists import counted, list_of
from core.rest.shapes import Url, serializer_for, to_json


@dataclass(frozen=True, slots=True)
class NoticeRowShape:
    """That something happened; `url` is the page that it leads to."""

    id: UUID
    kind: str
    sentence: str
    url: Url
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadShape:
    """How many notices were unread before."""

    read: int = field(metadata={"help": "How many were unread before."})


def _row(notice: Notice, request: Request) -> NoticeRowShape:
    text = assembly.notice_texts()[notice.kind]
    url = Url(request.build_absolute_uri(text.url(notice.facts)))
    return NoticeRowShape(notice.public_id, notice.kind, text.sentence(notice.facts), url, notice.at, notice.read_at)


class NoticeListView(FilteredView):
    queryset = Notice.objects.none()

    @extend_schema(
        operation_id="notices_list", summary="List your notices", filters=True, responses=list_of(NoticeRowShape)
    )
    def get(self, request: Request) -> Response:
        """One's own notices, newest first."""
        filters = checked(ListFilters(request.query_params, queries.notices_of(signed_in(request.user))))
        page = paging.page_by_time(filters.qs, "at", before=filters.position, size=filters.size)
        known = assembly.notice_texts()
        return counted(request, filters.qs, page, [_row(row, request) for row in page.rows if row.kind in known])

    @extend_schema(
        operation_id="notices_read",
        summary="Note that all are read",
        request=None,
        responses={status.HTTP_200_OK: serializer_for(ReadShape)},
    )
    def post(self, request: Request) -> Response:
        """Note that one has read all of them."""
        return Response(to_json(ReadShape(services.read(signed_in(request.user), at=clock.db_now()))))


routes = [path("notices/", NoticeListView.as_view(), name="notices")]
