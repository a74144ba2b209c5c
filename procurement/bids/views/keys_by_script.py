"""What the script of opening keys sends and gets: JSON, never a passphrase, never a private key."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core import clock
from core.access import signed_in
from core.accounts.fresh import is_fresh
from offline.sealing.opening_keys import KEY_SIZE, SIZE
from procurement.bids.access.keys import door, key_door
from procurement.bids.forms.keys import hex_of
from procurement.bids.models import KeyOrigin
from procurement.bids.pages import keys as pages
from procurement.bids.services import keys as services
from procurement.bids.services.key_answers import take_answers, waiting_rehearsal
from procurement.bids.services.keysets import KeyRefused


def for_the_script(view: Callable[[HttpRequest, UUID], JsonResponse]) -> Callable[..., HttpResponseBase]:
    """POST alone; a refusal is 409 with its sentence."""

    @never_cache
    @login_required
    @require_POST
    @wraps(view)
    def answered(request: HttpRequest, pk: UUID) -> JsonResponse:
        try:
            return view(request, pk)
        except KeyRefused as refused:
            return JsonResponse({"detail": str(refused)}, status=HTTPStatus.CONFLICT)

    return answered


@for_the_script
def make(request: HttpRequest, pk: UUID) -> JsonResponse:
    """The public half and the locked one of a new key."""
    holder, authority, role = door(request.user, pk)
    services.make_key(
        holder=holder,
        authority=authority,
        role=role,
        public_key=_bytes(request, "public_key", KEY_SIZE),
        wrapped=_bytes(request, "wrapped", SIZE),
        origin=KeyOrigin.BROWSER,
        at=clock.db_now(),
    )
    return JsonResponse({})


@for_the_script
def questions(request: HttpRequest, pk: UUID) -> JsonResponse:
    """A new challenge, and the halves of a rehearsal that waits for this key."""
    key, at = key_door(request.user, pk), clock.db_now()
    challenge = services.challenge_key(key=key, at=at)
    return JsonResponse(pages.questions_of(challenge, waiting_rehearsal(key, at), key).as_json())


@for_the_script
def answers(request: HttpRequest, pk: UUID) -> JsonResponse:
    """The answers; `more`: the proof has begun a rehearsal, which the same unlocked key answers at once."""
    key = key_door(request.user, pk)
    content = request.POST.get("answers", "").encode()
    more = take_answers(key=key, content=content, by=signed_in(request.user), at=clock.db_now())
    return JsonResponse({"next": reverse("bids:key", args=[pk]), "more": more})


@for_the_script
def rewrap(request: HttpRequest, pk: UUID) -> JsonResponse:
    """The same key locked under another passphrase, by one who has just confirmed who it is."""
    key = key_door(request.user, pk)
    if not is_fresh(request):
        raise KeyRefused(
            _("More than five minutes passed since you confirmed who you are. Nothing was changed: begin again.")
        )
    wrapped = _bytes(request, "wrapped", SIZE)
    services.rewrap_key(key=key, wrapped=wrapped, by=signed_in(request.user), at=clock.db_now())
    return JsonResponse({"next": reverse("bids:key", args=[pk])})


def _bytes(request: HttpRequest, name: str, size: int) -> bytes:
    content = hex_of(request.POST.get(name, ""), size)
    if content is None:
        raise KeyRefused(_("What the browser sent is not whole. Load this page again."))
    return content
