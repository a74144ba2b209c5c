"""How a page or a program reaches a draft: the door of the bid, and the key of the device that asks.

The key lies in a cookie that no script reads and no other site's page sends; a program sends it in a header. It is
nowhere else: not in an address, a form, the session or a log.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_variables

from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.access.devices import cookie_name, draft_key_of, is_cookie_of_a_key
from procurement.bids.draft_keys import DraftKey
from procurement.bids.models import Bid
from procurement.bids.pages.tasks import bid_frame
from procurement.bids.queries import drafts
from procurement.bids.views import locked
from procurement.tenders.states import TenderState

KEPT = 400 * 24 * 3600  # seconds: longer than any tender is open; browsers keep nothing longer
# Keys that a browser has at once. Each takes 96 bytes of a header in which web servers take 8,190 for all cookies.
MOST_KEYS = 50
__all__ = ["cookie_name", "draft_key_of", "for_bid", "forget_key", "framed", "keep_key", "with_draft"]
View = Callable[..., HttpResponseBase]


@sensitive_variables()
def keep_key(request: HttpRequest, response: HttpResponseBase, bid: Bid, key: DraftKey) -> None:
    """Have this device keep the key, and forget others where it would have too many: those of tenders that are over
    before those of open ones, of either the oldest first. One query where there are too many.
    """
    for name in _too_many(request, besides=cookie_name(bid)):
        _forget(response, name)
    response.set_cookie(
        cookie_name(bid),
        key.raw.hex(),
        max_age=KEPT,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def forget_key(response: HttpResponseBase, bid: Bid) -> None:
    """Have this device forget the key."""
    _forget(response, cookie_name(bid))


def _forget(response: HttpResponseBase, name: str) -> None:
    response.delete_cookie(name, path="/", samesite="Strict")


def _too_many(request: HttpRequest, *, besides: str) -> list[str]:
    """The cookies to be forgotten so that one more has its place. Browsers send the oldest first (RFC 6265, 5.4)."""
    names = [name for name in request.COOKIES if name != besides and is_cookie_of_a_key(name)]
    too_many = len(names) + 1 - MOST_KEYS
    if too_many <= 0:
        return []
    bids = drafts.bids_of(request.user).filter(tender__state=TenderState.OPEN)
    needed = {cookie_name(bid) for bid in bids}
    return sorted(names, key=lambda name: name in needed)[:too_many]


def framed(bid: Bid, **about: Any) -> dict[str, Any]:
    """The context of a page of a bid: what every one has, and what this one says."""
    return {**bid_frame(bid), **about}


def for_bid(action: BidAction = BidAction.SEE) -> Callable[[View], View]:
    """Give the view the bid, for those who may do this with it; what it answers is kept by no cache.

    Raises Http404 for those outside, as for a bid that is not there, and Refused.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, access.door(request.user, pk, action), *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return login_required(entered)

    return decorate


def with_draft(action: BidAction = BidAction.SEE) -> Callable[[View], View]:
    """As `for_bid`, and give the view the draft key after the bid; where this device does not have it, the page that
    takes the pass stands instead; and one of its own where the draft was deleted long after the deadline.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @sensitive_variables()
        def opened(request: HttpRequest, bid: Bid, *args: Any, **kwargs: Any) -> HttpResponseBase:
            key = draft_key_of(request, bid)
            if key is None and not hasattr(bid, "draft"):
                response = locked.forgotten_page(request, bid)
                forget_key(response, bid)
                return response
            if key is None:
                return locked.locked_page(request, bid)
            return view(request, bid, key, *args, **kwargs)

        return for_bid(action)(opened)

    return decorate
