"""API tokens: made in a session by one who has signed in, second factor and all; hashed, expiring, revocable."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.utils import extend_schema
from knox.models import get_token_model
from rest_framework import serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.access import signed_in
from core.accounts.fresh import is_fresh
from core.models import SecurityKind
from core.security import writing

Token = get_token_model()


class TokenScheme(KnoxTokenScheme):
    """How the API's document describes our way of reading a token: as the library's."""

    target_class = "core.rest.authentication.TokenAuthentication"


class TokenRow(serializers.Serializer[Any]):
    """A token by its first characters; the token itself is shown once, when it is made."""

    key = serializers.CharField()
    created = serializers.DateTimeField()
    expiry = serializers.DateTimeField(allow_null=True)


class TokenMade(TokenRow):
    token = serializers.CharField(help_text="Send it as 'Authorization: Token …'. It is not shown again.")


class InSession(APIView):
    """For one who has signed in on the site. A token cannot make tokens: a stolen one does not outlive its expiry."""

    authentication_classes = (SessionAuthentication,)

    def get_authenticate_header(self, request: Request) -> str:  # noqa: ARG002 -- the framework's signature
        """Named, so that one who is not signed in gets 401 and not 403."""
        return "Session"


class TokenListView(InSession):
    @extend_schema(operation_id="tokens_list", responses=TokenRow(many=True))
    def get(self, request: Request) -> Response:
        """One's own tokens, newest first."""
        rows = Token.objects.filter(user=request.user).order_by("-created")
        return Response([_row(row) for row in rows])

    @extend_schema(operation_id="token_make", request=None, responses={status.HTTP_201_CREATED: TokenMade})
    def post(self, request: Request) -> Response:
        """A new token for oneself, for 30 days. It outlives the session, so one must just have confirmed who one is."""
        if not is_fresh(request):
            url = reverse("account_reauthenticate")
            raise PermissionDenied(f"Confirm at {url} that it is you, then ask for the token within five minutes.")
        row, token = Token.objects.create(user=request.user)
        writing.record(SecurityKind.TOKEN_MADE, request, user=signed_in(request.user))
        return Response({**_row(row), "token": token}, status=status.HTTP_201_CREATED)


class TokenDetailView(InSession):
    @extend_schema(operation_id="token_revoke", responses={status.HTTP_204_NO_CONTENT: None})
    def delete(self, request: Request, key: str) -> Response:
        """Revoke one of one's own tokens."""
        if not Token.objects.filter(user=request.user, token_key=key).delete()[0]:
            raise Http404
        writing.record(SecurityKind.TOKEN_REVOKED, request, user=signed_in(request.user))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _row(row: Any) -> dict[str, Any]:
    return {"key": row.token_key, "created": row.created, "expiry": row.expiry}


routes = [
    path("tokens/", TokenListView.as_view(), name="tokens"),
    path("tokens/<str:key>/", TokenDetailView.as_view(), name="token"),
]
