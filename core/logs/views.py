"""Audit logs with their lines, signed heads and proofs, for who reads them; proofs are files for `offline verify`."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.audit import PLATFORM
from core.logs import access, pages, shapes
from core.models import AuditCheckpoint, AuditLeaf
from core.pages import downloads, paging
from core.pages.filters import ListFilters

JSON, TEXT = "application/json", "text/plain; charset=utf-8"


@login_required
@require_safe
def platform(request: HttpRequest) -> HttpResponse:
    """The platform's own log."""
    return log(request, PLATFORM)


@login_required
@require_safe
def log(request: HttpRequest, origin: str) -> HttpResponse:
    """A log: where it stands, the heads that were signed, its lines, the latest first."""
    row = access.door(request.user, origin)
    filters = ListFilters(request.GET, AuditLeaf.objects.filter(log=row))
    page = paging.page_of(filters.qs, "index", before=filters.position, size=filters.size)
    address = reverse("logs:log", args=[origin])
    context = {
        **pages.log_page(row, shapes.log_shape(row), [shapes.log_line(leaf) for leaf in page.rows]),
        **paging.links(address, request.GET, page, before=filters.position),
    }
    return render(request, "logs/log.html", context)


@login_required
@require_safe
def line(request: HttpRequest, origin: str, no: int) -> HttpResponse:
    """One line whole, with its proof where a signed head reaches it."""
    row = access.door(request.user, origin)
    leaf = get_object_or_404(AuditLeaf, log=row, index=no - 1)
    is_signed = AuditCheckpoint.objects.filter(log=row, size__gte=no).exists()
    return render(request, "logs/line.html", pages.line_page(row, shapes.log_line(leaf), is_signed=is_signed))


@login_required
@require_safe
def head(request: HttpRequest, origin: str, size: int) -> HttpResponse:
    """A head as it was signed."""
    row = access.door(request.user, origin)
    signed = get_object_or_404(AuditCheckpoint, log=row, size=size)
    return downloads.attachment(signed.note, name=f"checkpoint-{size}.txt", content_type=TEXT)


@login_required
@require_safe
def proof(request: HttpRequest, origin: str, no: int) -> HttpResponse:
    """That a line stands in the log, as a file."""
    row = access.door(request.user, origin)
    try:
        content = shapes.inclusion_proof(row, no - 1).file()
    except (shapes.NoProofYet, AuditLeaf.DoesNotExist):
        raise Http404 from None
    return downloads.attachment(content, name=f"line-{no}.json", content_type=JSON)


@login_required
@require_safe
def growth(request: HttpRequest, origin: str, old_size: int, size: int) -> HttpResponse:
    """That the log only grew between two signed heads, as a file."""
    row = access.door(request.user, origin)
    try:
        content = shapes.consistency_proof(row, old_size, size).file()
    except shapes.NoProofYet:
        raise Http404 from None
    return downloads.attachment(content, name=f"from-{old_size}-to-{size}.json", content_type=JSON)
