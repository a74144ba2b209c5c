"""What a bid is asked for, what its draft lacks, and the files of the draft, over REST."""

from uuid import UUID

from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.rest.framework import Conflict
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.bids import access
from procurement.bids.api.requests import DRAFT_KEY, PRIVATE, require_draft_key
from procurement.bids.gather import files as file_gather
from procurement.bids.outline import outline_of
from procurement.bids.queries import drafts
from procurement.bids.rules.completeness import look_twice, missing_of
from procurement.bids.services import offers
from procurement.bids.shapes.contents import (
    BidCheckShape,
    BidContentsShape,
    DraftFileShape,
    bid_contents_shape,
    bid_item_shape,
    draft_file_shape,
)
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries


class BidContentsView(ApiView):
    @extend_schema(
        operation_id="bid_contents",
        summary="Read what a bid is asked for",
        responses=serializer_for(BidContentsShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Every field of its four parts and every place of its files, as the tender says now. For the lead's team."""
        bid = access.door(request.user, pk)
        outline = outline_of(tender_gather.content_of(bid.tender), [lot.no for lot in drafts.lots_of(bid)])
        return Response(to_json(bid_contents_shape(outline)))


class BidCheckView(ApiView):
    @extend_schema(
        operation_id="bid_check",
        summary="Read what a draft lacks",
        parameters=[DRAFT_KEY],
        responses=serializer_for(BidCheckShape),
    )
    @sensitive_variables()
    def get(self, request: Request, pk: UUID) -> Response:
        """Field by field, with what parties and facts lack, and what to look at twice before you submit."""
        bid, at = access.door(request.user, pk), clock.db_now()
        key, version = require_draft_key(request, bid), tender_queries.latest_version(bid.tender)
        if version is None:
            raise Conflict(_("This tender takes no bids here."))
        written = offers.written_bid(bid, key)
        outline = offers.outline_for(written, version)
        missing, parties = missing_of(outline, written.filled), offers.unready_parties(bid, version)
        not_now, _reason = offers.not_now(bid, at=at)
        shape = BidCheckShape(
            is_ready=not (missing or parties or not_now or not outline.lots),
            missing=tuple(bid_item_shape(item) for item in missing),
            parties=parties,
            not_now=not_now,
            look_twice=tuple(bid_item_shape(item) for item in look_twice(outline, written.filled)),
        )
        return Response(to_json(shape), headers=PRIVATE)


class BidFilesView(ApiView):
    @extend_schema(
        operation_id="bid_files",
        summary="List the files of a bid's draft",
        parameters=[DRAFT_KEY],
        responses=list_of(DraftFileShape),
    )
    @sensitive_variables()
    def get(self, request: Request, pk: UUID) -> Response:
        """Those that are whole and those that are arriving. They are sent, and removed, by the verbs of tus."""
        bid = access.door(request.user, pk)
        readings = file_gather.readings(bid, require_draft_key(request, bid))
        response = complete(draft_file_shape(reading) for reading in readings)
        response["Cache-Control"] = PRIVATE["Cache-Control"]
        return response


routes = [
    path("bids/<uuid:pk>/contents/", BidContentsView.as_view(), name="bid-contents"),
    path("bids/<uuid:pk>/check/", BidCheckView.as_view(), name="bid-check"),
    path("bids/<uuid:pk>/files/", BidFilesView.as_view(), name="bid-files"),
]
