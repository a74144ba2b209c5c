"""A person gives its halves: in the browser, with the offline tool, or with key and passphrase without JavaScript.

Asked for only of whoever is waited for, within five minutes of a second factor. The script and the tool send halves
alone; key and passphrase are used in memory, and the record says so.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import signed_in
from core.accounts.fresh import recent_factor
from core.pages import downloads
from offline.reading import SignedFileFault
from procurement.bids.access.openings import OpeningAction, opening_door
from procurement.bids.forms.opening import KeyAndPassphraseForm, ToolHalvesForm
from procurement.bids.pages import giving_halves as pages
from procurement.bids.pages.opening_stages import OpeningStanding, standing_of
from procurement.bids.services import opening_halves
from procurement.bids.services.opening_halves import FreshFactor
from procurement.bids.services.opening_refusals import OpeningRefused
from procurement.bids.states import FactorKind, KeyWay, OpeningPart, RefusalCause
from procurement.tenders.models import Tender

FORM = ["GET", "HEAD", "POST"]
FACTORS = {
    "totp": FactorKind.TOTP,
    "webauthn": FactorKind.WEBAUTHN,
    "recovery_codes": FactorKind.RECOVERY_CODE,
    "password": FactorKind.PASSPHRASE,
}
View = Callable[[HttpRequest, OpeningStanding], HttpResponse]


def fresh_factor(request: HttpRequest) -> FreshFactor:
    """What the person showed again, by the database's clock. Raises OpeningRefused."""
    recent = recent_factor(request)
    if recent is None:
        raise OpeningRefused(RefusalCause.NOT_FRESH, _("Show your second factor again: it counts for five minutes."))
    return FreshFactor(FACTORS[recent.kind], clock.db_now() - recent.ago)


def for_who_gives(view: View) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """To whom the opening waits for. Others are led to the page of the opening; who showed no factor, to show it."""

    @never_cache
    @login_required
    @wraps(view)
    def asked(request: HttpRequest, pk: UUID) -> HttpResponse:
        tender = opening_door(request.user, pk, OpeningAction.GIVE)
        standing = standing_of(tender, request.user, clock.db_now())
        if not standing.gives:
            return redirect("bids:opening", pk)
        if recent_factor(request) is None:
            return _show_factor(request, pk)
        return view(request, standing)

    return asked


def _show_factor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To the page that asks again; it leads on to where the person was, and not to an address that is only sent to."""
    here = request.path if request.method == "GET" else reverse("bids:opening-half", args=[pk])
    route = "account_reauthenticate" if settings.DEMO else "mfa_reauthenticate"
    return redirect(f"{reverse(route)}?{urlencode({'next': here})}")


@require_safe
@for_who_gives
def give(request: HttpRequest, standing: OpeningStanding) -> HttpResponse:
    """One field, one button; the script of the page takes out the halves."""
    return render(request, "bids/opening/half.html", pages.half_context(standing, request.get_host()))


def in_memory(view: Callable[[HttpRequest, UUID], HttpResponse]) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """Let a view take a small file, which never lies on a disk. Set before the check of the form's token reads it."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def taking(request: HttpRequest, pk: UUID) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        return protected(request, pk)

    return taking


@in_memory
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(FORM)
@for_who_gives
def by_key(request: HttpRequest, standing: OpeningStanding) -> HttpResponse:
    """The passphrase, and the key file where it is not kept here, over the line: without JavaScript."""
    form = KeyAndPassphraseForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        key_file = form.cleaned_data["key_file"] or pages.kept_key(standing)
        if key_file:
            about = {"key_file": key_file, "passphrase": form.cleaned_data["passphrase"]}
            if refused := _refusal_of(request, standing, opening_halves.give_half_by_key, about):
                form.add_error("passphrase", refused)
            else:
                return redirect("bids:opening", standing.tender.pk)
        else:
            form.add_error("key_file", _("Your locked key is not kept here: choose its file."))
    context = pages.form_context(standing, form)
    return render(request, "bids/opening/by_key.html", context)


@in_memory
@require_http_methods(FORM)
@for_who_gives
def by_tool(request: HttpRequest, standing: OpeningStanding) -> HttpResponse:
    """The file of halves that the tool wrote."""
    form = ToolHalvesForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        about = {"shares": form.cleaned_data["content"], "way": KeyWay.PROGRAM}
        if refused := _refusal_of(request, standing, _give_shares, about):
            form.add_error(None, refused)
        else:
            return redirect("bids:opening", standing.tender.pk)
    return render(request, "bids/opening/by_tool.html", pages.form_context(standing, form))


@require_POST
@for_who_gives
def questions_file(request: HttpRequest, standing: OpeningStanding) -> HttpResponse:
    """What the tool is asked, as a file."""
    try:
        asked = _asked(request, standing)
    except OpeningRefused as refused:
        messages.error(request, str(refused))
        return redirect("bids:opening", standing.tender.pk)
    return downloads.attachment(asked, name="opening.json", content_type="application/json")


def for_the_script(view: View) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """POST alone; a refusal is 409 with its sentence."""

    @never_cache
    @login_required
    @require_POST
    @wraps(view)
    def answered(request: HttpRequest, pk: UUID) -> HttpResponse:
        tender = opening_door(request.user, pk, OpeningAction.GIVE)
        try:
            return view(request, standing_of(tender, request.user, clock.db_now()))
        except OpeningRefused as refused:
            return JsonResponse({"detail": str(refused)}, status=HTTPStatus.CONFLICT)

    return answered


@for_the_script
def questions(request: HttpRequest, standing: OpeningStanding) -> HttpResponse:
    """The closed halves of the person's key."""
    fresh_factor(request)
    return HttpResponse(_asked(request, standing), content_type="application/json")


@sensitive_variables()
@for_the_script
def halves(request: HttpRequest, standing: OpeningStanding) -> JsonResponse:
    """The halves that the script took out."""
    content = request.POST.get("halves", "").encode()
    factor, by = fresh_factor(request), signed_in(request.user)
    _give_shares(tender=standing.tender, part=standing.part, shares=content, way=KeyWay.BROWSER, factor=factor, by=by)
    return JsonResponse({"next": reverse("bids:opening", args=[standing.tender.pk])})


def _asked(request: HttpRequest, standing: OpeningStanding) -> bytes:
    by = signed_in(request.user)
    asked = opening_halves.asked_halves(tender=standing.tender, part=standing.part, by=by)
    return opening_halves.question_file(asked)


@sensitive_variables()
def _give_shares(*, shares: bytes, tender: Tender, part: OpeningPart, **about: Any) -> None:
    """Give what a file of halves says. Raises OpeningRefused also for a text that is none."""
    try:
        by_envelope = opening_halves.read_halves_file(shares, tender=tender, part=part)
    except SignedFileFault:
        sentence = _("These are no halves of this opening, or they were cut off. Nothing is kept.")
        raise OpeningRefused(RefusalCause.WRONG_HALF, sentence) from None
    opening_halves.give_half(shares=by_envelope, tender=tender, part=part, **about)


@sensitive_variables()
def _refusal_of(request: HttpRequest, standing: OpeningStanding, act: Callable[..., Any], about: dict[str, Any]) -> str:
    """Do it; the sentence of a refusal, or nothing."""
    try:
        act(
            tender=standing.tender,
            part=standing.part,
            factor=fresh_factor(request),
            by=signed_in(request.user),
            **about,
        )
    except OpeningRefused as refused:
        return str(refused)
    messages.success(request, _("Your half is in."))
    return ""
