"""A bid is withdrawn or confirmed again over REST."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import signed_in
from core.rest.framework import Conflict
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.models import Bid
from procurement.bids.services import withdrawing
from procurement.bids.services.errors import BidRefused
from procurement.bids.states import BidState


@dataclass(frozen=True, slots=True)
class BidStandingShape:
    """How a bid stands after an act, and since when."""

    id: UUID
    state: BidState
    state_at: datetime


class ReconfirmationIn(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, help_text="The number of the tender's version that you have read.")


def _standing(bid: Bid, act: Callable[[], object]) -> Response:
    try:
        act()
    except BidRefused as refused:
        raise Conflict(str(refused)) from refused
    bid.refresh_from_db()
    return Response(to_json(BidStandingShape(bid.pk, BidState(bid.state), bid.state_at)))


class WithdrawalView(ApiView):
    @extend_schema(
        operation_id="bid_withdraw",
        summary="Withdraw a bid",
        request=None,
        responses=serializer_for(BidStandingShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Take a bid back before the deadline: it is not opened then. The draft stays, and you may submit again."""
        bid = access.door(request.user, pk, BidAction.WITHDRAW)
        return _standing(bid, lambda: withdrawing.withdraw(bid=bid, by=signed_in(request.user)))


class ReconfirmationView(ApiView):
    @extend_schema(
        operation_id="bid_reconfirm",
        summary="Confirm a bid for an amended tender",
        request=ReconfirmationIn,
        responses=serializer_for(BidStandingShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say that the bid holds as it is. A conflict answers where bids have to answer something else, and where the
        tender was changed again since the version that you read.
        """
        bid = access.door(request.user, pk, BidAction.RECONFIRM)
        asked = ReconfirmationIn(data=request.data)
        asked.is_valid(raise_exception=True)
        seen = asked.validated_data["version"]
        return _standing(bid, lambda: withdrawing.reconfirm(bid=bid, seen=seen, by=signed_in(request.user)))


routes = [
    path("bids/<uuid:pk>/withdrawal/", WithdrawalView.as_view(), name="bid-withdrawal"),
    path("bids/<uuid:pk>/reconfirmation/", ReconfirmationView.as_view(), name="bid-reconfirmation"),
]
