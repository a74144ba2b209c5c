"""The PDF of a receipt: asked for and saved by those who see the bid; to all others there is no such bid."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock, jobs
from core.access import Person, signed_in
from core.files import FileFault
from core.models import JobState
from core.pages import downloads
from procurement.bids import access as bid_access
from procurement.bids.models import BidRevision
from procurement.bids.queries import sealed
from procurement.reports import receipt_papers

BOX = "paper"


@login_required
@require_POST
def request(request: HttpRequest, pk: UUID, no: int) -> HttpResponse:
    """Ask for the PDF; it is made once."""
    version = _version(request.user, pk, no)
    try:
        receipt_papers.request_receipt(version=version, by=signed_in(request.user), at=clock.db_now())
    except jobs.Unfit as why:
        messages.error(request, str(why))
    return redirect(_page(pk, no))


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, pk: UUID, no: int) -> HttpResponse:
    """The PDF, its bytes compared with their SHA-256; back to the receipt where they are lost."""
    paper = receipt_papers.paper_of(_version(request.user, pk, no))
    artifact = receipt_papers.artifact_of(paper) if paper and paper.job.state == JobState.READY else None
    if artifact is None:
        raise Http404
    try:
        content = jobs.open_artifact(artifact)
    except FileFault as fault:
        messages.error(request, str(fault))
        return redirect(_page(pk, no))
    return downloads.attachment(
        content, name=artifact.file_name, content_type=artifact.content_type, sha256=artifact.sha256
    )


def _version(user: Person, pk: UUID, no: int) -> BidRevision:
    """A version of a bid that the person sees. Raises Http404, Refused."""
    version = sealed.version_of(bid_access.door(user, pk), no)
    if version is None:
        raise Http404
    return version


def _page(pk: UUID, no: int) -> str:
    return f"{reverse('bids:receipt', args=[pk, no])}#{BOX}"
