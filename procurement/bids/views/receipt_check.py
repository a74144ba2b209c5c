"""The page on which anybody checks a receipt. Nothing is kept of what is brought, and nobody signs in."""

from collections.abc import Mapping
from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.documents import uploads
from core.documents.uploads import UploadLimits
from core.signing import queries as signing_queries
from procurement.bids.forms.receipts import ENDINGS, MOST_BYTES, ReceiptCheckForm
from procurement.bids.pages import receipt_check as pages
from procurement.bids.services import receipt_checks

LIMITS = UploadLimits(most_bytes=MOST_BYTES, most_files=1, together=MOST_BYTES, endings=ENDINGS)
CHECKS: Mapping[str, str] = {"check_receipt": "30/600s/key"}  # of an address: a PDF costs a process


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@uploads.takes_files(LIMITS)
def check(request: HttpRequest) -> HttpResponse:
    """The form; sent, line by line what holds. Thirty in ten minutes of an address."""
    if request.method != "POST":
        return _page(request, ReceiptCheckForm(), pages.empty_page())
    form = ReceiptCheckForm(request.POST, request.FILES)
    if faults := uploads.faults_of(request):
        form.errors["file"] = form.error_class([str(fault) for fault in faults])
        return _page(request, form, pages.empty_page())
    if not form.is_valid():
        return _page(request, form, pages.empty_page())
    if not _may_look(request):
        form.add_error("file", _("Too many receipts were checked from your address. Wait ten minutes, then try again."))
        response = _page(request, form, pages.empty_page(), status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = "600"
        return response
    return _page(request, ReceiptCheckForm(), pages.check_page(receipt_checks.check_receipt(form.content())))


def _may_look(request: HttpRequest) -> bool:
    key = ratelimit.get_ip(request)
    used = ratelimit.consume(request, app="bids", action="check_receipt", config=dict(CHECKS), key=key, limit_get=True)
    return used is not None


def _page(
    request: HttpRequest, form: ReceiptCheckForm, page: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    fingerprint = signing_queries.current_fingerprint()
    command = f"python -m offline verify receipt.json --key {fingerprint}"
    return render(request, "bids/receipt_check.html", {**page, "form": form, "command": command}, status=status)
