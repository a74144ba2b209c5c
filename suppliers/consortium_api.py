"""Consortia over REST, for their parties. The supplier for which a person acts stands in the path and is checked."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import DateField

from core import clock
from core.access import signed_in
from core.people import mails
from core.people.invitations import NewInvitation
from core.people.refusals import PeopleRefused
from core.rest.framework import Conflict
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from core.states import IllegalMove
from suppliers import access, consortium_summary, queries, services
from suppliers.access import ConsortiumAction, SupplierAction
from suppliers.consortium_serializers import AskedIn, ChangedPartIn, ConsortiumIn, SeenIn, WhyIn
from suppliers.consortium_shapes import ConsortiumRowShape, ConsortiumShape, OwnPartShape, SentInvitationShape
from suppliers.models import Consortium, ConsortiumParty, Supplier
from suppliers.services import SupplierRefused
from suppliers.states import PartyState

Outcome = TypeVar("Outcome")
_ON = OpenApiParameter("on", str, description="The day for which it is looked at; default: today.")


def _done(act: Callable[[], Outcome]) -> Outcome:
    """What a service answers. Raises ValidationError for what is wrong with a field, Conflict for the rest."""
    try:
        return act()
    except (SupplierRefused, PeopleRefused) as refused:
        if refused.field:
            raise ValidationError({refused.field: [str(refused)]}) from refused
        raise Conflict(str(refused)) from refused
    except IllegalMove as refused:
        raise Conflict(str(refused)) from refused


class SupplierConsortiaView(ApiView):
    @extend_schema(
        operation_id="consortia", summary="List your supplier's consortia", responses=list_of(ConsortiumRowShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The active consortia of your supplier, by name, then those into which your address is asked."""
        supplier = access.door(request.user, pk, SupplierAction.SEE_FACTS)
        return complete(consortium_summary.rows_for(request.user, supplier))

    @extend_schema(
        operation_id="consortium_form",
        summary="Form a consortium",
        request=ConsortiumIn,
        responses={status.HTTP_201_CREATED: serializer_for(ConsortiumShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Your supplier leads it; you sign its part as everybody does."""
        lead = access.door(request.user, pk, SupplierAction.ENTER)
        sent = ConsortiumIn(data=request.data)
        sent.is_valid(raise_exception=True)
        by, at = signed_in(request.user), clock.db_now()
        name = sent.validated_data["name"]
        row = _done(lambda: services.form_consortium(lead=lead, name=name, part=sent.part(), by=by, at=at))
        return Response(_shape(request, row.pk), status=status.HTTP_201_CREATED)


class ConsortiumView(ApiView):
    parameters = ("on",)

    @extend_schema(
        operation_id="consortium",
        summary="Read a consortium",
        parameters=[_ON],
        responses=serializer_for(ConsortiumShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Its parties, what each covers, and what is missing on a day; to the parties that have signed."""
        consortium = access.consortium_door(request.user, pk, ConsortiumAction.SEE)
        text = request.query_params.get("on")
        try:
            on = DateField().to_internal_value(text) if text else clock.db_now().date()
        except ValidationError as error:
            raise ValidationError({"on": error.detail}) from error
        return Response(to_json(consortium_summary.consortium_shape(consortium, request.user, on)))


class DissolutionView(ApiView):
    @extend_schema(
        operation_id="consortium_dissolve",
        summary="Dissolve a consortium",
        request=WhyIn,
        responses={status.HTTP_204_NO_CONTENT: None},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """For good, by its lead: everybody is told."""
        consortium = access.consortium_door(request.user, pk, ConsortiumAction.DISSOLVE)
        sent = WhyIn(data=request.data)
        sent.is_valid(raise_exception=True)
        by, at = signed_in(request.user), clock.db_now()
        reason = sent.validated_data["reason"]
        _done(lambda: services.dissolve_consortium(consortium=consortium, reason=reason, by=by, at=at))
        return Response(status=status.HTTP_204_NO_CONTENT)


class InvitationsView(ApiView):
    @extend_schema(
        operation_id="consortium_invite",
        summary="Ask a firm into a consortium",
        request=AskedIn,
        responses={status.HTTP_201_CREATED: serializer_for(SentInvitationShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """By its lead, with the share code of the firm or by mail. Until it signs it sees its part and your name."""
        consortium = access.consortium_door(request.user, pk, ConsortiumAction.INVITE)
        sent = AskedIn(data=request.data)
        sent.is_valid(raise_exception=True)
        asked, by, at = sent.validated_data, signed_in(request.user), clock.db_now()
        if asked["code"]:
            party = _done(
                lambda: services.invite_by_share_code(
                    consortium=consortium, code=asked["code"], part=sent.part(), by=by, at=at
                )
            )
            shape = SentInvitationShape(party.no, is_mailed=False, link="")
        else:
            new = _done(
                lambda: services.invite_address(
                    consortium=consortium, email=asked["email"], name=asked["name"], part=sent.part(), by=by, at=at
                )
            )
            shape = _sent_by_mail(request, consortium, new)
        return Response(to_json(shape), status=status.HTTP_201_CREATED)


def _sent_by_mail(request: Request, consortium: Consortium, new: NewInvitation) -> SentInvitationShape:
    no = consortium.parties.get(email=new.invitation.email, state=PartyState.INVITED).no
    link = "" if new.is_mailed else request.build_absolute_uri(mails.invitation_path(new.secret))
    return SentInvitationShape(no, new.is_mailed, link)


class PartyView(ApiView):
    @extend_schema(
        operation_id="consortium_part_change",
        summary="Change the part of a party",
        request=ChangedPartIn,
        responses=serializer_for(ConsortiumShape),
    )
    def put(self, request: Request, pk: UUID, no: int) -> Response:
        """By the lead: role, share, tasks. What is changed is signed again."""
        party = _party(access.consortium_door(request.user, pk, ConsortiumAction.CHANGE_PART), no)
        sent = ChangedPartIn(data=request.data)
        sent.is_valid(raise_exception=True)
        by, at, seen = signed_in(request.user), clock.db_now(), sent.validated_data["seen"]
        _done(lambda: services.change_part(party=party, part=sent.part(), seen=seen, by=by, at=at))
        return Response(_shape(request, pk))


class RemovalView(ApiView):
    @extend_schema(
        operation_id="consortium_party_remove",
        summary="Take a party out, or ask it no more",
        request=WhyIn,
        responses=serializer_for(ConsortiumShape),
    )
    def post(self, request: Request, pk: UUID, no: int) -> Response:
        """By the lead, with the reason. Who has not signed is asked no more."""
        party = _party(access.consortium_door(request.user, pk, ConsortiumAction.REMOVE), no)
        sent = WhyIn(data=request.data)
        sent.is_valid(raise_exception=True)
        by, at, reason = signed_in(request.user), clock.db_now(), sent.validated_data["reason"]
        if party.state == PartyState.INVITED:
            _done(lambda: services.uninvite(party=party, by=by, at=at))
        else:
            _done(lambda: services.remove_party(party=party, reason=reason, by=by, at=at))
        return Response(_shape(request, pk))


class OwnPartView(ApiView):
    @extend_schema(operation_id="consortium_own_part", summary="Read your part", responses=serializer_for(OwnPartShape))
    def get(self, request: Request, pk: UUID, consortium: UUID) -> Response:
        """What your supplier is to do, and what of its facts goes in."""
        row, party, supplier = _own_place(request, pk, consortium, ConsortiumAction.SEE_PART)
        return _own_answer(request, row, party, supplier)

    @extend_schema(
        operation_id="consortium_sign",
        summary="Sign your part",
        request=SeenIn,
        responses=serializer_for(OwnPartShape),
    )
    def post(self, request: Request, pk: UUID, consortium: UUID) -> Response:
        """Consent to your part in the version that you have read. 409 if it was changed meanwhile."""
        row, party, supplier = _own_place(request, pk, consortium, ConsortiumAction.SIGN)
        sent = SeenIn(data=request.data)
        sent.is_valid(raise_exception=True)
        by, at, seen = signed_in(request.user), clock.db_now(), sent.validated_data["seen"]
        _done(lambda: services.sign_part(party=party, supplier=supplier, seen=seen, by=by, at=at))
        return _own_answer(request, row, party, supplier)

    @extend_schema(
        operation_id="consortium_take_back",
        summary="Take your signature back",
        responses={status.HTTP_200_OK: serializer_for(OwnPartShape)},
    )
    def delete(self, request: Request, pk: UUID, consortium: UUID) -> Response:
        """Stand by your part no more, and stay in the consortium."""
        row, party, supplier = _own_place(request, pk, consortium, ConsortiumAction.TAKE_BACK)
        by, at = signed_in(request.user), clock.db_now()
        _done(lambda: services.take_back_consent(party=party, by=by, at=at))
        return _own_answer(request, row, party, supplier)


class DepartureView(ApiView):
    @extend_schema(
        operation_id="consortium_leave",
        summary="Decline, or leave a consortium",
        request=None,
        responses={status.HTTP_204_NO_CONTENT: None},
    )
    def post(self, request: Request, pk: UUID, consortium: UUID) -> Response:
        """Decline what you are asked for; leave what you have joined. The lead is told."""
        _row, party, _supplier = _own_place(request, pk, consortium, ConsortiumAction.SEE_PART)
        by, at = signed_in(request.user), clock.db_now()
        act = services.decline_part if party.state == PartyState.INVITED else services.leave_consortium
        _done(lambda: act(party=party, by=by, at=at))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _own_place(
    request: Request, pk: UUID, consortium: UUID, action: ConsortiumAction
) -> tuple[Consortium, ConsortiumParty, Supplier]:
    """The consortium, the place of this supplier in it, and the supplier, for which the person acts."""
    supplier = access.door(request.user, pk, SupplierAction.ENTER)
    row = access.consortium_door(request.user, consortium, action)
    party = queries.party_of(row, supplier, request.user)
    if party is None:
        raise Http404
    return row, party, supplier


def _own_answer(request: Request, row: Consortium, party: ConsortiumParty, supplier: Supplier) -> Response:
    fresh = queries.with_parties().get(pk=row.pk)
    place = queries.party_by_no(fresh, party.no)
    assert place is not None  # nothing here takes it out
    shape = consortium_summary.own_part(fresh, place, supplier, request.user, clock.db_now().date())
    return Response(to_json(shape))


def _party(consortium: Consortium, no: int) -> ConsortiumParty:
    party = queries.party_by_no(consortium, no)
    if party is None:
        raise Http404
    return party


def _shape(request: Request, pk: UUID) -> object:
    consortium = queries.with_parties().get(pk=pk)
    return to_json(consortium_summary.consortium_shape(consortium, request.user, clock.db_now().date()))


_PLACE = "suppliers/<uuid:pk>/consortia/<uuid:consortium>"
routes = [
    path("suppliers/<uuid:pk>/consortia/", SupplierConsortiaView.as_view(), name="supplier-consortia"),
    path(f"{_PLACE}/part/", OwnPartView.as_view(), name="consortium-part"),
    path(f"{_PLACE}/departure/", DepartureView.as_view(), name="consortium-departure"),
    path("consortia/<uuid:pk>/", ConsortiumView.as_view(), name="consortium"),
    path("consortia/<uuid:pk>/dissolution/", DissolutionView.as_view(), name="consortium-dissolution"),
    path("consortia/<uuid:pk>/invitations/", InvitationsView.as_view(), name="consortium-invitations"),
    path("consortia/<uuid:pk>/parties/<int:no>/", PartyView.as_view(), name="consortium-party"),
    path("consortia/<uuid:pk>/parties/<int:no>/removal/", RemovalView.as_view(), name="consortium-removal"),
]
