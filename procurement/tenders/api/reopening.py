"""A closed tender takes bids again after an outage of the site, over REST: proposed by one officer, done by another."""

from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.rest.framework import Conflict
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.tenders import queries, serializers, services
from procurement.tenders.access import TenderAction
from procurement.tenders.api.during import ChangeView, or_conflict, require_published, sent_values
from procurement.tenders.gather.outages import reopening_terms
from procurement.tenders.shapes.during import (
    OpenTenderShape,
    OutageProposalShape,
    ReopeningProposalShape,
    outage_proposal_shape,
    reopening_shape,
)


class ReopeningTermsView(ApiView):
    @extend_schema(
        operation_id="open_reopening_terms",
        summary="Read what opening it again gives",
        responses=serializer_for(OutageProposalShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """To officers of a closed tender: outages of the last 24 hours that are not made good, and until when it would
        take bids if another officer confirmed now. 404 where there is none.
        """
        terms = reopening_terms(require_published(request, pk, TenderAction.REOPEN), at=clock.db_now())
        if terms is None:
            raise Http404
        return Response(to_json(outage_proposal_shape(terms)))


class ReopeningProposalView(ApiView):
    @extend_schema(
        operation_id="open_proposed_reopening",
        summary="Read who wants to open it again",
        responses=serializer_for(ReopeningProposalShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """To officers: what is proposed. 404 where nobody has proposed it."""
        proposal = queries.latest_reopening_proposal(require_published(request, pk, TenderAction.REOPEN))
        if proposal is None:
            raise Http404
        return Response(to_json(reopening_shape(proposal)))

    @extend_schema(
        operation_id="open_reopening_propose",
        summary="Propose to open it again",
        request=serializers.OutageExtensionIn,
        responses={status.HTTP_201_CREATED: serializer_for(ReopeningProposalShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Propose that a closed tender takes bids again; nothing moves before another officer confirms it. Name the
        outages that you have read; a conflict answers if they are others by now, or the opening has begun.
        """
        tender, by = require_published(request, pk, TenderAction.REOPEN), signed_in(request.user)
        sent, at = sent_values(serializers.OutageExtensionIn, request), clock.db_now()
        proposal = or_conflict(lambda: services.propose_reopening(tender=tender, by=by, at=at, **sent))
        return Response(to_json(reopening_shape(proposal)), status=status.HTTP_201_CREATED)


class ReopeningView(ChangeView):
    @extend_schema(
        operation_id="open_reopen",
        summary="Open a closed tender again",
        request=serializers.ReopeningIn,
        responses={status.HTTP_201_CREATED: serializer_for(OpenTenderShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Confirm, as another officer, what you have read: the tender takes bids until a deadline that is counted from
        now. A conflict where another officer proposed anew, or the opening has begun.
        """
        tender, by = require_published(request, pk, TenderAction.CONFIRM_REOPEN), signed_in(request.user)
        sent, at = sent_values(serializers.ReopeningIn, request), clock.db_now()
        proposal = queries.reopening_proposal_of(tender, sent["proposed"])
        if proposal is None:
            raise Conflict("There is no such proposal about this tender.")
        return self.changed(tender, lambda: services.reopen(tender=tender, proposal=proposal, by=by, at=at))


routes = [
    path("tenders/<uuid:pk>/reopening-terms/", ReopeningTermsView.as_view(), name="open-reopening-terms"),
    path("tenders/<uuid:pk>/proposed-reopening/", ReopeningProposalView.as_view(), name="open-proposed-reopening"),
    path("tenders/<uuid:pk>/reopening/", ReopeningView.as_view(), name="open-reopening"),
]
