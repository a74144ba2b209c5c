"""API tokens: made in a session by one who has signed in, second factor and all; hashed, expiring, revocable."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import signed_in
from core.accounts import tokens
from core.rest.lists import complete, list_of
from core.rest.sessions import InSession, require_fresh
from core.rest.shapes import serializer_for, to_json


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
        require_fresh(request)
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
