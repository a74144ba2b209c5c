"""A bid is submitted, and its receipt is looked at and saved."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import signed_in
from core.assembly import sections_of
from core.outages import OutOfOrder
from core.pages.downloads import attachment
from core.pages.faults import OutageAdvice, advises
from procurement.bids.draft_keys import DraftKey, WrongDraftKey
from procurement.bids.models import AttemptReason, Bid, BidRevision
from procurement.bids.pages import receipt as pages
from procurement.bids.queries import sealed
from procurement.bids.queries.counting import counting_of
from procurement.bids.services import sealing, submitting
from procurement.bids.services.submission import (
    OtherContent,
    SealingFailed,
    SubmissionOvertaken,
    SubmissionRefused,
    SubmissionRunning,
)
from procurement.bids.views.drafting import for_bid, with_draft

LONGEST_KEY = 80
JSON = "application/json"
STATUSES: dict[type[Exception], HTTPStatus] = {
    SubmissionRefused: HTTPStatus.CONFLICT,
    SubmissionOvertaken: HTTPStatus.CONFLICT,
    SubmissionRunning: HTTPStatus.CONFLICT,
    OtherContent: HTTPStatus.UNPROCESSABLE_ENTITY,
    SealingFailed: HTTPStatus.SERVICE_UNAVAILABLE,
    OutOfOrder: HTTPStatus.SERVICE_UNAVAILABLE,
}
# Pressing changes nothing in the draft; one that came in is found again by its key, whatever became of its answer.
AT_AN_OUTAGE = OutageAdvice(
    (
        _("Your draft is kept as you saved it: pressing changes nothing in it."),
        _("Submit again in a moment. It is the same press, so it makes one bid, also if the first came in already."),
    ),
    always=_("A bid without a receipt was not taken."),
    title=_("We cannot take bids at this moment"),
    repeats=("idem_key",),
    repeat_label=_("Submit again"),
    back="bids:check",
    back_label=_("Back to your bid"),
)


@advises(AT_AN_OUTAGE)
@with_draft()  # also when the tender is closed: who is late is told so, and the attempt is kept
@require_POST
@sensitive_variables()
def submit(request: HttpRequest, bid: Bid, key: DraftKey) -> HttpResponse:
    """Submit the bid as it is written now; a repeat of the same press leads to the same receipt."""
    by, at = signed_in(request.user), clock.db_now()
    idem_key = request.POST.get("idem_key", "")
    if not idem_key.isalnum() or len(idem_key) > LONGEST_KEY:
        return redirect("bids:check", bid.pk)
    try:
        version = submitting.submit_bid(bid=bid, draft_key=key, idem_key=idem_key, by=by, at=at)
    except tuple(STATUSES) as refused:
        return _no_receipt(request, bid, refused, idem_key)
    return redirect("bids:receipt", bid.pk, version.number)


def _no_receipt(request: HttpRequest, bid: Bid, refused: Exception, idem_key: str) -> HttpResponse:
    """The page that says why, and what to do; of an attempt after the deadline its own."""
    late = refused.attempt if isinstance(refused, SubmissionRefused) else None
    if late is not None and late.reason == AttemptReason.AFTER_DEADLINE:
        return redirect("bids:attempt", bid.pk, late.pk)
    context = pages.no_receipt(bid, refused, idem_key)
    status = next(status for kind, status in STATUSES.items() if isinstance(refused, kind))
    response = render(request, "bids/no_receipt.html", context, status=status)
    if isinstance(refused, SubmissionRunning):
        response["Retry-After"] = str(refused.retry_after)
    return response


@for_bid()
@require_safe
def receipt(request: HttpRequest, bid: Bid, no: int) -> HttpResponse:
    """When a version came in, its files, and what they prove and do not."""
    version, now = _version(bid, no), clock.db_now()
    context = {
        **pages.receipt_page(bid, version, counting_of(bid), now),
        **sections_of("bids:receipt", version, request.user, now),
    }
    return render(request, "bids/receipt.html", context)


@for_bid()
@require_safe
def receipt_file(request: HttpRequest, bid: Bid, no: int) -> HttpResponse:  # noqa: ARG001 -- looked at before
    """The signed receipt, to be kept and shown to anybody."""
    version = _version(bid, no)
    return attachment(version.receipt.text, name=f"{pages.file_name(bid, no)}-receipt.json", content_type=JSON)


@with_draft()
@require_safe
@sensitive_variables()
def slip_file(request: HttpRequest, bid: Bid, key: DraftKey, no: int) -> HttpResponse:  # noqa: ARG001 -- looked at before
    """The slip with the nonces, for a device that has the draft pass; to be kept and shown to nobody."""
    closed = _version(bid, no).receipt.sealed_slip
    if closed is None:
        raise Http404
    try:
        slip = sealing.opened_slip(bid, no, bytes(closed), key)
    except WrongDraftKey:  # the draft was begun again since
        raise Http404 from None
    return attachment(slip, name=f"{pages.file_name(bid, no)}-slip.json", content_type=JSON)


def _version(bid: Bid, no: int) -> BidRevision:
    version = sealed.version_of(bid, no)
    if version is None:
        raise Http404
    return version
