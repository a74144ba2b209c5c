"""Who asks the API by a token: as the library says, and a place that a token is new at is written down."""

from typing import Any

from django.core.cache import cache
from knox import auth
from rest_framework.request import Request

from core.models import SecurityKind
from core.security import writing

REMEMBERED = 30 * 24 * 3600  # as long as a token lasts


class TokenAuthentication(auth.TokenAuthentication):
    """The library's. One look into the cache more."""

    def authenticate(self, request: Request) -> Any:
        result = super().authenticate(request)
        if result is not None:
            user, token = result
            key = f"token-place:{token.token_key}:{writing.place_of(request)}"
            if not cache.get(key):
                cache.set(key, 1, REMEMBERED)
                writing.record(SecurityKind.TOKEN_NEW_PLACE, request, user=user)
        return result
