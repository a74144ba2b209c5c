"""The gate over REST: what is checked, reasons and their approval, and the acts that lead to a publication."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import require, signed_in
from core.rest.framework import Conflict
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.tenders import access, gather, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.gate import gate_of
from procurement.tenders.models import Explanation, Tender
from procurement.tenders.sections import content_digest
from procurement.tenders.serializers import CheckedIn, ExplanationIn, NoteIn, SendBackIn
from procurement.tenders.services import NotExplainable
from procurement.tenders.shapes import TenderShape
from procurement.tenders.shapes.build import tender_shape
from procurement.tenders.shapes.gate import GateShape, gate_shape
from procurement.tenders.states import TenderState


class GateView(ApiView):
    @extend_schema(operation_id="draft_gate", summary="Check a draft", responses=serializer_for(GateShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """Everything that is checked before a publication, as it stands now."""
        return _gate(access.door(request.user, pk, TenderAction.CHECK))


class GateReasonView(ApiView):
    @extend_schema(
        operation_id="draft_gate_explain",
        summary="Explain a finding",
        request=ExplanationIn,
        responses=serializer_for(GateShape),
    )
    def put(self, request: Request, pk: UUID, rule: str) -> Response:
        """Say why a rule does not hold. The same words again are the same reason; others take their place.

        A conflict (409) where the rule asks for no reason, so for one that blocks, or a reason is approved.
        """
        tender = access.door(request.user, pk, TenderAction.CHECK)
        asked = ExplanationIn(data=request.data)
        asked.is_valid(raise_exception=True)
        by, at = signed_in(request.user), clock.db_now()
        _done(lambda: services.explain(tender=tender, rule=rule, by=by, at=at, **asked.validated_data))
        return _gate(tender)


class GateApproveView(ApiView):
    @extend_schema(
        operation_id="draft_gate_approve",
        summary="Approve a reason",
        request=None,
        responses=serializer_for(GateShape),
    )
    def put(self, request: Request, pk: UUID, explanation: UUID) -> Response:
        """Approve a reason that another officer wrote. Sent again, it stays approved. A conflict where it is void."""
        tender = access.door(request.user, pk, TenderAction.CHECK)
        row, by = _explanation(tender, explanation), signed_in(request.user)
        if not _judged_by(row, by.pk, approved=True):
            _done(lambda: services.approve_explanation(explanation=row, by=by, at=clock.db_now()))
        return _gate(tender)


class GateRefuseView(ApiView):
    @extend_schema(
        operation_id="draft_gate_refuse",
        summary="Refuse a reason",
        request=NoteIn,
        responses=serializer_for(GateShape),
    )
    def put(self, request: Request, pk: UUID, explanation: UUID) -> Response:
        """Ask for a better reason, with a note. Sent again, it stays refused."""
        tender = access.door(request.user, pk, TenderAction.CHECK)
        asked = NoteIn(data=request.data)
        asked.is_valid(raise_exception=True)
        row, by, note = _explanation(tender, explanation), signed_in(request.user), asked.validated_data["note"]
        if not _judged_by(row, by.pk, approved=False):
            _done(lambda: services.refuse_explanation(explanation=row, note=note, by=by, at=clock.db_now()))
        return _gate(tender)


class SendToReviewView(ApiView):
    @extend_schema(
        operation_id="draft_send_to_review",
        summary="Send to review",
        request=CheckedIn,
        responses=serializer_for(TenderShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Hand a draft to a second officer. Sent again by whoever sent it, it stays sent.

        A conflict (409) with all that stops it, or where the sections are not those of the `digest` that you read.
        """
        tender, by = access.door(request.user, pk, TenderAction.CHECK), signed_in(request.user)
        if tender.state == TenderState.REVIEW and queries.sent_to_review_by(tender) == str(by.pk):
            return _tender(request, tender)
        require(access.may(request.user, TenderAction.SEND_TO_REVIEW, tender))
        _require_read(request, tender)
        services.send_to_review(tender=tender, by=by, at=clock.db_now())
        return _tender(request, tender)


class SendBackView(ApiView):
    @extend_schema(
        operation_id="draft_send_back",
        summary="Send back",
        request=SendBackIn,
        responses=serializer_for(TenderShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Give what a second officer reads back to be changed, with the reason. Refused (403) once it is a draft."""
        tender = access.door(request.user, pk, TenderAction.SEND_BACK)
        asked = SendBackIn(data=request.data)
        asked.is_valid(raise_exception=True)
        reason = asked.validated_data["reason"]
        services.send_back(tender=tender, reason=reason, by=signed_in(request.user), at=clock.db_now())
        return _tender(request, tender)


class PublishView(ApiView):
    @extend_schema(
        operation_id="draft_publish",
        summary="Publish a tender",
        request=CheckedIn,
        responses=serializer_for(TenderShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Publish a tender for good: by another officer than who sent it. Sent again by whoever published, it stays.

        A conflict (409) with everything that speaks against it, or where the sections are not those of the `digest`.
        """
        tender, by = access.door(request.user, pk), signed_in(request.user)
        if queries.published_by(tender) == by.pk:
            return _tender(request, tender)
        require(access.may(request.user, TenderAction.PUBLISH, tender))
        _require_read(request, tender)
        services.publish(tender=tender, by=by, at=clock.db_now())
        return _tender(request, tender)


def _done(act: Callable[[], object]) -> None:
    """Do it; a reason that is not taken is a conflict."""
    try:
        act()
    except NotExplainable as refused:
        raise Conflict(str(refused)) from refused


def _explanation(tender: Tender, pk: UUID) -> Explanation:
    """The reason of this tender with that id. 404 if another took its place, or there is none."""
    row = next((row for row in queries.latest_explanations(tender).values() if row.pk == pk), None)
    if row is None:
        raise Http404
    return row


def _judged_by(explanation: Explanation, person: UUID, *, approved: bool) -> bool:
    verdict = getattr(explanation, "verdict", None)
    return verdict is not None and (verdict.by_id, verdict.approved) == (person, approved)


def _require_read(request: Request, tender: Tender) -> None:
    """Raise Conflict where the person read other sections than there are now."""
    asked = CheckedIn(data=request.data)
    asked.is_valid(raise_exception=True)
    if asked.validated_data["digest"] not in {"", content_digest(gather.content_of(tender))}:
        raise Conflict(_("The sections have changed since you checked them. Read them again."))


def _gate(tender: Tender) -> Response:
    tender.refresh_from_db()
    return Response(to_json(gate_shape(gate_of(tender, clock.db_now()))))


def _tender(request: Request, tender: Tender) -> Response:
    return Response(to_json(tender_shape(tender, request.user)))


routes = [
    path("drafts/<uuid:pk>/gate/", GateView.as_view(), name="draft-gate"),
    path("drafts/<uuid:pk>/gate/reasons/<slug:rule>/", GateReasonView.as_view(), name="draft-gate-reason"),
    path("drafts/<uuid:pk>/gate/approved/<uuid:explanation>/", GateApproveView.as_view(), name="draft-gate-approve"),
    path("drafts/<uuid:pk>/gate/refused/<uuid:explanation>/", GateRefuseView.as_view(), name="draft-gate-refuse"),
    path("drafts/<uuid:pk>/review/", SendToReviewView.as_view(), name="draft-review"),
    path("drafts/<uuid:pk>/back/", SendBackView.as_view(), name="draft-back"),
    path("drafts/<uuid:pk>/publication/", PublishView.as_view(), name="draft-publication"),
]
