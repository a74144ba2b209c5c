"""People of a supplier over REST: a token lists them; letting somebody in or out asks for a session, confirmed anew."""

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core import access as core_access
from core import clock
from core.access import signed_in
from core.people import mails
from core.rest.lists import complete, list_of
from core.rest.sessions import InSession, require_fresh
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from suppliers import access, queries, services, summary
from suppliers.access import SupplierAction
from suppliers.api.asking import done, sent
from suppliers.models import Supplier, SupplierMember
from suppliers.serializers import SupplierInvitationIn, SupplierRoleIn
from suppliers.shapes import NewSupplierInvitationShape, SupplierInvitationShape, SupplierMemberShape


class SupplierMembersView(ApiView):
    @extend_schema(
        operation_id="supplier_members", summary="List who acts for it", responses=list_of(SupplierMemberShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Who acts for the supplier, managers first; for its members."""
        supplier = access.door(request.user, pk, SupplierAction.SEE_FACTS)
        return complete(map(summary.member_shape, queries.members_of(supplier)))


class SupplierInvitationsView(ApiView):
    @extend_schema(
        operation_id="supplier_invitations", summary="List who is invited", responses=list_of(SupplierInvitationShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Invitations that wait, the newest first; for members."""
        supplier = access.door(request.user, pk, SupplierAction.SEE_FACTS)
        return complete(map(summary.invitation_shape, queries.waiting_invitations(supplier, clock.db_now())))


class SupplierInviteView(InSession):
    @extend_schema(
        operation_id="supplier_invite",
        summary="Invite a colleague",
        request=SupplierInvitationIn,
        responses={status.HTTP_201_CREATED: serializer_for(NewSupplierInvitationShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask a person to act for the supplier. Only in a session, by a manager who has just confirmed who it is."""
        supplier = access.door(request.user, pk, SupplierAction.INVITE)
        require_fresh(request)
        typed, by = sent(SupplierInvitationIn, request), signed_in(request.user)
        new = done(lambda: services.invite_member(supplier=supplier, **typed, by=by, at=clock.db_now()))
        link = None if new.is_mailed else request.build_absolute_uri(mails.invitation_path(new.secret))
        answer = to_json(summary.new_invitation_shape(new.invitation, link))
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})


class SupplierMemberView(InSession):
    @extend_schema(
        operation_id="supplier_member_role",
        summary="Give a member another role",
        request=SupplierRoleIn,
        responses=serializer_for(SupplierMemberShape),
    )
    def put(self, request: Request, pk: UUID, member: UUID) -> Response:
        """By a manager, in a session, confirmed anew. One manager always stays. The same role changes nothing."""
        supplier = access.door(request.user, pk, SupplierAction.INVITE)
        require_fresh(request)
        typed, by, row = sent(SupplierRoleIn, request), signed_in(request.user), _member(supplier, member)
        done(lambda: services.change_role(supplier=supplier, person=row.user, **typed, by=by, at=clock.db_now()))
        return Response(to_json(summary.member_shape(_member(supplier, member))))

    @extend_schema(
        operation_id="supplier_member_remove",
        summary="Remove a member, or leave",
        responses={status.HTTP_204_NO_CONTENT: None},
    )
    def delete(self, request: Request, pk: UUID, member: UUID) -> Response:
        """By a manager, or the person itself, in a session, confirmed anew. The last manager stays."""
        supplier = access.door(request.user, pk, SupplierAction.SEE_FACTS)
        by = signed_in(request.user)
        if member != by.pk:
            core_access.require(access.may(by, SupplierAction.INVITE, supplier))
        require_fresh(request)
        row = _member(supplier, member)
        done(lambda: services.remove_member(supplier=supplier, person=row.user, by=by, at=clock.db_now()))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _member(supplier: Supplier, pk: UUID) -> SupplierMember:
    row = supplier.members.select_related("user").filter(user=pk).first()
    if row is None:
        raise NotFound
    return row


routes = [
    path("suppliers/<uuid:pk>/members/", SupplierMembersView.as_view(), name="supplier-members"),
    path("suppliers/<uuid:pk>/members/<uuid:member>/", SupplierMemberView.as_view(), name="supplier-member"),
    path("suppliers/<uuid:pk>/invitations/", SupplierInvitationsView.as_view(), name="supplier-invitations"),
    path("suppliers/<uuid:pk>/invitations/new/", SupplierInviteView.as_view(), name="supplier-invite"),
]
