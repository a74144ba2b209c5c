"""The ledger of outages over REST, open to everybody."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.models import SiteOutage
from core.pages import paging
from core.pages.filters import ListFilters
from core.rest.filters import FilteredView, checked
from core.rest.lists import counted, list_of
from core.uptime import queries
from core.uptime.shapes import OutageShape, outage_shape


class OutageListView(FilteredView):
    permission_classes = (AllowAny,)
    queryset = SiteOutage.objects.none()

    @extend_schema(
        operation_id="outages_list", summary="List outages of this site", filters=True, responses=list_of(OutageShape)
    )
    def get(self, request: Request) -> Response:
        """When this site could take nothing in, the latest first. No token is needed."""
        filters = checked(ListFilters(request.query_params, queries.outages()))
        page = paging.page_of(filters.qs, "pk", before=filters.position, size=filters.size)
        return counted(request, filters.qs, page, [outage_shape(row) for row in page.rows])


routes = [path("outages/", OutageListView.as_view(), name="outages")]
