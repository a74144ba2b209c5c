"""API tokens: made in a session by one who has signed in, second factor and all; hashed, expiring, revocable."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import signed_in
from core.accounts import tokens
from core.accounts.fresh import is_fresh
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView


class TokenScheme(KnoxTokenScheme):
    """How the API's document describes our way of reading a token: as the library's."""

    target_class = "core.rest.authentication.TokenAuthentication"


@dataclass(frozen=True, slots=True)
class TokenRowShape:
    """A token by its first characters; the token itself is shown once, when it is made."""

    key: str
    created: datetime
    expiry: datetime


@dataclass(frozen=True, slots=True)
class NewTokenShape(TokenRowShape):
    """A token that was just made."""

    token: str = field(metadata={"help": "Send it as 'Authorization: Token …'. It is not shown again."})


class InSession(ApiView):
    """For one who has signed in on the site. A token cannot make tokens: a stolen one does not outlive its expiry."""

    authentication_classes = (SessionAuthentication,)

    def get_authenticate_header(self, request: Request) -> str:  # noqa: ARG002 -- the framework's signature
        """Named, so that one who is not signed in gets 401 and not 403."""
        return "Session"


class TokenListView(InSession):
    @extend_schema(operation_id="tokens_list", summary="List your tokens", responses=list_of(TokenRowShape))
    def get(self, request: Request) -> Response:
        """One's own tokens, newest first."""
        return complete(_row(row) for row in tokens.tokens_of(signed_in(request.user)))

    @extend_schema(
        operation_id="token_make",
        summary="Make a token",
        request=None,
        responses={status.HTTP_201_CREATED: serializer_for(NewTokenShape)},
    )
    def post(self, request: Request) -> Response:
        """A new token for oneself, for 30 days. It outlives the session, so one must just have confirmed who one is."""
        if not is_fresh(request):
            url = reverse("account_reauthenticate")
            raise PermissionDenied(f"Confirm at {url} that it is you, then ask for the token within five minutes.")
        row, text = tokens.make(signed_in(request.user), request)
        return Response(
            to_json(NewTokenShape(row.token_key, row.created, row.expiry, text)), status=status.HTTP_201_CREATED
        )


class TokenDetailView(InSession):
    @extend_schema(operation_id="token_revoke", summary="Revoke a token", responses={status.HTTP_204_NO_CONTENT: None})
    def delete(self, request: Request, key: str) -> Response:
        """Revoke one of one's own tokens."""
        if not tokens.revoke(signed_in(request.user), key, request):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


def _row(row: Any) -> TokenRowShape:
    return TokenRowShape(row.token_key, row.created, row.expiry)


routes = [
    path("tokens/", TokenListView.as_view(), name="tokens"),
    path("tokens/<str:key>/", TokenDetailView.as_view(), name="token"),
]
