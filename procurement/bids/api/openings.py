"""The opening of a tender's bids, read by programs: how far it is, its signed records, the list of prices.

Nobody opens by this interface: a half is given with a fresh second factor, which a token is not.
"""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.pages.downloads import attachment
from core.rest.framework import Conflict
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from offline.reading import SignedFileFault
from procurement.bids.access.openings import opening_door
from procurement.bids.gather.price_lists import price_list
from procurement.bids.pages.opening_stages import OpeningStage, OpeningStanding, standing_of
from procurement.bids.queries import openings as queries
from procurement.bids.shapes import openings as shapes
from procurement.bids.states import FactorKind, KeyWay

JSON = "application/json"
CSV = "text/csv"


def _standing(request: Request, pk: UUID) -> OpeningStanding:
    """Where the opening stands. 404 for those outside, and where nothing is opened here."""
    standing = standing_of(opening_door(request.user, pk), request.user, clock.db_now())
    if standing.stage is OpeningStage.NONE:
        raise NotFound
    return standing


class OpeningView(ApiView):
    @extend_schema(
        operation_id="tender_opening",
        summary="Read how far the opening of the bids is",
        responses=serializer_for(shapes.OpeningStandingShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """For officers, auditors and holders of keys. Before the deadline nothing of bids is in it. A conflict answers
        where the copy of a record is not the one that the site signed.
        """
        standing = _standing(request, pk)
        try:
            records = tuple(shapes.recorded_opening(opening) for opening in standing.closed)
        except SignedFileFault as fault:
            raise Conflict(str(fault)) from fault
        shape = shapes.OpeningStandingShape(
            tender=standing.tender.pk,
            stage=standing.stage.value,
            part=standing.part,
            deadline=standing.tender.deadline_at,
            holders=tuple(shapes.KeyHolderShape(str(each.key.holder), each.role) for each in standing.members),
            halves=tuple(
                shapes.GivenHalfShape(str(half.person), half.at, KeyWay(half.way), FactorKind(half.factor))
                for half in standing.halves
            ),
            obstacles=tuple(str(sentence) for sentence in standing.obstacles),
            records=records,
        )
        return Response(to_json(shape))


class OpeningRecordView(ApiView):
    @extend_schema(
        operation_id="tender_opening_record",
        summary="Read the signed record of an opening",
        responses={(status.HTTP_200_OK, JSON): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: UUID, part: str) -> HttpResponse:
        """The signed file, byte for byte: `python -m offline verify` checks it. 404 until this part is closed."""
        standing = _standing(request, pk)
        opening = next((each for each in standing.closed if each.part == part), None)
        record = queries.record_of(opening) if opening else None
        if record is None:
            raise NotFound
        return attachment(record.text, name=f"opening-{standing.tender.ref}-{part}.json", content_type=JSON)


class PriceListView(ApiView):
    @extend_schema(
        operation_id="tender_opened_prices",
        summary="Read the prices of the opened bids",
        responses={(status.HTTP_200_OK, CSV): OpenApiTypes.STR},
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """As CSV: a line for each priced element of each lot. 404 as long as prices are sealed."""
        standing = _standing(request, pk)
        text = price_list(standing.tender, standing.closed)
        if text is None:
            raise NotFound
        return attachment(text, name=f"prices-{standing.tender.ref}.csv", content_type=CSV)


_OPENING = "tenders/<uuid:pk>/opening/"
routes = [
    path(_OPENING, OpeningView.as_view(), name="tender-opening"),
    path(f"{_OPENING}<slug:part>/record/", OpeningRecordView.as_view(), name="tender-opening-record"),
    path(f"{_OPENING}prices/", PriceListView.as_view(), name="tender-opened-prices"),
]
