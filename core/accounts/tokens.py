"""API tokens of a person: hashed, for 30 days, shown once, revocable; page and API make and end them here."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from knox.models import get_token_model
from knox.settings import knox_settings

from core import clock
from core.models import SecurityKind, User
from core.security import writing

Token = get_token_model()
LIFETIME: timedelta = knox_settings.TOKEN_TTL


def tokens_of(user: User) -> Any:
    """The tokens of a person that still open the API, newest first. The query of the rows."""
    return Token.objects.filter(user=user, expiry__gt=clock.machine_now()).order_by("-created")


def make(user: User, request: HttpRequest) -> tuple[Any, str]:
    """A new token: its row and its text, which is stored nowhere. Effect: an event of the security log."""
    row, text = Token.objects.create(user=user)
    writing.record(SecurityKind.TOKEN_MADE, request, user=user)
    return row, text


def revoke(user: User, key: str, request: HttpRequest) -> bool:
    """End a token of this person by its first characters; False if there is none. Effect: an event, where it ended."""
    if not Token.objects.filter(user=user, token_key=key).delete()[0]:
        return False
    writing.record(SecurityKind.TOKEN_REVOKED, request, user=user)
    return True
