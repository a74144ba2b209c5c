"""The API's one shape of answers: JSON, exact decimals, errors as RFC 9457 problem details."""

import json
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers, renderers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils import encoders

from core.arrivals import NoSlot
from core.middleware import lacks_second_factor
from core.states import GateRefused, IllegalMove, MovedMeanwhile

if TYPE_CHECKING:  # rest_framework.views reads this module from the settings while it is being imported
    from rest_framework.views import APIView

SOON = 2  # seconds


class Encoder(encoders.JSONEncoder):
    """A Decimal leaves as its text: the framework's own encoder would make it a float."""

    def default(self, obj: Any) -> Any:
        return str(obj) if isinstance(obj, Decimal) else super().default(obj)


class JSONRenderer(renderers.JSONRenderer):
    """JSON with exact decimals, and the media type of RFC 9457 for errors."""

    encoder_class = Encoder

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        response = (renderer_context or {}).get("response")
        if response is not None and getattr(response, "problem", False):
            response["Content-Type"] = "application/problem+json"
        return super().render(data, accepted_media_type, renderer_context)


class JSONParser(parsers.JSONParser):
    """JSON that can mean one thing: the framework's own keeps the last of equal keys and fails on deep nesting."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:  # noqa: ARG002
        """Raises ParseError for a key twice, NaN, what is no JSON, nested beyond reason or did not come whole."""
        try:
            return json.loads(stream.read(), object_pairs_hook=_each_once, parse_constant=_no_number)
        except UnreadablePostError as error:
            raise exceptions.ParseError("The request stopped before its end.") from error
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(f"This is not JSON that can be used: {error}") from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("a key stands twice in one object.")
    return mapping


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number.")


class HasSecondFactor(BasePermission):
    """The rule of the pages, for the API: a role that asks for a second factor needs one set up."""

    message = "Your role needs a second factor. Sign in on the site and set one up."

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        return not (request.user.is_authenticated and lacks_second_factor(request.user))


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """An exception as problem details {type, title, status, detail, instance, errors?}; None: not ours, a 500.

    What an exception names in `members` stands there, too (RFC 9457 §3.2).
    """
    if isinstance(error, GateRefused | IllegalMove | MovedMeanwhile):
        error = Conflict(str(error))
    if isinstance(error, NoSlot):
        sentence = _("Much arrives now, and what you sent was not read to its end. Send it again in a moment.")
        error = ProblemRefusal(HTTPStatus.SERVICE_UNAVAILABLE, sentence, wait=SOON, reason="busy")
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    if isinstance(error, exceptions.NotAuthenticated):
        error.detail = exceptions.ErrorDetail(_how_to_sign_in(getattr(error, "auth_header", "")))
    if not isinstance(error, exceptions.APIException):
        return None
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _title(error.status_code),
        "status": error.status_code,
        "detail": _sentence(error.detail),
        "instance": context["request"].path,
        **getattr(error, "members", {}),
    }
    if isinstance(error, exceptions.ValidationError):
        body["detail"] = "Some fields need to be corrected."
        body["errors"] = [{"pointer": pointer, "detail": text} for pointer, text in _flat(error.detail)]
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    response = Response(body, status=error.status_code, headers=headers)
    response.problem = True  # type: ignore[attr-defined]
    return response


def _how_to_sign_in(challenge: str) -> str:
    """To one who is nobody yet: what this address takes."""
    if challenge.startswith("Token"):
        return _("Send a token, as 'Authorization: Token …'. It is made on the site, under API and tokens.")
    return _("Sign in on the site: a token is not enough here.")


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "The state does not allow this."


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class ProblemRefusal(exceptions.APIException):
    """A refusal with a status of its own, and with what a program reads besides the sentence.

    `wait`: seconds after which to come again.
    """

    def __init__(self, code: HTTPStatus, sentence: str, *, wait: int | None = None, **members: Any) -> None:
        super().__init__(sentence)
        self.status_code, self.wait, self.members = code.value, wait, members


def _title(code: int) -> str:
    return HTTPStatus(code).phrase


def _sentence(detail: Any) -> str:
    return detail if isinstance(detail, str) else json.dumps(detail, default=str)


def _flat(detail: Any, pointer: str = "") -> list[tuple[str, str]]:
    if isinstance(detail, dict):
        return [pair for key, value in detail.items() for pair in _flat(value, f"{pointer}/{key}")]
    if isinstance(detail, list):
        plain = all(isinstance(item, str) for item in detail)
        if plain:
            return [(pointer or "/", str(item)) for item in detail]
        return [pair for i, value in enumerate(detail) for pair in _flat(value, f"{pointer}/{i}")]
    return [(pointer or "/", str(detail))]
