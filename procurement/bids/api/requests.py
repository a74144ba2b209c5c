"""What addresses of bids read of a request: its body, the draft key, the name of a submission; and how they refuse."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from core.rest.framework import Conflict
from procurement.bids.access.devices import HEADER, draft_key_of
from procurement.bids.draft_keys import DraftKey
from procurement.bids.models import Bid
from procurement.bids.services.errors import BidRefused

Outcome = TypeVar("Outcome")
IDEMPOTENCY_HEADER = "Idempotency-Key"
PRIVATE = {"Cache-Control": "no-store"}
_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,80}")

DRAFT_KEY = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, required=True, description="The draft key, 64 hex digits. You keep it."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    IDEMPOTENCY_HEADER,
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Your name of this submission, 8 to 80 letters and digits (a UUID), the same for every repeat of it.",
)


def read_body(kind: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body, checked. Raises ValidationError."""
    asked = kind(data=request.data)
    asked.is_valid(raise_exception=True)
    values: dict[str, Any] = asked.validated_data
    return values


def outcome_of(act: Callable[[], Outcome]) -> Outcome:
    """What a service answers. Raises ValidationError for what is wrong with a field, Conflict for the rest."""
    try:
        return act()
    except BidRefused as refused:
        if refused.field:
            raise ValidationError({refused.field: [str(refused)]}) from None
        raise Conflict(str(refused)) from None  # a clash holds texts: it goes no further


@sensitive_variables()
def require_draft_key(request: Request, bid: Bid) -> DraftKey:
    """Raises PermissionDenied where the request brings no key, or another draft's."""
    key = draft_key_of(request, bid)
    if key is None:
        raise PermissionDenied(_("Send the draft key of this bid in the header Draft-Key."))
    return key


def read_idempotency_key(request: Request) -> str:
    """The sender's name of a submission; quotation marks around it, as a structured field has them, do not count."""
    text = request.headers.get(IDEMPOTENCY_HEADER, "").strip().removeprefix('"').removesuffix('"')
    if not _IDEMPOTENCY_KEY.fullmatch(text):
        sentence = _("Send 8 to 80 letters and digits that name this submission, such as a UUID.")
        raise ValidationError({IDEMPOTENCY_HEADER: [sentence]})
    return text
