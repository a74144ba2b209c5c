"""The draft key that a request brings: in a browser's cookie, or in a program's header. Nothing else reads it.

The cookie is one that no script reads and no other site's page sends. The key is in no address, form, session or log.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from rest_framework.request import Request

from core.models import User
from procurement.bids.draft_keys import DraftKey, WrongDraftKey
from procurement.bids.models import Bid

HEADER = "Draft-Key"
HEX_DIGITS = 64
TRIES = {"draft_pass": "10/3600s/key"}  # of a person at a bid, on pages and over REST together


class TooManyPassTries(Exception):
    """The pass of a draft was typed wrongly too often: whoever asks waits an hour."""


def cookie_name(bid: Bid) -> str:
    """What the cookie of a bid is called; `key` in it has error reports leave it out."""
    return f"{_beginning()}{bid.pk.hex[:12]}"


def is_cookie_of_a_key(name: str) -> bool:
    """Whether a cookie has the key of some draft."""
    return name.startswith(_beginning())


def _beginning() -> str:
    return "__Host-draft-key-" if settings.SESSION_COOKIE_SECURE else "draft-key-"


@sensitive_variables()
def draft_key_of(request: HttpRequest | Request, bid: Bid) -> DraftKey | None:
    """The key of this bid's draft that the request brings, in the header or in the cookie; None where it is no key of
    it. The only reader of either. No query where the bid was read with its draft.
    """
    text = request.headers.get(HEADER) or request.COOKIES.get(cookie_name(bid), "")
    if len(text) != HEX_DIGITS or not text.isascii():
        return None
    try:
        key = DraftKey(bytes.fromhex(text))
    except (ValueError, WrongDraftKey):
        return None
    draft = getattr(bid, "draft", None)  # None: deleted, long after the deadline
    return key if draft is not None and key.fits(bytes(draft.key_check)) else None


@contextmanager
def counted_try(request: HttpRequest, bid: Bid, by: User) -> Iterator[None]:
    """A try to open a draft with a typed pass: counted if what is tried inside raises, ten in an hour at most.

    Raises TooManyPassTries before anything is tried.
    """
    usage = ratelimit.consume(
        request, app="bids", action="draft_pass", config=dict(TRIES), key=f"{by.pk} {bid.pk}", limit_get=True
    )
    if usage is None:
        raise TooManyPassTries
    yield
    usage.rollback()
