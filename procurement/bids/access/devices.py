"""The draft key that a request brings: in a browser's cookie, or in a program's header. Nothing else reads it.

The cookie is one that no script reads and no other site's page sends. The key is in no address, form, session or log.
"""

from django.conf import settings
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from rest_framework.request import Request

from procurement.bids.draft_keys import DraftKey, WrongDraftKey
from procurement.bids.models import Bid

HEADER = "Draft-Key"
HEX_DIGITS = 64


def cookie_name(bid: Bid) -> str:
    """What the cookie of a bid is called; `key` in it has error reports leave it out."""
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}draft-key-{bid.pk.hex[:12]}"


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
