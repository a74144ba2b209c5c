"""People over REST: lists for whoever holds a token; what gives or ends access in a session, confirmed anew."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core import access as core_access
from core import clock
from core.access import signed_in
from core.models import Invitation, Role
from core.people import access, acts, invitations, mails, queries, shapes
from core.people.access import PeopleAction
from core.people.acts import Doing
from core.people.refusals import PeopleRefused
from core.people.serializers import InvitationIn, PersonActIn
from core.rest.framework import Conflict
from core.rest.lists import complete, list_of
from core.rest.sessions import InSession, require_fresh
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView


class PeopleListView(ApiView):
    @extend_schema(operation_id="people_list", summary="List people", responses=list_of(shapes.PersonRowShape))
    def get(self, request: Request) -> Response:
        """Everybody with a role in the authorities that one administers, by authority and name."""
        at, rows = clock.db_now(), []
        for authority in access.administered_by(request.user):
            asked = queries.people_with_waiting_reset(authority, at)
            rows += [shapes.person_row(row, authority, asked) for row in queries.colleagues(authority)]
        return complete(rows)


class InvitationListView(ApiView):
    @extend_schema(
        operation_id="invitations_list", summary="List invitations", responses=list_of(shapes.InvitationRowShape)
    )
    def get(self, request: Request) -> Response:
        """Invitations that wait, into the authorities that one administers, the newest first of each."""
        at = clock.db_now()
        return complete(
            shapes.invitation_row(row, authority)
            for authority in access.administered_by(request.user)
            for row in queries.waiting_invitations(authority, at)
        )


class InviteView(InSession):
    @extend_schema(
        operation_id="person_invite",
        summary="Invite a person",
        request=InvitationIn,
        responses={status.HTTP_201_CREATED: serializer_for(shapes.NewInvitationShape)},
    )
    def post(self, request: Request, authority: UUID) -> Response:
        """Invite a person into an authority. Only in a session, by one who has just confirmed who one is."""
        row = access.door(request.user, authority, PeopleAction.INVITE)
        require_fresh(request)
        asked = InvitationIn(data=request.data)
        asked.is_valid(raise_exception=True)
        values = {**asked.validated_data, "roles": [Role(key) for key in asked.validated_data["roles"]]}
        try:
            new = invitations.invite(authority=row, by=signed_in(request.user), at=clock.db_now(), **values)
        except PeopleRefused as refused:
            raise _refusal(refused) from refused
        link = None if new.is_mailed else request.build_absolute_uri(mails.invitation_path(new.secret))
        answer = to_json(shapes.new_invitation(new.invitation, row, link=link))
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})


class InvitationView(InSession):
    @extend_schema(
        operation_id="invitation_withdraw",
        summary="Withdraw an invitation",
        responses={status.HTTP_204_NO_CONTENT: None},
    )
    def delete(self, request: Request, authority: UUID, pk: UUID) -> Response:
        """End an invitation that waits; its link opens nothing any more. Only in a session."""
        row = access.door(request.user, authority, PeopleAction.INVITE)
        invitation = get_object_or_404(Invitation, pk=pk, authority=row)
        try:
            invitations.withdraw(invitation=invitation, by=signed_in(request.user), at=clock.db_now())
        except PeopleRefused as refused:
            raise _refusal(refused) from refused
        return Response(status=status.HTTP_204_NO_CONTENT)


class PersonActView(InSession):
    @extend_schema(
        operation_id="person_act",
        summary="Give or end a role, close an account",
        request=PersonActIn,
        responses=serializer_for(shapes.PersonRowShape),
    )
    def post(self, request: Request, authority: UUID, pk: UUID) -> Response:
        """What an administrator does to a person: roles, account, reset. Only in a session, confirmed anew."""
        at = clock.db_now()
        standing = acts.person_in(access.door(request.user, authority, PeopleAction.SEE), pk, at)
        asked = PersonActIn(data=request.data)
        asked.is_valid(raise_exception=True)
        typed = asked.validated_data
        chosen = acts.ACTS[typed["act"]]
        core_access.require(access.may(request.user, chosen.action, standing.authority, standing.person))
        require_fresh(request)
        if not chosen.is_open(standing):
            raise Conflict(str(acts.NOT_OPEN))
        if chosen.roles(standing) and "role" not in typed:
            raise ValidationError({"role": [_("Say which role.")]})
        role = Role(typed["role"]) if "role" in typed else None
        try:
            chosen.do(standing, Doing(signed_in(request.user), at, typed["reason"], role))
        except PeopleRefused as refused:
            raise _refusal(refused) from refused
        standing.person.refresh_from_db()
        return Response(to_json(shapes.person_after(acts.standing_of(standing.person, standing.authority, at))))


def _refusal(refused: PeopleRefused) -> Exception:
    """What is about a field is to be corrected there; the rest is a conflict."""
    return ValidationError({refused.field: [str(refused)]}) if refused.field else Conflict(str(refused))


routes = [
    path("people/", PeopleListView.as_view(), name="people"),
    path("people/invitations/", InvitationListView.as_view(), name="people-invitations"),
    path("authorities/<uuid:authority>/invitations/", InviteView.as_view(), name="people-invite"),
    path("authorities/<uuid:authority>/invitations/<uuid:pk>/", InvitationView.as_view(), name="people-invitation"),
    path("authorities/<uuid:authority>/people/<uuid:pk>/acts/", PersonActView.as_view(), name="people-act"),
]
